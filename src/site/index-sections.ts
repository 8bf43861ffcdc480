import { baseSubject, foldAscii } from '../threads/base-subject.ts'
import type { Threads } from '../threads/threads.ts'
import type { ListIndex, PeriodMessages } from './list-index.ts'
import { shownAuthor, shownSubject } from './page-frame.ts'
import type { PagedMessage } from './paged-messages.ts'
import type { IndexView } from './site-paths.ts'
import { dayText, monthOf, periodLabel, type Period } from './utc-dates.ts'
import type { SiteWords } from './words/site-words.ts'

/** Messages that stand together in an index. */
export interface MessageGroup {
  readonly heading: string
  /** Where the heading leads: to a month's index, the thread of that number, or the author of that slug. */
  readonly target:
    { readonly month: Period } | { readonly thread: number } | { readonly author: string } | null
  readonly note: string | null
  readonly messages: readonly PagedMessage[]
}

/**
 * Groups the messages of a period as an index shows them.
 *
 * - `date`: by day, and in a year by month, the oldest first.
 * - `thread`: by thread, in the order of each thread's first message in the period; inside, each message under
 *   the one that it answers.
 * - `author`, `subject`: by name, and by base subject (RFC 5256); letters A to Z are not told apart by case.
 *   Inside by date.
 */
export function groupMessages(
  view: IndexView,
  { period, messages }: PeriodMessages,
  { threads, words, authors }: ListIndex,
): readonly MessageGroup[] {
  switch (view) {
    case 'date':
      return period.kind === 'year' ? byMonth(messages, words) : byDay(messages, period, words)
    case 'thread':
      return byThread(messages, threads, words)
    case 'author':
      return byName(
        messages,
        (message) => shownAuthor(words, message),
        ({ node }) => ({ author: authors.authorOf[node]!.slug }),
      )
    case 'subject':
      return byName(
        messages,
        (message) => baseOf(shownSubject(words, message)),
        () => null,
      )
  }
}

function byDay(messages: readonly PagedMessage[], period: Period, words: SiteWords): readonly MessageGroup[] {
  return cut(messages, ({ recorded }) => ({
    key: recorded.date?.slice(0, 10) ?? '',
    heading: dayText(words, recorded.date) ?? periodLabel(words, period),
    target: null,
  }))
}

function byMonth(messages: readonly PagedMessage[], words: SiteWords): readonly MessageGroup[] {
  return cut(messages, ({ recorded }) => {
    const month = monthOf(recorded.date)
    return { key: month.key, heading: periodLabel(words, month), target: { month } }
  })
}

function cut(
  messages: readonly PagedMessage[],
  headingOf: (message: PagedMessage) => Pick<MessageGroup, 'heading' | 'target'> & { key: string },
): readonly MessageGroup[] {
  const groups: (MessageGroup & { key: string; messages: PagedMessage[] })[] = []
  for (const message of messages) {
    const heading = headingOf(message)
    const last = groups.at(-1)
    if (last?.key === heading.key) last.messages.push(message)
    else groups.push({ ...heading, note: null, messages: [message] })
  }
  return groups
}

function byThread(
  messages: readonly PagedMessage[],
  threads: Threads,
  words: SiteWords,
): readonly MessageGroup[] {
  const inThread = new Map<number, PagedMessage[]>()
  for (const message of messages) push(inThread, threads.threadOf[message.node]!, message)
  return [...inThread].map(([thread, members]) => {
    const first = threads.firstMessages[thread]!
    return {
      heading: shownSubject(words, members.find(({ node }) => node === first) ?? members[0]!),
      target: { thread },
      note: members.some(({ node }) => node === first) ? null : words.labels.beganEarlier,
      // sorted for determinism: places in the walk are unique
      messages: members.toSorted((a, b) => threads.placeOf[a.node]! - threads.placeOf[b.node]!),
    }
  })
}

function byName(
  messages: readonly PagedMessage[],
  nameOf: (message: PagedMessage) => string,
  targetOf: (message: PagedMessage) => MessageGroup['target'],
): readonly MessageGroup[] {
  const named = new Map<string, { heading: string; members: PagedMessage[] }>()
  for (const message of messages) {
    const name = nameOf(message)
    const key = sortKey(name)
    const group = named.get(key)
    if (group === undefined) named.set(key, { heading: name, members: [message] })
    else group.members.push(message)
  }
  // sorted for determinism: keys are unique, and compared by code unit
  const sorted = [...named].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  return sorted.map(([, { heading, members }]) => ({
    heading,
    target: targetOf(members[0]!),
    note: null,
    messages: members,
  }))
}

/** Whether two subjects are the same but for `Re:` and the like. */
export function isSameSubject(a: string, b: string): boolean {
  return a === b || sortKey(baseOf(a)) === sortKey(baseOf(b))
}

function baseOf(subject: string): string {
  const { text } = baseSubject(subject)
  return text === '' ? subject : text
}

/** Names that differ by white space or by the case of A to Z alone are one. */
function sortKey(name: string): string {
  return foldAscii(name.replace(/\s+/g, ' ').trim())
}

function push(map: Map<number, PagedMessage[]>, key: number, message: PagedMessage): void {
  const members = map.get(key)
  if (members === undefined) map.set(key, [message])
  else members.push(message)
}

/** How deep a message stands in its thread: a thread's first messages have 0, under a missing one too. */
export function depthInThread(threads: Threads, node: number): number {
  const root = threads.roots[threads.threadOf[node]!]!
  return threads.depthOf[node]! - (root >= threads.count ? 1 : 0)
}
