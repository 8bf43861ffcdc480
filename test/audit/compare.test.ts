import { describe, expect, test } from 'vitest'
import { compareMessage } from '../../src/audit/compare.ts'
import type { Alignable } from '../../src/audit/align.ts'
import type { MessageDigests } from '../../src/message/present-message.ts'
import { digestMessage } from '../../src/message/digests.ts'
import { nodeHost } from '../../src/node/node-host.ts'
import { bytesOf } from './random-lists.ts'

const HEAD = 'Subject: caf\xe9\nX-A: b\nMessage-ID: <a@b>\n'
const BODY = 'one  two\ngr\xfcn\n>From here\n'

function message(head: string, body: string, { fromLine = 'From a', id = 'a@b' } = {}): Alignable {
  const digests: MessageDigests = digestMessage(
    bytesOf(`${head}\n${body}`),
    { host: nodeHost, quoting: 'mboxo' },
    bytesOf(fromLine),
  )
  return { messageId: id, digests }
}

const base = message(HEAD, BODY)
const CASES: readonly (readonly [string, Alignable, readonly string[], boolean])[] = [
  ['nothing', base, [], false],
  ['the From_ line', message(HEAD, BODY, { fromLine: 'From b' }), ['from-line-edited'], false],
  ['a field', message(HEAD.replace('X-A: b', 'X-A: c'), BODY), ['header-edited'], false],
  ['the Message-ID', message(HEAD.replace('a@b', 'c@d'), BODY, { id: 'c@d' }), ['message-id-changed'], false],
  ['a word', message(HEAD, BODY.replace('two', 'three')), ['body-edited'], false],
  ['blanks in the body', message(HEAD, BODY.replace('  ', ' ')), ['whitespace-changed'], false],
  ['blanks in the head', message(HEAD.replace('X-A: b', 'X-A:  b'), BODY), ['whitespace-changed'], false],
  ['the charset of the body', message(HEAD, BODY.replace('\xfc', '\xc3\xbc')), ['charset-changed'], false],
  ['the charset of the head', message(HEAD.replace('\xe9', '?'), BODY), ['header-edited'], false],
  ['a mark of a mail program', message(`Status: RO\n${HEAD}`, BODY), [], true],
  ['blank lines at the end', message(HEAD, `${BODY}\n\n`), [], true],
  [
    'head and body',
    message(HEAD.replace('X-A: b', 'X-A: c'), `${BODY}more\n`),
    ['header-edited', 'body-edited'],
    false,
  ],
]

describe('compareMessage', () => {
  test.each(CASES)('names an edit of %s', (_, present, edits, formOnly) => {
    expect(compareMessage(base, present)).toMatchObject({ edits, formOnly })
  })

  test('where a part of an edit was accepted, the bytes from before it are an edit again', () => {
    const edited = message(HEAD.replace('X-A: b', 'X-A: c'), `${BODY}more\n`)
    const { head, headLoose } = edited.digests
    const partly: Alignable = { ...base, digests: { ...base.digests, head, headLoose } }
    expect(compareMessage(partly, base).edits).toEqual(['header-edited'])
    expect(compareMessage(partly, edited).edits).toEqual(['body-edited'])
  })
})
