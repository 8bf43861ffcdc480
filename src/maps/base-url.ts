import { strictPath } from './key-spellings.ts'

/**
 * An address under which an archive stands, as maps write it: absolute, http or https, with a slash at its end.
 *
 * @returns The address, or null where the text is no such address, or has a user name, a query, a fragment or a host
 *   whose name no server's configuration should have to hold.
 *
 * @example
 * normalBaseUrl('https://lists.example.org/garden-talk') // => 'https://lists.example.org/garden-talk/'
 * normalBaseUrl('lists.example.org') // => null
 */
export function normalBaseUrl(text: string): string | null {
  if (!URL.canParse(text)) return null
  const url = new URL(text)
  if (!/^https?:$/.test(url.protocol) || url.search !== '' || url.hash !== '') return null
  if (url.username !== '' || url.password !== '' || !HOST.test(url.host)) return null
  return url.href.endsWith('/') ? url.href : `${url.href}/`
}

/** A name, an IPv4 or an IPv6 address, and a port. URL takes signs in a name that no name has, such as `"` and `;`. */
const HOST = /^(?:[A-Za-z0-9._-]+|\[[0-9a-f:.]+\])(?::\d+)?$/

/** Where an old archive stands: a path on whatever server, or on the server of an address. */
export interface OldBase {
  /** `host:port`, or null where only a path was given. */
  readonly host: string | null
  /** Begins and ends with a slash, percent-encoded as {@link strictPath} does. */
  readonly path: string
}

/**
 * Reads where an old archive stands: an address as {@link normalBaseUrl} takes it, or a path.
 *
 * @returns Null where it is neither.
 *
 * @example
 * readOldBase('/pipermail/garden-talk') // => { host: null, path: '/pipermail/garden-talk/' }
 * readOldBase('http://old.example.org/~ann') // => { host: 'old.example.org', path: '/~ann/' }
 */
export function readOldBase(text: string): OldBase | null {
  const isPath = text.startsWith('/') && !text.startsWith('//')
  const url = normalBaseUrl(isPath ? `http://path.invalid${text}` : text)
  if (url === null) return null
  const { host, pathname } = new URL(url)
  return { host: isPath ? null : host, path: strictPath(pathname) }
}
