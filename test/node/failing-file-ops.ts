import { MUTATING_OPS, nodeFileOps, type FileOps } from '../../src/node/file-ops.ts'

/** How the n-th changing operation goes wrong. */
export interface Fault {
  /** Which changing operation, from 1. */
  readonly at: number
  /** The system's error, or `KILL`: from here on nothing works any more, as if the process had ended. */
  readonly error: string
  /** The operation is done all the same (a time-out after success). */
  readonly isDone?: boolean
  /** Every later changing operation fails too. */
  readonly forEver?: boolean
}

/** The real file operations, until the n-th that changes something. */
export function failingFileOps(fault: Fault): {
  ops: FileOps
  calls: () => number
  hasFailed: () => boolean
} {
  let count = 0
  let hasFailed = false
  const ops = { ...nodeFileOps } as Record<string, (...args: unknown[]) => unknown>
  for (const name of Object.keys(nodeFileOps) as (keyof FileOps)[]) {
    const operations = nodeFileOps as unknown as Record<string, (...args: unknown[]) => unknown>
    const real = (...args: unknown[]): unknown => operations[name]!(...args)
    const isMutating = (MUTATING_OPS as readonly string[]).includes(name)
    ops[name] = (...args: unknown[]) => {
      if (hasFailed && fault.error === 'KILL') throw systemError('KILL')
      if (!isMutating) return real(...args)
      count++
      const isHit = count === fault.at || (hasFailed && fault.forEver === true)
      if (!isHit) return real(...args)
      hasFailed = true
      // A descriptor is given up even where close() fails; without this the test itself would run out of them.
      try {
        if (fault.isDone === true || name === 'closeSync') real(...args)
      } catch {
        // it could not be done: then it only fails
      }
      throw systemError(fault.error)
    }
  }
  return { ops: ops as unknown as FileOps, calls: () => count, hasFailed: () => hasFailed }
}

function systemError(code: string): Error {
  return Object.assign(new Error(code), { code })
}
