import { percentEncodePath } from '../charsets/percent-encoding.ts'

/**
 * The link from one page of the site to another: relative, so that a site works under any base and from a
 * disk, and percent-encoded, so that nothing in a path can be taken for anything but a path.
 *
 * @example
 * relativeHref('m/4U/A.html', 'date/2001/03.html') // => '../../date/2001/03.html'
 */
export function relativeHref(from: string, to: string): string {
  let common = 0
  for (let at = 0; at < to.length && from[at] === to[at]; at += 1) if (to[at] === '/') common = at + 1
  const up = from.slice(common).split('/').length - 1
  return '../'.repeat(up) + percentEncodePath(to.slice(common))
}
