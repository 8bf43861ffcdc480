import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { appendRecords, encodeRecords } from '../../src/ledger/append-records.ts'
import { LedgerError } from '../../src/ledger/ledger-error.ts'
import { checkExpected, readLedger } from '../../src/ledger/read-ledger.ts'
import { RECORD_FIELDS, RECORD_TYPES } from '../../src/ledger/records.ts'
import type { LedgerRecord, RecordOf } from '../../src/ledger/records.ts'
import { digestsOf, gardenTalk, idOf, message, runs, settings } from './garden-talk.ts'
import { host } from './local-host.ts'

const { bytes, states } = gardenTalk()
const FIXTURE = new URL('../fixtures/ledger/garden-talk.ledger', import.meta.url)

const errorOf = (ledger: Uint8Array, options = {}): LedgerError => {
  try {
    readLedger(ledger, host, options)
  } catch (error) {
    expect(error).toBeInstanceOf(LedgerError)
    return error as LedgerError
  }
  throw new Error('the ledger was read')
}

/** A ledger whose sums and checksum are right, whatever its records say. */
function sealed(
  records: readonly LedgerRecord[],
  counts: { messages: number; recorded: number },
): Uint8Array {
  const lines = encodeRecords(records, { host, lastSum: '' })
  const checksum = createHash('sha256').update(lines.bytes).digest('base64url')
  const commit: RecordOf<'commit'> = { type: 'commit', ...counts, noted: [], checksum }
  return Buffer.concat([lines.bytes, encodeRecords([commit], { host, lastSum: lines.lastSum }).bytes])
}

test('the example ledger of the documentation is what the writer writes', () => {
  expect(Buffer.from(bytes).toString('utf8')).toBe(readFileSync(FIXTURE, 'utf8'))
})

test('the example holds every record type and every field', () => {
  const records = Buffer.from(bytes)
    .toString('utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as object)
  for (const type of RECORD_TYPES) {
    const present = new Set(
      records.filter((r) => 'type' in r && r.type === type).flatMap((r) => Object.keys(r)),
    )
    const optionalOnPhantom = ['after', 'reason', 'by', 'at', 'codes']
    const expected = Object.keys(RECORD_FIELDS[type]).filter(
      // The example follows no lost ledger: test/node/adopt-archive.test.ts has one that does.
      (name) => name !== 'follows' && (type !== 'phantom' || !optionalOnPhantom.includes(name)),
    )
    expect([...present].sort(), type).toEqual(['sum', 'type', ...expected].sort())
  }
})

test('what was appended is what is read, after each run', () => {
  for (const state of states) expect(readLedger(bytes.subarray(0, state.committedBytes), host)).toEqual(state)
})

test('checking every line gives the same as checking the checksum', () => {
  expect(readLedger(bytes, host, { verifyLines: true })).toEqual(readLedger(bytes, host))
})

test('a second implementation of the sums agrees', () => {
  let previous = ''
  let before = ''
  for (const line of Buffer.from(bytes).toString('utf8').trimEnd().split('\n')) {
    const [, body, sum] = /^(.*),"sum":"([\w-]{22})"\}$/u.exec(line)!
    expect(
      createHash('sha256').update(`${previous}\n${body!}}`).digest().subarray(0, 16).toString('base64url'),
    ).toBe(sum)
    if (line.startsWith('{"type":"commit"')) {
      expect(JSON.parse(line)).toMatchObject({
        checksum: createHash('sha256').update(before).digest('base64url'),
      })
    }
    previous = sum!
    before += `${line}\n`
  }
})

