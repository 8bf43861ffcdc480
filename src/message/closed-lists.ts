import { asciiBytes } from '../mbox/ascii.ts'

/**
 * Fields that mail programs add while somebody reads an mbox. They are left out of the `head` digest.
 *
 * Lower case; `docs/identity.md` publishes the list, and a change of it would be another ledger version.
 */
export const READER_FIELDS = [
  'status',
  'x-status',
  'x-keywords',
  'x-uid',
  'x-uidl',
  'x-imap',
  'x-imapbase',
  'content-length',
  'lines',
] as const

/** Reader fields that are known by how their names begin, lower case. */
export const READER_FIELD_PREFIXES = ['x-mozilla-', 'x-evolution'] as const

/**
 * The fields that the `content` digest is computed over, in this order, lower case.
 *
 * Closed for ever: IDs of messages without a Message-ID depend on it.
 */
export const CONTENT_FIELDS = [
  'from',
  'sender',
  'to',
  'cc',
  'date',
  'subject',
  'message-id',
  'in-reply-to',
  'references',
  'mime-version',
  'content-type',
  'content-transfer-encoding',
] as const

/** Of a field that no digest treats in its own way. */
export const ORDINARY_FIELD = -1
/** Of a reader field. */
export const READER_FIELD = -2

interface KnownName {
  readonly bytes: Uint8Array
  readonly kind: number
}

const known: KnownName[] = [
  ...READER_FIELDS.map((name) => ({ bytes: asciiBytes(name), kind: READER_FIELD })),
  ...CONTENT_FIELDS.map((name, rank) => ({ bytes: asciiBytes(name), kind: rank })),
]
const knownOfLength: KnownName[][] = Array.from({ length: 32 }, (_, length) =>
  known.filter(({ bytes }) => bytes.length === length),
)
const prefixes = READER_FIELD_PREFIXES.map(asciiBytes)

/**
 * Sorts a field by its name, whatever its case: its place in {@link CONTENT_FIELDS}, or
 * {@link READER_FIELD}, or {@link ORDINARY_FIELD}.
 */
export function fieldKind(bytes: Uint8Array, start: number, end: number): number {
  for (const name of knownOfLength[end - start] ?? []) {
    if (beginsWith(bytes, start, name.bytes)) return name.kind
  }
  for (const prefix of prefixes) {
    if (end - start >= prefix.length && beginsWith(bytes, start, prefix)) return READER_FIELD
  }
  return ORDINARY_FIELD
}

function beginsWith(bytes: Uint8Array, start: number, lowerCase: Uint8Array): boolean {
  for (let i = 0; i < lowerCase.length; i += 1) {
    const byte = bytes[start + i]!
    if ((byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte) !== lowerCase[i]) return false
  }
  return true
}
