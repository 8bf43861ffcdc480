import { percentEncodePath } from '../charsets/percent-encoding.ts'
import { relativeHref } from './relative-href.ts'

/**
 * Where a file of the site stands, for programs that read another one: absolute where the list has a base URL, else
 * relative to that other file.
 *
 * @param baseUrl - Ends with `/`.
 *
 * @example
 * urlOf('https://example.org/list/', 'feed.atom', 'm/4U/A.html') // => 'https://example.org/list/m/4U/A.html'
 * urlOf(null, 't/4U/A.atom', 'm/4U/A.html') // => '../../m/4U/A.html'
 */
export function urlOf(baseUrl: string | null, from: string, to: string): string {
  return baseUrl === null ? relativeHref(from, to) : `${baseUrl}${percentEncodePath(to)}`
}
