import type { AdoptionNote } from './adoption-finding.ts'
import type { ForecastRow } from './archiver.ts'
import { groupBy } from './group-by.ts'
import type { Contradiction, PageMatch, TreeMatching } from './match-pages.ts'
import type { PublishedPage } from './published-tree.ts'
import type { TreeClock } from './tree-clock.ts'
import type { TreeEntry } from './tree-entry.ts'

/** What {@link adoptionNotes} looks at. */
export interface AdoptionNotesInput {
  readonly matching: TreeMatching
  readonly entries: readonly TreeEntry[]
  /** Positions of entries that are recorded as phantoms. */
  readonly pieces: ReadonlySet<number>
  /** What the archiver's full rebuild gives each entry; empty where nobody asked. */
  readonly rows: readonly ForecastRow[]
  readonly clock: TreeClock
}

/** Everything in which a tree and its mbox files do not agree, pages first, in the order of their numbers. */
export function adoptionNotes(input: AdoptionNotesInput): AdoptionNote[] {
  const { matching, entries } = input
  // Without an mbox every page is known from itself alone: that is what was asked for, and no news of each.
  const isAlone = entries.length === 0
  const own = new Map<number | null, PublishedPage>()
  for (const { page, position, isCopy } of matching.matches) if (!isCopy) own.set(position, page)
  return [
    ...matching.matches.flatMap((match) => [...pageNotes(match, input, own)]),
    ...(isAlone ? [] : entryNotes(input)),
    ...numberNotes(input),
    ...matching.uneven.map(({ volume, text, records, pages }): AdoptionNote => ({
      code: 'monthly-text-differs',
      path: text,
      message: `${text} holds ${records} messages, and ${volume} has ${pages} pages`,
    })),
    ...clockNotes(input.clock),
  ]
}

function* pageNotes(
  match: PageMatch,
  { entries, pieces }: AdoptionNotesInput,
  own: ReadonlyMap<number | null, PublishedPage>,
): Generator<AdoptionNote> {
  const { page, position, isCopy, unmatched, contradictions, isOrphan } = match
  const { path, messageId } = page
  const of = { path, messageId }
  if (unmatched?.why === 'rivals') {
    const { positions } = unmatched
    const message = `${path} could show ${entriesText(positions)}, and nothing decides between them`
    yield {
      code: 'page-ambiguous',
      ...of,
      positions,
      message:
        positions.length > 1
          ? message
          : `${path} and another page both claim ${entriesText(positions)}, and are no copies of each other`,
    }
  } else if (unmatched !== null) {
    const { positions, denies } = unmatched
    const words = denies.map((witness) => WITNESS_WORDS[witness]).join(', ')
    yield {
      code: 'page-contradicted',
      ...of,
      positions,
      message: `${path} seems to show ${entriesText(positions)}, but ${words} ${denies.length > 1 ? 'differ' : 'differs'}`,
    }
  } else if (position === null && entries.length > 0) {
    yield {
      code: 'page-without-entry',
      ...of,
      message: `no entry of the mbox files is the message that ${path} shows`,
    }
  }
  for (const [witness, found] of groupBy(contradictions, (contradiction) => contradiction.witness)) {
    yield {
      code: 'page-conflict',
      ...of,
      positions: positionsOf(position, found),
      message: conflictText(match, witness, found[0]!),
    }
  }
  if (position !== null) {
    const entry = entries[position]!
    if (isCopy) {
      const first = own.get(position)
      const isSame = page.number !== null && first?.number === page.number
      const words = isSame ? `the same number ${page.number}, ` : ''
      yield {
        code: 'page-copied',
        ...of,
        positions: [position],
        message: `${path} shows the same message as ${first?.path ?? 'another page'}: ${words}${entriesText([position])}`,
      }
    }
    if (pieces.has(position)) {
      yield {
        code: 'phantom-page',
        ...of,
        positions: [position],
        message: `${path} shows a piece of a body that was cut at a line beginning From: ${entriesText([position])}`,
      }
    }
    if (page.isDeleted) {
      yield {
        code: 'page-deleted',
        ...of,
        messageId: messageId ?? entry.messageId,
        positions: [position],
        message: `${path} says that its message was deleted, but the mbox holds it: ${entriesText([position])}`,
      }
    }
  }
  if (isOrphan)
    yield {
      code: 'page-orphan',
      ...of,
      positions: positionsOf(position, []),
      message: `no index page leads to ${path}`,
    }
}

