import { describe, expect, test } from 'vitest'
import { explainForm } from '../../src/audit/explain-form.ts'
import { fileNotes } from '../../src/audit/file-notes.ts'
import { findSwallowed } from '../../src/audit/find-swallowed.ts'
import { findBreaking, type EntryBytes } from '../../src/audit/join-pieces.ts'
import { digestMessage } from '../../src/message/digests.ts'
import { nodeHost } from '../../src/node/node-host.ts'
import { readList } from './audit-bytes.ts'
import { bytesOf } from './random-lists.ts'

const digestsOf = (text: string) => digestMessage(bytesOf(text), { host: nodeHost, quoting: 'mboxo' })

describe('explainForm', () => {
  const before = 'Subject: a\n\none\n>From here\ntwo\n'
  const explain = (after: string, recorded = before): string =>
    explainForm(bytesOf(after), digestsOf(recorded).raw, nodeHost)

  test('line ends in both directions', () => {
    const crlf = before.replaceAll('\n', '\r\n')
    expect(explain(crlf)).toBe('line-endings-changed')
    expect(explain(before, crlf)).toBe('line-endings-changed')
    expect(explain(crlf.replace('\r\n', '\n'))).toBe('line-endings-changed')
  })

  test('quoting in both directions', () => {
    expect(explain(before.replace('>From', 'From'))).toBe('quoting-changed')
    expect(explain(before, before.replace('>From', 'From'))).toBe('quoting-changed')
  })

  test('blank lines at the end, more or fewer, also with other line ends', () => {
    expect(explain(`${before}\n\n`)).toBe('trailing-whitespace-changed')
    expect(explain(before, `${before}\n\n`)).toBe('trailing-whitespace-changed')
    expect(explain(before.slice(0, -1))).toBe('trailing-whitespace-changed')
    expect(explain(`${before}\n`.replaceAll('\n', '\r\n'))).toBe('line-endings-changed')
  })

  test('fields of mail programs are what is left', () =>
    expect(explain(`Status: RO\n${before}`)).toBe('reader-fields-changed'))
})

describe('findSwallowed', () => {
  const first = 'Subject: a\nMessage-ID: <a@b>\n\ntext: with a colon\n\nmore\n'
  const second = 'Subject: b\nMessage-ID: <b@b>\n\nsecond\n'
  const third = 'Subject: c\n\nthird\n'
  const entry = (text: string, messageId: string | null) => ({ messageId, digests: digestsOf(text) })
  const find = (host: string, missing: Parameters<typeof findSwallowed>[2]) =>
    findSwallowed(bytesOf(host), digestsOf(first).raw, missing, nodeHost)

  test('by its Message-ID behind what is left of its From_ line', () => {
    const host = `${first}\nFrom a@b Thu\n${second}`
    const { offsets, hostIntact } = find(host, [entry(second, 'b@b')])
    expect(offsets).toEqual([host.indexOf('Subject: b')])
    expect(hostIntact).toBe(true)
  })

  test('by its bytes where it has no Message-ID', () => {
    const host = `${first}\n>From a@b\n${third}`
    expect(find(host, [entry(third, null)]).offsets).toEqual([host.indexOf('Subject: c')])
  })

  test('in order, one after the other, and only what is there', () => {
    const host = `${first}\n>From a@b\n${second}\n>From a@b\n${third}`
    const gone = entry('Subject: x\n\nx\n', 'x@b')
    const { offsets } = find(host, [entry(second, 'b@b'), gone, entry(third, null)])
    expect(offsets).toEqual([host.indexOf('Subject: b'), null, host.indexOf('Subject: c')])
  })

  test('a host whose own text was edited is not intact', () => {
    const host = `${first.replace('more', 'less')}\n>From a@b\n${second}`
    expect(find(host, [entry(second, 'b@b')]).hostIntact).toBe(false)
  })

  test('a Message-ID that the text only mentions is no message', () =>
    expect(find(`${first}\nsee <b@b> for more\n`, [entry(second, 'b@b')]).offsets).toEqual([null]))

  test('a host full of header sections is searched in time that grows with its length', () => {
    const host = first + 'a: b\nno field here\n'.repeat(50_000)
    expect(find(host, [entry(second, 'b@b'), entry(third, null)]).offsets).toEqual([null, null])
  })
})

describe('findBreaking', () => {
  const whole = 'Subject: a\n\none\n\n>From me Thu Jan  1 00:00:00 1970\ntwo\n'
  const part = (fromLine: string, message: string, trailer: string): EntryBytes => ({
    fromLine: bytesOf(fromLine),
    message: bytesOf(message),
    trailer: bytesOf(trailer),
  })
  const FROM_LINE = 'From me Thu Jan  1 00:00:00 1970\n'
  const joins = (recorded: string, ...parts: EntryBytes[]): string | null =>
    findBreaking(digestsOf(recorded), parts, nodeHost, (bytes) =>
      digestMessage(bytes, { host: nodeHost, quoting: 'mboxo' }),
    )
  const head = part('', 'Subject: a\n\none\n', '\n')

  test('a quoted From_ line that lost its >', () =>
    expect(joins(whole, head, part(FROM_LINE, 'two\n', '\n'))).toBe('unquoted'))

  test('a From_ line that was put in, with an empty line before it or without', () => {
    expect(joins('Subject: a\n\none\n\ntwo\n', head, part(FROM_LINE, 'two\n', '\n'))).toBe(
      'put-in-behind-empty-line',
    )
    expect(joins('Subject: a\n\none\ntwo\n', head, part(FROM_LINE, 'two\n', '\n'))).toBe('put-in')
  })

  test('a From_ line of the text that counts only now', () =>
    expect(joins(whole.replace('>', ''), head, part(FROM_LINE, 'two\n', '\n'))).toBe('kept'))

  test('another message behind a shortened one is no piece', () =>
    expect(joins(whole, head, part(FROM_LINE, 'three\n', '\n'))).toBeNull())
})

describe('fileNotes', () => {
  const mail = (number: number): string =>
    `From a@b Thu Jan  1 00:00:0${number} 1970\nMessage-ID: <${number}@b>\n\ntext\n\n`
  const keys = (...files: string[]): string[] =>
    fileNotes(readList(files.map(bytesOf)).present).map(({ key }) => key)

  test('a sound list has none', () => expect(keys(mail(1), mail(2) + mail(3))).toEqual([]))

  test('keys do not depend on the names or the number of files', () => {
    const odd = `# archive\n\n${mail(1)}`
    expect(keys(odd + mail(2))).toEqual(keys(odd, mail(2)))
    expect(keys(odd)[0]).toMatch(/^preamble:/)
    expect(keys(mail(2), odd)).toEqual(keys(odd))
  })

  test('a missing empty line at the end is noted by the message that it belongs to', () => {
    const [key] = keys(mail(1) + mail(2).slice(0, -1))
    expect(key).toMatch(/^unseparated-end:/)
    expect(keys(mail(1).slice(0, -1))).not.toEqual([key])
  })
})
