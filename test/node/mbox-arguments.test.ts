import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { HoldfastError } from '../../src/node/holdfast-error.ts'
import { expandMboxArguments } from '../../src/node/mbox-arguments.ts'
import { compareNaturally } from '../../src/node/natural-order.ts'
import { temporaryFolder, writeFiles } from './temporary-folder.ts'

function folderWith(...names: string[]): string {
  const folder = temporaryFolder()
  writeFiles(folder, Object.fromEntries(names.map((name) => [name, ''])))
  return folder
}

function refusal(run: () => unknown): HoldfastError {
  try {
    run()
  } catch (error) {
    if (error instanceof HoldfastError) return error
    throw error
  }
  throw new Error('nothing was refused')
}

test('runs of digits are sorted as numbers', () => {
  const cwd = folderWith('list-10.mbox', 'list-2.mbox', 'list-1.mbox')
  expect(expandMboxArguments(['*.mbox'], { cwd })).toEqual(['list-1.mbox', 'list-2.mbox', 'list-10.mbox'])
})

test('English month names are sorted as months, whole and short, in any case', () => {
  const names = [
    '2003-December.txt',
    '2003-feb.txt',
    '2003-April.txt',
    '2003-JAN.txt',
    '2002-December.txt',
    '2003-March.txt',
  ]
  expect(names.toSorted(compareNaturally)).toEqual([
    '2002-December.txt',
    '2003-JAN.txt',
    '2003-feb.txt',
    '2003-March.txt',
    '2003-April.txt',
    '2003-December.txt',
  ])
})

test('a word that only begins like a month is no month', () => {
  expect(['maybe', 'march', 'april', 'augury'].toSorted(compareNaturally)).toEqual([
    'march',
    'april',
    'augury',
    'maybe',
  ])
})

test('everything else is sorted by code unit', () => {
  expect(['b', 'a', 'B', 'ä', 'a-b', 'a.b'].toSorted(compareNaturally)).toEqual([
    'B',
    'a',
    'a-b',
    'a.b',
    'b',
    'ä',
  ])
})

const name = fc
  .array(fc.constantFrom('1', '01', '10', 'may', 'May', 'april', 'a', 'B', '-', '.', '/', ':', 'é', '9'), {
    maxLength: 5,
  })
  .map((parts) => parts.join(''))

test('the order of names is total: one way round, transitive, and equal for equal names only', () => {
  fc.assert(
    fc.property(name, name, name, (a, b, c) => {
      expect(Math.sign(compareNaturally(a, b)) + Math.sign(compareNaturally(b, a))).toBe(0)
      expect(compareNaturally(a, b) === 0).toBe(a === b)
      if (compareNaturally(a, b) <= 0 && compareNaturally(b, c) <= 0)
        expect(compareNaturally(a, c)).toBeLessThanOrEqual(0)
    }),
  )
})

test('the order of the arguments does not count, unless it is to be kept', () => {
  const cwd = folderWith('a.mbox', 'b.mbox', 'old/2.mbox', 'old/1.mbox')
  expect(expandMboxArguments(['b.mbox', 'a.mbox'], { cwd })).toEqual(['a.mbox', 'b.mbox'])
  expect(expandMboxArguments(['b.mbox', 'old/*', 'a.mbox'], { cwd, keepOrder: true })).toEqual([
    'b.mbox',
    'old/1.mbox',
    'old/2.mbox',
    'a.mbox',
  ])
})

test('a file named in several ways counts once', () => {
  const cwd = folderWith('a.mbox', 'b.mbox')
  symlinkSync('a.mbox', join(cwd, 'link.mbox'))
  expect(expandMboxArguments(['./a.mbox', 'a.mbox', '*.mbox', join(cwd, 'b.mbox')], { cwd })).toHaveLength(2)
  expect(expandMboxArguments(['a.mbox', 'link.mbox'], { cwd })).toHaveLength(1)
})

test('a folder means the mboxes right inside it, and never a ledger', () => {
  const cwd = folderWith(
    'list/2003-May.txt.gz',
    'list/a.mbox',
    'list/b.MBX',
    'list/c.mbox.gz',
    'list/a.ledger',
    'list/a.ledger.lock',
    'list/index.html',
    'list/.hidden.mbox',
    'list/deeper/d.mbox',
  )
  expect(expandMboxArguments(['list'], { cwd })).toEqual([
    'list/2003-May.txt.gz',
    'list/a.mbox',
    'list/b.MBX',
    'list/c.mbox.gz',
  ])
})

test('a glob never means a ledger, a hidden file, or what a symbolic link leads to', () => {
  const cwd = folderWith('garden', 'garden.ledger', 'garden.ledger.lock', '.garden', 'elsewhere/x.mbox')
  mkdirSync(join(cwd, 'garden-links'))
  symlinkSync(join(cwd, 'elsewhere'), join(cwd, 'garden-links', 'link'))
  expect(expandMboxArguments(['**/*.mbox'], { cwd })).toEqual(['elsewhere/x.mbox'])
  expect(expandMboxArguments(['*garden*'], { cwd })).toEqual(['garden'])
})

test('an argument that names a file is that file, even if it has glob signs', () => {
  const cwd = folderWith('list[1].mbox', 'list1.mbox', 'what?.mbox')
  expect(expandMboxArguments(['list[1].mbox'], { cwd })).toEqual(['list[1].mbox'])
  expect(expandMboxArguments(['what?.mbox'], { cwd })).toEqual(['what?.mbox'])
  expect(expandMboxArguments(['list[0-9].mbox'], { cwd })).toEqual(['list1.mbox'])
})

test('a lone hyphen is standard input', () => {
  expect(expandMboxArguments(['-', '-'], { cwd: temporaryFolder() })).toEqual(['-'])
})

test.each([
  ['a missing file', 'missing.mbox', 'file-missing'],
  ['an empty name', '', 'file-missing'],
  ['a path through a file', 'index.html/list.mbox', 'file-missing'],
  ['a link that leads nowhere', 'dangling', 'file-missing'],
  ['a glob without a match', '*.mbox', 'no-match'],
  ['a folder without an mbox', 'empty', 'no-mbox-in-folder'],
])('%s is refused with its name, exit code 3 and a way out', (_, argument, code) => {
  const cwd = folderWith('index.html', 'empty/a.ledger')
  symlinkSync('nowhere.mbox', join(cwd, 'dangling'))
  const error = refusal(() => expandMboxArguments([argument], { cwd }))
  expect(error.code).toBe(code)
  expect(error.exitCode).toBe(3)
  expect(error.message).toContain(argument === '' ? 'an empty name' : argument)
  expect(error.hint).not.toBeNull()
})

test.skipIf(process.getuid?.() === 0)(
  'a folder that may not be listed is refused (skipped as root, who may list everything)',
  async () => {
    const { chmodSync } = await import('node:fs')
    const cwd = folderWith('closed/a.mbox')
    chmodSync(join(cwd, 'closed'), 0)
    expect(refusal(() => expandMboxArguments(['closed'], { cwd })).code).toBe('permission-denied')
    chmodSync(join(cwd, 'closed'), 0o755)
  },
)
