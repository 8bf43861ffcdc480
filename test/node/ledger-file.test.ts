import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { nodeFileOps } from '../../src/node/file-ops.ts'
import { HoldfastError } from '../../src/node/holdfast-error.ts'
import { appendToLedgerFile, readLedgerFile } from '../../src/node/ledger-file.ts'
import { failingFileOps } from './failing-file-ops.ts'
import { temporaryFolder } from './temporary-folder.ts'

const bytes = (text: string): Uint8Array => Buffer.from(text)

function refusal(run: () => unknown): HoldfastError {
  try {
    run()
  } catch (error) {
    expect(error).toBeInstanceOf(HoldfastError)
    return error as HoldfastError
  }
  throw new Error('nothing was refused')
}

test('a ledger that is not there is null, one that is there is its bytes', () => {
  const path = join(temporaryFolder(), 'a.ledger')
  expect(readLedgerFile(path)).toBeNull()
  writeFileSync(path, 'one\n')
  expect(Buffer.from(readLedgerFile(path)!).toString()).toBe('one\n')
})

test('a ledger that can not be read is an error, never "no ledger"', () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'file'), '')
  mkdirSync(join(folder, 'folder.ledger'))
  expect(refusal(() => readLedgerFile(join(folder, 'file', 'a.ledger'))).code).toBe('not-a-folder')
  expect(refusal(() => readLedgerFile(join(folder, 'folder.ledger'))).code).toBe('not-a-file')
  const denied = { ...nodeFileOps, readFileSync: () => { throw Object.assign(new Error(), { code: 'EACCES' }) } } // prettier-ignore
  expect(refusal(() => readLedgerFile(join(folder, 'a.ledger'), denied)).code).toBe('permission-denied')
})

test('a new ledger appears whole, and nothing else is left beside it', () => {
  const folder = temporaryFolder()
  const path = join(folder, 'a.ledger')
  writeFileSync(join(folder, '.a.ledger.holdfast-new'), 'of a killed run')
  appendToLedgerFile(path, { read: null, committed: 0, lines: bytes('one\n') })
  expect(readFileSync(path, 'utf8')).toBe('one\n')
  expect(readdirSync(folder)).toEqual(['a.ledger'])
})

test('lines are added after what is committed, and the remains of a killed run are cut off', () => {
  const path = join(temporaryFolder(), 'a.ledger')
  writeFileSync(path, 'one\ntwo\ntorn')
  appendToLedgerFile(path, { read: bytes('one\ntwo\ntorn'), committed: 8, lines: bytes('3\n') })
  expect(readFileSync(path, 'utf8')).toBe('one\ntwo\n3\n')
})

describe('a ledger that somebody else changed meanwhile is left alone', () => {
  const long = 'x'.repeat(10_000)
  test.each<[string, (path: string) => void]>([
    ['longer', (path) => appendFileSync(path, 'more\n')],
    ['shorter', (path) => writeFileSync(path, 'o\n')],
    ['of the same length', (path) => writeFileSync(path, `${long}\nOne\n`)],
  ])('%s', (_, change) => {
    const path = join(temporaryFolder(), 'a.ledger')
    const before = bytes(`${long}\none\n`)
    writeFileSync(path, before)
    change(path)
    const now = readFileSync(path)
    const error = refusal(() =>
      appendToLedgerFile(path, { read: before, committed: before.length, lines: bytes('2\n') }),
    )
    expect([error.code, error.exitCode]).toEqual(['ledger-changed', 3])
    expect(readFileSync(path).equals(now)).toBe(true)
  })

  test('created', () => {
    const folder = temporaryFolder()
    const path = join(folder, 'a.ledger')
    writeFileSync(path, 'theirs\n')
    expect(
      refusal(() => appendToLedgerFile(path, { read: null, committed: 0, lines: bytes('ours\n') })).code,
    ).toBe('ledger-changed')
    expect(readFileSync(path, 'utf8')).toBe('theirs\n')
    expect(readdirSync(folder)).toEqual(['a.ledger'])
  })

  test('removed', () => {
    const path = join(temporaryFolder(), 'a.ledger')
    expect(
      refusal(() => appendToLedgerFile(path, { read: bytes('1\n'), committed: 2, lines: bytes('2\n') })).code,
    ).toBe('file-missing')
    expect(existsSync(path)).toBe(false)
  })
})

describe('every changing operation fails once', () => {
  for (const error of ['ENOSPC', 'EIO', 'EDQUOT', 'EROFS', 'KILL']) {
    for (const isDone of [false, true]) {
      for (const read of [null, 'one\ntwo\ntorn']) {
        test(`${error}${isDone ? ', though it was done' : ''}, ${read === null ? 'new' : 'existing'} ledger: all or nothing`, () => {
          let points = 0
          for (let at = 1; ; at++) {
            const folder = temporaryFolder()
            const path = join(folder, 'a.ledger')
            if (read !== null) writeFileSync(path, read)
            const append = {
              read: read === null ? null : bytes(read),
              committed: read === null ? 0 : 8,
              lines: bytes('3\n'),
            }
            const { ops, hasFailed } = failingFileOps({ at, error, isDone })
            let thrown: unknown = null
            try {
              appendToLedgerFile(path, append, ops)
            } catch (problem) {
              thrown = problem
            }
            if (!hasFailed()) break
            points++
            expect(thrown, `at ${at}`).toBeInstanceOf(HoldfastError)
            const content = existsSync(path) ? readFileSync(path, 'utf8') : null
            const committed = content === null ? '' : content.startsWith('one\ntwo\n') ? 'one\ntwo\n' : ''
            // Old, new, or old with a torn end that has no commit line: the same as before for the reader.
            const isOld = content === null || content === 'one\ntwo\ntorn' || content === 'one\ntwo\n'
            const isNew = content === `${read === null ? '' : 'one\ntwo\n'}3\n`
            expect(isOld || isNew, `at ${at}: ${String(content)}`).toBe(true)
            // The next run ends in the same bytes.
            if (isNew) continue
            appendToLedgerFile(path, {
              read: content === null ? null : bytes(content),
              committed: committed.length,
              lines: bytes('3\n'),
            })
            expect(readFileSync(path, 'utf8')).toBe(`${committed}3\n`)
            expect(readdirSync(folder)).toEqual(['a.ledger'])
          }
          expect(points).toBeGreaterThan(3)
        })
      }
    }
  }

  test('a write that took only a part is cut back', () => {
    const path = join(temporaryFolder(), 'a.ledger')
    writeFileSync(path, 'one\n')
    const ops = {
      ...nodeFileOps,
      writeSync: (
        fd: number,
        buffer: Uint8Array,
        offset: number,
        length: number,
        position: number | null,
      ) => {
        if (offset > 0) throw Object.assign(new Error(), { code: 'ENOSPC' })
        return nodeFileOps.writeSync(fd, buffer, offset, Math.min(2, length), position)
      },
    }
    const error = refusal(() =>
      appendToLedgerFile(path, { read: bytes('one\n'), committed: 4, lines: bytes('two\n') }, ops),
    )
    expect(error.code).toBe('disk-full')
    expect(error.message).toContain(path)
    expect(readFileSync(path, 'utf8')).toBe('one\n')
  })
})
