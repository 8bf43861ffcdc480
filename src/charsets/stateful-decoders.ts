import iconv from 'iconv-lite'

const ESC = 0x1b
const SHIFT_OUT = 0x0e
const SHIFT_IN = 0x0f

/** What the bytes 0x21 to 0x7E mean at some place of a text whose charsets are switched on the way. */
type Designation =
  | { readonly kind: 'ascii' }
  | { readonly kind: 'katakana' }
  /** Pairs of bytes: a table of iconv-lite, with what is put before each pair. */
  | { readonly kind: 'pairs'; readonly table: string; readonly prefix: number | null }

const ASCII: Designation = { kind: 'ascii' }
const KATAKANA: Designation = { kind: 'katakana' }
const JIS_X_0208: Designation = { kind: 'pairs', table: 'euc-jp', prefix: null }
// EUC-JP marks JIS X 0212 with the byte 0x8F (single shift 3).
const JIS_X_0212: Designation = { kind: 'pairs', table: 'euc-jp', prefix: 0x8f }
const GB_2312: Designation = { kind: 'pairs', table: 'gbk', prefix: null }
const KS_X_1001: Designation = { kind: 'pairs', table: 'euc-kr', prefix: null }

/** Escape sequences of RFC 1468 (ISO-2022-JP), RFC 1554 (JP-2) and RFC 2237 (JP-1), and Katakana as widely sent. */
const ESCAPES: ReadonlyMap<string, Designation> = new Map<string, Designation>([
  ['(B', ASCII],
  // JIS X 0201 Roman: its yen sign and overline stand where programs meant backslash and tilde.
  ['(J', ASCII],
  ['(H', ASCII],
  ['(I', KATAKANA],
  ['$@', JIS_X_0208],
  ['$B', JIS_X_0208],
  ['$(@', JIS_X_0208],
  ['$(B', JIS_X_0208],
  ['$(D', JIS_X_0212],
  ['$A', GB_2312],
  ['$(C', KS_X_1001],
])
/** RFC 1557: announces that shift-out means KS X 1001. */
const ISO_2022_KR_HEADER = '$)C'

/**
 * Decodes ISO-2022-JP (with JP-1, JP-2 without its high halves, and half-width Katakana) and ISO-2022-KR.
 *
 * Each 7-bit pair is given to iconv-lite's EUC table with its high bits set. Unknown escape sequences, 8-bit
 * bytes and halves of a pair become U+FFFD; nothing is dropped but the escape sequences and shifts that were
 * understood. A line end returns to ASCII (RFC 1468), so an unclosed escape costs one line.
 */
export function decodeIso2022(bytes: Uint8Array): string {
  const out: string[] = []
  let designation: Designation = ASCII
  let shifted = false
  let position = 0
  while (position < bytes.length) {
    const byte = bytes[position]!
    if (byte === ESC) {
      const escape = escapeAt(bytes, position + 1)
      const target = escape === ISO_2022_KR_HEADER ? ASCII : ESCAPES.get(escape)
      if (target === undefined) {
        out.push('\uFFFD')
        position += 1
      } else {
        designation = target
        position += 1 + escape.length
      }
    } else if (byte === SHIFT_OUT || byte === SHIFT_IN) {
      shifted = byte === SHIFT_OUT
      position += 1
    } else if (byte === 0x0a) {
      designation = ASCII
      shifted = false
      out.push('\n')
      position += 1
    } else {
      const end = runEnd(bytes, position, isIso2022Control)
      out.push(decodeRun(bytes.subarray(position, end), shifted ? KS_X_1001 : designation))
      position = end
    }
  }
  return out.join('')
}

/**
 * Decodes HZ (RFC 1843): `~{` opens GB 2312 in 7 bits, `~}` closes it, `~~` is a tilde, `~` before a line end
 * joins lines. A line end closes GB 2312 too. A `~` that means nothing is kept as it is.
 */
