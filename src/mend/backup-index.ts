import type { MessageDigests, PresentMessage } from '../message/present-message.ts'
import type { PresentList } from '../message/present-list.ts'
import type { PieceRun } from './compose-list.ts'

/** The messages of backups, by the digests that prove them. */
export class BackupIndex {
  readonly #byRaw = new Map<string, PresentMessage[]>()
  readonly #files: number

  /** @param backup - The backups as one list, read with the ledger's separator rule and quoting variant; null: none. */
  constructor(backup: PresentList | null) {
    this.#files = backup?.files.length ?? 0
    for (const message of backup?.messages ?? []) {
      const known = this.#byRaw.get(message.digests.raw)
      if (known) known.push(message)
      else this.#byRaw.set(message.digests.raw, [message])
    }
  }

  /** Whether there is any backup. */
  get isEmpty(): boolean {
    return this.#files === 0
  }

  /** How many files the backups have. */
  get files(): number {
    return this.#files
  }

  /** An entry with just these bytes, one with the same From_ line before others; null where there is none. */
  find({ raw, fromLine }: Pick<MessageDigests, 'raw' | 'fromLine'>): PresentMessage | null {
    const found = this.#byRaw.get(raw)
    return found?.find(({ digests }) => digests.fromLine === fromLine) ?? found?.[0] ?? null
  }
}

/** The runs of a backup's entry: From_ line, message and trailer. */
export function backupRuns({ file, offset, trailer }: PresentMessage): PieceRun[] {
  return [{ origin: 'backup', file, start: offset, end: trailer.end }]
}
