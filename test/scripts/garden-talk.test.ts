import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const script = fileURLToPath(new URL('../../scripts/make-garden-talk.js', import.meta.url))
const fixture = readFileSync(new URL('../fixtures/garden-talk.mbox', import.meta.url))
// One character a byte: everything below is about bytes.
const mbox = fixture.toString('latin1')

const DATED =
  /^From .*[ \t](?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) [ \d]\d \d\d:\d\d:\d\d \d{4}$/

interface Entry {
  readonly fromLine: string
  readonly head: string
  readonly body: string
}

// A reader of its own: rule rfc4155 as it is written down, so that the fixture does not lean on the code it tests.
function entriesOf(text: string): Entry[] {
  const lines = text.split('\n')
  const starts = lines.flatMap((line, at) =>
    (at === 0 || lines[at - 1] === '') && DATED.test(line) ? [at] : [],
  )
  return starts.map((start, index) => {
    const message = lines.slice(start + 1, starts[index + 1] ?? lines.length)
    const blank = message.indexOf('')
    return {
      fromLine: lines[start]!,
      head: message
        .slice(0, blank)
        .join('\n')
        .replace(/\n[ \t]+/g, ' '),
      body: message.slice(blank + 1).join('\n'),
    }
  })
}

const entries = entriesOf(mbox)
const field = (entry: Entry, name: string): string | null =>
  new RegExp(`^${name}:[ \\t]*(.*)$`, 'im').exec(entry.head)?.[1] ?? null
const having = (pattern: RegExp): number => entries.filter(({ head }) => pattern.test(head)).length
const anywhere = (pattern: RegExp): number =>
  entries.filter(({ head, body }) => pattern.test(`${head}\n\n${body}`)).length

function run(...args: string[]) {
  const env = { ...process.env, TZ: 'Pacific/Apia', LC_ALL: 'tr_TR.UTF-8' }
  return spawnSync(process.execPath, [script, ...args], { encoding: 'utf8', env })
}

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-garden-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('the generator', () => {
  test('gives the committed fixture, byte for byte, in another time zone and locale', () => {
    const copy = join(folder, 'again.mbox')
    expect(run(copy).stderr).toBe('')
    expect(readFileSync(copy).equals(fixture)).toBe(true)
    expect(run('--check').status).toBe(0)
  })

  test('--check fails where one byte of the file differs, and where there is no file', () => {
    const damaged = join(folder, 'damaged.mbox')
    const bytes = Buffer.from(fixture)
    bytes[bytes.length - 100]! ^= 1
    writeFileSync(damaged, bytes)
    expect(run('--check', damaged).status).toBe(1)
    expect(run('--check', damaged).stderr).toContain('differs')
    expect(run('--check', join(folder, 'missing.mbox')).status).toBe(1)
  })
})

describe('the mbox', () => {
  test('holds as many entries under the rule rfc4155 as messages were meant', () => {
    const meant = Number(execFileSync(process.execPath, [script, '--count'], { encoding: 'utf8' }))
    expect(meant).toBeGreaterThanOrEqual(320)
    expect(entries).toHaveLength(meant)
    expect(fixture.length).toBeLessThan(1_500_000)
  })

  test('has one line that only the rule `any` takes for a separator: in the middle of a paragraph, without a date', () => {
    const lines = mbox.split('\n')
    const loose = lines.flatMap((line, at) => (line.startsWith('From ') && !DATED.test(line) ? [at] : []))
    expect(loose).toHaveLength(1)
    expect(lines[loose[0]! - 1]).not.toBe('')
    expect(lines.filter((line) => DATED.test(line))).toHaveLength(entries.length)
  })

  test('ends its lines in LF, ends each entry with an empty line, and stands in the order of delivery', () => {
    expect(mbox).not.toContain('\r')
    expect(mbox).not.toContain('\0')
    expect(mbox.endsWith('\n\n')).toBe(true)
    const delivered = entries.map(({ fromLine }) => Date.parse(`${fromLine.slice(-24)} UTC`))
    expect(delivered).not.toContain(NaN)
    expect(delivered).toEqual([...delivered].sort((a, b) => a - b))
  })

  test('quotes lines that begin with From the way mboxrd does, at several depths', () => {
    for (const depth of [1, 2, 3, 4]) expect(mbox).toMatch(new RegExp(`^>{${depth}}From `, 'm'))
  })

  test('names no address outside the domains kept for examples, encoded parts included', () => {
    const quotedPrintable = mbox.replace(/=\n/g, '')
    const base64 = (mbox.match(/^(?:[A-Za-z0-9+/]{76}\n)*[A-Za-z0-9+/]+={0,2}$/gm) ?? []).map((block) =>
      Buffer.from(block, 'base64').toString('latin1'),
    )
    const addresses = [quotedPrintable, ...base64].flatMap((text) =>
      Array.from(text.matchAll(/[\w.+$-]+@((?:[a-z0-9-]+\.)+[a-z]{2,})/gi), (match) => match[1]!),
    )
    const hosts = [quotedPrintable, ...base64].flatMap((text) =>
      Array.from(text.matchAll(/https?:\/\/([a-z0-9.-]+)/gi), (match) => match[1]!),
    )
    expect(addresses.length).toBeGreaterThan(2000)
    const strange = [...addresses, ...hosts].filter(
      (host) => !/(?:^|\.)(?:example\.(?:org|com|net)|example)$/.test(host),
    )
    expect([...new Set(strange)]).toEqual([])
  })
})

