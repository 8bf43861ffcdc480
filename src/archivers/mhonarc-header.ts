import { latin1 } from '../mbox/ascii.ts'

const BLANKS = ' \t\n\v\f\r'

/** Values of the fields of one header section, by name in lower case, in file order. One character a byte. */
export type MhonarcFields = ReadonlyMap<string, readonly string[]>

/**
 * Reads a header section as MHonArc does: CRs are dropped wherever they stand; a line that begins with a blank goes on
 * with the last field, whatever stood between, without its line end but with its indent; any other line is a field if
 * it has a name without blanks and a colon, and is passed over if it has not.
 *
 * @param lines - The lines of the section, without the empty one.
 */
export function readMhonarcFields(lines: readonly Uint8Array[]): MhonarcFields {
  const fields = new Map<string, string[]>()
  let label = ''
  for (const line of lines) {
    const text = latin1(line).replace(/[\r\n]/g, '')
    if (/^[ \t\n\v\f\r]/.test(text)) {
      const values = fields.get(label)
      const last = values?.pop()
      if (last !== undefined) values!.push(last + text)
      continue
    }
    const field = /^([^: \t\n\v\f\r]+):[ \t\n\v\f\r]*([^]*)$/.exec(text)
    if (field === null) continue
    label = field[1]!.toLowerCase()
    const values = fields.get(label)
    if (values === undefined) fields.set(label, [field[2]!])
    else values.push(field[2]!)
  }
  return fields
}

/**
 * The msgid as MHonArc takes it: of the first Message-ID, else Msg-ID, else Content-ID that is neither empty nor `0`,
 * what stands in the first brackets, or else the value without outer blanks.
 *
 * @returns Null where there is none, so that MHonArc makes one of the header's MD5.
 */
export function mhonarcMessageId(fields: MhonarcFields): string | null {
  const first = (name: string): string | undefined => fields.get(name)?.[0]
  // Perl's ||: an empty value and "0" are false, and the last value stands whatever it is.
  const given = [first('message-id'), first('msg-id')].find((value) => value !== undefined && isTrue(value))
  const value = given ?? first('content-id')
  if (value === undefined) return null
  return /<([^>]*)>/.exec(value)?.[1] ?? perlTrim(value)
}

function isTrue(value: string): boolean {
  return value !== '' && value !== '0'
}

/** The text without the blanks of Perl's byte strings at both ends. */
export function perlTrim(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && BLANKS.includes(text[start]!)) start++
  while (end > start && BLANKS.includes(text[end - 1]!)) end--
  return text.slice(start, end)
}
