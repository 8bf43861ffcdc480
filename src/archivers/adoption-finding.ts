import type { FindingLevel } from '../audit/finding-codes.ts'

/** What `adopt` can find. */
export type AdoptionCode =
  | 'page-ambiguous'
  | 'page-contradicted'
  | 'page-conflict'
  | 'page-without-entry'
  | 'page-copied'
  | 'page-deleted'
  | 'page-orphan'
  | 'entry-without-page'
  | 'duplicate-without-page'
  | 'phantom-page'
  | 'phantom-without-page'
  | 'number-differs'
  | 'monthly-text-differs'
  | 'volume-differs'
  | 'link-refused'
  | 'path-refused'
  | 'file-unreadable'

/** The level of each code. `docs/findings.md` has a section for each. */
export const ADOPTION_LEVELS: Readonly<Record<AdoptionCode, FindingLevel>> = {
  'page-ambiguous': 'error',
  'page-contradicted': 'error',
  'page-conflict': 'error',
  'page-without-entry': 'warning',
  'page-copied': 'info',
  'page-deleted': 'warning',
  'page-orphan': 'info',
  'entry-without-page': 'warning',
  'duplicate-without-page': 'info',
  'phantom-page': 'warning',
  'phantom-without-page': 'info',
  'number-differs': 'warning',
  'monthly-text-differs': 'warning',
  'volume-differs': 'warning',
  'link-refused': 'warning',
  'path-refused': 'warning',
  'file-unreadable': 'warning',
}

/** One thing in which a published tree and the mbox files do not agree, or that the ledger could not take as it is. */
export interface AdoptionFinding {
  /** `code:` and the path, or the position of the entry; no two are equal. */
  readonly ref: string
  readonly code: AdoptionCode
  readonly level: FindingLevel
  /** How many pages it is about. */
  readonly count: number
  /** The file of the tree, the first one of several; null for an entry without a page. */
  readonly path: string | null
  /** Positions of the entries that it is about. */
  readonly positions: readonly number[]
  /** The Message-ID of page or entry; null where there is none. */
  readonly messageId: string | null
  /** One line of fact. */
  readonly message: string
  /** One line on what it means for the adopted archive. */
  readonly consequence: string
  /** One line on the way out; empty where nothing is to be done. */
  readonly hint: string
}

/** What a check knows of a finding: the rest follows from the code. */
export interface AdoptionNote {
  readonly code: AdoptionCode
  readonly path?: string | null
  readonly positions?: readonly number[]
  readonly count?: number
  readonly messageId?: string | null
  /** One line of fact. */
  readonly message: string
}

const FROM_THE_PAGE =
  'the page is kept and shown from the old page itself; no message of the mbox takes its path'

const WORDS: Readonly<Record<AdoptionCode, readonly [consequence: string, hint: string]>> = {
  'page-ambiguous': [
    FROM_THE_PAGE,
    'compare the page with the entries named; delete the ledger, mend page or mbox, and adopt again',
  ],
  'page-contradicted': [
    FROM_THE_PAGE,
    'look at page and entry: one of them was edited after the archive was made',
  ],
  'page-conflict': [
    'the page is believed, because it is what the old URL shows; if pages were exchanged, old links now open the wrong one',
    'look at the page and at the file that speaks against it, and put the right page in its place before you adopt',
  ],
  'page-without-entry': [
    'its message is missing from the mbox; the page is kept and shown from the old page itself',
    'if another mbox holds the message, delete the ledger and adopt again with that one too',
  ],
  'page-copied': ['its URL leads to the page of its message', ''],
  'page-deleted': [
    'the archive says that this message was deleted there, but the mbox still holds it: a rebuild would show it again',
    'withdraw it: take it out of the mbox, and accept that with the reason',
  ],
  'page-orphan': ['old links to it keep working; the old archive itself led nobody there', ''],
  'entry-without-page': [
    'the next rebuild gives it a page of its own, unless its sender asked not to be archived',
    '',
  ],
  'duplicate-without-page': ['it keeps its place and shares the page of the earlier message', ''],
  'phantom-page': ['its URL leads to the message that it is a piece of, and its text shows there', ''],
  'phantom-without-page': ['it keeps its place in the list and gets no page', ''],
  'number-differs': [
    "the archiver's full rebuild of these files would move the pages; Holdfast keeps every path as it was published",
    'do not run that rebuild; holdfast adopt --dry-run --json tells each move',
  ],
  'monthly-text-differs': [
    'the text cannot say for sure which page is which record, so it is believed only where Message-IDs bear it out',
    '',
  ],
  'volume-differs': [
    'period and zone choose the volume of new pages only; these pages keep their paths',
    'if many are named, give the zone of the old server with --timezone, and the period with --period',
  ],
  'link-refused': [
    'what it leads to is not part of the archive, and is not kept',
    'if it belongs to the archive, put a copy in its place and adopt again',
  ],
  'path-refused': [
    'the file is not kept, and old links to it break',
    'rename it, and redirect the old name in the server',
  ],
  'file-unreadable': ['it is kept as it is, but nothing is known from it', 'restore it from a backup'],
}

/** Writes out notes as findings: errors first, then warnings; of one level in the order given. Equal refs get `~2`, `~3`. */
export function adoptionFindings(notes: readonly AdoptionNote[]): AdoptionFinding[] {
  const used = new Map<string, number>()
  const findings = notes.map((note): AdoptionFinding => {
    const { code, path = null, positions = [], count = 1, messageId = null, message } = note
    const [consequence, hint] = WORDS[code]
    const place = path ?? positions[0]
    const ref = place === undefined ? code : `${code}:${place}`
    const times = (used.get(ref) ?? 0) + 1
    used.set(ref, times)
    const level = ADOPTION_LEVELS[code]
    const named = times === 1 ? ref : `${ref}~${times}`
    return { ref: named, code, level, count, path, positions, messageId, message, consequence, hint }
  })
  return LEVELS.flatMap((level) => findings.filter((finding) => finding.level === level))
}

const LEVELS: readonly FindingLevel[] = ['error', 'warning', 'info']
