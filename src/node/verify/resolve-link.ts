/** Where a link leads: a file of the site and an anchor in it, out of the site, or to no place at all. */
export type LinkTarget =
  | { readonly kind: 'inside'; readonly path: string; readonly anchor: string | null }
  | { readonly kind: 'outside' }
  | { readonly kind: 'invalid'; readonly why: string }

/**
 * Resolves a link as it is written on a page of the site.
 *
 * Links with a scheme or a host, and those that begin with `/`, lead out: where the site is published is not known. A
 * folder stands for its `index.html`. A link that climbs out of the site is invalid: it would work in one place only.
 *
 * @param page - The page's path inside the site.
 *
 * @example
 * resolveLink('m/4U/A.html', '../../date/2001/03.html#m16') // => { kind: 'inside', path: 'date/2001/03.html', anchor: 'm16' }
 */
export function resolveLink(page: string, link: string): LinkTarget {
  if (/^[a-z][a-z0-9+.-]*:/i.test(link) || link.startsWith('/') || link.startsWith('\\')) {
    return { kind: 'outside' }
  }
  const [, path = '', fragment] = /^([^?#]*)(?:\?[^#]*)?(?:#(.*))?$/s.exec(link) ?? []
  const anchor = fragment === undefined || fragment === '' ? null : decoded(fragment)
  if (anchor === undefined) return { kind: 'invalid', why: 'its anchor is not percent-encoded UTF-8' }
  if (path === '') return { kind: 'inside', path: page, anchor }
  const names = page.split('/').slice(0, -1)
  const steps = path.split('/')
  for (const [index, step] of steps.entries()) {
    if (step === '..') {
      if (names.length === 0) return { kind: 'invalid', why: 'it climbs out of the site' }
      names.pop()
    } else if (step !== '' && step !== '.') {
      const name = decoded(step)
      if (name === undefined || name.includes('/')) {
        return { kind: 'invalid', why: 'it is not percent-encoded UTF-8' }
      }
      names.push(name)
    }
    if (index === steps.length - 1 && (step === '' || step === '.' || step === '..')) names.push('index.html')
  }
  return { kind: 'inside', path: names.join('/'), anchor }
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
