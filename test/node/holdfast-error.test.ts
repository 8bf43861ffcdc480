import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { fileError, HoldfastError, printable } from '../../src/node/holdfast-error.ts'
import { temporaryFolder } from './temporary-folder.ts'

const known =
  'ENOENT EACCES EPERM EISDIR ENOTDIR EEXIST ENOTEMPTY ENOSPC EDQUOT EFBIG EROFS EMFILE ENFILE ELOOP ENAMETOOLONG EBUSY ETXTBSY EIO EXDEV ESTALE'

test.each(known.split(' '))('%s becomes a sentence with the path, the reason and a next step', (code) => {
  const error = fileError(
    Object.assign(new Error('raw'), { code }),
    'write',
    'site/index.html',
  ) as HoldfastError
  expect(error).toBeInstanceOf(HoldfastError)
  expect(error.message).toMatch(/^cannot write site\/index\.html: [a-z]/)
  expect(error.message).not.toContain(code)
  expect(error.exitCode).toBe(3)
  expect(error.file).toBe('site/index.html')
  expect(error.hint).not.toBeNull()
})

test('an unknown system error keeps its name', () => {
  const error = fileError(Object.assign(new Error('raw'), { code: 'EWEIRD' }), 'read', 'a') as HoldfastError
  expect(error.code).toBe('io-failed')
  expect(error.message).toBe('cannot read a: the system answered EWEIRD')
})

test('a real error keeps its cause', () => {
  const folder = temporaryFolder()
  let thrown: unknown
  try {
    readFileSync(folder)
  } catch (error) {
    thrown = fileError(error, 'read', folder)
  }
  expect((thrown as HoldfastError).code).toBe('not-a-file')
  expect((thrown as HoldfastError).cause).toBeInstanceOf(Error)
})

test('our own errors, aborts and broken invariants pass as they are', () => {
  const own = new HoldfastError('locked', 3, 'x')
  const abort = new DOMException('stopped', 'AbortError')
  const bug = new TypeError('bug')
  for (const error of [own, abort, bug]) expect(fileError(error, 'read', 'a')).toBe(error)
})

test('a path can not steer the terminal', () => {
  expect(printable('a\u001b[2Jb\nc\u009b')).toBe('a\\x1b[2Jb\\x0ac\\x9b')
})
