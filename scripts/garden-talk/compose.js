import { localParts, mailDate, offsetAt } from './calendar.js'

export const FOOTER = [
  '_______________________________________________',
  'garden-talk mailing list',
  'garden-talk@lists.example.org',
  'http://lists.example.org/mailman/listinfo/garden-talk',
]

/** Breaks a paragraph at spaces. A word longer than the line, such as a URL, stays whole. */
function wrap(text, width) {
  const lines = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line]
}

const linesOf = (paragraph, width) =>
  paragraph.verbatim ? paragraph.text.split('\n') : wrap(paragraph.text, width)
const quoted = (lines) =>
  lines.map((line) => (line === '' ? '>' : line.startsWith('>') ? `>${line}` : `> ${line}`))

function attribution(style, parent) {
  const offset = offsetAt(parent.person.zone, parent.time)
  const date = mailDate(parent.time, offset)
  const { weekday, day, month, year } = localParts(parent.time, offset)
  if (style === 'on-date') return [`On ${weekday}, ${day} ${month} ${year}, ${parent.person.name} wrote:`, '']
  if (style === 'on-date-name') return [`On ${date}, ${parent.person.name} wrote:`]
  if (style === 'quoth') return [`${parent.person.name} was kind enough to write:`, '']
  return [`${parent.person.name} wrote:`, '']
}

function originalMessage(parent) {
  const offset = offsetAt(parent.person.zone, parent.time)
  return [
    '----- Original Message -----',
    `From: ${parent.person.name} <${parent.person.email}>`,
    'To: <garden-talk@lists.example.org>',
    `Sent: ${mailDate(parent.time, offset).slice(0, -9)}`,
    `Subject: ${parent.subject}`,
    '',
    ...quoted([...parent.lines, ...FOOTER]),
  ]
}

// What the answer quotes in front of its own words: one paragraph, everything, or nothing.
function quotedLines(message, parent, random) {
  const wish =
    Object.keys(message.options).find((name) => /^q[\da]$/.test(name)) ?? (random.chance(0.15) ? 'qa' : 'q1')
  if (wish === 'q0' || message.paragraphs.some(isMarker)) return []
  if (wish === 'qa') return quoted(parent.lines)
  return quoted(linesOf(parent.paragraphs[Number(wish[1]) - 1] ?? parent.paragraphs[0], 72))
}

const isMarker = (paragraph) => /^\[\d\]$/.test(paragraph.text)

/** The lines of a message's text: greeting, quoted words, own words, closing, signature; without the list's footer. */
export function composeText(message, parent, random) {
  const { person, options } = message
  const width = options.nowrap ? Infinity : 72
  const own = []
  for (const paragraph of message.paragraphs) {
    const lines = isMarker(paragraph)
      ? quoted(linesOf(parent.paragraphs[Number(paragraph.text[1]) - 1], 72))
      : linesOf(paragraph, width)
    own.push(...lines, '')
  }
  if (options.bare) return own.slice(0, -1)
  const out = []
  const hello = random.chance(parent === null ? 0.7 : 0.3) ? random.pick(person.hello) : ''
  const inline = message.paragraphs.some(isMarker)
  const top = person.top && !inline && parent !== null
  if (parent !== null && !top) {
    const lines = quotedLines(message, parent, random)
    if (lines.length > 0 || inline) {
      // An answer in Outlook's manner below the quotation needs words of its own to lead in with.
      const style = person.attribution === 'original' ? 'name-wrote' : person.attribution
      out.push(...attribution(style, parent), ...lines)
      if (lines.length > 0) out.push('')
    }
  }
  if (hello !== '') out.push(hello, '')
  out.push(...own)
  const bye = random.pick(person.bye)
  if (bye !== '') out.push(...bye.split('\n'))
  if (random.chance(parent === null ? 0.8 : 0.5)) out.push('', '-- ', ...person.signature.split('\n'))
  if (top && !options.q0) out.push('', ...originalMessage(parent))
  while (out.at(-1) === '') out.pop()
  return out
}
