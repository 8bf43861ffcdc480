import type { DisplayProblemCode } from '../../display/message-display.ts'
import type { SearchWords } from '../search/search-texts.ts'
import type { IndexView } from '../site-paths.ts'
import type { SiteLanguage } from './languages.ts'

/** The fixed words of pages: plain text, whole phrases, never pieces of a sentence. Templates name them. */
export interface PageLabels {
  readonly skip: string
  /** Between a name and a date, with its blank. */
  readonly comma: string
  readonly archive: string
  readonly archivedWith: string
  readonly keys: string
  readonly siteLinks: string
  readonly search: string
  readonly about: string
  readonly threadFeed: string
  readonly threadMail: string
  readonly youAreHere: string
  readonly parts: string
  readonly continued: string
  readonly beganEarlier: string
  // front page
  readonly latest: string
  readonly busiest: string
  readonly chart: string
  readonly allMonths: string
  readonly authors: string
  // indexes
  readonly order: string
  readonly months: string
  readonly otherIndexes: string
  readonly yearWord: string
  readonly undated: string
  // a message
  readonly noSubject: string
  readonly noSender: string
  readonly withheldSubject: string
  readonly withheldText: string
  readonly from: string
  readonly date: string
  readonly utc: string
  readonly to: string
  readonly cc: string
  readonly subject: string
  readonly inReplyTo: string
  readonly missingParent: string
  readonly anotherCopy: string
  readonly receivedDate: string
  readonly mailboxDate: string
  readonly previousDate: string
  readonly messageId: string
  readonly permanentId: string
  readonly archivedAt: string
  readonly permalink: string
  readonly rawMessage: string
  readonly reply: string
  readonly attachments: string
  readonly innerMessage: string
  readonly sameAsHtml: string
  readonly signature: string
  readonly listFooter: string
  readonly patch: string
  readonly fixedText: string
  readonly textGoesOn: string
  // threads and neighbours
  readonly thread: string
  readonly around: string
  readonly wholeThread: string
  readonly threadMissingRoot: string
  readonly threads: string
  readonly threadBefore: string
  readonly threadAfter: string
  readonly inThisThread: string
  readonly byDate: string
  readonly before: string
  readonly after: string
  // pages in place of a message
  readonly withdrawnTitle: string
  readonly withdrawnText: string
  readonly withdrawnOn: string
  readonly reason: string
  readonly toFrontPage: string
  readonly movedTitle: string
  readonly movedText: string
  // what an old archive had
  readonly withdrawnSubject: string
  readonly oldIndexes: string
  readonly oldAddress: string
  readonly knownFromPage: string
  readonly deletedThere: string
  readonly asInOldArchive: string
  // the search
  readonly searchNeedsScript: string
  readonly searchForm: string
  readonly searchWords: string
  readonly author: string
  readonly anyYear: string
  readonly bestFirst: string
  readonly newestFirst: string
  readonly oldestFirst: string
  readonly showMore: string
  readonly indexes: string
  // about the archive
  readonly citeTitle: string
  readonly citeText: string
  readonly forExample: string
  readonly promiseTitle: string
  readonly promiseAddress: string
  readonly promiseOld: string
  readonly addressMap: string
  readonly promiseWays: string
  readonly programsTitle: string
  readonly latestFeed: string
  readonly threadFeeds: string
  readonly messagesData: string
  readonly addressesData: string
  readonly mailTitle: string
  readonly mailText: string
}

/** What a page says of a problem; null where it is as good as without it. */
export type ProblemWords = string | ((count: number | null) => string) | null

/**
 * All words of a site in one language. Dates, numbers and plurals come from here too, and from nothing else: not
 * from the machine and its locale, so that the same list gives the same pages everywhere.
 */
export interface SiteWords {
  /** BCP 47, as pages declare it. */
  readonly language: SiteLanguage
  readonly direction: 'ltr' | 'rtl'
  readonly labels: PageLabels
  /** The views of an index, such as `by date`. */
  readonly views: Readonly<Record<IndexView, string>>
  readonly problems: Readonly<Record<DisplayProblemCode, ProblemWords>>
  /** What the script of the search page says. */
  readonly search: SearchWords
  /** Between the groups of thousands of a number. */
  readonly digitMark: string
  /** A whole number with its groups of thousands marked. */
  readonly number: (count: number) => string
  readonly messages: (count: number) => string
  readonly threads: (count: number) => string
  readonly authors: (count: number) => string
  /** How long a folded quote is. */
  readonly quotedLines: (count: number) => string
  /** How many replies are not listed. */
  readonly moreReplies: (count: number) => string
  /** How many messages stand above those that are shown. */
  readonly moreAbove: (count: number) => string
  /** A number of bytes. */
  readonly size: (bytes: number) => string
  /** What a file is: its media type and its size. */
  readonly file: (mediaType: string, size: string) => string
  /** `part 2 of 3`. */
  readonly part: (part: number, parts: number) => string
  /** A title, and which part of it this page is. */
  readonly withPart: (title: string, part: string) => string
  /** A period and a view: `March 2001, by date`. */
  readonly periodBy: (period: string, view: string) => string
  /** From one period to another. */
  readonly span: (first: string, last: string) => string
  /** What a front page says of its list; a span is null where nothing has a date. */
  readonly summary: (messages: string, threads: string, span: string | null) => string
  /** What the chart of months shows, for those who do not see it. */
  readonly chartText: (messages: string, span: string, most: string, mostMonth: string) => string
  /** 1 to 12. */
  readonly monthName: (month: number) => string
  readonly month: (year: string, month: number) => string
  /** The day may be a text that stands for one. */
  readonly day: (year: string, month: number, day: number | string) => string
  /** A day and a time of it (`06:07`), in UTC. */
  readonly time: (day: string, time: string) => string
}

/**
 * A number of bytes in the units of SI, with the decimal mark of a language.
 *
 * @example
 * siSize(12_345, '.', (bytes) => `${bytes} bytes`) // => '12 kB'
 */
export function siSize(bytes: number, decimal: string, few: (bytes: number) => string): string {
  if (bytes < 1_000) return few(bytes)
  if (bytes < 999_500) return `${Math.round(bytes / 1_000)} kB`
  return `${(bytes / 1_000_000).toFixed(1).replace('.', decimal)} MB`
}
