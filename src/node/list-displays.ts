import { createHash } from 'node:crypto'
import { join, resolve } from 'node:path'
import type { MessageDisplay } from '../display/message-display.ts'
import type { LedgerState, RecordedMessage } from '../ledger/ledger-state.ts'
import type { QuotingVariant } from '../mbox/quoting.ts'
import type { PresentMessage } from '../message/present-message.ts'
import { DisplayCache, displayCacheFolder, displayKey } from './display-cache.ts'
import { digestOfOldPage, readOldPage, type DisplayJob } from './display-entry.ts'
import { DisplayPool } from './display-pool.ts'
import type { ReadFile } from './read-mbox-files.ts'
import type { PageOptions } from './site-model-of-list.ts'

/** The displays of a recorded list's entries, made on several threads where that pays, and kept between runs. */
export interface ListDisplays {
  /** The display of the entry at a position of the sequence. */
  displayOf(position: number): Promise<MessageDisplay>
  /** Takes what this run did not use out of the cache, and with it what was redacted or withdrawn. */
  sweep(): void
  /** Ends the threads and closes the files. */
  close(): Promise<void>
}

/** A list whose entries are known by their places. */
export interface PlacedList {
  /** The entries of the ledger's sequence, in its order. */
  readonly entries: readonly DisplayJob[]
  readonly files: readonly ReadFile[]
  readonly quoting: QuotingVariant
  /** Path of the ledger. */
  readonly ledger: string
}

/**
 * Where the entries of a ledger's sequence lie, and what is needed to display them: all that pages need of the list as it was
 * read. Holds no second copy of what the ledger says.
 *
 * @param present - The entries as they were read; those of the sequence are the first of them, in the same order.
 * @param base - The published tree that the ledger was adopted from, if it was named.
 */
export function placesOf(
  state: LedgerState,
  present: readonly PresentMessage[],
  base: string | undefined,
): readonly DisplayJob[] {
  return state.sequence.map((recorded, position) => {
    const { file, offset, message, messageId, digests } = present[position]!
    const isMessage = recorded.kind === 'message'
    const oldPage = isMessage ? oldPageOf(recorded, state, base) : null
    return {
      file,
      offset,
      length: message.end - offset,
      messageStart: message.start - offset,
      kind: recorded.kind,
      messageId: sameText(messageId, recorded.messageId),
      // A phantom shows its From_ line too, which the digest does not cover.
      raw: isMessage ? sameText(digests.raw, recorded.digests.raw) : null,
      oldPage,
    }
  })
}

/** Of two equal texts the one that is held anyway. */
function sameText<Text extends string | null>(read: Text, recorded: Text): Text {
  return read === recorded ? recorded : read
}

/**
 * Digest of the mail as a site shows it: the bytes of each entry of the ledger's sequence, and the old pages that stand in for
 * what an entry lost. Where it is the same, and ledger, version and options are, so is every page.
 *
 * @param entries - In the order of the sequence; there may be more.
 * @param base - The published tree that the ledger was adopted from, if it was named.
 * @throws {@link HoldfastError} where an old page cannot be read.
 */
export function digestOfMail(
  state: LedgerState,
  entries: readonly Pick<PresentMessage, 'digests'>[],
  base: string | undefined,
): string {
  const hash = createHash('sha256')
  for (const [position, recorded] of state.sequence.entries()) {
    const { raw, fromLine } = entries[position]!.digests
    const oldPage = recorded.kind === 'message' ? oldPageOf(recorded, state, base) : null
    const shown = oldPage === null ? '' : digestOfOldPage(readOldPage(oldPage))
    hash.update(`${raw} ${fromLine} ${shown}\n`)
  }
  return hash.digest('base64url')
}

/** Opens the displays of a list. Close them when done. */
export function openListDisplays(list: PlacedList, options: PageOptions): ListDisplays {
  const { entries: jobs, files, quoting } = list
  const display = { quoting, addresses: options.addresses ?? 'obscured' } as const
  const keepsDisplays = options.cache === true && options.dryRun !== true
  const cacheFolder = keepsDisplays ? displayCacheFolder(resolve(list.ledger)) : null
  const pool = new DisplayPool(jobs, { files, display, cacheFolder, jobs: options.jobs })
  return {
    displayOf: (position) => pool.display(position),
    sweep: () => {
      if (cacheFolder === null) return
      const keys = new Set(pool.keysWithOldPage)
      for (const { raw, kind, oldPage } of jobs) {
        if (raw !== null && oldPage === null) keys.add(displayKey(raw, kind, display))
      }
      new DisplayCache(cacheFolder).sweep(keys)
    },
    close: () => pool.close(),
  }
}

/** An article of Pipermail; the paths that we give in the layout `stable` are none. */
const ARTICLE = /(?:^|\/)\d{5,}\.html?(?:\.gz)?$/i

/** The page of a message in the Pipermail tree that its ledger was adopted from; null for a path that was given since. */
function oldPageOf(
  { paths, predicted }: RecordedMessage,
  { layouts, files }: LedgerState,
  base: string | undefined,
): DisplayJob['oldPage'] {
  const [path] = paths
  const isAdopted = layouts[0] === 'pipermail' && files.length > 0 && !predicted
  if (base === undefined || path === undefined || !isAdopted || !ARTICLE.test(path)) return null
  return { file: join(base, path), path }
}
