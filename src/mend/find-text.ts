import { CR, LF, SPACE, TAB } from '../mbox/ascii.ts'
import type { ByteRange } from '../mbox/entry.ts'
import { utf8Bytes } from '../ledger/utf8.ts'

/** A text to look for, as the bytes that it may stand as. */
export interface SearchedText {
  readonly text: string
  /** One pattern a charset: its words in lower case. Between two words any white space may stand, line ends too. */
  readonly patterns: readonly (readonly Uint8Array[])[]
}

/**
 * Prepares a text for {@link findText}: as UTF-8, and as ISO-8859-1 where that can hold it.
 *
 * @throws {@link TypeError} where it holds nothing but white space: that would be found everywhere.
 */
export function searchedText(text: string): SearchedText {
  const words = text.split(/\s+/u).filter((word) => word !== '')
  if (words.length === 0) throw new TypeError('the text to look for must not be empty')
  const utf8 = words.map(utf8Bytes)
  const codes = Array.from(text, (character) => character.codePointAt(0)!)
  const isPlain = codes.every((code) => code < 0x80)
  const isLatin1 = codes.every((code) => code <= 0xff)
  const patterns = isPlain || !isLatin1 ? [utf8] : [utf8, words.map(latin1Bytes)]
  return { text, patterns: patterns.map((pattern) => pattern.map((word) => word.map(lowerCase))) }
}

/**
 * Finds every place of a text in a run of bytes; upper and lower case of ASCII letters are the same. Places do not overlap.
 *
 * A text of several words is found across line breaks, such as those of a folded header field.
 */
export function findText(bytes: Uint8Array, { patterns }: SearchedText, within: ByteRange): ByteRange[] {
  const found: ByteRange[] = []
  for (let at = within.start; at < within.end; at++) {
    for (const pattern of patterns) {
      const end = matchAt(bytes, pattern, at, within.end)
      if (end === -1) continue
      found.push({ start: at, end })
      at = end - 1
      break
    }
  }
  return found
}

function matchAt(bytes: Uint8Array, words: readonly Uint8Array[], start: number, limit: number): number {
  let at = start
  for (const [index, word] of words.entries()) {
    if (index > 0) {
      const before = at
      while (at < limit && isWhiteSpace(bytes[at]!)) at++
      if (at === before) return -1
    }
    if (at + word.length > limit) return -1
    for (let i = 0; i < word.length; i++) if (lowerCase(bytes[at + i]!) !== word[i]) return -1
    at += word.length
  }
  return at
}

function isWhiteSpace(byte: number): boolean {
  return byte === SPACE || byte === TAB || byte === LF || byte === CR
}

function lowerCase(byte: number): number {
  return byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte
}

function latin1Bytes(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0))
}
