import type { FindingLevel } from '../../audit/finding-codes.ts'

/** What `verify` can find. */
export type VerifyCode =
  | 'manifest-missing'
  | 'manifest-unreadable'
  | 'site-outdated'
  | 'ledger-unknown'
  | 'page-missing'
  | 'file-missing'
  | 'page-changed'
  | 'file-changed'
  | 'wrong-message'
  | 'foreign-page'
  | 'map-differs'
  | 'link-broken'
  | 'anchor-missing'
  | 'mbox-differs'
  | 'rebuild-differs'
  | 'old-path-missing'
  | 'old-page-wrong'
  | 'old-page-differs'
  | 'old-anchor-missing'
  | 'old-row-wrong'
  | 'old-file-changed'

/** The level of each code. `docs/findings.md` has a section for each. */
export const VERIFY_LEVELS: Readonly<Record<VerifyCode, FindingLevel>> = {
  'manifest-missing': 'error',
  'manifest-unreadable': 'error',
  'site-outdated': 'error',
  'ledger-unknown': 'error',
  'page-missing': 'error',
  'file-missing': 'error',
  'page-changed': 'error',
  'file-changed': 'error',
  'wrong-message': 'error',
  'foreign-page': 'error',
  'map-differs': 'error',
  'link-broken': 'error',
  'anchor-missing': 'error',
  'mbox-differs': 'error',
  'rebuild-differs': 'error',
  'old-path-missing': 'error',
  'old-page-wrong': 'error',
  'old-page-differs': 'warning',
  'old-anchor-missing': 'error',
  'old-row-wrong': 'error',
  'old-file-changed': 'error',
}

/** One thing that is not as the ledger and the manifest say. */
export interface VerifyFinding {
  /** `code:` and the path, or the target of a link; no two are equal. */
  readonly ref: string
  readonly code: VerifyCode
  readonly level: FindingLevel
  /** How many links, of a finding on links; else 1. */
  readonly count: number
  /** The file inside the site that it is about; null for the site as a whole. */
  readonly path: string | null
  /** Of a finding on links: where they lead, a path inside the site and `#` with the anchor. */
  readonly target: string | null
  /** Byte offset in the file where that says something. */
  readonly offset: number | null
  /** Stable ID of the message that owns the path. */
  readonly id: string | null
  /** One line of fact. */
  readonly message: string
  /** One line on what it breaks. */
  readonly consequence: string
  /** One line on the way out. */
  readonly hint: string
}

/** What a check knows of a finding: the rest follows from the code. */
export interface VerifyNote {
  readonly code: VerifyCode
  readonly path?: string | null
  readonly target?: string
  readonly count?: number
  readonly offset?: number
  readonly id?: string | null
  /** One line of fact. */
  readonly message: string
}

const REBUILD = 'run holdfast rebuild: it writes what is missing or changed, and nothing else'

const ADOPTED =
  'see that the ledger was made from this tree with holdfast adopt, and rebuild with --base naming the tree'

const CONSEQUENCES: Readonly<Record<VerifyCode, readonly [consequence: string, hint: string]>> = {
  'manifest-missing': [
    'nobody can tell which files are ours, and a lost ledger could not be made again from the site',
    'check that this is the folder that holdfast rebuild writes to; rebuild into it',
  ],
  'manifest-unreadable': [
    'nobody can tell which files are ours, and rebuild refuses to touch them',
    'bring it back from a backup, or publish into a new folder',
  ],
  'site-outdated': ['what was recorded since then is not on the site', 'run holdfast rebuild'],
  'ledger-unknown': [
    'the ledger was cut back or is another one: it may know nothing of pages that stand here',
    'restore the ledger that this site was published from',
  ],
  'page-missing': ['old links to it are broken', REBUILD],
  'file-missing': ['pages that use it are broken', REBUILD],
  'page-changed': ['it may show something that nobody wrote to the list', REBUILD],
  'file-changed': ['it may do or show something that nobody published', REBUILD],
  'wrong-message': ['old links open something else than they were made for', REBUILD],
  'foreign-page': [
    'it may show what was withdrawn, and no rebuild will ever change it or take it away',
    'look at it, and move it out of the site',
  ],
  'map-differs': ['servers and programs that use the map send readers to the wrong page', REBUILD],
  'link-broken': ['readers who follow it find nothing', REBUILD],
  'anchor-missing': ['readers who follow it land at the top of the page', REBUILD],
  'mbox-differs': [
    'the site cannot be compared with a list that is not the recorded one',
    'run holdfast audit to see what changed',
  ],
  'rebuild-differs': [
    'the site is not what this version of Holdfast makes of the same ledger and mbox',
    'if it was published by another version, rebuild it with this one',
  ],
  'old-path-missing': ['old links to it are broken', ADOPTED],
  'old-page-wrong': ['old links open another message than the one they were made for', ADOPTED],
  'old-page-differs': [
    'readers find the message, but not every word of it, or more words than before',
    'look at both pages: what an archiver cut off or could not decode is no fault',
  ],
  'old-anchor-missing': ['old links to a line of this list land at its top', ADOPTED],
  'old-row-wrong': ['who follows this line finds another message than before', ADOPTED],
  'old-file-changed': ['readers get other bytes than were published', ADOPTED],
}

/** Writes out a note as a finding. */
export function verifyFinding(note: VerifyNote): VerifyFinding {
  const { code, path = null, target = null, count = 1, offset = null, id = null, message } = note
  const [consequence, hint] = CONSEQUENCES[code]
  const place = target ?? path
  const ref = place === null ? code : `${code}:${place}`
  return {
    ref,
    code,
    level: VERIFY_LEVELS[code],
    count,
    path,
    target,
    offset,
    id,
    message,
    consequence,
    hint,
  }
}
