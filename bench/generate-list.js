// Writes a mailing list that never was, for benchmarks: the same bytes on every machine.
import { closeSync, existsSync, openSync, renameSync, statSync, writeSync } from 'node:fs'

/** xorshift32: small, fast, and the same everywhere. */
function createRandom(seed) {
  let state = seed
  const next = () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return state >>> 0
  }
  return { below: (limit) => next() % limit, next }
}

const SYLLABLES =
  'ba be bo da de di fo ga ge ha hi jo ka ko la le li ma mi mo na ne no pa po ra re ri ro sa se so ta te to va vi wa we za'
const NAMES = [
  'Alice',
  'Bob',
  'Carol',
  'Dave',
  'Erin',
  'Frank',
  'Grace',
  'Heidi',
  'Ivan',
  'Judy',
  'Mallory',
  'Oscar',
]
const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** Text to cut bodies from, as lines of mail: prose, quoted lines, empty lines. */
function makeText(random, lines, words) {
  const made = []
  for (let i = 0; i < lines; i++) {
    const kind = random.below(10)
    let line = kind < 2 ? '> ' : ''
    if (kind < 9) while (line.length < 58 + random.below(14)) line += `${words[random.below(words.length)]} `
    made.push(line.trimEnd())
  }
  return made
}

function makeBase64(random, lines) {
  return Array.from({ length: lines }, () =>
    Array.from({ length: 76 }, () => BASE64[random.below(64)]).join(''),
  )
}

const two = (number) => String(number).padStart(2, '0')

/**
 * Messages of a list, one string each with its From_ line and the empty line after it: 4 to 5 KB in the mean; a few
 * long, one in 20 with an attachment of 24 KB, one in 20 in UTF-8 beyond ASCII, replies with References.
 */
export function* generateMessages() {
  const random = createRandom(20150504)
  const syllables = SYLLABLES.split(' ')
  const words = Array.from({ length: 3000 }, () =>
    Array.from({ length: 1 + random.below(4) }, () => syllables[random.below(syllables.length)]).join(''),
  )
  const text = makeText(random, 6000, words)
  const accented = makeText(
    random,
    1000,
    words.map((word, i) => (i % 7 === 0 ? `${word}é` : word)),
  )
  const base64 = makeBase64(random, 700)
  const slice = (lines, count) => {
    const start = random.below(lines.length - count)
    return lines.slice(start, start + count).join('\n')
  }
  const recent = []
  let time = Date.UTC(1999, 0, 1) / 1000
  for (let number = 0; ; number++) {
    time += 1 + random.below(7200)
    const date = new Date(time * 1000)
    const clock = `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`
    const day = DAYS[date.getUTCDay()]
    const month = MONTHS[date.getUTCMonth()]
    const year = date.getUTCFullYear()
    const name = NAMES[random.below(NAMES.length)]
    const address = `${name.toLowerCase()}${random.below(40)}@example.org`
    const id = `${number.toString(36)}.${random.next().toString(36)}@mail${random.below(9)}.example.org`
    const parents = recent.length > 0 && random.below(4) > 0 ? recent.slice(-1 - random.below(6)) : []
    const kind = random.below(20)
    const long = random.below(100)
    const lines = long === 0 ? 400 + random.below(500) : 8 + random.below(long < 30 ? 90 : 40)
    const received = Array.from(
      { length: 2 + random.below(3) },
      (_, hop) =>
        `Received: from relay${hop}.example.net (relay${hop}.example.net [192.0.2.${random.below(250)}])\n` +
        `\tby mx${hop}.example.org (Postfix) with ESMTP id ${random.next().toString(16).toUpperCase()}\n` +
        `\tfor <list@example.org>; ${day}, ${date.getUTCDate()} ${month} ${year} ${clock} +0000 (UTC)\n`,
    ).join('')
    const head =
      `From ${address} ${day} ${month} ${String(date.getUTCDate()).padStart(2)} ${clock} ${year}\n` +
      `Return-Path: <${address}>\nDelivered-To: list@example.org\n${received}` +
      `Date: ${day}, ${date.getUTCDate()} ${month} ${year} ${clock} +0000\n` +
      `From: ${name} Example <${address}>\nTo: The list <list@example.org>\nMessage-ID: <${id}>\n` +
      (parents.length > 0
        ? `In-Reply-To: <${parents.at(-1)}>\nReferences: ${parents.map((parent) => `<${parent}>`).join('\n\t')}\n`
        : '') +
      `Subject: ${parents.length > 0 ? 'Re: ' : ''}${slice(text, 1).slice(0, 50)}\n` +
      `User-Agent: Example/1.0\nMIME-Version: 1.0\n` +
      `X-BeenThere: list@example.org\nX-Mailman-Version: 2.1.20\nPrecedence: list\nList-Id: <list.example.org>\n` +
      `Sender: list-bounces@example.org\nErrors-To: list-bounces@example.org\n`
    let rest
    if (kind === 0) {
      const boundary = `----=_Part_${random.next().toString(36)}`
      rest =
        `Content-Type: multipart/mixed; boundary="${boundary}"\n\n--${boundary}\n` +
        `Content-Type: text/plain; charset=us-ascii\n\n${slice(text, lines)}\n--${boundary}\n` +
        `Content-Type: application/octet-stream\nContent-Transfer-Encoding: base64\n\n${slice(base64, 320)}\n--${boundary}--\n`
    } else if (kind === 1) {
      rest = `Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n${slice(accented, lines)}\n`
    } else {
      rest = `Content-Type: text/plain; charset=us-ascii\n\n${slice(text, lines)}\n`
    }
    recent.push(id)
    if (recent.length > 8) recent.shift()
    yield `${head}${rest}\n`
  }
}

/**
 * Writes a list to `path`, whole messages only, unless it is there already.
 *
 * @param enough - Of at least so many `bytes`, or of so many `messages`.
 * @returns How many bytes the file has.
 */
export function writeList(path, { bytes = Infinity, messages = Infinity }) {
  if (!existsSync(path)) {
    const file = openSync(`${path}.new`, 'w')
    let written = 0
    let count = 0
    let batch = []
    let batched = 0
    for (const message of generateMessages()) {
      const encoded = Buffer.from(message)
      batch.push(encoded)
      batched += encoded.length
      count += 1
      const done = written + batched >= bytes || count >= messages
      if (batched < 1 << 20 && !done) continue
      writeSync(file, Buffer.concat(batch))
      written += batched
      batch = []
      batched = 0
      if (done) break
    }
    closeSync(file)
    renameSync(`${path}.new`, path)
  }
  return statSync(path).size
}
