import { makeBody } from './body.js'
import { compact, fromLocal, localParts, mailDate, offsetAt } from './calendar.js'
import { composeText } from './compose.js'
import { encodeWords, toBytes } from './encode.js'
import { PEOPLE } from './people.js'
import { seededRandom } from './random.js'
import { minutes } from './read-threads.js'

const LIST = 'garden-talk@lists.example.org'
const MINUTE = 60_000
const HEX = '0123456789ABCDEF'

function messageId(person, time, random) {
  const host = person.email.split('@')[1]
  const stamp = compact(time)
  if (person.id === 'pine') return `Pine.LNX.4.33.${stamp.slice(2, 12)}.${random.below(30000)}-100000@${host}`
  if (person.id === 'mutt') return `${stamp}.${random.text(HEX, 2)}${random.below(30000)}@${host}`
  if (person.id === 'dollar')
    return `${random.text('0123456789abcdef', 12)}$${random.text('0123456789abcdef', 8)}$0100007f@${host}`
  return `${Math.floor(time / 1000)
    .toString(16)
    .toUpperCase()}.${random.below(9000000) + 1000000}@${host}`
}

// Dates as broken clocks and hand-made mail programs wrote them.
const DATES = {
  yesterday: () => 'yesterday, just after tea',
  local: () => 'Samedi 14 Juillet, vers midi',
  twodigit: ({ day, month, year, weekday, clock }) =>
    `${weekday}, ${day} ${month} ${String(year).slice(2)} ${clock} GMT`,
  1970: () => 'Thu, 01 Jan 1970 00:03:12 +0000',
  2036: () => 'Thu, 07 Feb 2036 06:28:16 +0000',
  none: () => null,
}

function dateField(message, offset) {
  const { date } = message.options
  const here = localParts(message.time, offset)
  if (date === undefined) return mailDate(message.time, offset)
  if (date.startsWith('zone:')) return `${mailDate(message.time, offset).slice(0, -5)}${date.slice(5)}`
  return DATES[date](here)
}

function references(message, parent) {
  const { options, person } = message
  if (options.ghost !== undefined) {
    const ids = options.ghost.split(',').map((id) => `<${id}>`)
    return { irt: ids.at(-1), refs: ids.length > 1 ? ids : [] }
  }
  if (parent?.id == null) return { irt: null, refs: [] }
  const style = options.refs ?? person.refs
  const refs = [...parent.references, parent.id].map((id) => `<${id}>`)
  const { weekday, day, month, year } = localParts(parent.time, 0)
  const phrase = `Your message of "${weekday}, ${day} ${month} ${year}" <${parent.id}>`
  return {
    irt: style === 'refs' ? null : style === 'phrase' ? phrase : `<${parent.id}>`,
    refs: style === 'irt' || style === 'phrase' ? [] : refs,
  }
}

// References grow with the thread; mail programs of the time kept the first and the last few.
const shortened = (ids) => (ids.length > 10 ? [ids[0], ...ids.slice(-8)] : ids)

function address(person, options) {
  if (/^[\x00-\x7f]*$/.test(person.name)) return `${person.name} <${person.email}>`
  if (options.raw8) return `${person.name} <${person.email}>`
  return `${encodeWords(person.name, person.charset, person.word ?? 'Q')} <${person.email}>`
}

/** The topmost field: our own mail server's note that it took the message in. */
export function receivedField(time, person, random) {
  const host = `mail.${person.email.split('@')[1]}`
  return `from ${host} (${host} [192.0.2.${random.below(200) + 10}])\n\tby lists.example.org (Postfix) with ESMTP id ${random.text(HEX, 8)}\n\tfor <${LIST}>; ${mailDate(time, 0)}`
}

function subjectOf(message, parent, thread) {
  if (message.subject !== undefined) return message.subject
  if (parent === null) return thread.subject
  const { re } = message.person
  const answered = parent.bareSubject
  // Most programs leave any known mark of an answer alone; those with a mark of their own know no other.
  const marked = re === undefined ? /^(?:Re|AW|Antw): /.test(answered) : answered.startsWith(re)
  return marked ? answered : `${re ?? 'Re: '}${answered}`
}

const withTag = (subject) => subject.replace(/^((?:(?:Re|AW|Antw|Fwd): )*)/, '$1[garden-talk] ')

