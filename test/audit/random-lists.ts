import * as fc from 'fast-check'

/** One entry of a list under edit, as text of single-byte characters. */
export interface Entry {
  /** The From_ line without its line end; null where it was taken away. */
  readonly fromLine: string | null
  readonly head: string
  readonly body: string
  /** Whether the empty line behind it stands. */
  readonly trailer: boolean
  readonly eol: '\n' | '\r\n'
  /** The bytes that are left of it, where the file was cut off in it. */
  readonly cut?: number
}

/** A list: files of entries. */
export type Files = readonly (readonly Entry[])[]

/** One byte a character. */
export function bytesOf(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'latin1'))
}

/** An entry's text in its file. */
export function textOf({ fromLine, head, body, trailer, eol, cut }: Entry): string {
  const text = `${fromLine === null ? '' : `${fromLine}\n`}${head}\n${body}${trailer ? '\n' : ''}`
  return (eol === '\n' ? text : text.replaceAll('\n', '\r\n')).slice(0, cut)
}

/** The bytes of each file. */
export function filesOf(files: Files): Uint8Array[] {
  return files.map((entries) => bytesOf(entries.map(textOf).join('')))
}

const DAYS = ['Thu', 'Fri', 'Sat', 'Sun', 'Mon', 'Tue', 'Wed']
const two = (value: number): string => String(value).padStart(2, '0')

/** A From_ line of January 1970 to 1971, one for each number. */
export function fromLineOf(sender: string, number: number): string {
  const day = number % 28
  return `From ${sender} ${DAYS[day % 7]!} Jan ${String(day + 1).padStart(2)} ${two(number % 24)}:${two(number % 60)}:${two(number % 59)} 1970`
}

const SHORT_BODIES = ['', 'unsubscribe\n', 'ok\n', 'me too, please take me off this list\n']

/** What is drawn for one message. */
const drawn = fc.record({
  sender: fc.constantFrom('ann@example.org', 'bob@example.org', 'cy@example.org'),
  /** Which earlier message it repeats: a copy, a redelivery, or one with the same id and another body. */
  repeats: fc.option(fc.record({ of: fc.nat(40), how: fc.constantFrom('copy', 'redelivery', 'same-id') }), {
    freq: 5,
    nil: null,
  }),
  hasId: fc.boolean().chain((rare) => (rare ? fc.boolean() : fc.constant(true))),
  sameSecond: fc.nat(9).map((number) => number === 0),
  body: fc.oneof(
    { weight: 2, arbitrary: fc.constantFrom(...SHORT_BODIES) },
    {
      weight: 5,
      arbitrary: fc
        .array(fc.constantFrom('the', 'mbox', 'was', 'edited', '>From', 'gr\xfcn', 'a  b', 'x\ty', '--'), {
          minLength: 6,
          maxLength: 20,
        })
        .map((words) => words.map((word, index) => `${word}${index % 5 === 4 ? '\n' : ' '}`).join('') + '\n'),
    },
  ),
})

/** Makes messages from what was drawn. `salt` keeps the messages of different draws apart. */
export function makeEntries(draws: readonly Drawn[], salt: string): Entry[] {
  const entries: Entry[] = []
  for (const [index, { sender, repeats, hasId, sameSecond, body }] of draws.entries()) {
    const unique = `${salt}${index}`
    const made: Entry = {
      fromLine: fromLineOf(sender, sameSecond ? 7 : index + salt.charCodeAt(0) * 40 + salt.length * 20),
      head: `Received: by lists.example.org; ${unique}\nFrom: ${sender}\nSubject: about ${unique}\nX-Tag: a\n${hasId ? `Message-ID: <${unique}@example.org>\n` : ''}`,
      body: /^(|ok\n|unsub.*\n|me too.*\n)$/.test(body) ? body : `${unique} ${body}`,
      trailer: true,
      eol: '\n',
    }
    const original = repeats && entries[repeats.of % Math.max(1, entries.length)]
    if (!original) entries.push(made)
    else if (repeats.how === 'copy') entries.push(original)
    else if (repeats.how === 'redelivery') {
      entries.push({
        ...original,
        fromLine: made.fromLine,
        head: original.head.replace(/; \w+/, `; ${unique}`),
      })
    } else {
      const id = /Message-ID: .*\n/.exec(original.head)?.[0] ?? ''
      entries.push({ ...made, head: made.head.replace(/Message-ID: .*\n/, '') + id })
    }
  }
  return entries
}

export type Drawn = typeof drawn extends fc.Arbitrary<infer T> ? T : never

/** Draws messages. */
export const someMessages = (constraints: { minLength: number; maxLength: number }): fc.Arbitrary<Drawn[]> =>
  fc.array(drawn, constraints)

/** Draws a list of one to three files. */
export const randomList = (constraints: { minLength: number; maxLength: number }): fc.Arbitrary<Entry[][]> =>
  fc
    .record({ draws: someMessages(constraints), cuts: fc.array(fc.nat(40), { maxLength: 2 }) })
    .map(({ draws, cuts }) => {
      const entries = makeEntries(draws, 'm')
      const borders = [...new Set(cuts.map((cut) => cut % (entries.length + 1)))].sort((a, b) => a - b)
      const files = [...borders, entries.length].map((end, index) =>
        entries.slice(index === 0 ? 0 : borders[index - 1]!, end),
      )
      return files.filter((file) => file.length > 0)
    })
