import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { LedgerError } from '../../src/ledger/ledger-error.ts'
import type { LedgerState } from '../../src/ledger/ledger-state.ts'
import { checkExpected, readLedger } from '../../src/ledger/read-ledger.ts'
import { summarizeLedger } from '../../src/ledger/summarize-ledger.ts'
import { gardenTalk } from './garden-talk.ts'
import { host } from './local-host.ts'

const { bytes, states } = gardenTalk()
const last = states.at(-1)!
const DAMAGED = ['damaged-line', 'not-a-ledger', 'newer-version']

/** The error, or the state where the ledger was read. */
function reading(ledger: Uint8Array): LedgerError | LedgerState {
  try {
    return readLedger(ledger, host)
  } catch (error) {
    if (error instanceof LedgerError) return error
    throw error
  }
}

const lineOf = (offset: number): number =>
  Buffer.from(bytes.subarray(0, offset)).toString('latin1').split('\n').length

function flip(offset: number, bits: number): Uint8Array {
  const damaged = Uint8Array.from(bytes)
  damaged[offset]! ^= bits
  return damaged
}

const expectDamage = (offset: number, bits: number): void => {
  const result = reading(flip(offset, bits))
  if (!(result instanceof LedgerError))
    throw new Error(`byte ${offset}, bits ${bits}: read as if nothing had happened`)
  if (!DAMAGED.includes(result.code) || result.line !== lineOf(offset)) {
    throw new Error(
      `byte ${offset}, bits ${bits}: ${result.code} in line ${result.line}, not in ${lineOf(offset)}`,
    )
  }
}

test('the ledger that gets damaged here is in order', () => {
  expect(reading(bytes)).toEqual(last)
})

test('a flipped bit is named by line, in every byte', () => {
  for (let offset = 0; offset < bytes.length; offset += 1) expectDamage(offset, 1 << (offset % 8))
})

test('each of the eight bits, in the last two lines, in each line end and in every 17th byte', () => {
  const tail = bytes.subarray(0, bytes.length - 1).lastIndexOf(10) - 300
  for (let offset = 0; offset < bytes.length; offset += 1) {
    if (offset < tail && bytes[offset] !== 10 && offset % 17 !== 0) continue
    for (let bit = 0; bit < 8; bit += 1) expectDamage(offset, 1 << bit)
  }
})

test('a byte that became NUL or LF or CR, in every line', () => {
  for (let offset = 0; offset < bytes.length; offset += 7) {
    for (const value of [0, 10, 13]) if (bytes[offset] !== value) expectDamage(offset, bytes[offset]! ^ value)
  }
  for (const value of [0, 13, 32]) expectDamage(bytes.length - 1, 10 ^ value)
})

test('a summary sees what a reader sees', () => {
  for (let offset = 0; offset < bytes.length; offset += 5) {
    expect(() => summarizeLedger(flip(offset, 1), host), `byte ${offset}`).toThrow(LedgerError)
  }
})

describe('every length to which the file can be cut', () => {
  const commits = new Map(states.map((state) => [state.committedBytes, state]))
  test('is an error, or an earlier commit with a rest, or exactly an earlier commit', () => {
    let exact = 0
    for (let length = 0; length < bytes.length; length += 1) {
      const result = reading(bytes.subarray(0, length))
      const committed = states.filter((state) => state.committedBytes <= length).at(-1)
      if (committed === undefined) {
        if (!(result instanceof LedgerError)) throw new Error(`${length} bytes were read as a ledger`)
        expect(['empty-ledger', 'not-a-ledger', 'never-committed'], `${length} bytes`).toContain(result.code)
        continue
      }
      if (result instanceof LedgerError)
        throw new Error(`${length} bytes: ${result.code}, but a commit stands before the cut`)
      expect(result.sequence.length, `${length} bytes`).toBe(committed.sequence.length)
      expect(result.lastSum).toBe(committed.lastSum)
      if (commits.has(length)) {
        exact += 1
        expect(result.uncommitted).toBeNull()
        // The file alone cannot tell; whoever knows a later commit can.
        expect(() => checkExpected(result, last.lastSum)).toThrow(LedgerError)
        expect(() => checkExpected(result, committed.lastSum)).not.toThrow()
      } else {
        expect(result.uncommitted, `${length} bytes`).toMatchObject({
          offset: committed.committedBytes,
          bytes: length - committed.committedBytes,
          torn: bytes[length - 1] !== 10,
        })
      }
    }
    expect(exact).toBe(states.length - 1)
  })
})

describe('what is left of a stopped run does not hide damage before it', () => {
  const rest = bytes.subarray(0, last.committedBytes - 100)
  const committed = states[2]!
  test('every byte before the last commit', () => {
    for (let offset = 0; offset < committed.committedBytes; offset += 1) {
      const damaged = Uint8Array.from(rest)
      damaged[offset]! ^= 1 << (offset % 8)
      expect(reading(damaged), `byte ${offset}`).toBeInstanceOf(LedgerError)
    }
  })
  test('every byte behind it is never taken for committed', () => {
    for (let offset = committed.committedBytes; offset < rest.length; offset += 1) {
      const damaged = Uint8Array.from(rest)
      damaged[offset]! ^= 1 << (offset % 8)
      const result = reading(damaged)
      if (result instanceof LedgerError) continue
      expect(result).toEqual({ ...committed, uncommitted: result.uncommitted })
      expect(result.uncommitted, `byte ${offset}`).toMatchObject({ offset: committed.committedBytes })
    }
  })
})

describe('whole lines', () => {
  const lines = Buffer.from(bytes).toString('latin1').trimEnd().split('\n')
  const joined = (some: readonly string[]): Uint8Array =>
    Buffer.from(some.map((line) => `${line}\n`).join(''), 'latin1')
  test('the lines joined are the ledger', () => expect(joined(lines)).toEqual(Buffer.from(bytes)))
  test('one taken out', () => {
    for (let index = 0; index < lines.length - 1; index += 1) {
      expect(reading(joined(lines.toSpliced(index, 1))), `line ${index + 1}`).toBeInstanceOf(LedgerError)
    }
  })
  test('one doubled', () => {
    for (const [index, line] of lines.entries()) {
      expect(reading(joined(lines.toSpliced(index, 0, line))), `line ${index + 1}`).toBeInstanceOf(
        LedgerError,
      )
    }
  })
  test('two exchanged', () => {
    for (let index = 1; index < lines.length; index += 1) {
      const swapped = lines.with(index, lines[index - 1]!).with(index - 1, lines[index]!)
      expect(reading(joined(swapped)), `lines ${index} and ${index + 1}`).toBeInstanceOf(LedgerError)
    }
  })
})

test('any stretch replaced by anything is an error, or leaves an earlier commit with a rest', () => {
  fc.assert(
    fc.property(
      fc.nat(bytes.length - 1),
      fc.nat(400),
      fc.oneof(
        fc.uint8Array({ maxLength: 40 }),
        fc.nat(bytes.length).map((at) => bytes.subarray(at, at + 200)),
      ),
      (start, length, replacement) => {
        const damaged = Buffer.concat([bytes.subarray(0, start), replacement, bytes.subarray(start + length)])
        if (damaged.equals(bytes)) return
        const result = reading(damaged)
        if (result instanceof LedgerError) return
        const committed = states.find((state) => state.lastSum === result.lastSum)
        if (committed === undefined) throw new Error('a commit was read that nobody made')
        expect(result).toEqual({ ...committed, uncommitted: result.uncommitted })
        if (damaged.length !== committed.committedBytes) expect(result.uncommitted).not.toBeNull()
      },
    ),
    { numRuns: 3000 },
  )
})
