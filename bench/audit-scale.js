// Audits lists of up to half a million messages against their ledger, in memory: processor time and peak memory by size.
//
// What is measured is aligning, naming and wording; reading files is not. Digests are made up, since only whether they
// are equal matters. Each case runs in a process of its own.
//
//   npm run build && node bench/audit-scale.js [--sizes 125000,250000,500000] [--cases identical,shuffled]

import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { auditMessages } from '../dist/audit/audit-messages.js'
import { nodeHost } from '../dist/node/node-host.js'

const FULL = 43
const SHORT = 22

/** A made-up digest: the same for the same parts, and as long as a real one. */
const digest = (length, ...parts) =>
  createHash('sha256').update(parts.join('\n')).digest('base64url').slice(0, length)

/** The digests of a made-up message; every seventh body is one of those that many messages share. */
function digestsOf(number, { body = '', head = '' } = {}) {
  const text = number % 7 === 0 ? `shared ${number % 35}${body}` : `${number}${body}`
  return {
    raw: digest(FULL, 'raw', number, body, head),
    fromLine: digest(SHORT, 'from', number),
    head: digest(SHORT, 'head', number, head),
    headLoose: digest(SHORT, 'headLoose', number, head),
    body: digest(SHORT, 'body', text),
    size: 100 + (number % 900),
    loose: digest(SHORT, 'loose', text),
    dense: digest(SHORT, 'dense', number, body, head),
    content: digest(FULL, 'content', number, body),
  }
}

/** Numbers from 0 up to 1, the same in each run: a linear congruential generator modulo 2 ** 32. */
function randomNumbers(seed) {
  let state = seed
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32
}

function shuffled(list, random) {
  const out = [...list]
  for (let index = out.length - 1; index > 0; index--) {
    const other = Math.floor(random() * (index + 1))
    ;[out[index], out[other]] = [out[other], out[index]]
  }
  return out
}

/** By name: what the files hold, made from what was recorded. An entry is its number and what was edited in it. */
const CASES = {
  identical: (entries) => entries,
  'one deletion': (entries) => entries.toSpliced(entries.length / 2, 1),
  'sorted by sender': (entries) => entries.toSorted((a, b) => (a.number % 997) - (b.number % 997)),
  reversed: (entries) => entries.toReversed(),
  shuffled: (entries) => shuffled(entries, randomNumbers(1)),
  '1 % edited': (entries) => {
    const random = randomNumbers(2)
    return entries.flatMap((entry, index) => {
      if (random() >= 0.01) return [entry]
      const kind = random()
      if (kind < 0.25) return []
      if (kind < 0.5) return [entry, { number: entries.length + index }]
      return [{ ...entry, body: 'edited' }]
    })
  },
  'all edited': (entries) => entries.map(({ number }) => ({ number, body: 'edited', head: 'edited' })),
  'all gone, others there': (entries) => entries.map(({ number }) => ({ number: entries.length + number })),
}

function recordedMessage({ number }) {
  const id = digest(32, 'id', number).toUpperCase()
  const path = `m/${id.slice(0, 2)}/${id}.html`
  return {
    seq: number,
    kind: 'message',
    id,
    of: null,
    messageId: `${number}@example.org`,
    date: null,
    dateFrom: null,
    number: null,
    path,
    paths: [path],
    aliases: [],
    digests: digestsOf(number),
    noArchive: false,
    predicted: false,
    withdrawn: null,
  }
}

function presentMessage(entry, position) {
  const offset = position * 2000
  return {
    position,
    file: 0,
    offset,
    line: position * 40 + 1,
    fromLine: { start: offset, end: offset + 60 },
    message: { start: offset + 60, end: offset + 1999 },
    trailer: { start: offset + 1999, end: offset + 2000 },
    messageId: `${entry.number}@example.org`,
    dates: { date: null, received: null, fromLine: null },
    digests: digestsOf(entry.number, entry),
    endsWithNewline: true,
    open: false,
    noArchive: false,
    lineEndings: 'lf',
    observations: [],
  }
}

async function measure(name, size) {
  const entries = Array.from({ length: size }, (_, number) => ({ number }))
  const messages = entries.map(recordedMessage)
  const present = CASES[name](entries).map(presentMessage)
  const state = { settings: { quoting: 'mboxo' }, sequence: messages, messages, noted: new Set() }
  const file = {
    name: 'list.mbox',
    bytes: 0,
    compressed: false,
    entries: present.length,
    preamble: null,
    observations: [],
  }
  globalThis.gc?.()
  const before = process.memoryUsage().rss
  const start = process.cpuUsage()
  const { findings, verdict } = await auditMessages({
    state,
    present: { files: [file], messages: present },
    host: nodeHost,
    readEntry: () => Promise.resolve(null),
  })
  const { user, system } = process.cpuUsage(start)
  const seconds = (user + system) / 1e6
  const peak = process.resourceUsage().maxRSS / 1024
  return { verdict, findings: findings.length, seconds, lists: before / 1024 / 1024, peak }
}

const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '125000,250000,500000' },
    cases: { type: 'string', default: Object.keys(CASES).join(',') },
    one: { type: 'boolean', default: false },
  },
})
const sizes = values.sizes.split(',').map(Number)
const names = values.cases.split(',')

if (values.one) {
  process.stdout.write(JSON.stringify(await measure(names[0], sizes[0])))
} else {
  process.stdout.write(
    'case                    messages  findings  seconds  µs/message  MiB lists  MiB peak\n',
  )
  for (const name of names) {
    for (const size of sizes) {
      const child = spawnSync(
        process.execPath,
        [
          '--expose-gc',
          '--max-old-space-size=6144',
          fileURLToPath(import.meta.url),
          '--one',
          '--sizes',
          String(size),
          '--cases',
          name,
        ],
        { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] },
      )
      if (child.status !== 0)
        throw new Error(`${name} with ${size} messages ended with ${child.status ?? child.signal}`)
      const { findings, seconds, lists, peak } = JSON.parse(child.stdout)
      const cells = [
        name.padEnd(22),
        String(size).padStart(9),
        String(findings).padStart(9),
        seconds.toFixed(2).padStart(8),
        ((seconds / size) * 1e6).toFixed(2).padStart(11),
        lists.toFixed(0).padStart(10),
        peak.toFixed(0).padStart(9),
      ]
      process.stdout.write(`${cells.join(' ')}\n`)
    }
  }
}
