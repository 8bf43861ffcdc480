import { createHash } from 'node:crypto'
import { MAX_DISPLAY_NAME, MAX_FILE_NAME } from './message-display.ts'
import { clip, DIRECTION_CONTROLS, pageText } from './page-text.ts'

/**
 * Extensions for the types that we name. None of them is run by a server or shown by a browser as a page: no
 * HTML, SVG, XML, script or server page ever gets its own extension.
 */
const EXTENSION_OF_TYPE = new Map([
  ['image/png', 'png'], ['image/x-png', 'png'], ['image/jpeg', 'jpg'], ['image/jpg', 'jpg'], ['image/pjpeg', 'jpg'],
  ['image/gif', 'gif'], ['image/webp', 'webp'],
  ['application/pdf', 'pdf'], ['application/x-pdf', 'pdf'],
  ['text/plain', 'txt'], ['message/rfc822', 'txt'], ['message/delivery-status', 'txt'], ['text/rfc822-headers', 'txt'],
  ['text/x-patch', 'patch'], ['text/x-diff', 'diff'], ['text/csv', 'csv'],
  ['application/zip', 'zip'], ['application/x-zip-compressed', 'zip'], ['application/gzip', 'gz'],
  ['application/x-gzip', 'gz'], ['application/x-bzip2', 'bz2'], ['application/x-xz', 'xz'], ['application/x-tar', 'tar'],
  ['application/pgp-signature', 'asc'], ['application/pgp-keys', 'asc'],
]) // prettier-ignore

/** Where the declared type says nothing, these extensions of the sender's name are kept. */
const KEPT_EXTENSIONS = new Set([
  'png', 'jpg', 'jpeg', 'gif', 'webp', 'pdf', 'txt', 'patch', 'diff', 'csv', 'log', 'zip', 'gz', 'tgz', 'bz2', 'xz',
  'tar', '7z', 'asc', 'sig', 'odt', 'ods', 'doc', 'xls', 'ppt', 'docx', 'xlsx', 'pptx', 'mp3', 'ogg', 'wav',
]) // prettier-ignore

/** Types of text whose files keep an extension of {@link KEPT_TEXT_EXTENSIONS}: `text/plain` says little. */
const KEPT_TEXT_EXTENSIONS = new Set(['patch', 'diff', 'csv', 'log', 'asc'])

/** Extensions of pictures that a page may show. */
const PICTURES = new Set(['png', 'jpg', 'jpeg', 'gif', 'webp'])

/** How many hexadecimal digits of the hash of a name stand for what was lost of it. */
const HASH_DIGITS = 8

/**
 * Makes the name of the file that an attachment is kept in: `NNN-name.ext`, lower case, `a-z`, `0-9`, `-` and the
 * one dot before the extension, at most {@link MAX_FILE_NAME} characters.
 *
 * The number makes it unique on every file system, and keeps names off the ones that Windows reserves. One dot,
 * because servers read every extension of a name (`x.php.txt`). Where more than the case of the sender's name is
 * lost, a hash of that name stands behind it. The extension comes from the declared type; only where that says
 * nothing, from a closed list by the sender's name; else it is `bin`.
 *
 * @param number - From 1, counted over the whole message.
 * @param name - As its sender wrote it, or null.
 *
 * @example
 * attachmentFileName(3, 'image/png', 'Tulips.PNG') // => '003-tulips.png'
 * attachmentFileName(4, 'text/html', 'a/b.html') // => '004-a-b-f0f1d8c4.bin'
 */
export function attachmentFileName(number: number, mediaType: string, name: string | null): string {
  const extension = attachmentExtension(mediaType, name)
  const given = name ?? ''
  const dot = given.lastIndexOf('.')
  const suffix = dot > 0 ? asciiLowerCase(given.slice(dot + 1)) : null
  const keepsSuffix = suffix === extension || (suffix === 'jpeg' && extension === 'jpg')
  const stem = asciiLowerCase(keepsSuffix ? given.slice(0, dot) : given)
  // Long names are cut first: a pattern must not go over a megabyte of blanks.
  const clean = stem
    .slice(0, 4 * MAX_FILE_NAME)
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
  const head = String(number).padStart(3, '0')
  const room = MAX_FILE_NAME - head.length - extension.length - 2 - (HASH_DIGITS + 1)
  const short = clean.slice(0, room).replace(/-$/, '')
  const hash = short === stem ? '' : createHash('sha256').update(given).digest('hex').slice(0, HASH_DIGITS)
  return `${[head, short, hash].filter((piece) => piece !== '').join('-')}.${extension}`
}

/** True for the name of a file, made by {@link attachmentFileName}, that a page may show as a picture. */
export function isPictureFile(fileName: string): boolean {
  return PICTURES.has(fileName.slice(fileName.lastIndexOf('.') + 1))
}

/** A name as its sender gave it, fit for a page: one line, nothing that turns its direction, not too long. */
export function attachmentDisplayName(name: string | null): string | null {
  if (name === null) return null
  const text = pageText(name)
    .replace(/[\t\n\u2028\u2029]/g, ' ')
    // `gnp.exe` must not read as `exe.png`.
    .replace(DIRECTION_CONTROLS, '\uFFFD')
    .trim()
  if (text === '') return null
  const cut = clip(text, MAX_DISPLAY_NAME)
  return cut.clipped ? `${cut.text}…` : cut.text
}

function attachmentExtension(mediaType: string, name: string | null): string {
  const suffix = asciiLowerCase(/\.([a-z0-9]{1,5})$/i.exec(name?.slice(-6) ?? '')?.[1] ?? '')
  const declared = EXTENSION_OF_TYPE.get(mediaType)
  if (declared === 'txt' && KEPT_TEXT_EXTENSIONS.has(suffix)) return suffix
  if (declared !== undefined) return declared
  const saysNothing = mediaType.startsWith('application/') || !mediaType.includes('/')
  if (saysNothing && KEPT_EXTENSIONS.has(suffix)) return suffix
  return 'bin'
}

/** Not `toLowerCase`: that one makes ASCII of `K` (Kelvin sign). */
function asciiLowerCase(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase())
}
