import { percentDecode } from './page-bytes.ts'
import { decodeText } from '../charsets/decode-text.ts'

/** The folder of a path in the tree; empty at the top. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')))
}

/** The name of a file, without its folder and without a final `.gz`. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).replace(/\.gz$/i, '')
}

/** A path from a folder and what stands in it. */
export function inFolder(folder: string, path: string): string {
  return folder === '' ? path : `${folder}/${path}`
}

/**
 * The path in the tree that a link on a page leads to, without what stands behind `#` and `?`.
 *
 * Of an absolute address (mirrors rewrite links) the part behind the page's own folder counts, or else the file's
 * name alone, taken to stand beside the page.
 *
 * @param from - The path of the page.
 * @returns Null for a link to the page itself, to mail, or out of the tree.
 */
export function linkedPath(from: string, href: string): string | null {
  const link = href.trim().replace(/[?#][^]*$/, '')
  if (link === '' || /^(?:mailto|news|javascript|data|ftp):/i.test(link)) return null
  const folder = folderOf(from)
  const isAbsolute = /^(?:[a-z][a-z0-9+.-]*:)?\//i.test(link)
  if (!isAbsolute) return resolve(folder, decodePath(link))
  const path = decodePath(link.replace(/^(?:[a-z][a-z0-9+.-]*:)?\/\/[^/]*/i, ''))
  const own = folder.slice(folder.lastIndexOf('/') + 1)
  const at = own === '' ? -1 : path.lastIndexOf(`/${own}/`)
  const tail = at < 0 ? path.slice(path.lastIndexOf('/') + 1) : path.slice(at + own.length + 2)
  return tail === '' ? null : resolve(folder, tail)
}

/** Undoes percent-encoding in a path: UTF-8 where it is that. */
export function decodePath(path: string): string {
  return path.includes('%') ? decodeText(percentDecode(path), null).text : path
}

function resolve(folder: string, link: string): string | null {
  const names = folder === '' ? [] : folder.split('/')
  for (const name of link.split('/')) {
    if (name === '..') {
      if (names.pop() === undefined) return null
    } else if (name !== '.' && name !== '') names.push(name)
  }
  return names.length === 0 ? null : names.join('/')
}
