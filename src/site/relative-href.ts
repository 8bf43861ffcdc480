import { percentEncodePath } from '../charsets/percent-encoding.ts'

/**
 * The link from one page of the site to another: relative, so that a site works under any base and from a
 * disk, and percent-encoded, so that nothing in a path can be taken for anything but a path.
 *
 * @example
 * relativeHref('m/4U/A.html', 'date/2001/03.html') // => '../../date/2001/03.html'
 */
export function relativeHref(from: string, to: string): string {
  const here = from.split('/').slice(0, -1)
  const there = to.split('/')
  let common = 0
  while (common < here.length && common < there.length - 1 && here[common] === there[common]) common += 1
  const up = Array.from({ length: here.length - common }, () => '..')
  return percentEncodePath([...up, ...there.slice(common)].join('/'))
}
