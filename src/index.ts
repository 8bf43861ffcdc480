// The public API. Functions of bytes and values come first; they import nothing of Node. Those that read and
// write files come last. What is not here is no promise.

// mbox: bytes → entries
export { scanMbox } from './mbox/scan-mbox.ts'
export { createMboxScanner } from './mbox/scanner.ts'
export { detectMbox } from './mbox/detect.ts'
export { parseFromLine } from './mbox/from-line.ts'
export { quoteBody, unquoteBody } from './mbox/quoting.ts'

// message: what a message is, whatever a MIME reader makes of it
export { findField, readHeaderFields, unfoldField } from './message/header-fields.ts'
export {
  formatMessageId,
  parseMessageIdText,
  readInReplyTo,
  readMessageId,
  readReferences,
} from './message/message-id.ts'
export { createMessageDigester, digestMessage } from './message/digests.ts'
export { createIdAssigner, derivedId, stableId } from './message/stable-id.ts'
export { createPresentReader } from './message/present-reader.ts'

// ledger: what was published, and every decision since
export { readLedger } from './ledger/read-ledger.ts'
export { beginLedger } from './ledger/begin-ledger.ts'
export { recordMessages } from './ledger/record-messages.ts'
export { appendRecords } from './ledger/append-records.ts'
export { LedgerError } from './ledger/ledger-error.ts'

// audit and accept
export { auditMessages } from './audit/audit-messages.ts'
export { planAccept } from './mend/plan-accept.ts'

// text of mail, and maps of old URLs
export { decodeHeaderText } from './charsets/decode-header-text.ts'
export { displayMessage } from './display/display-message.ts'
export { urlMap } from './maps/url-map.ts'
export { formatMapJson, readUrlMap } from './maps/map-json.ts'
export { formatServerMap } from './maps/server-map.ts'

// Node: files in, files out
export { nodeHost } from './node/node-host.ts'
export { scanMboxFiles } from './node/scan-mbox-files.ts'
export { openLedger } from './node/open-ledger.ts'
export { auditMbox } from './node/audit-mbox.ts'
export { recordMbox } from './node/record-mbox.ts'
export { acceptFindings } from './node/accept-findings.ts'
export { redactMessages } from './node/redact-messages.ts'
export { repairMbox } from './node/repair-mbox.ts'
export { adoptArchive } from './node/adopt-archive.ts'
export { rebuildArchive } from './node/rebuild-archive.ts'
export { verifyArchive } from './node/verify-archive.ts'
export { exportMap } from './node/export-map.ts'
export { createArchiveHandler } from './node/archive-handler.ts'
export { HoldfastError } from './node/holdfast-error.ts'

