/**
 * Length of the UTF-8 sequence at `at`, or 0 where the bytes are not UTF-8 (RFC 3629: no overlong forms, no
 * surrogates, nothing over U+10FFFF, nothing cut off).
 */
export function utf8SequenceLength(bytes: Uint8Array, at: number): number {
  const lead = bytes[at]
  if (lead === undefined) return 0
  if (lead < 0x80) return 1
  if (lead < 0xc2 || lead > 0xf4) return 0
  const second = bytes[at + 1] ?? 0
  const lowest = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80
  const highest = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf
  if (second < lowest || second > highest) return 0
  const length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4
  for (let i = 2; i < length; i += 1) if (((bytes[at + i] ?? 0) & 0xc0) !== 0x80) return 0
  return length
}

/** The code point of the valid sequence of `length` bytes at `at`. */
export function utf8CodePoint(bytes: Uint8Array, at: number, length: number): number {
  if (length === 1) return bytes[at]!
  let code = bytes[at]! & (0x7f >> length)
  for (let i = 1; i < length; i += 1) code = (code << 6) | (bytes[at + i]! & 0x3f)
  return code
}

/** Appends a code point to a list of bytes as UTF-8. */
export function pushUtf8(bytes: number[], code: number): void {
  if (code < 0x80) bytes.push(code)
  else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 0x3f))
  else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f))
  else {
    bytes.push(
      0xf0 | (code >> 18),
      0x80 | ((code >> 12) & 0x3f),
      0x80 | ((code >> 6) & 0x3f),
      0x80 | (code & 0x3f),
    )
  }
}
