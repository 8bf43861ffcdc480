import type { QuotingVariant } from '../mbox/quoting.ts'
import type { SeparatorRule } from '../mbox/separator-rules.ts'
import type { DateSource } from '../message/present-message.ts'
import { LAYOUTS } from './ledger-state.ts'
import type { FileKind, Layout, Period } from './ledger-state.ts'
import {
  anyText,
  constant,
  digest128,
  digest256,
  integer,
  line,
  listOf,
  nullable,
  oneOf,
  optional,
  path,
  stableId,
  text,
  utcSecond,
  utcTime,
} from './record-field.ts'
import type { OptionalField, RecordField } from './record-field.ts'

/** The format's name, on line 1 of every ledger. */
export const LEDGER_FORMAT = 'holdfast-ledger'
/** The version of the format that this program writes, and the newest that it reads. */
export const LEDGER_VERSION = 1

const seq = integer('Order of recording, from 0, over messages and phantoms.')
const target = integer('The entry that is meant, by its `seq`.')
const id = stableId('Stable ID. It never changes.')
const messageId = nullable(
  anyText(
    'The msgid without brackets; bytes that are not UTF-8 as \\xNN, a backslash as \\x5C; null if none.',
  ),
)
const number = nullable(integer('The number inside the path; null where the layout has none.'))
const pagePath = nullable(
  path('Path of the page inside the archive, reserved for ever; null if it has no page.'),
)
const standsAfter = integer('`seq` of the entry before it, -1 at the start.', -1)
const after = optional({ ...standsAfter, about: `${standsAfter.about} Left out at the end of the list.` })

const layout = oneOf<Layout>('How paths are made for new messages.', LAYOUTS)
const baseUrl = nullable(line('The URL under which the paths stand; null if not known.'))

const digests = {
  raw: digest256('SHA-256 of the bytes after the From_ line, without the trailer.'),
  fromLine: digest128('The From_ line without its line end.'),
  head: digest128('The header section with LF line ends, reader fields left out.'),
  headLoose: digest128('The header section as in `head`, only its bytes 0x21 to 0x7E.'),
  body: digest128('The body with LF line ends, quoting undone, trailing blank lines cut.'),
  size: integer('Length in bytes of what `body` was computed over.'),
  loose: digest128("The body's bytes 0x21 to 0x7E only."),
  dense: digest128('Head and body without blanks and control bytes.'),
  content: digest256('The content digest that identity is made of.'),
}

const reason = text('Why it was decided.')
const by = line('Who decided it.')
const at = utcTime('When, as the caller gave it.')
const codes = listOf('Codes of the findings that were accepted.', line('A finding code.'))
const decision = { reason, by, at, codes }
const decided = { reason: optional(reason), by: optional(by), at: optional(at), codes: optional(codes) }

/**
 * Every record type with its fields, in the order in which the keys of a line stand.
 *
 * The validator, the writer's key order, the TypeScript types and `schema/ledger.schema.json` all
 * follow from this table. `type` comes first and `sum` last on every line.
 */
export const RECORD_FIELDS = {
  ledger: {
    format: constant('Name of the format.', LEDGER_FORMAT),
    version: constant('Version of the format.', LEDGER_VERSION),
    list: line('Name of the list.'),
    separator: oneOf<SeparatorRule>('Which From_ lines open an entry.', [
      'any',
      'dated',
      'rfc4155',
      'plausible',
      'content-length',
    ]),
    quoting: oneOf<QuotingVariant>('How body lines that begin `From ` are stored.', [
      'mboxo',
      'mboxrd',
      'mboxcl',
      'mboxcl2',
    ]),
    layout,
    period: oneOf<Period>('The stretch of time of one volume.', ['year', 'quarter', 'month', 'week', 'day']),
    timezone: line('The zone that chooses the volume of a new path in an old layout.'),
    tzVersion: nullable(line('Version of the time zone data; null where no zone was asked.')),
    baseUrl,
    follows: optional(
      line('The sum of the last commit of the lost ledger that this one was made again in place of.'),
    ),
  },
  base: { baseUrl },
  layout: { layout },
  message: {
    seq,
    id,
    messageId,
    date: nullable(utcSecond('The date in UTC, never computed again; null if nothing told it.')),
    dateFrom: nullable(
      oneOf<DateSource>('Where the date was taken from.', ['date', 'received', 'from-line', 'previous']),
    ),
    number,
    path: pagePath,
    after,
    ...digests,
    noArchive: optional(constant('The sender asked not to be archived.', true)),
    predicted: optional(constant('The path was computed, not read from a published tree.', true)),
    ...decided,
  },
  phantom: {
    seq,
    id,
    messageId,
    of: stableId('Stable ID of the message that the entry is a piece of.'),
    number,
    path: pagePath,
    after,
    ...digests,
    ...decided,
  },
  path: { seq: target, number, path: path('The new current path; earlier ones lead there.') },
  alias: { seq: target, path: path('A path that opens the message but was never its page.') },
  amend: { seq: target, messageId: optional(messageId), ...digests, ...decision },
  withdraw: { seq: target, ...decision },
  move: { seq: target, after: standsAfter, ...decision },
  complete: { seq: target, ...digests },
  file: {
    path: path('Where the file stands inside the archive.'),
    sha256: digest256('SHA-256 of the file.'),
    bytes: integer('Its length.'),
    of: nullable(stableId('Stable ID of the message it belongs to; null if none.')),
    kind: optional(
      oneOf<FileKind>('What is made anew at its path; left out where the file is copied as it is.', [
        'index',
        'page',
      ]),
    ),
  },
  segment: {
    first: integer('`seq` of the first entry.'),
    last: integer('`seq` of the last entry.'),
    bytes: integer('Length of the entries together.'),
    sha256: digest256("SHA-256 of the entries' bytes."),
  },
  commit: {
    messages: integer('How many entries stand in the list now.'),
    recorded: integer('How many entries were ever recorded.'),
    noted: listOf('Keys of the findings about files that stood and are no news.', line('A key.')),
    ...decided,
    checksum: digest256('SHA-256 of every byte of the ledger before this line.'),
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, RecordField<unknown>>>>>

/** Names of the record types. */
export type RecordType = keyof typeof RECORD_FIELDS

type Fields<Name extends RecordType> = (typeof RECORD_FIELDS)[Name]
type OptionalKeys<F> = { [K in keyof F]: F[K] extends OptionalField<unknown> ? K : never }[keyof F]
type ValueOf<F> = F extends RecordField<infer T> ? T : never

/** One record as a value, without its `sum`. */
export type RecordOf<Name extends RecordType> = { readonly type: Name } & {
  readonly [K in Exclude<keyof Fields<Name>, OptionalKeys<Fields<Name>>>]: ValueOf<Fields<Name>[K]>
} & { readonly [K in OptionalKeys<Fields<Name>>]?: ValueOf<Fields<Name>[K]> }

/** Any record that a ledger holds, without its `sum`. */
export type LedgerRecord = { [Name in RecordType]: RecordOf<Name> }[RecordType]

/** The types in the order of the table. */
export const RECORD_TYPES = Object.keys(RECORD_FIELDS) as readonly RecordType[]

const FIELD_LISTS = new Map<string, readonly (readonly [string, RecordField<unknown>])[]>(
  RECORD_TYPES.map((type) => [type, Object.entries(RECORD_FIELDS[type])]),
)

/** The fields of one type in order, or null if there is no such type in this version. */
export const fieldsOf = (type: string): readonly (readonly [string, RecordField<unknown>])[] | null =>
  FIELD_LISTS.get(type) ?? null