describe('replay', () => {
  const state = states.at(-1)!
  test('order follows from after, move and withdraw', () => {
    expect(state.sequence.map(({ seq }) => seq)).toEqual([4, 0, 7, 1, 2, 5, 6])
    expect(state.messages.map(({ seq }) => seq)).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
  })
  test('a withdrawn message keeps ID, number and paths', () => {
    expect(state.messages[3]).toMatchObject({
      id: idOf('a3@example.org'),
      number: 3,
      path: '2001-March/000003.html',
      withdrawn: {
        reason: 'asked for by its sender',
        by: 'Mara',
        at: '2025-02-03T10:15:00Z',
        codes: ['deleted'],
      },
    })
    expect(state.owners.get('2001-March/000003.html')).toBe(idOf('a3@example.org'))
  })
  test('amended digests and msgid are new, the ID is not', () => {
    expect(state.messages[1]).toMatchObject({
      id: idOf('a1@example.org'),
      messageId: 'new1@example.org',
      digests: digestsOf('message 1, edited'),
    })
  })
  test('a new path comes in front, the old one stays', () => {
    const id = idOf('a0@example.org')
    expect(state.messages[0]).toMatchObject({
      number: null,
      path: `m/${id.slice(0, 2)}/${id}.html`,
      paths: ['2001-March/000000.html', `m/${id.slice(0, 2)}/${id}.html`],
      aliases: ['2001-March/msg00000.html'],
    })
    expect(state.byId.get(id)).toBe(state.messages[0])
  })
  test('settings follow base and layout records', () => {
    expect(state.settings).toMatchObject({
      layout: 'stable',
      baseUrl: 'https://lists.example.org/garden-talk/',
    })
    expect(state.layouts).toEqual(['pipermail', 'stable'])
    expect(state.highestNumber).toBe(7)
    expect(state.commits).toHaveLength(4)
    expect([...states[0]!.noted]).toEqual(['preamble:0'])
    expect([...state.noted]).toEqual([])
  })
  test('moving a withdrawn message puts it back', () => {
    const again = appendRecords(
      state,
      [
        {
          type: 'move',
          seq: 3,
          after: 2,
          reason: 'restored',
          by: 'Mara',
          at: '2025-02-04T00:00:00Z',
          codes: ['inserted'],
        },
      ],
      { host, before: bytes, noted: [] },
    )
    expect(again.state.sequence.map(({ seq }) => seq)).toEqual([4, 0, 7, 1, 2, 3, 5, 6])
    expect(again.state.messages[3]!.withdrawn).toBeNull()
    expect(readLedger(Buffer.concat([bytes, again.bytes]), host)).toEqual(again.state)
  })
})

describe('a run that was stopped', () => {
  const kept = states[2]!.committedBytes
  test('whole lines behind the last commit are uncommitted', () => {
    const cut = bytes.subarray(0, states[3]!.committedBytes - 1).lastIndexOf(10) + 1
    const state = readLedger(bytes.subarray(0, cut), host)
    expect(state).toEqual({
      ...states[2],
      uncommitted: { line: 25, offset: kept, bytes: cut - kept, torn: false },
    })
  })
  test('a torn line behind the last commit is uncommitted', () => {
    const state = readLedger(bytes.subarray(0, kept + 10), host)
    expect(state).toEqual({ ...states[2], uncommitted: { line: 25, offset: kept, bytes: 10, torn: true } })
  })
  test('NULs that a file system left there are uncommitted', () => {
    const state = readLedger(Buffer.concat([bytes.subarray(0, kept + 10), Buffer.alloc(500)]), host)
    expect(state.uncommitted).toEqual({ line: 25, offset: kept, bytes: 510, torn: true })
  })
  test('appending goes on where the last commit ended', () => {
    const state = readLedger(bytes.subarray(0, kept + 10), host)
    const again = appendRecords(state, runs[3]!.records, { host, before: bytes.subarray(0, kept), noted: [] })
    expect(Buffer.concat([bytes.subarray(0, kept), again.bytes])).toEqual(Buffer.from(bytes))
  })
  test('a ledger without any commit is refused', () => {
    const first = encodeRecords([settings, message(0)], { host, lastSum: '' }).bytes
    expect(errorOf(first)).toMatchObject({ code: 'never-committed', line: 2 })
    expect(errorOf(first.subarray(0, 30)).code).toBe('not-a-ledger')
    expect(errorOf(first.subarray(0, 80)).code).toBe('never-committed')
  })
})

