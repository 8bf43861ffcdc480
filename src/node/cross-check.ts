import type { AuditResult } from '../audit/audit-messages.ts'
import { FINDING_LEVELS, type FindingCode } from '../audit/finding-codes.ts'
import type { Finding, FindingScope } from '../audit/finding.ts'
import { wordsFor } from '../audit/words.ts'
import type { PresentList } from '../message/present-list.ts'
import type { PresentMessage } from '../message/present-message.ts'
import type { EntryReader } from './entry-bytes.ts'
import type { ReadFile } from './read-mbox-files.ts'
import { secondOpinion, type ReaderPlace, type SecondOpinionOptions } from './second-opinion.ts'

/** Bytes read at a time. */
const READ_BYTES = 1024 * 1024

/** Which bytes the second reader is asked about: all, or those from the first new message of each file on. */
export type CrossCheckScope = 'all' | 'new'

/** What {@link crossCheck} reads. */
export interface CrossCheckInput {
  readonly scope: CrossCheckScope
  readonly present: PresentList
  readonly files: readonly ReadFile[]
  readonly reader: EntryReader
  readonly result: AuditResult
  readonly signal?: AbortSignal | undefined
  /** For tests: another second reader. */
  readonly secondReader?: SecondOpinionOptions['reader']
}

/**
 * Asks a second reader about a list's files, and adds what it says to the audit: `readers-disagree` where it sees other
 * messages, `not-cross-checked` where it was not asked. The findings stay in file order.
 *
 * The verdict stays as it is: what two readers make of the same bytes is no edit.
 */
export async function crossCheck(input: CrossCheckInput): Promise<AuditResult> {
  const { present, files, result } = input
  const news: PlacedFinding[] = []
  for (const [file, read] of files.entries()) {
    const start = startOf(input, file)
    if (start === null || read.bytes === 0) continue
    if (read.identity === null) {
      news.push(finding('not-cross-checked', file, start, 'standard input can be read only once', present))
      continue
    }
    const opinion = await secondOpinion(bytesOf(input, file, start.offset, read.bytes), {
      start,
      reader: input.secondReader,
      signal: input.signal,
    })
    for (const place of opinion.skipped) {
      news.push(finding('not-cross-checked', file, place, 'the entry is too long for it', present))
    }
    if (opinion.disagreement !== null) {
      const { detail } = opinion.disagreement
      news.push(finding('readers-disagree', file, opinion.disagreement, detail, present))
    }
  }
  return news.length === 0 ? result : withFindings(result, news)
}

/** A finding with its place in the list's bytes, and without its ref. */
interface PlacedFinding {
  readonly file: number
  readonly position: number
  readonly finding: Finding
}

function startOf({ scope, present, result }: CrossCheckInput, file: number): ReaderPlace | null {
  if (scope === 'all') return { offset: 0, line: 1 }
  const first = present.messages.find(
    (message, p) => message.file === file && result.fates.present[p]?.fate === 'appended',
  )
  return first === undefined ? null : { offset: first.offset, line: first.line }
}

async function* bytesOf(
  { reader }: CrossCheckInput,
  file: number,
  start: number,
  end: number,
): AsyncGenerator<Uint8Array, void, undefined> {
  for (let at = start; at < end; at += READ_BYTES) {
    yield await reader.read(file, at, Math.min(READ_BYTES, end - at))
  }
}

function finding(
  code: Extract<FindingCode, 'readers-disagree' | 'not-cross-checked'>,
  file: number,
  { offset, line }: ReaderPlace,
  detail: string,
  present: PresentList,
): PlacedFinding {
  const position = positionAt(present.messages, file, offset)
  const words = wordsFor(code, {
    count: 1,
    messageId: null,
    recorded: null,
    present: null,
    following: 0,
    detail,
  })
  return {
    file,
    position,
    finding: {
      ref: `${code}:${file}`,
      code,
      level: FINDING_LEVELS[code],
      count: 1,
      id: null,
      messageId: null,
      recorded: null,
      present: { position, file: present.files[file]!.name, offset, line },
      ...words,
    },
  }
}

/** The entry that holds a byte of a file; in front of the first entry that one. */
function positionAt(messages: readonly PresentMessage[], file: number, offset: number): number {
  let low = 0
  let high = messages.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const message = messages[middle]!
    if (message.file < file || (message.file === file && message.offset <= offset)) low = middle + 1
    else high = middle
  }
  const before = messages[low - 1]
  return before?.file === file ? before.position : low
}

const NO_SCOPE: FindingScope = { recorded: [], present: [], notes: [], newNotes: [] }

function withFindings(result: AuditResult, news: readonly PlacedFinding[]): AuditResult {
  const used = new Map<string, number>()
  const scopes = new Map(result.scopes)
  const added = news.map(({ finding: unnamed, ...place }): PlacedFinding => {
    const times = (used.get(unnamed.ref) ?? 0) + 1
    used.set(unnamed.ref, times)
    const ref = times === 1 ? unnamed.ref : `${unnamed.ref}~${times}`
    scopes.set(ref, NO_SCOPE)
    return { ...place, finding: { ...unnamed, ref } }
  })
  const findings: Finding[] = []
  for (const known of result.findings) {
    // What has no place in a file any more keeps its place among the others.
    while (added[0] !== undefined && known.present !== null && known.present.position > added[0].position) {
      findings.push(added.shift()!.finding)
    }
    findings.push(known)
  }
  return { ...result, scopes, findings: [...findings, ...added.map(({ finding: last }) => last)] }
}