export function decodeHz(bytes: Uint8Array): string {
  const out: string[] = []
  let designation: Designation = ASCII
  let position = 0
  while (position < bytes.length) {
    const byte = bytes[position]!
    const next = bytes[position + 1]
    if (byte === 0x7e && next === 0x7b && designation === ASCII) {
      designation = GB_2312
      position += 2
    } else if (byte === 0x7e && next === 0x7d && designation === GB_2312) {
      designation = ASCII
      position += 2
    } else if (byte === 0x7e && designation === ASCII) {
      if (next === 0x7e) out.push('~')
      else if (next !== 0x0a) out.push('~')
      position += next === 0x7e || next === 0x0a ? 2 : 1
    } else if (byte === 0x0a) {
      designation = ASCII
      out.push('\n')
      position += 1
    } else {
      const end = runEnd(bytes, position, isHzControl)
      out.push(decodeRun(bytes.subarray(position, end), designation))
      position = end
    }
  }
  return out.join('')
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/**
 * Decodes UTF-7 (RFC 2152). A run that does not end on a whole UTF-16 unit, and 8-bit bytes, become U+FFFD.
 */
export function decodeUtf7(bytes: Uint8Array): string {
  const out: string[] = []
  let position = 0
  while (position < bytes.length) {
    const byte = bytes[position]!
    position += 1
    if (byte !== 0x2b) {
      out.push(byte < 0x80 ? String.fromCharCode(byte) : '\uFFFD')
    } else if (bytes[position] === 0x2d) {
      out.push('+')
      position += 1
    } else {
      let bits = 0
      let held = 0
      let digits = 0
      for (; position < bytes.length; position += 1, digits += 1) {
        const value = BASE64.indexOf(String.fromCharCode(bytes[position]!))
        if (value < 0) break
        held = ((held << 6) | value) & 0x3fffff
        bits += 6
        if (bits >= 16) {
          bits -= 16
          out.push(String.fromCharCode((held >> bits) & 0xffff))
        }
      }
      // At most five zero bits may be left over; anything else is a cut unit.
      if (digits === 0 || bits >= 6 || (held & ((1 << bits) - 1)) !== 0) out.push('\uFFFD')
      if (bytes[position] === 0x2d) position += 1
    }
  }
  return out.join('')
}

/** The escape sequence that follows an ESC: intermediate bytes and a final one; empty where there is none. */
function escapeAt(bytes: Uint8Array, start: number): string {
  for (const length of [2, 3]) {
    const escape = String.fromCharCode(...bytes.subarray(start, start + length))
    if (ESCAPES.has(escape) || escape === ISO_2022_KR_HEADER) return escape
  }
  return ''
}

function isIso2022Control(byte: number): boolean {
  return byte === ESC || byte === SHIFT_OUT || byte === SHIFT_IN || byte === 0x0a
}

function isHzControl(byte: number): boolean {
  return byte === 0x7e || byte === 0x0a
}

function runEnd(bytes: Uint8Array, start: number, stops: (byte: number) => boolean): number {
  let end = start + 1
  while (end < bytes.length && !stops(bytes[end]!)) end += 1
  return end
}

function decodeRun(run: Uint8Array, designation: Designation): string {
  if (designation.kind === 'ascii') {
    return Buffer.from(run)
      .toString('latin1')
      .replace(/[\x80-\xff]/g, '\uFFFD')
  }
  if (designation.kind === 'katakana') {
    return Array.from(run, (byte) => {
      if (byte >= 0x21 && byte <= 0x5f) return String.fromCharCode(0xff61 + byte - 0x21)
      return byte <= 0x20 ? String.fromCharCode(byte) : '\uFFFD'
    }).join('')
  }
  const out: string[] = []
  let pairs: number[] = []
  const flush = () => {
    if (pairs.length > 0) out.push(iconv.decode(Buffer.from(pairs), designation.table))
    pairs = []
  }
  for (let index = 0; index < run.length; index += 1) {
    const first = run[index]!
    const second = run[index + 1]
    if (isGraphic(first) && second !== undefined && isGraphic(second)) {
      if (designation.prefix !== null) pairs.push(designation.prefix)
      pairs.push(first | 0x80, second | 0x80)
      index += 1
    } else {
      flush()
      out.push(first <= 0x20 ? String.fromCharCode(first) : '\uFFFD')
    }
  }
  flush()
  return out.join('')
}

function isGraphic(byte: number): boolean {
  return byte >= 0x21 && byte <= 0x7e
}
