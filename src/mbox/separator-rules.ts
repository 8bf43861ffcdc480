/** Names of the separator rules: which From_ lines open an entry. */
export type SeparatorRule = 'any' | 'dated' | 'rfc4155' | 'plausible' | 'content-length'

/** What a separator rule asks of a line that begins with `From `. */
export interface SeparatorTraits {
  /** It stands at the start of the file or after an empty line. */
  readonly needsBlankLineBefore: boolean
  /**
   * The date it ends in. `asctime` is the date of rule R; `loose` takes also what Mailman 2.0's regular expression took,
   * which does not look at the values; null asks for none.
   */
  readonly needsDate: 'asctime' | 'loose' | null
  /** The line after it begins with a header field name and a colon (RFC 5322 section 2.2). */
  readonly needsHeaderAfter: boolean
  /** A UTF-8 byte-order mark in front of the first line is looked past. */
  readonly skipsByteOrderMark: boolean
  /** A Content-Length field that leads to a From_ line or to the end decides, before all else. */
  readonly trustsContentLength: boolean
}

/**
 * The five separator rules as one table. The scanner has one loop, and asks this table at each From_ line.
 *
 * `any` is Pipermail 2.1, MHonArc and HyperKitty; `dated` is Hypermail and Mailman 2.0; `rfc4155` is mbox(5) with a date
 * (RFC 4155 appendix A); `content-length` is mboxcl and mboxcl2, and `rfc4155` for an entry whose Content-Length is wrong.
 */
export const SEPARATOR_TRAITS: Readonly<Record<SeparatorRule, SeparatorTraits>> = {
  any: traits({ skipsByteOrderMark: false }),
  dated: traits({ needsDate: 'loose' }),
  rfc4155: traits({ needsDate: 'asctime', needsBlankLineBefore: true }),
  plausible: traits({ needsDate: 'loose', needsHeaderAfter: true }),
  'content-length': traits({ needsDate: 'asctime', needsBlankLineBefore: true, trustsContentLength: true }),
}

/** What is known of a From_ line, for a rule to judge. */
export interface FromLineFacts {
  /** It stands at the start of the file or after an empty line. */
  readonly separated: boolean
  /** How well it is dated: as rule R asks, as Mailman 2.0 asked, or not. */
  readonly date: 'asctime' | 'loose' | null
  /** The next line begins with a header field. */
  readonly headerFollows: boolean
}

/** Whether a From_ line opens an entry, by what is asked of the line itself. Content-Length is not looked at. */
export function opensEntry(traits: SeparatorTraits, line: FromLineFacts): boolean {
  return (
    (line.separated || !traits.needsBlankLineBefore) &&
    (line.headerFollows || !traits.needsHeaderAfter) &&
    (traits.needsDate === null || line.date === 'asctime' || line.date === traits.needsDate)
  )
}

/** The names of the separator rules, in the order in which they are documented. */
export const SEPARATOR_RULES: readonly SeparatorRule[] = [
  'any',
  'dated',
  'rfc4155',
  'plausible',
  'content-length',
]

/** The rule where nobody names one and no archive says which was used. `docs/separator-rules.md` has the measurements. */
export const DEFAULT_SEPARATOR: SeparatorRule = 'rfc4155'

function traits(differences: Partial<SeparatorTraits>): SeparatorTraits {
  return {
    needsBlankLineBefore: false,
    needsDate: null,
    needsHeaderAfter: false,
    skipsByteOrderMark: true,
    trustsContentLength: false,
    ...differences,
  }
}