function headerFields(message, parent, random, mime) {
  const { person, options } = message
  const offset = offsetAt(person.zone, message.time)
  const fields = [
    ['Return-Path', '<garden-talk-admin@lists.example.org>'],
    ['Delivered-To', LIST],
    ['Received', receivedField(message.delivered, person, random)],
  ]
  const add = (name, value) => value !== null && value !== undefined && fields.push([name, value])
  if (options.id === 'folded') add('Message-ID', `\n <${message.id}>`)
  else if (options.id === 'empty') add('Message-ID', '')
  else if (options.id !== 'none') add('Message-ID', `<${message.id}>`)
  add('Date', dateField(message, offset))
  add('From', address(person, options))
  add('To', options.cross ? `${LIST}, ${options.cross}@lists.example.org` : LIST)
  if (options.cc) add('Cc', address(PEOPLE[options.cc], {}))
  if (options.cross) add('Cc', 'seed-swap@lists.example.net')
  add('Subject', encodeWords(message.subject, options.cs ?? person.charset, person.word ?? 'Q'))
  const { irt, refs } = references(message, parent)
  add('In-Reply-To', irt)
  if (refs.length > 0) add('References', shortened(refs).join(options.comma ? ',\n\t' : '\n\t'))
  add(...person.agent)
  if (options.noarchive) add('X-No-Archive', 'yes')
  if (options.auto) {
    add('Auto-Submitted', 'auto-replied')
    add('Precedence', 'junk')
  }
  if (!options.undeclared) add('MIME-Version', '1.0')
  for (const [name, value] of mime) add(name, value)
  add('Sender', 'garden-talk-admin@lists.example.org')
  add('Errors-To', 'garden-talk-admin@lists.example.org')
  add('X-BeenThere', LIST)
  add('X-Mailman-Version', message.year < 2003 ? '2.0.8' : '2.1.5')
  if (!options.auto) add('Precedence', 'bulk')
  add('List-Id', 'Talk among gardeners <garden-talk.lists.example.org>')
  if (options.status) {
    add('Status', options.status)
    add('X-Status', options.status === 'RO' ? 'A' : '')
  }
  return fields
}

/** Makes the messages of one thread, parents before answers. `find` gives a message of any earlier thread by its key. */
export function makeThread(thread, findEarlier) {
  const made = []
  const find = (key) => made.find(({ options }) => options.key === key) ?? findEarlier(key)
  for (const [at, draft] of thread.messages.entries()) {
    const random = seededRandom(`${thread.start} ${thread.subject} ${at}`)
    const person = PEOPLE[draft.who]
    if (person === undefined) throw new Error(`nobody is called ${draft.who} (${thread.subject})`)
    const parent = draft.parent === null ? null : made[draft.parent]
    if (parent === undefined)
      throw new Error(`${thread.subject}: message ${at + 1} answers one that is not there`)
    const start =
      parent === null && at === 0 ? fromLocal(thread.start, person.zone) : (parent ?? made[0]).time
    const time = start + (draft.delay + (at === 0 ? 0 : random.below(20))) * MINUTE + random.below(60) * 1000
    const late = draft.options.late === undefined ? 0 : minutes(draft.options.late) * MINUTE
    const message = { ...draft, person, time, delivered: time + late + (15 + random.below(300)) * 1000 }
    message.year = new Date(time).getUTCFullYear()
    message.id = idOf(message, random, find)
    message.references =
      parent === null ? [] : [...parent.references, ...(parent.id === null ? [] : [parent.id])]
    message.bareSubject = subjectOf(message, parent, thread)
    message.lines = composeText(message, parent, random)
    message.subject = withTag(message.bareSubject)
    const { fields, body } = makeBody(message, random, find)
    message.fields = headerFields(message, parent, random, fields)
    message.body = body
    made.push(message)
  }
  return made
}

function idOf(message, random, find) {
  const { id } = message.options
  if (id === 'none' || id === 'empty') return null
  if (id?.startsWith('reuse:')) return find(id.slice(6)).id
  if (id?.startsWith('as:')) return id.slice(3)
  return messageId(message.person, message.time, random)
}

/** The header section as bytes. All of it is ASCII, but for a raw name in the sender's charset. */
export function headerBytes(fields, charset) {
  const text = fields
    .map(([name, value]) => `${name}:${value === '' || value.startsWith('\n') ? '' : ' '}${value}\n`)
    .join('')
  return toBytes(text, charset) ?? Buffer.from(text, 'utf8')
}
