import type { PresentMessage } from '../message/present-message.ts'
import type { Layout, LedgerState, RecordedMessage } from './ledger-state.ts'

/** Where a message is published: number and path, both null where it has no page. */
export interface PagePlace {
  readonly number: number | null
  readonly path: string | null
}

/** What decides where a message is published. */
export interface PageRequest {
  readonly id: string
  readonly messageId: string | null
  /** The content digest. */
  readonly content: string
  readonly noArchive: boolean
  /** The message in its file; only old layouts look at it. */
  readonly present: PresentMessage | null
}

/**
 * The place that an old archiver gives a message: at the number that is asked for, or at a later one where it gives
 * the numbers before to something else. Null where it gives the message no page.
 *
 * Supplied by `archivers/`. A pure function of its arguments: it may be asked again with the next number.
 */
export type LayoutPlace = (
  message: PresentMessage,
  entry: { readonly id: string; readonly number: number },
) => { readonly number: number; readonly path: string } | null

/** Gives pages to messages, one after the other, in the order in which they are recorded. */
export interface PagePlacer {
  /** The place of one message. From now on its path is taken and its number issued. */
  place(request: PageRequest): PagePlace
}

/** What a placer may be told. */
export interface PagePlacerOptions {
  /** Needed in every layout but `stable`. */
  readonly layoutPlace?: LayoutPlace
  /** The layout that paths are made for; the ledger's if left out. */
  readonly layout?: Layout
}

/** A path can be taken by a kept file or an alias; so many in a row cannot be an accident. */
const MOST_TRIES = 1000

/** Two messages with the same key are exact duplicates of each other. A msgid holds no line feed. */
export const duplicateKey = (messageId: string | null, content: string): string =>
  `${messageId ?? ''}\n${content}`

/** Whether an entry can be the one whose page an exact duplicate shares. */
export const sharesPage = ({ kind, withdrawn }: RecordedMessage): boolean =>
  kind === 'message' && withdrawn === null

/**
 * Makes a placer that knows every path and number that the ledger ever gave.
 *
 * - `stable`: `m/4U/4UIS….html`, made of the stable ID alone, without a number. An exact duplicate of a
 *   message that stands in the list has no page of its own, nor has one whose sender asked not to be archived.
 * - Other layouts: what `layoutPlace` gives, with numbers after the highest one ever issued.
 *
 * A path that is owned or reserved is never given again, nor is a number.
 *
 * @param except - Recorded messages that will be placed themselves, so that they are no duplicates of themselves.
 * @throws {@link TypeError} when a message is placed, where the layout needs a `layoutPlace` and there is none.
 */
export function createPagePlacer(
  state: LedgerState,
  options: PagePlacerOptions = {},
  except: ReadonlySet<number> = new Set(),
): PagePlacer {
  const layout = options.layout ?? state.settings.layout
  const { layoutPlace } = options
  const held = new Set<string>()
  for (const message of state.sequence) {
    if (sharesPage(message) && !except.has(message.seq))
      held.add(duplicateKey(message.messageId, message.digests.content))
  }
  const given = new Set<string>()
  const isTaken = (path: string, id: string): boolean => {
    const owner = state.owners.get(path)
    return given.has(path) || state.filePaths.has(path) || (owner !== undefined && owner !== id)
  }
  let highest = state.highestNumber

  const stablePath = (id: string): string => {
    for (let copy = 1; copy <= MOST_TRIES; copy += 1) {
      const path = `m/${id.slice(0, 2)}/${id}${copy === 1 ? '' : `-${copy}`}.html`
      if (!isTaken(path, id)) return path
    }
    throw new TypeError(`no path is free for ${id}`)
  }
  const numbered = (id: string, present: PresentMessage | null): PagePlace => {
    if (layoutPlace === undefined) throw new TypeError(`layout ${layout} needs the paths of its archiver`)
    if (present === null) throw new TypeError(`layout ${layout} needs the message itself`)
    for (let tries = 0, number = highest + 1; tries < MOST_TRIES; tries += 1) {
      const place = layoutPlace(present, { id, number })
      if (place === null) return { number: null, path: null }
      if (place.number < number) throw new TypeError(`the number ${place.number} was issued before`)
      if (!isTaken(place.path, id)) {
        highest = place.number
        return { number: place.number, path: place.path }
      }
      number = place.number + 1
    }
    throw new TypeError(`no path is free for ${id}`)
  }

  return {
    place({ id, messageId, content, noArchive, present }) {
      const key = duplicateKey(messageId, content)
      const isDuplicate = held.has(key)
      held.add(key)
      let place: PagePlace = { number: null, path: null }
      if (layout !== 'stable') place = numbered(id, present)
      else if (!isDuplicate && !noArchive) place = { number: null, path: stablePath(id) }
      if (place.path !== null) given.add(place.path)
      return place
    },
  }
}
