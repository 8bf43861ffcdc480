import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { MessageDisplay } from '../display/message-display.ts'
import type { LedgerState, RecordedMessage } from '../ledger/ledger-state.ts'
import type { ListAudit } from './audit-mbox.ts'
import { DisplayCache, displayCacheFolder, displayKey } from './display-cache.ts'
import type { DisplayJob } from './display-entry.ts'
import { DisplayPool } from './display-pool.ts'
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

/** Opens the displays of a list. `state.sequence` are the entries that `audit` found. Close them when done. */
export function openListDisplays(
  audit: ListAudit,
  state: LedgerState,
  options: PageOptions & { readonly base?: string | undefined },
): ListDisplays {
  const jobs = state.sequence.map((recorded, position): DisplayJob => {
    const { file, offset, message, messageId, digests } = audit.present.messages[position]!
    const isMessage = recorded.kind === 'message'
    const oldPage = isMessage ? oldPageOf(recorded, state, options.base) : null
    return {
      file,
      offset,
      length: message.end - offset,
      messageStart: message.start - offset,
      kind: recorded.kind,
      messageId,
      // A phantom shows its From_ line too, which the digest does not cover.
      raw: !isMessage ? null : oldPage === null ? digests.raw : `${digests.raw} ${oldPage.sha256}`,
      oldPage: oldPage && { file: oldPage.file, path: oldPage.path },
    }
  })
  const display = { quoting: audit.quoting, addresses: options.addresses ?? 'obscured' } as const
  const keepsDisplays = options.cache === true && options.dryRun !== true
  const cacheFolder = keepsDisplays ? displayCacheFolder(resolve(audit.location.ledger)) : null
  const pool = new DisplayPool(jobs, { files: audit.files, display, cacheFolder, jobs: options.jobs })
  return {
    displayOf: (position) => pool.display(position),
    sweep: () => {
      if (cacheFolder === null) return
      const keys = jobs.flatMap(({ raw, kind }) => (raw === null ? [] : [displayKey(raw, kind, display)]))
      new DisplayCache(cacheFolder).sweep(new Set(keys))
    },
    close: () => pool.close(),
  }
}

/** The page of a message in the Pipermail tree that its ledger was adopted from. */
function oldPageOf(
  { paths, predicted }: RecordedMessage,
  { layouts, files }: LedgerState,
  base: string | undefined,
): { readonly file: string; readonly path: string; readonly sha256: string } | null {
  const [path] = paths
  if (base === undefined || path === undefined || predicted || layouts[0] !== 'pipermail' || files.length === 0) return null
  const file = join(base, path)
  try {
    return { file, path, sha256: createHash('sha256').update(readFileSync(file)).digest('base64url') }
  } catch {
    return null // a path that was given since: the old archive has no such page
  }
}
