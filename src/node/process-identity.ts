import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'
import { systemErrorCode } from './holdfast-error.ts'

/** What tells one process from every other, on any host and after any restart. Null: the system does not say. */
export interface ProcessIdentity {
  readonly host: string
  readonly pid: number
  /** When it started, in ticks since the boot: a pid that was given out again has another one. */
  readonly start: string | null
  /** The boot of the host. */
  readonly boot: string | null
  /** The pid namespace: a container does not see the processes of another. */
  readonly namespace: string | null
}

/** Whether a process still runs. `unknown`: it ran on another host or in another container. */
export type Liveness = 'alive' | 'dead' | 'unknown'

/** The identity of this process. */
export function thisProcess(): ProcessIdentity {
  return {
    host: hostname(),
    pid: process.pid,
    start: processStat(process.pid)?.start ?? null,
    boot: bootId(),
    namespace: pidNamespace(),
  }
}

/**
 * Tells whether a process that once wrote down its identity is still running.
 *
 * Says `dead` only where it is sure: same host, and either an earlier boot, or no such process, or one
 * that has ended and waits for its parent, or another one that was given the same pid.
 */
export function processLiveness(identity: ProcessIdentity): Liveness {
  if (identity.host !== hostname()) return 'unknown'
  const boot = bootId()
  if (identity.boot !== null && boot !== null && identity.boot !== boot) return 'dead'
  if (identity.namespace !== pidNamespace()) return 'unknown'
  try {
    process.kill(identity.pid, 0)
  } catch (error) {
    // EPERM: it is there, but belongs to somebody else.
    if (systemErrorCode(error) === 'ESRCH') return 'dead'
  }
  const now = processStat(identity.pid)
  if (now === null || identity.start === null) return 'alive'
  return now.ended || now.start !== identity.start ? 'dead' : 'alive'
}

/** proc(5): the name in brackets may hold anything, brackets too, so fields are counted after the last one. */
function processStat(pid: number): { start: string; ended: boolean } | null {
  const text = readOrNull(`/proc/${pid}/stat`)
  if (text === null) return null
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  const state = fields[0] // field 3
  const start = fields[19] // field 22
  if (state === undefined || start === undefined) return null
  return { start, ended: state === 'Z' || state === 'X' }
}

function bootId(): string | null {
  return readOrNull('/proc/sys/kernel/random/boot_id')?.trim() ?? null
}

function pidNamespace(): string | null {
  try {
    return readlinkSync('/proc/self/ns/pid')
  } catch {
    return null // no /proc
  }
}

function readOrNull(path: string): string | null {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    return null // no /proc, or the process is hidden
  }
}
