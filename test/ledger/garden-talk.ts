import { createHash } from 'node:crypto'
import { appendRecords } from '../../src/ledger/append-records.ts'
import type { AppendOptions } from '../../src/ledger/append-records.ts'
import type { LedgerState } from '../../src/ledger/ledger-state.ts'
import type { LedgerRecord, RecordOf } from '../../src/ledger/records.ts'
import type { MessageDigests } from '../../src/message/present-message.ts'
import { createIdAssigner } from '../../src/message/stable-id.ts'
import { host } from './local-host.ts'

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest()
const whole = (text: string): string => sha256(text).toString('base64url')
const half = (text: string): string => sha256(text).subarray(0, 16).toString('base64url')

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
/** A stable ID that depends on the text alone: SHA-1 in base32. */
export function idOf(text: string): string {
  const bits = [...createHash('sha1').update(text).digest()]
    .map((byte) => byte.toString(2).padStart(8, '0'))
    .join('')
  return (bits.match(/.{5}/g) ?? []).map((five) => BASE32[parseInt(five, 2)]!).join('')
}

/** Digests of their form that depend on the text alone. */
export const digestsOf = (text: string): MessageDigests => ({
  raw: whole(`raw ${text}`),
  fromLine: half(`fromLine ${text}`),
  head: half(`head ${text}`),
  headLoose: half(`headLoose ${text}`),
  body: half(`body ${text}`),
  size: text.length,
  loose: half(`loose ${text}`),
  dense: half(`dense ${text}`),
  content: whole(`content ${text}`),
})

export const settings: RecordOf<'ledger'> = {
  type: 'ledger',
  format: 'holdfast-ledger',
  version: 1,
  list: 'garden-talk',
  separator: 'rfc4155',
  quoting: 'mboxo',
  layout: 'pipermail',
  period: 'month',
  timezone: 'Europe/Vienna',
  tzVersion: '2025b',
  baseUrl: 'https://lists.example.org/pipermail/garden-talk/',
}

/** A message record whose every value follows from its seq. */
export const message = (seq: number, more: Partial<RecordOf<'message'>> = {}): RecordOf<'message'> => ({
  type: 'message',
  seq,
  id: idOf(`a${seq}@example.org`),
  messageId: `a${seq}@example.org`,
  date: `2001-03-${String((seq % 28) + 1).padStart(2, '0')}T08:30:00Z`,
  dateFrom: 'date',
  number: seq,
  path: `2001-March/${String(seq).padStart(6, '0')}.html`,
  ...digestsOf(`message ${seq}`),
  ...more,
})

/** A msgid with bytes that are UTF-8, a backslash, and a byte that is not. */
const ODD_ID = 'caf\u00e9\\x5C\\xFF@example.org'
const identified = (seq: number, messageId: string | null) => {
  const { content } = digestsOf(`message ${seq}`)
  return { messageId, id: createIdAssigner(host).assign({ messageId, content }) }
}
const PHANTOM = {
  id: createIdAssigner(host).assign({ messageId: null, content: digestsOf('phantom').content }),
  messageId: null,
}
const { fromLine, head, headLoose } = digestsOf('message 5')
/** A message that grew at its end has the same head as before. */
const SAME_HEAD = { fromLine, head, headLoose }

const decision = (reason: string, ...codes: string[]) => ({
  reason,
  by: 'Mara',
  at: '2025-02-03T10:15:00Z',
  codes,
})

/** One run of the example: its records, and what its commit says. */
export interface Run {
  readonly records: readonly LedgerRecord[]
  readonly noted: readonly string[]
  readonly decision?: NonNullable<AppendOptions['decision']>
}

/** The runs of the example ledger: it holds every record type and every optional field. */
export const runs: readonly Run[] = [
  {
    // An archive is adopted.
    records: [
      settings,
      message(0),
      message(1),
      {
        type: 'phantom',
        seq: 2,
        ...PHANTOM,
        of: idOf('a1@example.org'),
        number: 2,
        path: '2001-March/000002.html',
        ...digestsOf('phantom'),
      },
      message(3, { dateFrom: 'received' }),
      message(4, { ...identified(4, null), date: null, dateFrom: null, predicted: true }),
      message(5, { ...identified(5, ODD_ID), noArchive: true, dateFrom: 'from-line' }),
      { type: 'alias', seq: 0, path: '2001-March/msg00000.html' },
      { type: 'file', path: '2001-March.txt.gz', sha256: whole('text'), bytes: 4711, of: null },
      {
        type: 'file',
        path: 'attachments/20010302/ab/plan.bin',
        sha256: whole('plan'),
        bytes: 12,
        of: idOf('a1@example.org'),
      },
      {
        type: 'file',
        path: '2001-March/thread.html',
        sha256: whole('threads'),
        bytes: 2345,
        of: null,
        kind: 'index',
      },
      {
        type: 'file',
        path: '2001-March/000006.html',
        sha256: whole('page'),
        bytes: 1234,
        of: null,
        kind: 'page',
      },
      { type: 'segment', first: 0, last: 2, bytes: 8390000, sha256: whole('segment 0 to 2') },
    ],
    noted: ['preamble:0'],
  },
  {
    // A new message, the last one has grown, and a new home.
    records: [
      { type: 'base', baseUrl: 'https://lists.example.org/garden-talk/' },
      { type: 'complete', seq: 5, ...digestsOf('message 5, whole'), ...SAME_HEAD },
      message(6, { dateFrom: 'previous', path: null, number: null }),
    ],
    noted: ['preamble:0'],
  },
  {
    // Decisions.
    records: [
      {
        type: 'amend',
        seq: 1,
        messageId: 'new1@example.org',
        ...digestsOf('message 1, edited'),
        ...decision('a phone number was taken out', 'body-edited', 'message-id-changed'),
      },
      { type: 'withdraw', seq: 3, ...decision('asked for by its sender', 'deleted') },
      { type: 'move', seq: 4, after: -1, ...decision('sorted by hand', 'moved') },
      message(7, { after: 0, ...decision('found in an old backup', 'inserted') }),
      { type: 'segment', first: 4, last: 2, bytes: 8391000, sha256: whole('segment 4 to 2') },
    ],
    noted: [],
    decision: { reason: 'spring cleaning', by: 'Mara', at: '2025-02-03T10:15:00Z', codes: ['preamble'] },
  },
  {
    // A new layout.
    records: [
      { type: 'layout', layout: 'stable' },
      {
        type: 'path',
        seq: 0,
        number: null,
        path: `m/${idOf('a0@example.org').slice(0, 2)}/${idOf('a0@example.org')}.html`,
      },
      {
        type: 'path',
        seq: 6,
        number: null,
        path: `m/${idOf('a6@example.org').slice(0, 2)}/${idOf('a6@example.org')}.html`,
      },
    ],
    noted: [],
  },
]

/** The example ledger and its states after each run. */
export function gardenTalk(): { readonly bytes: Uint8Array; readonly states: readonly LedgerState[] } {
  const states: LedgerState[] = []
  let bytes: Uint8Array = new Uint8Array(0)
  for (const run of runs) {
    const appended = appendRecords(states.at(-1) ?? null, run.records, { host, before: bytes, ...run })
    bytes = Buffer.concat([bytes, appended.bytes])
    states.push(appended.state)
  }
  return { bytes, states }
}
