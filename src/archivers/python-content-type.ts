import { pythonField, type PythonHeader } from './python-header.ts'

const BLANKS = ' \t\n\r\v\f'

/** The text without the blanks of Python's byte strings at both ends. No expression: those are slow on long runs. */
export function pythonStrip(text: string): string {
  let start = 0
  while (start < text.length && BLANKS.includes(text[start]!)) start++
  return pythonStripEnd(text.slice(start))
}

/** The text without the blanks of Python's byte strings at its end. */
export function pythonStripEnd(text: string): string {
  let end = text.length
  while (end > 0 && BLANKS.includes(text[end - 1]!)) end--
  return text.slice(0, end)
}

/**
 * The content type of a message or part, in lower case, as `get_content_type` of Python 2.7 finds it: one without
 * exactly one slash is text/plain.
 *
 * @param missing - The type where there is no field.
 */
export function pythonContentType(header: PythonHeader, missing = 'text/plain'): string {
  const value = pythonField(header, 'content-type')
  if (value === null) return missing
  const type = pythonStrip(value.split(';', 1)[0]!).toLowerCase()
  return type.split('/').length === 2 ? type : 'text/plain'
}

/**
 * A parameter of Content-Type as Python 2.7 finds it: names in any case, a semicolon inside quotes is text, one pair of
 * quotes or angle brackets taken off.
 *
 * RFC 2231 parameters (`charset*=`) are not read: they count as missing.
 */
export function pythonParameter(header: PythonHeader, name: string): string | null {
  const value = pythonField(header, 'content-type')
  if (value === null) return null
  for (const part of parameters(value)) {
    const equals = part.indexOf('=')
    if (equals === -1 || pythonStrip(part.slice(0, equals)).toLowerCase() !== name) continue
    return unquote(pythonStrip(part.slice(equals + 1)))
  }
  return null
}

/** The charset parameter in lower case; null where it is missing or not ASCII. */
export function pythonCharset(header: PythonHeader): string | null {
  const charset = pythonParameter(header, 'charset')
  return charset === null || /[^\0-\x7f]/.test(charset) ? null : charset.toLowerCase()
}

function parameters(value: string): string[] {
  const found: string[] = []
  let start = 0
  let quotes = 0
  for (let at = 0; at <= value.length; at++) {
    const character = value[at]
    if (character === '"' && value[at - 1] !== '\\') quotes++
    if (at < value.length && (character !== ';' || quotes % 2 === 1)) continue
    found.push(value.slice(start, at))
    start = at + 1
    quotes = 0
  }
  // A quote that nothing closes: Python looks no further for a semicolon.
  return found
}

function unquote(text: string): string {
  if (text.length < 2) return text
  if (text.startsWith('"') && text.endsWith('"')) {
    return text.slice(1, -1).replaceAll('\\\\', '\\').replaceAll('\\"', '"')
  }
  return text.startsWith('<') && text.endsWith('>') ? text.slice(1, -1) : text
}
