import { FROM, GREATER, LF, startsWithAt, UTF8_MARK } from './ascii.ts'
import { ByteCensus } from './byte-census.ts'
import { examineFromLine } from './from-candidate.ts'
import { HeadWatch, lengthFits } from './head-watch.ts'
import type { Host } from './host.ts'
import { DEFAULT_QUOTING } from './quoting.ts'
import type { QuotingVariant } from './quoting.ts'
import { scanMbox } from './scan-mbox.ts'
import type { MboxScan } from './scan-mbox.ts'
import { DEFAULT_SEPARATOR, opensEntry, SEPARATOR_RULES, SEPARATOR_TRAITS } from './separator-rules.ts'
import type { FromLineFacts, SeparatorRule } from './separator-rules.ts'

/** What speaks for and against a separator rule on one file. */
export interface SeparatorEvidence {
  /** Entries that the rule finds. */
  readonly entries: number
  /** Entries whose From_ line a header field follows; the others are likely phantoms. */
  readonly headed: number
  /** Dated From_ lines with a header field after them that it does not take though they lack only the empty line. */
  readonly unseparated: number
  /** Lines that begin `From ` at the start or after an empty line that it does not take. */
  readonly suspects: number
}

/** What a file looks like, and the rule and variant that follow from it. */
export interface MboxDetection {
  readonly separators: Readonly<Record<SeparatorRule, SeparatorEvidence>>
  /** Entries with a Content-Length under the rule `content-length`, and how many of these lengths lead where they should. */
  readonly contentLength: { readonly declared: number; readonly right: number }
  /** Lines that begin `From ` inside entries, `>From `, and `>>From ` or more. */
  readonly quoted: { readonly unquoted: number; readonly once: number; readonly deeper: number }
  readonly lineEnds: {
    readonly lf: number
    readonly crlf: number
    readonly crCrLf: number
    readonly bareCr: number
  }
  readonly byteOrderMark: boolean
  readonly separator: SeparatorRule
  /** Why this rule, in one sentence. */
  readonly separatorReason: string
  readonly quoting: QuotingVariant
  /** Why this variant, in one sentence. */
  readonly quotingReason: string
}

/** The share of entries with a Content-Length, and of right ones among those, that make a file mboxcl or mboxcl2. */
const MOST = 0.9

/**
 * Looks at a whole mbox file and recommends a separator rule and a quoting variant, with the evidence.
 *
 * A file cannot say which archiver numbered it: where the list is already published, that archiver's rule is the right
 * one, whatever stands here. Deterministic; never throws on bad mail.
 *
 * @param bytes - The whole file, decompressed.
 *
 * @example
 * const file = utf8('From a@example.org Sat Jan  3 01:05:34 1996\nSubject: hi\n\n>From me\n>>From you\n')
 * const { separator, quoting, quotingReason } = detectMbox(file, nodeHost)
 * separator // => 'rfc4155'
 * quoting // => 'mboxrd'
 * quotingReason // => '1 lines begin with >>From, and none is unquoted'
 */
export function detectMbox(bytes: Uint8Array, host: Host): MboxDetection {
  const marked = startsWithAt(bytes, UTF8_MARK, 0)
  const lines = [...fromLines(bytes, host)]
  const census = new ByteCensus()
  census.feed(bytes, 0, bytes.length)
  census.finish()
  const trusting = scanMbox(bytes, { host, separator: 'content-length' })
  const contentLength = countLengths(bytes, trusting)
  const separators = Object.fromEntries(
    SEPARATOR_RULES.map((rule) => [
      rule,
      rule === 'content-length' ? byScan(bytes, trusting) : byLines(lines, rule),
    ]),
  ) as Record<SeparatorRule, SeparatorEvidence>
  const [separator, separatorReason] = chooseSeparator(separators, contentLength)
  const quoted = {
    unquoted: lines.filter((line) => line.depth === 0).length - separators[separator].entries,
    once: lines.filter((line) => line.depth === 1).length,
    deeper: lines.filter((line) => line.depth > 1).length,
  }
  const [quoting, quotingReason] = chooseQuoting(separator, quoted)
  return {
    separators,
    contentLength,
    quoted,
    lineEnds: {
      lf: census.lines - census.crlf - census.doubledCr,
      crlf: census.crlf,
      crCrLf: census.doubledCr,
      bareCr: census.bareCr,
    },
    byteOrderMark: marked,
    separator,
    separatorReason,
    quoting,
    quotingReason,
  }
}

interface QuotedFromLine extends FromLineFacts {
  /** How many `>` stand before `From `. */
  readonly depth: number
  /** Behind a byte-order mark at the start of the file. */
  readonly marked: boolean
}