describe('what real lists have', () => {
  test('messages without a Message-ID, with an empty one and with a folded one', () => {
    expect(entries.filter((entry) => field(entry, 'Message-ID') === null)).toHaveLength(3)
    expect(entries.filter((entry) => field(entry, 'Message-ID') === '')).toHaveLength(1)
    expect(mbox.match(/^Message-ID:\n <[^>]+>$/gm)).toHaveLength(1)
  })

  test('two exact copies that were delivered twice, and two ids that were used for another letter', () => {
    const byId = grouped()
    const pairs = [...byId.values()].filter((group) => group.length > 1)
    expect(pairs.map((pair) => pair.length)).toEqual([2, 2, 2, 2])
    const copies = pairs.filter(([first, second]) => first!.body === second!.body)
    expect(copies).toHaveLength(2)
    for (const [first, second] of copies) {
      expect(second!.fromLine).not.toBe(first!.fromLine)
      expect(field(second!, 'Received')).not.toBe(field(first!, 'Received'))
    }
  })

  const charsets = [
    'us-ascii',
    'utf-8',
    'iso-8859-1',
    'iso-8859-2',
    'windows-1252',
    'koi8-r',
    'iso-2022-jp',
    'big5',
    'gb2312',
    'euc-kr',
  ]
  test.each(charsets)('text in %s, at least three times', (charset) => {
    expect(anywhere(new RegExp(`charset=${charset}\\b`))).toBeGreaterThanOrEqual(3)
  })

  test.each(charsets.slice(1))('an encoded word in %s', (charset) => {
    expect(having(new RegExp(`=\\?${charset}\\?[QB]\\?`))).toBeGreaterThanOrEqual(1)
  })

  test.each([
    ['each transfer encoding: 7bit', /^Content-Transfer-Encoding: 7bit/m, 50],
    ['8bit', /^Content-Transfer-Encoding: 8bit/m, 50],
    ['quoted-printable', /^Content-Transfer-Encoding: quoted-printable/m, 30],
    ['base64', /^Content-Transfer-Encoding: base64/m, 20],
    ['mail with HTML alone', /^MIME-Version: 1.0\nContent-Type: text\/html/m, 2],
    ['multipart/alternative', /^Content-Type: multipart\/alternative/m, 4],
    ['multipart/related with a picture by cid', /<img src="cid:/, 2],
    ['multipart/signed', /^Content-Type: multipart\/signed/m, 3],
    ['a message/rfc822 forward', /^Content-Type: message\/rfc822/m, 1],
    ['multipart/digest', /^Content-Type: multipart\/digest/m, 1],
    ['format=flowed', /format=flowed/, 4],
    ['DelSp', /delsp=yes/, 1],
    ['patches in the text', /^--- \S+\n\+\+\+ \S+\n@@ /m, 5],
    ['patches as attachments', /^Content-Type: text\/x-patch/m, 4],
    ['pictures', /^Content-Type: image\/png/m, 6],
    ['octet streams', /^Content-Type: application\/octet-stream/m, 4],
    ['PDF', /^Content-Type: application\/pdf/m, 2],
    ['file names as in RFC 2231', /filename\*=[\w-]+''/, 2],
    ['file names as in RFC 2231, in pieces', /filename\*1\*=/, 1],
    ['file names in encoded words', /filename="=\?/, 3],
    ['subjects that changed', /^Subject:.*\(was: /m, 2],
    ['X-No-Archive', /^X-No-Archive: yes/m, 1],
    ['automatic answers', /^Auto-Submitted: auto-replied/m, 2],
    ['reader fields', /^X-Status:/m, 3],
    ['In-Reply-To as a phrase', /^In-Reply-To: Your message of /m, 2],
    ['References with commas', /^References:\s+<[^>]+>,/m, 1],
    ['a letter to two lists', /^To: \S+, \S+@lists\.example\.org$/m, 1],
  ] as const)('%s', (_, pattern, least) => {
    expect(anywhere(pattern)).toBeGreaterThanOrEqual(least)
  })

  test('dates that are missing, unreadable, short, in 1970 and in 2036', () => {
    const dates = entries.map((entry) => field(entry, 'Date'))
    expect(dates.filter((date) => date === null)).toHaveLength(1)
    expect(
      dates.filter((date) => date !== null && Number.isNaN(Date.parse(date))).length,
    ).toBeGreaterThanOrEqual(1)
    expect(dates.filter((date) => (date ?? '').includes('1970')).length).toBeGreaterThanOrEqual(3)
    expect(dates.filter((date) => (date ?? '').includes('2036'))).toHaveLength(1)
    expect(dates.filter((date) => /[A-Z][a-z]{2} \d\d \d\d:/.test(date ?? ''))).toHaveLength(1)
    expect(dates.filter((date) => / (?:EST|MESZ|NZDT|IDT)$/.test(date ?? '')).length).toBeGreaterThanOrEqual(
      4,
    )
  })

  test('answers to letters that are not in the list, and References without In-Reply-To', () => {
    const ids = new Set(entries.map((entry) => field(entry, 'Message-ID')))
    const ghosts = entries.filter((entry) => {
      const parent = field(entry, 'In-Reply-To')
      return parent?.startsWith('<') === true && !ids.has(parent)
    })
    expect(ghosts.length).toBeGreaterThanOrEqual(3)
    expect(
      entries.filter((entry) => field(entry, 'References') !== null && field(entry, 'In-Reply-To') === null)
        .length,
    ).toBeGreaterThan(10)
  })

  test('threads that are deep and threads that are wide', () => {
    const depth = new Map<string, number>()
    const answers = new Map<string, number>()
    for (const entry of entries) {
      const parent = field(entry, 'In-Reply-To') ?? field(entry, 'References')?.split(/\s+/).at(-1) ?? ''
      depth.set(field(entry, 'Message-ID') ?? '', (depth.get(parent) ?? 0) + 1)
      answers.set(parent, (answers.get(parent) ?? 0) + 1)
    }
    answers.delete('')
    expect(Math.max(...depth.values())).toBeGreaterThanOrEqual(14)
    expect(Math.max(...answers.values())).toBeGreaterThanOrEqual(16)
  })

  test('one raw 8-bit header, one body whose charset nobody declared, one empty body, one very long line', () => {
    expect(entries.filter(({ head }) => /[\x80-\xff]/.test(head))).toHaveLength(1)
    const undeclared = entries.filter(
      ({ head, body }) => !/^MIME-Version/m.test(head) && /[\x80-\xff]/.test(body),
    )
    expect(undeclared).toHaveLength(1)
    expect(entries.filter(({ body }) => body.trim() === '')).toHaveLength(1)
    expect(mbox.split('\n').filter((line) => line.length > 998).length).toBeGreaterThanOrEqual(1)
  })

  test('the link that a letter of 2006 gives still leads to the letter it means', () => {
    const number = /2002-May\/(\d{6})\.html/.exec(mbox)?.[1]
    expect(entries[Number(number)]?.body).toContain("I stayed up. It's a hedgehog.")
  })
})

function grouped(): Map<string, Entry[]> {
  const groups = new Map<string, Entry[]>()
  for (const entry of entries) {
    const id = field(entry, 'Message-ID')
    if (id) groups.set(id, [...(groups.get(id) ?? []), entry])
  }
  return groups
}
