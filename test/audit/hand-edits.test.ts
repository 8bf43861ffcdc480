import { readFileSync } from 'node:fs'
import { gunzipSync, gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { acceptAll, auditList, readList, recordList, type LedgerInMemory } from './audit-bytes.ts'
import { bytesOf } from './random-lists.ts'

const BASE = readFileSync(new URL('../fixtures/edits/base.mbox', import.meta.url), 'latin1')
const entriesOf = (mbox: string): string[] => mbox.split(/(?<=\n\n)(?=From \S+ \w{3} \w{3} [ \d]\d \d\d:)/)
const ENTRIES = entriesOf(BASE)

/** A message as an MTA would deliver it next. */
const fresh = (number: number, { from = 'From new@example.org', body = 'news\n' } = {}): string =>
  `${from} Fri Mar 30 10:00:${String(number).padStart(2, '0')} 2001\nFrom: new@example.org\nDate: Fri, 30 Mar 2001 10:00:00 +0000\nSubject: new ${number}\nMessage-ID: <new${number}@example.org>\n\n${body}\n`

interface HandEdit {
  readonly name: string
  /** What was recorded; the 60 messages of the base list if left out. */
  readonly recorded?: readonly string[]
  /** The files afterwards. */
  readonly present: readonly string[]
  /** How many findings of each code are demanded; nothing else may be found. */
  readonly codes: Readonly<Record<string, number>>
  /** Recorded positions named, where it matters which. */
  readonly at?: readonly number[]
  /** Positions in the files named, where it matters which. */
  readonly presentAt?: readonly number[]
}

/** The base list with some entries changed. */
const edit = (positions: readonly number[], change: (entry: string, position: number) => string): string =>
  ENTRIES.map((entry, position) => (positions.includes(position) ? change(entry, position) : entry)).join('')
const all = ENTRIES.map((_, position) => position)
const without = (...positions: number[]): string => edit(positions, () => '')
const crlf = (text: string): string => text.replaceAll('\n', '\r\n')
const toUtf8 = (latin1: string): string => Buffer.from(latin1, 'utf8').toString('latin1')
const messageId = (entry: string): string => /^Message-ID: <(.*)>$/m.exec(entry)![1]!
const withBody = (entry: string, change: (body: string) => string): string => {
  const border = entry.indexOf('\n\n') + 2
  return entry.slice(0, border) + change(entry.slice(border))
}
const withField = (entry: string, field: string): string => entry.replace('\n\n', `\n${field}\n\n`)

const LATIN1 = all.filter((position) => /[\x80-\xff]/.test(ENTRIES[position]!))
const THREE_FILES = [
  ENTRIES.slice(0, 20).join(''),
  ENTRIES.slice(20, 40).join(''),
  ENTRIES.slice(40).join(''),
]
const FOOTER = '\n_______________________________________________\nDevel mailing list\n'
const FOOTED = edit(all, (entry) => `${entry.slice(0, -1)}${FOOTER}\n`)
const WITH_ATTACHMENT = edit([30], (entry) =>
  withBody(
    entry.replace(/^Content-Type:.*$/m, 'Content-Type: multipart/mixed; boundary=B'),
    () => '--B\n\ntext\n--B\nContent-Type: image/png\n\niVBORw0KGgo=\n--B--\n\n',
  ),
)
const cut = (length: number): string => BASE.slice(0, BASE.length - length)

const EDITS: readonly HandEdit[] = [
  { name: 'nothing', present: [BASE], codes: {} },
  // Whole files
  {
    name: 'an editor saved Latin-1 as UTF-8',
    present: [edit(LATIN1, toUtf8)],
    codes: { 'charset-changed': LATIN1.length },
    at: LATIN1,
  },
  {
    name: 'an editor saved UTF-8 as Latin-1',
    recorded: [edit(LATIN1, toUtf8)],
    present: [BASE],
    codes: { 'charset-changed': LATIN1.length },
    at: LATIN1,
  },
  { name: 'unix2dos', present: [crlf(BASE)], codes: { 'line-endings-changed': 1 } },
  { name: 'dos2unix', recorded: [crlf(BASE)], present: [BASE], codes: { 'line-endings-changed': 1 } },
  {
    name: 'unix2dos of ten messages',
    present: [edit(all.slice(20, 30), crlf)],
    codes: { 'line-endings-changed': 1 },
  },
  {
    name: 'unix2dos of two files of three',
    recorded: THREE_FILES,
    present: [crlf(THREE_FILES[0]!), THREE_FILES[1]!, crlf(THREE_FILES[2]!)],
    codes: { 'line-endings-changed': 2 },
  },
  { name: 'sorted by date, which it was', present: [BASE], codes: {} },
  { name: 'split in three files', present: THREE_FILES, codes: {} },
  { name: 'three files joined', recorded: THREE_FILES, present: [BASE], codes: {} },
  {
    name: 'the last file of three is missing',
    recorded: THREE_FILES,
    present: THREE_FILES.slice(0, 2),
    codes: { loss: 1, deleted: 20 },
    at: all.slice(40),
  },
  {
    name: 'the middle file of three is missing',
    recorded: THREE_FILES,
    present: [THREE_FILES[0]!, THREE_FILES[2]!],
    codes: { loss: 1, deleted: 20 },
    at: all.slice(20, 40),
  },
  {
    name: 'files given in another order',
    recorded: THREE_FILES,
    present: [THREE_FILES[0]!, THREE_FILES[2]!, THREE_FILES[1]!],
    codes: { moved: 20 },
  },
  { name: 'emptied', present: [''], codes: { loss: 1, deleted: 60, 'empty-file': 1 } },
  {
    name: 'another list',
    present: [Array.from({ length: 60 }, (_, number) => fresh(number % 60)).join('')],
    codes: { loss: 1, deleted: 60, appended: 1 },
  },
  {
    name: 'a gzipped copy, unpacked by the caller',
    present: [gunzipSync(gzipSync(Buffer.from(BASE, 'latin1'))).toString('latin1')],
    codes: {},
  },
  { name: 'a byte-order mark', present: [`\xef\xbb\xbf${BASE}`], codes: { 'byte-order-mark': 1 } },
  { name: 'a comment in front of it', present: [`# archive\n\n${BASE}`], codes: { preamble: 1 } },
  // Messages gone and come
  { name: 'first message deleted', present: [without(0)], codes: { deleted: 1 }, at: [0] },
  { name: 'last message deleted', present: [without(59)], codes: { deleted: 1 }, at: [59] },
  { name: 'two neighbours deleted', present: [without(20, 21)], codes: { deleted: 2 }, at: [20, 21] },
  { name: 'two deleted apart', present: [without(10, 40)], codes: { deleted: 2 }, at: [10, 40] },
  {
    name: 'last deleted, another appended',
    present: [without(59) + fresh(1)],
    codes: { deleted: 1, appended: 1 },
    at: [59],
  },
  {
    name: 'last deleted, one of the same text from the same second appended',
    present: [
      without(59) +
        fresh(1, {
          from: ENTRIES[59]!.split(' ').slice(0, 2).join(' '),
          body: ENTRIES[59]!.slice(ENTRIES[59]!.indexOf('\n\n') + 2, -1),
        }).replace(/^From .*/, ENTRIES[59]!.split('\n')[0]!),
    ],
    codes: { 'message-id-changed': 1 },
    at: [59],
  },
  {
    name: 'one replaced by another in its place',
    present: [edit([30], () => fresh(1))],
    codes: { replaced: 1 },
    at: [30],
  },
  {
    name: 'one replaced by a placeholder behind its From_ line',
    present: [
      edit(
        [30],
        (entry) => `${entry.split('\n')[0]!}\nFrom: listmaster@example.org\nSubject: removed\n\nRemoved.\n\n`,
      ),
    ],
    codes: { replaced: 1, 'missing-message-id': 1 },
    at: [30],
  },
  {
    name: 'two swapped neighbours',
    present: [[...ENTRIES.slice(0, 10), ENTRIES[11]!, ENTRIES[10]!, ...ENTRIES.slice(12)].join('')],
    codes: { moved: 1 },
  },
  {
    name: 'a message moved from the first file to the third',
    recorded: THREE_FILES,
    present: [ENTRIES.slice(0, 19).join(''), THREE_FILES[1]!, THREE_FILES[2]! + ENTRIES[19]!],
    codes: { moved: 1 },
    at: [19],
  },
  {
    name: 'duplicates removed by a tool',
    recorded: [BASE + ENTRIES.slice(0, 3).join('')],
    present: [BASE],
    codes: { deleted: 3 },
    at: [60, 61, 62],
  },
  {
    name: 'an earlier one of two copies removed',
    recorded: [edit([30], (entry) => entry + ENTRIES[10]!)],
    present: [without(10).replace(ENTRIES[30]!, ENTRIES[30]! + ENTRIES[10]!)],
    codes: { deleted: 1 },
    at: [10],
  },
  {
    name: 'pasted twice',
    present: [edit([10], (entry) => entry + entry)],
    codes: { duplicated: 1 },
    presentAt: [11],
  },
  {
    name: 'delivered again at the end',
    present: [BASE + ENTRIES[10]!.replace(/^From .*/, 'From x@example.org Fri Mar 30 10:00:00 2001')],
    codes: { appended: 1, 'duplicate-message-id': 1 },
    presentAt: [60, 60],
  },
  // Single messages edited
  {
    name: 'several messages redacted',
    present: [edit([5, 25, 45], (entry) => withBody(entry, () => '[removed]\n\n'))],
    codes: { 'body-edited': 3 },
    at: [5, 25, 45],
  },
  {
    name: 'a Message-ID edited',
    present: [edit([12], (entry) => entry.replace(messageId(entry), 'other@example.org'))],
    codes: { 'message-id-changed': 1 },
    at: [12],
  },
  {
    name: 'a field added by an archiver to all',
    present: [
      edit(all, (entry) => withField(entry, `Archived-At: <http://lists.example.org/${messageId(entry)}>`)),
    ],
    codes: { 'header-edited': 60 },
    at: all,
  },
  {
    name: 'X-No-Archive added',
    present: [edit([7], (entry) => withField(entry, 'X-No-Archive: yes'))],
    codes: { 'header-edited': 1 },
    at: [7],
  },
  {
    name: 'Thunderbird marks on all',
    present: [edit(all, (entry) => withField(entry, 'X-Mozilla-Status: 0001\nX-Mozilla-Status2: 00000000'))],
    codes: { 'reader-fields-changed': 1 },
  },
  {
    name: 'mutt marks on some',
    present: [edit([3, 4, 50], (entry) => withField(entry, 'Status: RO\nContent-Length: 300\nLines: 7'))],
    codes: { 'reader-fields-changed': 1 },
  },
  {
    name: 'the footer removed from all messages',
    recorded: [FOOTED],
    present: [BASE],
    codes: { 'body-edited': 60 },
    at: all,
  },
  {
    name: 'a signature stripped',
    present: [edit([0], (entry) => withBody(entry, (body) => body.replace(/-- \n[^]*$/, '\n')))],
    codes: { 'body-edited': 1 },
    at: [0],
  },
  {
    name: 'an attachment stripped',
    recorded: [WITH_ATTACHMENT],
    present: [WITH_ATTACHMENT.replace(/--B\nContent-Type: image[^]*?--B--/, '--B--')],
    codes: { 'body-edited': 1 },
    at: [30],
  },
  {
    name: 'lines wrapped in one message',
    present: [edit([8], (entry) => withBody(entry, (body) => body.replace(/(\w+) (\w+)\n/, '$1\n$2\n')))],
    codes: { 'whitespace-changed': 1 },
    at: [8],
  },
  {
    name: 'the sender redacted in all From_ lines',
    present: [edit(all, (entry) => entry.replace(/^From \S+/, 'From nobody'))],
    codes: { 'from-line-edited': 60 },
    at: all,
  },
  {
    name: 'a zone put into all From_ lines',
    present: [edit(all, (entry) => entry.replace(/^(From .*) (\d{4})/, '$1 +0000 $2'))],
    codes: { 'from-line-edited': 60 },
  },
  {
    name: '>From typed in front of the body',
    present: [edit([20], (entry) => withBody(entry, (body) => `>From the list:\n${body}`))],
    codes: { 'body-edited': 1 },
    at: [20],
  },
  // Blank lines and ends
  {
    name: 'blank lines doubled between messages',
    present: [edit(all.slice(0, 59), (entry) => `${entry}\n`)],
    codes: { 'trailing-whitespace-changed': 59 },
  },
  {
    name: 'trailing blank line of the file stripped',
    present: [BASE.replace(/\n+$/, '\n')],
    codes: { 'trailing-whitespace-changed': 1 },
    at: [59],
  },
  {
    name: 'final line end missing',
    present: [BASE.replace(/\n+$/, '')],
    codes: { 'trailing-whitespace-changed': 1 },
    at: [59],
  },
  {
    name: 'a From_ line overwritten by NULs',
    present: [edit([33], (entry) => entry.replace(/^From .*\n/, '\0'.repeat(600)))],
    codes: { merged: 1, 'nul-block': 1 },
    at: [33, 32],
  },
  {
    name: 'cut off in the head of the last message',
    present: [BASE.slice(0, BASE.lastIndexOf('\nSubject:'))],
    codes: { truncated: 1, 'message-id-changed': 1, 'body-edited': 1 },
    at: [59, 59, 59],
  },
  {
    name: 'cut off in the last message',
    present: [cut(40)],
    codes: { truncated: 1, 'body-edited': 1 },
    at: [59, 59],
  },
  {
    name: 'the last message, recorded while it was written, is complete now',
    recorded: [cut(40)],
    present: [BASE],
    codes: { 'unfinished-message': 1 },
    at: [59],
  },
  {
    name: 'the last message lacked only its line end',
    recorded: [BASE.replace(/\n+$/, '')],
    present: [BASE + fresh(1)],
    codes: { 'unfinished-message': 1, appended: 1 },
  },
  {
    name: 'the last message is still in its head',
    recorded: [BASE],
    present: [`${BASE}From x@example.org Fri Mar 30 10:00:00 2001\nFrom: x@exam`],
    codes: { appended: 1, 'unfinished-message': 1 },
  },
  // Borders
  {
    name: 'a From_ line typed into a body',
    present: [
      edit([15], (entry) =>
        withBody(entry, (body) => body.replace('\n', '\n\nFrom me Fri Mar 30 10:00:00 2001\n')),
      ),
    ],
    codes: { split: 1 },
    at: [15],
  },
  {
    name: 'the blank line before a From_ line removed',
    present: [edit([15], (entry) => entry.replace(/\n\n$/, '\n'))],
    codes: { merged: 1, 'unseparated-message': 1 },
    at: [16, 15],
  },
  {
    name: 'two From_ lines in a row damaged',
    present: [edit([15, 16], (entry) => entry.replace(/^From /, 'Fron '))],
    codes: { merged: 2 },
    at: [15, 16],
  },
  {
    name: "the first message's From_ line damaged",
    present: [BASE.replace(/^From /, 'Fron ')],
    codes: { deleted: 1, preamble: 1 },
  },
]

const baseLedger = recordList(readList([bytesOf(BASE)]))

async function auditEdit({ recorded, present }: HandEdit) {
  const ledger = recorded ? recordList(readList(recorded.map(bytesOf))) : baseLedger
  const list = readList(present.map(bytesOf))
  return { ledger, list, audit: await auditList(ledger, list) }
}

describe.each(EDITS)('$name', (edit) => {
  test('is named as an administrator would name it', async () => {
    const { audit } = await auditEdit(edit)
    const codes: Record<string, number> = {}
    for (const { code } of audit.findings) codes[code] = (codes[code] ?? 0) + 1
    expect(codes).toEqual(edit.codes)
    const places = (side: 'recorded' | 'present'): number[] =>
      audit.findings.flatMap((finding) => finding[side]?.position ?? [])
    const sorted = (positions: readonly number[]): number[] => positions.toSorted((a, b) => a - b)
    if (edit.at) expect(sorted(places('recorded'))).toEqual(sorted(edit.at))
    if (edit.presentAt) expect(sorted(places('present'))).toEqual(sorted(edit.presentAt))
    for (const { message, consequence, hint } of audit.findings)
      expect(`${message} ${consequence} ${hint}`).not.toMatch(/undefined|NaN|null| -\d/)
  })

  test('is unchanged once it was accepted', async () => {
    const { audit, ledger, list } = await auditEdit(edit)
    const again = await auditList(acceptAll(ledger, list, audit), list)
    expect(again.findings.filter(({ level }) => level !== 'info')).toEqual([])
    expect(again.verdict).not.toBe('changed')
  })
})

describe('what was withdrawn', () => {
  const recorded = baseLedger
  const acceptEdit = async (text: string): Promise<LedgerInMemory> => {
    const list = readList([bytesOf(text)])
    return acceptAll(recorded, list, await auditList(recorded, list))
  }

  test('is put back under its own ID and path when it is restored from a backup', async () => {
    const ledger = await acceptEdit(without(30))
    const restored = readList([bytesOf(BASE)])
    const audit = await auditList(ledger, restored)
    const id = recorded.state.sequence[30]!.id
    expect(audit.findings.map(({ ref }) => ref)).toEqual([`inserted:${id}`])
    const after = acceptAll(ledger, restored, audit)
    expect(after.state.sequence.map((message) => message.id)).toEqual(
      recorded.state.sequence.map((m) => m.id),
    )
    expect((await auditList(after, restored)).verdict).toBe('unchanged')
  })

  test('is itself again, and no piece of its host, when the From_ line that was damaged is mended', async () => {
    const ledger = await acceptEdit(edit([30], (entry) => entry.replace(/^From /, 'Fron ')))
    const restored = readList([bytesOf(BASE)])
    const audit = await auditList(ledger, restored)
    expect(audit.findings.map(({ code }) => code)).toEqual(expect.arrayContaining(['inserted']))
    expect(audit.findings.map(({ code }) => code)).not.toContain('split')
    const after = acceptAll(ledger, restored, audit)
    expect(after.state.sequence.map(({ id }) => id)).toEqual(recorded.state.sequence.map(({ id }) => id))
    expect((await auditList(after, restored)).verdict).toBe('unchanged')
  })
})
