import japanese from 'encoding-japanese'
import iconv from 'iconv-lite'

const isAscii = (text) => /^[\x00-\x7f]*$/.test(text)

// iconv-lite means the larger sets of Windows and Hong Kong by these names; mail that says gb2312 should hold no more.
const STRICT = {
  gb2312: /^(?:[\x00-\x7f]|[\xa1-\xf7][\xa1-\xfe])*$/,
  'euc-kr': /^(?:[\x00-\x7f]|[\xa1-\xfe][\xa1-\xfe])*$/,
  big5: /^(?:[\x00-\x7f]|[\xa1-\xf9][\x40-\x7e\xa1-\xfe])*$/,
}

/** The bytes of a text in a charset, or null where the charset lacks one of its characters. */
export function toBytes(text, charset) {
  if (charset === 'us-ascii') return isAscii(text) ? Buffer.from(text, 'latin1') : null
  if (charset === 'iso-2022-jp') {
    const units = japanese.convert(japanese.stringToCode(text), { from: 'UNICODE', to: 'JIS' })
    const back = japanese.codeToString(japanese.convert(units, { from: 'JIS', to: 'UNICODE' }))
    return back === text ? Buffer.from(units) : null
  }
  const bytes = iconv.encode(text, charset)
  if (STRICT[charset]?.test(bytes.toString('latin1')) === false) return null
  return iconv.decode(bytes, charset) === text ? bytes : null
}

/** The first of the charsets that holds the whole text, and its bytes. UTF-8 holds any. */
export function firstFitting(text, charsets) {
  for (const charset of [...charsets, 'utf-8']) {
    const bytes = toBytes(text, charset)
    if (bytes !== null) return { charset, bytes }
  }
  throw new Error('a lone surrogate')
}

/** Base64 in lines of 76 characters. */
export function base64Lines(bytes) {
  return Buffer.from(bytes.toString('base64').replace(/.{1,76}/g, '$&\n'), 'latin1')
}

const hex = (byte) => `=${byte.toString(16).toUpperCase().padStart(2, '0')}`

/** Quoted-printable, RFC 2045 section 6.7: lines of at most 76 characters, LF line ends. */
export function quotedPrintable(bytes) {
  const lines = bytes
    .toString('latin1')
    .split('\n')
    .map((line) => {
      const units = Array.from(line, (char, at) => {
        const plain = /[!-<>-~]/.test(char) || (/[ \t]/.test(char) && at < line.length - 1)
        return plain ? char : hex(char.charCodeAt(0))
      })
      let out = ''
      let width = 0
      for (const [at, unit] of units.entries()) {
        if (width + unit.length > (at === units.length - 1 ? 76 : 75)) {
          out += '=\n'
          width = 0
        }
        out += unit
        width += unit.length
      }
      return out
    })
  return Buffer.from(lines.join('\n'), 'latin1')
}

function encodedWord(text, charset, form) {
  const bytes = toBytes(text, charset)
  if (form === 'B') return `=?${charset}?B?${bytes.toString('base64')}?=`
  const body = Array.from(bytes, (byte) => {
    if (byte === 0x20) return '_'
    return /[A-Za-z0-9!*+/-]/.test(String.fromCharCode(byte)) ? String.fromCharCode(byte) : hex(byte)
  }).join('')
  return `=?${charset}?Q?${body}?=`
}

/** RFC 2047: the words from the first to the last one that is not ASCII become encoded words of at most 75 characters. */
export function encodeWords(text, charset, form) {
  if (isAscii(text)) return text
  const words = text.split(' ')
  const foreign = words.map((word) => !isAscii(word))
  const first = foreign.indexOf(true)
  const last = foreign.lastIndexOf(true)
  const fitting = firstFitting(text, [charset]).charset
  const encoded = []
  let piece = ''
  for (const char of words.slice(first, last + 1).join(' ')) {
    if (encodedWord(piece + char, fitting, form).length > 60 && piece !== '') {
      encoded.push(encodedWord(piece, fitting, form))
      piece = ''
    }
    piece += char
  }
  encoded.push(encodedWord(piece, fitting, form))
  return [...words.slice(0, first), encoded.join('\n '), ...words.slice(last + 1)].join(' ')
}

/** A file-name parameter as RFC 2231 has it: `filename*=`, in numbered pieces where it is long. */
export function parameter2231(name, value, charset) {
  const escaped = Array.from(toBytes(value, charset), (byte) =>
    /[A-Za-z0-9._-]/.test(String.fromCharCode(byte))
      ? String.fromCharCode(byte)
      : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`,
  )
  if (escaped.length <= 30) return `${name}*=${charset}''${escaped.join('')}`
  const pieces = []
  for (let at = 0; at < escaped.length; at += 24) pieces.push(escaped.slice(at, at + 24).join(''))
  return pieces.map((piece, at) => `${name}*${at}*=${at === 0 ? `${charset}''` : ''}${piece}`).join(';\n\t')
}
