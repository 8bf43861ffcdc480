import type { MapPair, ServerFormatWriter } from './server-format.ts'

/** https://developers.cloudflare.com/pages/configuration/redirects/ */
const CLOUDFLARE_RULES = 2000
const LINE_CHARACTERS = 1000
/** https://docs.gitlab.com/user/project/pages/redirects, where the instance does not say otherwise. */
const GITLAB_RULES = 1000
const GITLAB_BYTES = 64 * 1024

/**
 * A `_redirects` file, as Netlify, Cloudflare Pages and GitLab Pages read it.
 *
 * None of the three can be told to answer 410. A `*` or a `:` in a path would make a pattern of it, so no key has one.
 */
export const redirectsMap: ServerFormatWriter = {
  limits: {
    tellsHexCase: true,
    says410: false,
    refuses: (key) => (key.includes('%00') ? 'nul' : null),
    isLiteral: (key) => !/[*:]/.test(key),
    maxPairBytes: LINE_CHARACTERS - ' '.length - ' 301'.length,
  },
  head: () => ['Goes as _redirects into the folder that is published.'],
  write: ({ rules }) => {
    let out = ''
    for (const { keys, to } of rules) for (const key of keys) out += `${key} ${to!} 301\n`
    return out
  },
  read: (text) =>
    text
      .split('\n')
      .filter((line) => line.trim() !== '' && !line.trimStart().startsWith('#'))
      .map(readLine),
  notes: (text, pairs) => [
    ...(pairs > GITLAB_RULES
      ? [
          `GitLab Pages takes the first ${GITLAB_RULES} rules, unless its administrator allows more; here are ${pairs}`,
        ]
      : []),
    ...(text.length > GITLAB_BYTES
      ? [
          `GitLab Pages takes files of ${GITLAB_BYTES} bytes, unless its administrator allows more; this one has ${text.length}`,
        ]
      : []),
    ...(pairs > CLOUDFLARE_RULES
      ? [`Cloudflare Pages takes ${CLOUDFLARE_RULES} rules; here are ${pairs}: use stubs for the old pages`]
      : []),
  ],
}

function readLine(line: string): MapPair {
  const [key = '', to = '', status, ...more] = line.trim().split(/\s+/)
  const isRule =
    /^\/[^*:]*$/.test(key) && status === '301' && more.length === 0 && line.length <= LINE_CHARACTERS
  return isRule ? { key, to } : { key: '', to: '' }
}