describe('a ledger that is not to be used is refused by name', () => {
  const ledger = (...records: LedgerRecord[]) => sealed([settings, ...records], { messages: 1, recorded: 1 })
  const edited = (text: string): Uint8Array => Buffer.from(text)
  test('the builder of these cases can make a good one', () => {
    expect(readLedger(ledger(message(0)), host).sequence).toHaveLength(1)
  })
  test.each<[string, Uint8Array]>([
    ['empty-ledger', new Uint8Array(0)],
    ['not-a-ledger', edited('From a@example.org Sat Jan  3 01:05:34 1996\n\nhello\n')],
    ['not-a-ledger', edited('{"name":"holdfast"}\n')],
    ['newer-version', edited('{"type":"ledger","format":"holdfast-ledger","version":2,"spirit":"new"}\n')],
    ['seq-gap', ledger(message(1))],
    ['duplicate-id', ledger(message(0), message(1, { id: message(0).id }))],
    ['duplicate-path', ledger(message(0), message(1, { path: message(0).path }))],
    [
      'duplicate-path',
      ledger(message(0), message(1), { type: 'path', seq: 1, number: 0, path: message(0).path! }),
    ],
    ['duplicate-path', ledger(message(0), { type: 'alias', seq: 0, path: message(0).path! })],
    [
      'duplicate-path',
      ledger(message(0), {
        type: 'file',
        path: message(0).path!,
        sha256: message(0).raw,
        bytes: 1,
        of: null,
      }),
    ],
    ['unknown-seq', ledger(message(0, { after: 0 }))],
    ['unknown-seq', ledger(message(0), message(1, { after: 7 }))],
    ['unknown-seq', ledger(message(0), { type: 'path', seq: 1, number: 1, path: 'x.html' })],
    ['unknown-seq', ledger(message(0), { type: 'complete', seq: 1, ...digestsOf('x') })],
    [
      'bad-segment',
      ledger(message(0), { type: 'segment', first: 0, last: 1, bytes: 1, sha256: message(0).raw }),
    ],
    ['wrong-count', sealed([settings, message(0)], { messages: 1, recorded: 2 })],
    ['bad-record', ledger(message(0), settings)],
    ['not-a-ledger', sealed([message(0)], { messages: 1, recorded: 1 })],
  ])('%s', (code, ledgerBytes) => {
    const error = errorOf(ledgerBytes)
    expect(error.code).toBe(code)
    expect(error.message).not.toBe('')
    expect(error.hint).not.toBe('')
  })

  /** Replaces text in a good ledger and makes its sums right again, as a liar would. */
  const forged = (from: string, to: string): Uint8Array => {
    const lines = Buffer.from(sealed([settings, message(0)], { messages: 1, recorded: 1 }))
      .toString()
      .trimEnd()
      .split('\n')
    let out = ''
    let previous = ''
    for (const line of lines) {
      let body = line.replace(/,"sum":"[^"]*"\}$/, '').replace(from, to)
      if (body.startsWith('{"type":"commit"')) {
        body = body.replace(
          /"checksum":"[^"]*"/,
          `"checksum":"${createHash('sha256').update(out).digest('base64url')}"`,
        )
      }
      previous = createHash('sha256')
        .update(`${previous}\n${body}}`)
        .digest()
        .subarray(0, 16)
        .toString('base64url')
      out += `${body},"sum":"${previous}"}\n`
    }
    return Buffer.from(out)
  }
  test('a forged ledger with nothing replaced is read', () => {
    expect(readLedger(forged('no such text', ''), host).sequence).toHaveLength(1)
  })
  test.each([
    ['unsafe-path', '2001-March/000000.html', '/etc/passwd'],
    ['unsafe-path', '2001-March/000000.html', '../secret'],
    ['unsafe-path', '2001-March/000000.html', 'a/../../secret'],
    ['unsafe-path', '2001-March/000000.html', 'a/..'],
    ['unsafe-path', '2001-March/000000.html', './a'],
    ['unsafe-path', '2001-March/000000.html', 'a//b'],
    ['unsafe-path', '2001-March/000000.html', 'a\\\\b'],
    ['unsafe-path', '2001-March/000000.html', 'a\\u0000b'],
    ['unsafe-path', '2001-March/000000.html', 'C:/a'],
    ['unsafe-path', '2001-March/000000.html', 'a\\u2028/../b'],
    ['unsafe-path', '"path":"2001-March/000000.html"', '"path":""'],
    ['unknown-record', '"type":"message"', '"type":"massage"'],
    ['newer-version', '"version":1', '"version":2'],
    ['bad-record', '"list":"garden-talk"', '"list":7'],
    ['bad-record', '"list":"garden-talk"', '"list":"garden-talk","extra":1'],
    ['bad-record', '"seq":0,', ''],
    ['bad-record', '"seq":0', '"seq":-1'],
    ['bad-record', '"seq":0', '"seq":0.5'],
    ['bad-record', '{"type":"message"', '{ "type":"message"'],
    ['bad-record', '"dateFrom":"date"', '"dateFrom":"guess"'],
    ['bad-record', '2001-03-01T08:30:00Z', '2001-13-01T08:30:00Z'],
  ])('%s: %s → %s', (code, from, to) => {
    expect(errorOf(forged(from, to)).code).toBe(code)
  })
  test.each([
    '2001-March/000000.html',
    'm/4U/x.html',
    'a',
    '.htaccess',
    '..a/b',
    'a..',
    'ä ö/ü?#%.html',
    '...',
  ])('the path %s is safe', (path) =>
    expect(readLedger(forged('2001-March/000000.html', path), host).owners.has(path)).toBe(true),
  )
  test('another list', () => {
    expect(errorOf(bytes, { list: 'tree-talk' }).code).toBe('other-list')
    expect(readLedger(bytes, host, { list: 'garden-talk' }).settings.list).toBe('garden-talk')
  })
  test('line ends turned to CR LF are named', () => {
    const error = errorOf(
      Buffer.from(Buffer.from(bytes).toString('latin1').replaceAll('\n', '\r\n'), 'latin1'),
    )
    expect(error).toMatchObject({ code: 'damaged-line', line: 1 })
    expect(error.hint).toContain('.gitattributes')
  })
  test('a commit with a wrong checksum is named, though every sum is right', () => {
    const lines = encodeRecords([settings, message(0)], { host, lastSum: '' })
    const commit: RecordOf<'commit'> = {
      type: 'commit',
      messages: 1,
      recorded: 1,
      noted: [],
      checksum: message(0).raw,
    }
    const all = Buffer.concat([lines.bytes, encodeRecords([commit], { host, lastSum: lines.lastSum }).bytes])
    expect(errorOf(all)).toMatchObject({ code: 'wrong-checksum', line: 3 })
  })
})

test('a ledger cut back to an earlier commit is refused where a later one is known', () => {
  const early = readLedger(bytes.subarray(0, states[1]!.committedBytes), host)
  expect(early.uncommitted).toBeNull()
  checkExpected(early, states[0]!.lastSum)
  checkExpected(states[3]!, states[1]!.lastSum)
  expect(() => checkExpected(early, states[3]!.lastSum)).toThrow(LedgerError)
})

test('a record that could not be read again is never written', () => {
  const state = states[3]!
  const append = (record: LedgerRecord) => () =>
    appendRecords(state, [record], { host, before: bytes, noted: [] })
  expect(append(message(8))).not.toThrow()
  expect(append(message(9))).toThrow(TypeError)
  expect(append(message(8, { path: '../x' }))).toThrow(TypeError)
  expect(append(message(8, { path: '2001-March/000003.html' }))).toThrow(TypeError)
  expect(
    append({ type: 'withdraw', seq: 3, reason: 'r', by: 'b', at: '2025-02-04T00:00:00Z', codes: [] }),
  ).toThrow(TypeError)
  expect(readLedger(bytes, host)).toEqual(state)
})
