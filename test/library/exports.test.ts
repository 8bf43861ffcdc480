import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import * as source from '../../src/index.ts'
import { readExports } from '../docs/read-exports.ts'

/** Every value that the package promises. A name more or less here is a change for its users: see CHANGELOG.md. */
const VALUES = [
  'HoldfastError',
  'LedgerError',
  'acceptFindings',
  'adoptArchive',
  'appendRecords',
  'auditMbox',
  'auditMessages',
  'beginLedger',
  'createArchiveHandler',
  'createIdAssigner',
  'createMboxScanner',
  'createMessageDigester',
  'createPresentReader',
  'decodeHeaderText',
  'derivedId',
  'detectMbox',
  'digestMessage',
  'displayMessage',
  'exportMap',
  'findField',
  'formatMapJson',
  'formatMessageId',
  'formatServerMap',
  'nodeHost',
  'openLedger',
  'parseFromLine',
  'parseMessageIdText',
  'planAccept',
  'quoteBody',
  'readHeaderFields',
  'readInReplyTo',
  'readLedger',
  'readMessageId',
  'readReferences',
  'readUrlMap',
  'rebuildArchive',
  'recordMbox',
  'recordMessages',
  'redactMessages',
  'repairMbox',
  'scanMbox',
  'scanMboxFiles',
  'stableId',
  'unfoldField',
  'unquoteBody',
  'urlMap',
  'verifyArchive',
]

test('the front door has these values and no other', () => {
  expect(Object.keys(source).sort()).toEqual(VALUES)
})

test('the built package, by its name, has the same', () => {
  const script = "console.log(Object.keys(await import('holdfast')).sort().join())"
  const built = execFileSync(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: join(import.meta.dirname, '..', '..'),
    encoding: 'utf8',
  })
  expect(built.trim().split(',')).toEqual(VALUES)
})

/** These are handed from one function to the next, or are there for our own tests; what is inside them is no promise. */
const OPAQUE = new Set(['Fates', 'FileOps', 'ReadFile'])

test('every type that a public signature names can be imported too', () => {
  const missing = readExports('index.ts').flatMap(({ name, unexported }) =>
    unexported.filter((type) => !OPAQUE.has(type)).map((type) => `${name} names ${type}`),
  )
  expect(missing).toEqual([])
})
