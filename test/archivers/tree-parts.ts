import type {
  IndexRow,
  MonthlyText,
  PublishedIndex,
  PublishedPage,
} from '../../src/archivers/published-tree.ts'
import { bodyWords, senderWords, subjectWords } from '../../src/archivers/match-words.ts'
import type { TreeParts } from '../../src/archivers/page-facts.ts'
import type { TreeEntry } from '../../src/archivers/tree-entry.ts'

/** A message of a made-up list: what its entry and its page are made from. */
export interface MadeMessage {
  readonly id: string | null
  readonly date: number
  readonly author: string
  readonly subject: string
  readonly text: string
}

const WORDS = 'prune the roses in early spring before leaves come out and water them at dusk with rain'.split(
  ' ',
)

/** The n-th message: no two have a date, an id or a text in common; authors and subjects come again. */
export function madeMessage(n: number): MadeMessage {
  const text = Array.from(
    { length: 30 },
    (_, word) => `${WORDS[(n * 7 + word * (n + 3)) % WORDS.length]!}${(n * 31 + word) % 97}`,
  )
  return {
    id: `m${n}@example.org`,
    date: 1_000_000_000 + n * 4211,
    author: `Person ${'abcdefg'[n % 7]!}x`,
    subject: `Subject ${n % 9} of gardens`,
    text: text.join(' '),
  }
}

/** The entry that holds a message. */
export function madeEntry(
  message: MadeMessage,
  position: number,
  details: Partial<TreeEntry> = {},
): TreeEntry {
  return {
    position,
    messageId: message.id,
    content: `${message.id} ${message.text}`,
    moments: [message.date],
    sender: senderWords(message.author),
    subject: subjectWords(message.subject),
    body: bodyWords(message.text),
    isPlain: true,
    isPiece: false,
    forecastPath: null,
    madeUpId: null,
    ...details,
  }
}

/** The page that shows a message, ten to a volume. */
export function madePage(
  message: MadeMessage,
  number: number,
  details: Partial<PublishedPage> = {},
): PublishedPage {
  const volume = details.volume ?? `v${Math.floor(number / 10)}`
  return {
    path: `${volume}/${String(number).padStart(6, '0')}.html`,
    volume,
    number,
    messageId: message.id,
    madeUpId: null,
    author: message.author,
    email: null,
    subject: message.subject,
    date: message.date,
    dateText: null,
    text: message.text,
    isDeleted: false,
    attachments: [],
    ...details,
  }
}

/** Pages with the index and the monthly text that an undamaged tree has of each volume. */
export function madeTree(messages: readonly MadeMessage[]): TreeParts {
  const pages = messages.map((message, number) => madePage(message, number))
  const volumes = [...new Set(pages.map(({ volume }) => volume))]
  const indexes = volumes.map((volume): PublishedIndex => {
    const rows = pages
      .filter((page) => page.volume === volume)
      .map(({ path, subject, author, date }): IndexRow => {
        return { path, anchors: [], subject, author, epoch: date, depth: 0 }
      })
    return { path: `${volume}/thread.html`, title: null, rows, anchors: [] }
  })
  const texts = volumes.map((volume): MonthlyText => {
    const records = pages
      .filter((page) => page.volume === volume)
      .map(({ messageId, author, subject }, place) => ({
        place,
        messageId,
        from: author,
        date: null,
        subject,
      }))
    return { path: `${volume}.txt`, volume, records }
  })
  return { pages, indexes, texts }
}
