import { latin1 } from '../mbox/ascii.ts'

/** What a Content-Type field says at its top, as far as an audit needs it. Nothing that feeds an identity. */
export interface ContentType {
  /** Lower case, such as `multipart/mixed`; empty where it cannot be read. */
  readonly type: string
  /** The first `boundary` parameter, one character a byte, or null. */
  readonly boundary: string | null
  /** The first `charset` parameter in lower case, or null. */
  readonly charset: string | null
}

/** No honest Content-Type is longer; what stands behind is not read. */
const LONGEST = 8192

const PARAMETER = /;\s*([^\s=;"]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"?|([^\s;"]*))/gs

/**
 * Reads an unfolded Content-Type value (RFC 2045 section 5.1), tolerant of quotes that are missing or never closed.
 *
 * @example
 * readContentType(utf8('Text/Plain; charset="UTF-8"')) // => { type: 'text/plain', boundary: null, charset: 'utf-8' }
 */
export function readContentType(value: Uint8Array): ContentType {
  const text = latin1(value, 0, Math.min(value.length, LONGEST))
  const type = /^[^\s;]*/.exec(text)![0].toLowerCase()
  let boundary: string | null = null
  let charset: string | null = null
  for (const [, name = '', quoted, plain] of text.matchAll(PARAMETER)) {
    const parameter = quoted === undefined ? (plain ?? '') : quoted.replace(/\\(.)/gs, '$1')
    if (name.toLowerCase() === 'boundary') boundary ??= parameter
    if (name.toLowerCase() === 'charset') charset ??= parameter.toLowerCase()
  }
  return { type, boundary, charset }
}
