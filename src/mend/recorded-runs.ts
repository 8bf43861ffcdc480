import { findForm } from '../audit/explain-form.ts'
import { withoutPartialFromLine } from '../audit/partial-from-line.ts'
import type { RecordedMessage } from '../ledger/ledger-state.ts'
import { asciiBytes } from '../mbox/ascii.ts'
import type { Host } from '../mbox/host.ts'
import { encodeBase64url } from '../message/base64url.ts'
import type { MessageDigests, PresentMessage } from '../message/present-message.ts'
import { stays, type PieceRun } from './compose-list.ts'
import { partsOf, smallest, withoutLineEnd } from './entry-runs.ts'
import { lineEndOf } from './redact-message.ts'
import { findFromLine } from './separate-swallowed.ts'
import { joinBytes } from '../mbox/join-bytes.ts'

/** An entry that was edited, and where its recorded bytes may come from. */
export interface EditedEntry {
  readonly recorded: RecordedMessage
  readonly message: PresentMessage
  /** An entry of the backup with the recorded bytes; null where there is none. */
  readonly backup: PresentMessage | null
  readonly host: Host
}

/**
 * The runs of an entry with everything undone that a digest proves: its From_ line from what is left of it or from the
 * backup, its text from the backup or from itself before one harmless change. What is not proved stays as it is.
 *
 * @param bytes - The entry as it is.
 */
export function recordedRuns(
  bytes: Uint8Array,
  { recorded, message, backup, host }: EditedEntry,
): PieceRun[] {
  const { digests } = recorded
  const { file } = message
  const { fromLine, message: text } = partsOf(message, bytes)
  const line = withoutLineEnd(fromLine)
  const isLineSame = message.digests.fromLine === digests.fromLine
  const proved = isLineSame
    ? null
    : findFromLine({ remains: line, head: text, date: recorded.date }, recorded, host)
  const isBackupLine = backup !== null && backup.digests.fromLine === digests.fromLine
  const whole = message.digests.raw === digests.raw || backup !== null ? null : formOf(text, digests, host)
  const eol = whole === null ? null : asciiBytes(lineEndOf(whole))
  const isOtherEnd = eol !== null && eol.length !== fromLine.length - line.length
  const runs: PieceRun[] = []
  if (isLineSame && isOtherEnd)
    runs.push(stays(file, message.offset, message.offset + line.length), { bytes: eol })
  else if (isLineSame || (!isBackupLine && proved?.isProved !== true))
    runs.push(stays(file, message.offset, message.fromLine.end))
  else if (isBackupLine) runs.push({ origin: 'backup', file: backup.file, ...backup.fromLine })
  else runs.push({ bytes: joinBytes([proved!.fromLine, fromLine.subarray(line.length)]) })
  if (message.digests.raw === digests.raw) runs.push(stays(file, message.message.start, message.trailer.end))
  else if (backup !== null) {
    runs.push({ origin: 'backup', file: backup.file, start: backup.message.start, end: backup.trailer.end })
  } else if (whole === null) runs.push(stays(file, message.message.start, message.trailer.end))
  else {
    runs.push(...smallest(file, message, text, whole))
    const { start, end } = message.trailer
    runs.push(isOtherEnd && end > start ? { bytes: eol } : stays(file, start, end))
  }
  return runs
}

function formOf(text: Uint8Array, { raw }: MessageDigests, host: Host): Uint8Array | null {
  const cut = withoutPartialFromLine(text).find((run) => encodeBase64url(host.hash('sha256', run)) === raw)
  return cut ?? findForm(text, raw, host)?.bytes ?? null
}
