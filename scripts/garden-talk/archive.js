import { readdirSync, readFileSync } from 'node:fs'
import { asctime } from './calendar.js'
import { headerBytes, makeThread, receivedField } from './message.js'
import { seededRandom } from './random.js'
import { minutes, readThreads } from './read-threads.js'

const folder = new URL('threads/', import.meta.url)

function allThreads() {
  const files = readdirSync(folder).filter((name) => name.endsWith('.txt'))
  files.sort() // sorted for determinism; the names are years
  return files.flatMap((name) => readThreads(readFileSync(new URL(name, folder), 'utf8'), name))
}

// A message that the mail server delivers a second time: the same bytes below another From_ line and Received field.
function again(message) {
  const delivered = message.delivered + minutes(message.options.redeliver) * 60_000
  const random = seededRandom(`again ${message.id}`)
  const fields = message.fields.map(([name, value]) =>
    name === 'Received' ? [name, receivedField(delivered, message.person, random)] : [name, value],
  )
  return { ...message, delivered, fields }
}

// mboxrd: one more `>` on each line that begins with any number of them and `From `. `lenient` leaves a line alone
// that no careful reader takes for a separator: text before it, no date in it.
function quoteFromLines(body, lenient) {
  const lines = body.toString('latin1').split('\n')
  return lines
    .map((line, at) => {
      if (!/^>*From /.test(line)) return line
      return lenient && lines[at - 1] !== '' && !line.startsWith('>') ? line : `>${line}`
    })
    .join('\n')
}

function entry(message) {
  const { person, options, body } = message
  const charset = options.raw8 ? person.charset : 'us-ascii'
  const quoted = quoteFromLines(body, options.lenient === true)
  const text = quoted === '' || quoted.endsWith('\n') ? quoted : `${quoted}\n`
  return Buffer.concat([
    Buffer.from(`From ${person.email}  ${asctime(message.delivered)}\n`, 'latin1'),
    headerBytes(message.fields, charset),
    Buffer.from(`\n${text}\n`, 'latin1'),
  ])
}

/** The sample list as the bytes of one mbox, in the order of delivery, and the number of messages in it. */
export function makeArchive() {
  const keyed = new Map()
  const find = (key) => {
    const message = keyed.get(key)
    if (message === undefined) throw new Error(`no earlier message has the key ${key}`)
    return message
  }
  const messages = []
  for (const thread of allThreads().sort((a, b) => (a.start < b.start ? -1 : a.start > b.start ? 1 : 0))) {
    for (const message of makeThread(thread, find)) {
      if (message.options.key !== undefined) keyed.set(message.options.key, message)
      messages.push(message)
      if (message.options.redeliver !== undefined) messages.push(again(message))
    }
  }
  messages.sort((a, b) => a.delivered - b.delivered)
  return { bytes: Buffer.concat(messages.map(entry)), count: messages.length }
}
