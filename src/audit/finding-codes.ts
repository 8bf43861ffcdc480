import type { MboxObservationCode } from '../mbox/entry.ts'
import type { MessageObservationCode } from '../message/present-message.ts'

/** How much a finding matters: an error stops a rebuild until somebody has said that it was meant. */
export type FindingLevel = 'error' | 'warning' | 'info'

/** What happened to recorded messages, or to the list as a whole. */
export type ChangeCode =
  | 'deleted'
  | 'inserted'
  | 'duplicated'
  | 'moved'
  | 'replaced'
  | 'split'
  | 'merged'
  | 'header-edited'
  | 'body-edited'
  | 'from-line-edited'
  | 'message-id-changed'
  | 'charset-changed'
  | 'whitespace-changed'
  | 'quoting-changed'
  | 'truncated'
  | 'loss'
  | 'redaction-undone'
  | 'line-endings-changed'
  | 'reader-fields-changed'
  | 'trailing-whitespace-changed'
  | 'duplicate-message-id'
  | 'message-id-case-twins'
  | 'readers-disagree'
  | 'not-cross-checked'
  | 'appended'
  | 'unfinished-message'

/** What an archiver's full rebuild would do. Nothing of it is accepted: it goes when the mbox, or the archiver, is mended. */
export type ForecastCode =
  'archiver-crash' | 'archiver-no-page' | 'archiver-extra-page' | 'archiver-unknown-path'

/** Every finding code. Codes are never renamed; `docs/findings.md` has a section for each. */
export type FindingCode = ChangeCode | MboxObservationCode | MessageObservationCode | ForecastCode

/** The level of each code. */
export const FINDING_LEVELS: Readonly<Record<FindingCode, FindingLevel>> = {
  deleted: 'error',
  inserted: 'error',
  duplicated: 'error',
  moved: 'error',
  replaced: 'error',
  split: 'error',
  merged: 'error',
  'header-edited': 'error',
  'body-edited': 'error',
  'from-line-edited': 'error',
  'message-id-changed': 'error',
  'charset-changed': 'error',
  'whitespace-changed': 'error',
  'quoting-changed': 'error',
  truncated: 'error',
  loss: 'error',
  'redaction-undone': 'error',
  'nul-block': 'error',
  'byte-order-mark': 'error',
  'not-an-mbox': 'error',
  'folder-internal-data': 'error',
  'gzip-damaged': 'error',
  'gzip-truncated': 'error',
  'line-endings-changed': 'warning',
  'reader-fields-changed': 'warning',
  'trailing-whitespace-changed': 'warning',
  'suspect-from-line': 'warning',
  'unseparated-message': 'warning',
  'ambiguous-from-line': 'warning',
  'glued-from-line': 'warning',
  preamble: 'warning',
  'duplicate-message-id': 'warning',
  'missing-message-id': 'warning',
  'multiple-message-id': 'warning',
  'malformed-message-id': 'warning',
  'message-id-case-twins': 'warning',
  'readers-disagree': 'warning',
  'empty-file': 'warning',
  'nul-bytes': 'warning',
  'doubled-cr': 'warning',
  'binary-bytes': 'warning',
  'content-length-conflict': 'warning',
  'gzip-trailing-bytes': 'warning',
  'malformed-header': 'warning',
  'no-header': 'warning',
  'unclosed-multipart': 'info',
  'missing-date': 'info',
  'unreadable-date': 'info',
  'missing-from': 'info',
  'no-body': 'info',
  'invalid-utf8': 'info',
  'long-line': 'info',
  'bare-cr': 'info',
  'mixed-line-endings': 'info',
  'crlf-line-endings': 'info',
  'no-final-newline': 'info',
  'not-cross-checked': 'info',
  appended: 'info',
  'unfinished-message': 'info',
  compressed: 'info',
  'archiver-crash': 'error',
  'archiver-no-page': 'warning',
  'archiver-extra-page': 'warning',
  'archiver-unknown-path': 'info',
}

/** Codes that shift what stands behind them. */
export const SHIFTING_CODES: ReadonlySet<FindingCode> = new Set([
  'deleted',
  'inserted',
  'duplicated',
  'moved',
  'replaced',
  'split',
  'merged',
  'truncated',
])

/** Whether a finding is a forecast of what an archiver would do: no edit, and nothing that could be accepted. */
export function isForecastCode(code: FindingCode): code is ForecastCode {
  return code.startsWith('archiver-')
}
