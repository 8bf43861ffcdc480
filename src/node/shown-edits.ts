import { resolve } from 'node:path'
import type { Finding } from '../audit/finding.ts'
import type { FindingCode } from '../audit/finding-codes.ts'
import { displayMessage, type DisplayOptions } from '../display/display-message.ts'
import type { MessageDisplay } from '../display/message-display.ts'
import type { LedgerState, RecordedMessage } from '../ledger/ledger-state.ts'
import { diffLines, type DiffLine } from '../mend/line-diff.ts'
import type { PresentList } from '../message/present-list.ts'
import { DisplayCache, displayCacheFolder, displayKey } from './display-cache.ts'
import type { EntryReader } from './entry-bytes.ts'

/** What an edit changed of what readers see: the two sides of a finding. */
export interface ShownEdit {
  /** The finding's. */
  readonly ref: string
  /** The first changed lines of header fields and text, as pages show them. */
  readonly lines: readonly DiffLine[]
  /** How many more lines go or come. */
  readonly more: number
}

/** What the sides of findings are made from. */
export interface ShownEditsInput {
  readonly state: LedgerState
  readonly present: PresentList
  /** Of the present files. */
  readonly reader: EntryReader
  /** Path of the ledger, which the cache of displays goes by. */
  readonly ledger: string
}

/** Findings whose sides are looked for: an edit by a program may have thousands. */
const MOST_EDITS = 20
/** Changed lines of one edit that are shown. */
const MOST_LINES = 8
/** Lines of a message that went or came as a whole. */
const LINES_OF_WHOLE = 6
/** Of a line so much is shown, in UTF-16 code units. */
const LONGEST_LINE = 160

/** A part of a message that pages show. */
type Side = 'fields' | 'text'

const WHOLE: readonly Side[] = ['fields', 'text']

/** The codes whose sides are shown, and what of a message they speak of. */
const SHOWN_SIDES: Readonly<Partial<Record<FindingCode, readonly Side[]>>> = {
  deleted: WHOLE,
  inserted: WHOLE,
  replaced: WHOLE,
  merged: WHOLE,
  'charset-changed': WHOLE,
  'whitespace-changed': WHOLE,
  'header-edited': ['fields'],
  'body-edited': ['text'],
  'quoting-changed': ['text'],
  split: ['text'],
  truncated: ['text'],
}

/**
 * Shows what edits changed, as far as it can be known: the ledger holds digests and no text, but the cache of displays may still
 * hold the message as the last rebuild showed it. Of a message that is in the files only, its beginning is shown.
 *
 * @returns Of the first findings whose sides are known and differ in what readers see; the others are missing.
 */
export async function showEdits(
  findings: readonly Finding[],
  { state, present, reader, ledger }: ShownEditsInput,
): Promise<readonly ShownEdit[]> {
  const { quoting } = state.settings
  const cache = new DisplayCache(displayCacheFolder(resolve(ledger)))
  const edits: ShownEdit[] = []
  const told = findings.filter(({ code }) => SHOWN_SIDES[code] !== undefined).slice(0, MOST_EDITS)
  for (const { ref, code, recorded, present: place } of told) {
    const before = recorded === null ? null : cachedDisplay(state.sequence[recorded.position], cache, quoting)
    // Without what was there, the text as it is now tells nothing of an edit.
    if (recorded !== null && before === null) continue
    const options: DisplayOptions = before?.options ?? { quoting, addresses: 'obscured' }
    const entry = place === null ? undefined : present.messages[place.position]
    let after: MessageDisplay | null = null
    if (entry !== undefined) {
      const { file, message } = entry
      const bytes = await reader.read(file, message.start, message.end - message.start)
      after = await displayMessage(bytes, options)
    }
    const lines = changedLines(before?.display ?? null, after, SHOWN_SIDES[code] ?? [])
    if (lines.length > 0) edits.push({ ref, ...cutShort(lines, before === null || after === null) })
  }
  return edits
}

/** The display of a recorded message that the last rebuild kept, whichever way it showed addresses. */
function cachedDisplay(
  recorded: RecordedMessage | undefined,
  cache: DisplayCache,
  quoting: DisplayOptions['quoting'],
): { readonly display: MessageDisplay; readonly options: DisplayOptions } | null {
  if (recorded?.kind !== 'message') return null
  for (const addresses of ['shown', 'obscured'] as const) {
    const options = { quoting, addresses }
    const display = cache.read(displayKey(recorded.digests.raw, 'message', options))
    if (display !== null) return { display, options }
  }
  return null
}

function changedLines(
  before: MessageDisplay | null,
  after: MessageDisplay | null,
  sides: readonly Side[],
): readonly DiffLine[] {
  return sides.flatMap((side) =>
    diffLines(LINES_OF[side](before), LINES_OF[side](after), 0).lines.filter(({ sign }) => sign !== ' '),
  )
}

const LINES_OF: Readonly<Record<Side, (display: MessageDisplay | null) => readonly string[]>> = {
  fields: (display) => {
    if (display === null) return []
    const { from, to, cc, subject, date } = display
    return Object.entries({ From: from, To: to, Cc: cc, Subject: subject, Date: date }).flatMap(
      ([name, value]) => (value === null ? [] : [`${name}: ${value}`]),
    )
  },
  text: (display) => (display === null || display.text === '' ? [] : display.text.split('\n')),
}

function cutShort(lines: readonly DiffLine[], isWhole: boolean): Pick<ShownEdit, 'lines' | 'more'> {
  const most = isWhole ? LINES_OF_WHOLE : MOST_LINES
  const shown = lines.length > most + 1 ? lines.slice(0, most) : lines
  const cut = shown.map(({ sign, text }) => ({
    sign,
    text: text.length > LONGEST_LINE ? `${text.slice(0, LONGEST_LINE)}…` : text,
  }))
  return { lines: cut, more: lines.length - shown.length }
}