function* fromLines(bytes: Uint8Array, host: Host): Generator<QuotedFromLine> {
  const markEnd = startsWithAt(bytes, UTF8_MARK, 0) ? UTF8_MARK.length : 0
  for (
    let hit = host.indexOf(bytes, FROM, 0);
    hit !== -1;
    hit = host.indexOf(bytes, FROM, hit + FROM.length)
  ) {
    let start = hit
    while (bytes[start - 1] === GREATER) start--
    if (start !== 0 && start !== markEnd && bytes[start - 1] !== LF) continue
    const depth = hit - start
    const marked = markEnd > 0 && start === markEnd
    const { date, headerFollows } = examineFromLine(bytes, hit, true)!
    yield {
      depth,
      marked,
      date,
      headerFollows,
      separated: start <= markEnd || isAfterEmptyLine(bytes, start, markEnd),
    }
  }
}

function isAfterEmptyLine(bytes: Uint8Array, start: number, fileStart: number): boolean {
  let end = start - 1
  if (bytes[end - 1] === 0x0d) end--
  return end === fileStart || bytes[end - 1] === LF
}

function byLines(lines: readonly QuotedFromLine[], rule: SeparatorRule): SeparatorEvidence {
  const traits = SEPARATOR_TRAITS[rule]
  const takes = (line: QuotedFromLine) =>
    line.depth === 0 && (traits.skipsByteOrderMark || !line.marked) && opensEntry(traits, line)
  const taken = lines.filter(takes)
  const left = lines.filter((line) => line.depth === 0 && !takes(line))
  return {
    entries: taken.length,
    headed: taken.filter((line) => line.headerFollows).length,
    unseparated: left.filter((line) => !line.separated && line.date !== null && line.headerFollows).length,
    suspects: left.filter((line) => line.separated).length,
  }
}

function byScan(bytes: Uint8Array, { entries, observations }: MboxScan): SeparatorEvidence {
  const count = (code: string) => observations.filter((seen) => seen.code === code).length
  return {
    entries: entries.length,
    headed: entries.filter((entry) => examineFromLine(bytes, entry.fromLine.start, true)!.headerFollows)
      .length,
    unseparated: count('unseparated-message'),
    suspects: count('suspect-from-line'),
  }
}

function countLengths(bytes: Uint8Array, scan: MboxScan): { declared: number; right: number } {
  const head = new HeadWatch()
  let declared = 0
  let right = 0
  for (const { message, trailer } of scan.entries) {
    head.reset()
    head.feed(bytes, message.start, trailer.end, 0)
    if (head.contentLength === null) continue
    declared++
    const lineEnd = bytes[message.end - 1] !== LF ? 0 : bytes[message.end - 2] === 0x0d ? 2 : 1
    const body = trailer.end - (head.bodyStart ?? trailer.end)
    if (typeof head.contentLength !== 'number') continue
    if (lengthFits(head.contentLength, body, trailer.end - trailer.start, lineEnd)) right++
  }
  return { declared, right }
}

function chooseSeparator(
  separators: Readonly<Record<SeparatorRule, SeparatorEvidence>>,
  lengths: { readonly declared: number; readonly right: number },
): [SeparatorRule, string] {
  const trusted = separators['content-length'].entries
  if (trusted > 0 && lengths.declared >= trusted * MOST && lengths.right >= lengths.declared * MOST) {
    return ['content-length', `${lengths.right} of ${trusted} entries have a Content-Length that is right`]
  }
  const { any, plausible } = separators
  const standard = separators[DEFAULT_SEPARATOR]
  if (any.headed > 2 * plausible.headed) {
    return [
      'any',
      `${any.headed - plausible.headed} of ${any.headed} From_ lines before header fields have no date`,
    ]
  }
  if (standard.unseparated > 0 && plausible.entries > standard.entries) {
    return [
      'plausible',
      `${standard.unseparated} dated From_ lines before header fields have no empty line before them`,
    ]
  }
  if (standard.entries === 0) return [DEFAULT_SEPARATOR, 'no From_ line was found that opens an entry']
  return [
    DEFAULT_SEPARATOR,
    `no dated From_ line before header fields is left over; ${standard.entries} entries`,
  ]
}

function chooseQuoting(
  separator: SeparatorRule,
  quoted: { readonly unquoted: number; readonly once: number; readonly deeper: number },
): [QuotingVariant, string] {
  const { unquoted, once, deeper } = quoted
  if (separator === 'content-length') {
    if (once === 0 || unquoted > 0)
      return ['mboxcl2', `lengths are right, and ${unquoted} body lines begin with From`]
    return ['mboxcl', `lengths are right, and ${once} body lines begin with >From`]
  }
  if (deeper > 0 && unquoted === 0)
    return ['mboxrd', `${deeper} lines begin with >>From, and none is unquoted`]
  return [DEFAULT_QUOTING, `${once} lines begin with >From, ${deeper} with >>From, ${unquoted} are unquoted`]
}