export type { Hash, HashAlgorithm, Host } from './mbox/host.ts'
export type { ByteRange, MboxEntry, MboxObservationCode, MboxSink, Observation } from './mbox/entry.ts'
export type { SeparatorRule } from './mbox/separator-rules.ts'
export type { QuotingVariant } from './mbox/quoting.ts'
export type { MboxScanner, ScanOptions } from './mbox/scanner.ts'
export type { MboxScan } from './mbox/scan-mbox.ts'
export type { PlacedObservation } from './mbox/file-observations.ts'
export type { MboxDetection, SeparatorEvidence } from './mbox/detect.ts'
export type { FromLine } from './mbox/from-line.ts'
export type { HeaderField, HeaderFields } from './message/header-fields.ts'
export type { DigestedMessage, DigesterOptions, MessageDigester } from './message/digests.ts'
export type { DerivedIdParts, IdAssigner, Identified } from './message/stable-id.ts'
export type { PresentReader, PresentReaderOptions } from './message/present-reader.ts'
export type {
  DateCandidates,
  DateSource,
  MessageDigests,
  MessageObservationCode,
  PresentMessage,
} from './message/present-message.ts'
export type { PresentFile, PresentList } from './message/present-list.ts'
export type {
  FileKind,
  KeptFile,
  Layout,
  LedgerSettings,
  LedgerState,
  Period,
  RecordedMessage,
  Segment,
  Uncommitted,
  Withdrawal,
} from './ledger/ledger-state.ts'
export type { LedgerRecord, RecordOf, RecordType } from './ledger/records.ts'
export type { LedgerErrorCode, LedgerPlace } from './ledger/ledger-error.ts'
export type { ProveOptions } from './ledger/prove-ledger.ts'
export type { ReadLedgerOptions } from './ledger/read-ledger.ts'
export type { NewLedger } from './ledger/begin-ledger.ts'
export type { LayoutPlace, PagePlacerOptions } from './ledger/page-placer.ts'
export type { RecordMessagesOptions } from './ledger/record-messages.ts'
export type { AppendedRecords, AppendOptions } from './ledger/append-records.ts'
export type { Finding, FindingScope, PresentPlace, RecordedPlace } from './audit/finding.ts'
export type { ChangeCode, FindingCode, FindingLevel, ForecastCode } from './audit/finding-codes.ts'
export type { AuditInput, AuditResult, Verdict } from './audit/audit-messages.ts'
export type { EntryReader } from './audit/fates.ts'
export type { Move, Place, Renumbering } from './audit/renumbering.ts'
export type { AcceptInput, AcceptPlan, Decision } from './mend/plan-accept.ts'
export type { DecodedHeaderText } from './charsets/decode-header-text.ts'
export type { CharsetProblem } from './charsets/decode-text.ts'
export type { DisplayOptions } from './display/display-message.ts'
export type {
  AttachmentPart,
  DisplayAttachment,
  DisplayPart,
  DisplayProblem,
  DisplayProblemCode,
  HtmlPart,
  MessageDisplay,
  MessagePart,
  TextPart,
} from './display/message-display.ts'
export type { UrlMap, UrlMapOptions, UrlMapRow, UrlStatus } from './maps/url-map.ts'
export type { ReadUrlMap } from './maps/map-json.ts'
export type { MapTarget, NoTargetReason } from './maps/map-target.ts'
export type { ServerMap, ServerMapOptions } from './maps/server-map.ts'
export type { UnroutedReason, UnroutedRow } from './maps/server-rules.ts'
export type { ScannedFinding, ScannedMessage, ScanMboxFilesOptions } from './node/scan-mbox-files.ts'
export type { ArchiverName, NoPageReason } from './archivers/archiver.ts'
export type { ArchiverChoice } from './node/archiver-forecast.ts'
export type { ArchiverForecast } from './node/audit-archiver.ts'
export type { OpenedLedger, OpenLedgerOptions } from './node/open-ledger.ts'
export type { ListInput, ListLocation } from './node/list-location.ts'
export type { AuditMboxOptions, ListAudit, ToldAudit } from './node/audit-mbox.ts'
export type { CrossCheckScope } from './node/cross-check.ts'
export type { ListRecording, RecordMboxOptions } from './node/record-mbox.ts'
export type { AcceptFindingsOptions, ListAcceptance } from './node/accept-findings.ts'
export type { ListRedaction, RedactMessagesOptions } from './node/redact-messages.ts'
export type { ListRepair, RepairMboxOptions, Unrepaired } from './node/repair-mbox.ts'
export type { ChangedFile } from './node/carry-out.ts'
export type { DiffHunk } from './node/mend-diff.ts'
export type { DiffLine } from './mend/line-diff.ts'
export type { ShownEdit } from './node/shown-edits.ts'
export type { CopiedRun, EditRun, MboxEdit } from './mend/mbox-edit.ts'
export type { RedactedEntry } from './mend/plan-redact.ts'
export type { AdoptArchiveOptions, Adoption } from './node/adopt-archive.ts'
export type { TreeMove, TreeRenumbering } from './node/adopted-renumbering.ts'
export type { AdoptionCode, AdoptionFinding } from './archivers/adoption-finding.ts'
export type { Contradiction, PageMatch } from './archivers/match-pages.ts'
export type { MatchKind, Unmatched } from './archivers/match-board.ts'
export type { Evidence, Witness } from './archivers/match-witnesses.ts'
export type { PublishedPage, TreeArchiver } from './archivers/published-tree.ts'
export type { ArchiveRebuild, RebuildArchiveOptions } from './node/rebuild-archive.ts'
export type { ArchiveVerification, VerifyArchiveOptions } from './node/verify-archive.ts'
export type { VerifyCode, VerifyFinding } from './node/verify/verify-finding.ts'
export type { ComparedTree } from './node/against/compare-with-tree.ts'
export type { TreeComparison } from './node/against/compare-tree.ts'
export type { ArchiveHandler, ArchiveHandlerOptions } from './node/archive-handler.ts'
export type { ExportedMap, ExportMapOptions, UnansweredPath } from './node/export-map.ts'
export type { MapFormat, MapServerFormat, MapTextFormat } from './maps/map-format-names.ts'
export type { PublishResult } from './node/publish.ts'
export type { PageOptions } from './node/site-model-of-list.ts'
export type { SiteLanguage } from './site/words/languages.ts'
export type { SearchEngine } from './site/site-model.ts'
export type { PagefindCreated, PagefindPackage } from './node/pagefind-index.ts'
export type { HoldfastErrorCode, HoldfastErrorDetails, HoldfastExitCode } from './node/holdfast-error.ts'