const WITNESS_WORDS: Readonly<Record<string, string>> = {
  id: 'the Message-ID',
  date: 'the date',
  thread: 'the moment in thread.html',
  text: 'the Message-ID in the monthly text',
  sender: 'the sender',
  subject: 'the subject',
  body: 'the text',
  'no-header': 'the missing header section',
}

function conflictText(
  { page, position }: PageMatch,
  witness: Contradiction['witness'],
  { position: other }: Contradiction,
): string {
  const shows =
    position === null ? `${page.path} shows one message` : `${page.path} shows ${entriesText([position])}`
  switch (witness) {
    case 'text':
      return `${shows}, but the monthly text has ${other === null ? 'another Message-ID' : entriesText([other])} under its number`
    case 'thread':
      return `${shows}, but thread.html gives its number another moment`
    case 'index':
      return `${shows}, but an index page lists it under another subject`
  }
}

function positionsOf(position: number | null, contradictions: readonly Contradiction[]): number[] {
  return [position, ...contradictions.map((contradiction) => contradiction.position)].filter(
    (known) => known !== null,
  )
}

/** How many entries are named one by one. */
const NAMED = 4

function entriesText(positions: readonly number[]): string {
  const named = positions.slice(0, NAMED).join(', ')
  const rest = positions.length > NAMED ? ` and ${positions.length - NAMED} more` : ''
  return `${positions.length === 1 ? 'entry' : 'entries'} ${named}${rest}`
}

const DUPLICATE: ReadonlySet<string> = new Set(['duplicate-message-id', 'same-content'])

function* entryNotes({ matching, entries, pieces, rows }: AdoptionNotesInput): Generator<AdoptionNote> {
  const shown = new Set(matching.matches.flatMap(({ position }) => position ?? []))
  const contents = new Set<string>()
  for (const { position, messageId, content } of entries) {
    const key = `${messageId ?? ''}\n${content}`
    const isDuplicate = contents.has(key) || DUPLICATE.has(rows[position]?.reason ?? '')
    contents.add(key)
    if (shown.has(position)) continue
    const named = messageId === null ? `entry ${position}` : `entry ${position}, <${messageId}>,`
    const of = { positions: [position], messageId }
    if (pieces.has(position)) {
      yield {
        code: 'phantom-without-page',
        ...of,
        message: `${named} is a piece of a body, cut at a line beginning From, and has no page`,
      }
    } else if (isDuplicate) {
      yield {
        code: 'duplicate-without-page',
        ...of,
        message: `${named} repeats an earlier message and has no page`,
      }
    } else yield { code: 'entry-without-page', ...of, message: `no page shows ${named.replace(/,$/, '')}` }
  }
}

interface NumberRun {
  readonly path: string
  readonly position: number
  readonly difference: number
  count: number
}

/** Runs of pages whose number differs by the same from what a full rebuild would give. */
function* numberNotes({ matching, rows }: AdoptionNotesInput): Generator<AdoptionNote> {
  const runs: NumberRun[] = []
  let last: NumberRun | undefined
  for (const { page, position, isCopy } of matching.matches) {
    if (position === null || isCopy || page.number === null) continue
    const forecast = rows[position]?.number ?? null
    if (forecast === null) continue
    const difference = forecast - page.number
    if (difference === 0) last = undefined
    else if (last?.difference === difference) last.count += 1
    else {
      last = { path: page.path, position, difference, count: 1 }
      runs.push(last)
    }
  }
  for (const { path, position, difference, count } of runs) {
    const far = `${Math.abs(difference)} ${difference < 0 ? 'lower' : 'higher'}`
    const message = `a full rebuild would number ${path}${count > 1 ? ` and ${count - 1} pages behind it` : ''} ${far}`
    yield { code: 'number-differs', path, positions: [position], count, message }
  }
}

function* clockNotes({ strays, period, timezone }: TreeClock): Generator<AdoptionNote> {
  for (const [volume, some] of groupBy(strays, (stray) => stray.volume)) {
    const { path } = some[0]!
    const more = some.length > 1 ? ` and ${some.length - 1} more` : ''
    const verb = some.length > 1 ? 'stand' : 'stands'
    const chosen =
      volume === ''
        ? `in no volume of the period ${period}`
        : `in another volume than ${volume}, which period ${period} and zone ${timezone} choose`
    yield { code: 'volume-differs', path, count: some.length, message: `${path}${more} ${verb} ${chosen}` }
  }
}
