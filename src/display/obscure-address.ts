/** What stands in place of a domain. */
const CUT = '…'
/** RFC 5321 section 4.5.3.1.2: the longest domain, in bytes. */
const MAX_DOMAIN = 255
/** RFC 1035 section 2.3.4: the longest label of a domain. */
const MAX_LABEL = 63
/** An at sign as it is written, and as URLs write it. */
const AT_SIGN = /@|%40/g
/** In a field also as Mailman writes it into monthly texts: `ann at example.org (Ann Lee)`. */
const AT_SIGN_IN_FIELD = /@|%40| at /g
/** A label, and behind it one that a top-level domain can be or begin with. */
const HAS_TOP_LEVEL = /[^.]\.(?:[A-Za-z]{2}|[^\0-\x7f])/
const IPV4 = /^\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}$/
const LITERAL = /^\[(?:\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}|IPv6:[0-9A-Fa-f:.]{2,45})\]$/i

/**
 * Cuts the domain off every mail address in a field of addresses: `ann@example.org` becomes `ann@…`, and so does a bare
 * `ann@mail`; `ann at example.org`, as Mailman writes it into monthly texts, becomes `ann at …`.
 *
 * Readers still tell writers apart, harvesters get nothing to send to. Linear in the length of the text, whatever
 * stands in it; doing it twice changes nothing more.
 *
 * @example
 * obscureAddress('Ann <ann@example.org>') // => 'Ann <ann@…>'
 */
export function obscureAddress(text: string): string {
  return cutDomains(text, AT_SIGN_IN_FIELD, (domain, sign) => sign !== ' at ' || isWholeDomain(domain))
}

/**
 * The same in text of any kind: an address is what harvesters take for one. Its domain has a dot and something like a
 * top-level domain, or is an address literal, and its local part a letter or digit; internationalised ones too (RFC 6531).
 * Message-IDs and `git@host.example:path` look no different, and are cut.
 *
 * `@param`, `a @ b`, `foo@bar`, `vue@2.6.14`, the lines of patches, and a URL whose `@` opens a part of its path stay.
 * An address that a line end or a tag breaks is not found.
 *
 * @example
 * obscureText('> ann@example.org wrote: see https://site.example/@ann') // => '> ann@… wrote: see https://site.example/@ann'
 */
export function obscureText(text: string): string {
  return cutDomains(text, AT_SIGN, isWholeDomain)
}

function cutDomains(
  text: string,
  atSign: RegExp,
  isDomain: (domain: string, sign: string) => boolean,
): string {
  let out = ''
  let from = 0
  let seen = 0
  let inUrl = false
  for (const { 0: sign, index: at } of text.matchAll(atSign)) {
    inUrl = isInUrl(text, seen, at, inUrl)
    seen = at
    const start = at + sign.length
    const end = domainEnd(text, start)
    if (end === start || !hasLocalPart(text, at, inUrl) || !isDomain(text.slice(start, end), sign)) continue
    out += `${text.slice(from, start)}${CUT}`
    from = end
  }
  return out + text.slice(from)
}

function isWholeDomain(domain: string): boolean {
  return HAS_TOP_LEVEL.test(domain) || IPV4.test(domain) || LITERAL.test(domain)
}

/** Whether an index is inside a URL, as was known for one before it. Each character is looked at once. */
function isInUrl(text: string, known: number, at: number, wasInUrl: boolean): boolean {
  let inUrl = wasInUrl
  for (let index = known; index < at; index += 1) {
    const code = text.charCodeAt(index)
    if (code <= 0x20 || code === 0x22 || code === 0x3c || code === 0x3e) inUrl = false
    else if (code === 0x3a && text.startsWith('://', index)) inUrl = true
  }
  return inUrl
}

/** What ends a local part before its at sign (RFC 5322 section 3.2.3), a full stop and what is beyond ASCII left out. */
const SPECIALS = '()<>[]:;@\\,"'
/** Blanks beyond ASCII. */
const BLANK = /[\u00a0\u1680\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff]/

/** Whether a local part of an address stands before an at sign: it has a letter or digit. */
function hasLocalPart(text: string, at: number, inUrl: boolean): boolean {
  let last = at - 1
  // `ann\@example.org`, as some languages write it.
  if (text[last] === '\\') last -= 1
  // `https://site.example/@ann`: the sign opens a part of a path.
  if (inUrl && text[last] === '/') return false
  if (text[last] === '"') return closesQuotes(text, last)
  // Ends at the at sign before it, if not earlier: all searches together go over the text once.
  for (let index = last; index >= 0; index -= 1) {
    const code = text.charCodeAt(index)
    if (code <= 0x20 || BLANK.test(text[index]!)) return false
    if (isAsciiLetter(code) || isDigit(code) || isLetterBeyondAscii(code)) return true
    if (SPECIALS.includes(text[index]!)) return false
  }
  return false
}

/** How long a quoted local part may be (RFC 5321 section 4.5.3.1.1). */
const MAX_LOCAL_PART = 64

/** Whether a quote mark can be the second one of a quoted local part. */
function closesQuotes(text: string, mark: number): boolean {
  const before = text.slice(Math.max(0, mark - MAX_LOCAL_PART), mark)
  const open = before.lastIndexOf('"')
  return open >= 0 && !before.includes('\n', open)
}

function domainEnd(text: string, start: number): number {
  if (text[start] === '[') {
    // An address literal: `ann@[192.0.2.1]`.
    const close = text.slice(start, start + MAX_DOMAIN).indexOf(']')
    return close >= 0 ? start + close + 1 : start
  }
  let end = start
  let label = start
  let isAscii = true
  for (; end < text.length; end += 1) {
    const code = text.charCodeAt(end)
    if (code === 0x2e) {
      label = end + 1
      isAscii = true
    } else if (code > 0x7f) {
      if (!isLetterBeyondAscii(code)) break
      // `ann@example.orgまで`: scripts without blanks go on behind a domain.
      const isWhole = isAscii && label > start && (end - label > 1 || isDigit(text.charCodeAt(end - 1)))
      if ((isWhole && !isLatin(code)) || end - label >= MAX_LABEL) break
      isAscii = false
    } else if (!isAsciiLetter(code) && !isDigit(code) && code !== 0x2d && code !== 0x5f) break
  }
  // A full stop, a hyphen or a mark of emphasis at the end belongs to the sentence.
  while (end > start && '.-_'.includes(text[end - 1]!)) end -= 1
  return end
}

function isAsciiLetter(code: number): boolean {
  return (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a)
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39
}

/** Latin letters with marks, and marks that stand behind letters. */
function isLatin(code: number): boolean {
  return code <= 0x024f || (code >= 0x0300 && code <= 0x036f)
}

/** Punctuation of scripts that is no part of a name. */
const PUNCTUATION =
  /[\u00d7\u00f7\u037e\u0387\u055a-\u055f\u0589\u05be\u05c0\u05c3\u05f3\u05f4\u060c\u061b\u061f\u066a-\u066d\u06d4\u0964\u0965\u0e2f\u0e5a\u0e5b\u3000-\u3004\u3008-\u3020\u3030\u303d\u30fb\ufe10-\ufe19\ufe30-\ufe6f\uff00-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65]/

/** Letters of scripts beyond ASCII (RFC 5890), by blocks: the same in every version of Unicode. */
function isLetterBeyondAscii(code: number): boolean {
  const isInBlock = (code >= 0x00c0 && code <= 0x1fff) || (code >= 0x2c00 && code <= 0xdfff) || code >= 0xf900
  return isInBlock && code < 0xfff0 && !PUNCTUATION.test(String.fromCharCode(code))
}
