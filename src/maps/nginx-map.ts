import { browserPath } from './key-spellings.ts'
import type { MapPair, ServerFormatWriter } from './server-format.ts'
import type { ServerLimits, ServerRules } from './server-rules.ts'

/**
 * The same in every map: PCRE takes names of 32 characters at the most, and the names of lists are longer. What it holds is
 * used up in the line that sets it.
 */
const RAW_PATH = 'raw_path_of_holdfast'

/** nginx: decodes a path before it looks at it, and answers 400 where it then climbs out or holds a NUL. */
const limits: ServerLimits = {
  tellsHexCase: false,
  says410: true,
  refuses: (key) => (key.includes('%00') ? 'nul' : climbsAboveRoot(key) ? 'above-root' : null),
  isLiteral: () => true,
  maxPairBytes: Number.POSITIVE_INFINITY,
}

function climbsAboveRoot(key: string): boolean {
  let depth = 0
  for (const name of key.split(/\/|%2F/)) {
    if (name === '..') depth -= 1
    else if (name !== '' && name !== '.') depth += 1
    if (depth < 0) return true
  }
  return false
}

/**
 * `map` blocks of nginx: `$request_uri` is cut at its query, and what is left is looked up.
 *
 * nginx compares the strings of a map without regard to case (https://nginx.org/r/map). Keys that differ from another one, or
 * from a page that stands on the server, in case only are written as regular expressions, which nginx tells apart.
 */
export const nginxMap: ServerFormatWriter = {
  limits,
  head: (name, file) => [
    'In http { }, once for all maps, then this file:',
    '    map_hash_bucket_size 2048;',
    '    map_hash_max_size 65536;',
    `    include /etc/nginx/${file}.map;`,
    'In server { }, before its locations:',
    `    if ($${name} = gone) { return 410; }`,
    `    if ($${name}) { return 301 $${name}; }`,
  ],
  write(rules, name) {
    const twins = caseTwins(rules)
    let out = `map $request_uri $path_of_${name} {\n    default "";\n    "~^(?<${RAW_PATH}>[^?]*)" $${RAW_PATH};\n}\n`
    out += `map $path_of_${name} $${name} {\n    default "";\n`
    for (const { keys, to } of rules.rules) {
      for (const key of keys) {
        out += `    "${twins.has(key.toLowerCase()) ? expressionOf(key) : key}" "${to ?? 'gone'}";\n`
      }
    }
    return `${out}}\n`
  },
  read: readNginxMap,
}

/** Keys in lower case that stand for more than one address. */
function caseTwins({ rules, standing }: ServerRules): ReadonlySet<string> {
  const seen = new Set<string>()
  const twins = new Set<string>()
  const see = (key: string): void => {
    const folded = key.toLowerCase()
    if (seen.has(folded)) twins.add(folded)
    seen.add(folded)
  }
  for (const { keys } of rules) keys.forEach(see)
  // A page of the archive is no key, but it may be what is asked for.
  for (const path of standing) bothSpellings(path).forEach(see)
  return twins
}

const bothSpellings = (path: string): string[] => [...new Set([path, browserPath(path)])]

/** A regular expression that is the key and nothing else; hex digits in either case, as nginx's strings have them. */
function expressionOf(key: string): string {
  const body = key.replace(/%[0-9A-F]{2}|[.$()*+?|[\]^{}\\]/g, (piece) => {
    if (!piece.startsWith('%')) return `\\${piece}`
    return piece.replace(/[A-F]/g, (digit) => `[${digit}${digit.toLowerCase()}]`)
  })
  return `~^${body}$`
}

/** What one statement of nginx's configuration is made of: its words, and what ends it. */
interface Statement {
  readonly words: readonly string[]
  readonly end: ';' | '{' | '}'
}

/** Reads the second map of what `nginxMap` wrote, as nginx reads a configuration. */
function readNginxMap(text: string, name: string): readonly MapPair[] {
  const statements = readStatements(text)
  const opening = statements.findIndex(({ words }) => words.join(' ') === `map $path_of_${name} $${name}`)
  const cut = [
    ['map', '$request_uri', `$path_of_${name}`],
    ['default', ''],
    [`~^(?<${RAW_PATH}>[^?]*)`, `$${RAW_PATH}`],
    [],
  ]
  const isCut = JSON.stringify(statements.slice(0, opening).map(({ words }) => words)) === JSON.stringify(cut)
  const block = statements.slice(opening + 1, -1)
  if (!isCut || block.some(({ end }) => end !== ';') || statements.at(-1)?.end !== '}') return []
  const [fallback, ...pairs] = block.map(({ words }) => words)
  if (fallback?.join('=') !== 'default=') return []
  return pairs.map(([key = '', value = '', ...more]) => ({
    key: key.startsWith('~') ? (literalOf(key) ?? '') : /^(?:\/|$)/.test(key) ? key : '',
    to: more.length > 0 || value.includes('$') ? '' : value === 'gone' ? null : value,
  }))
}

function readStatements(text: string): readonly Statement[] {
  const statements: Statement[] = []
  let words: string[] = []
  // A comment, a quoted word, an end, a bare word; nginx undoes \" \' \\ \t \r \n in quotes and keeps other backslashes.
  const token = /\s+|#[^\n]*|"((?:[^"\\]|\\[^])*)"|'((?:[^'\\]|\\[^])*)'|([;{}])|((?:[^\s;{}"'\\]|\\[^])+)/gy
  while (token.lastIndex < text.length) {
    const match = token.exec(text)
    if (match === null) return []
    const [, double, single, end, bare] = match
    const word = double ?? single ?? bare
    if (word !== undefined) words.push(word.replace(/\\(["'\\])/g, '$1'))
    if (end !== undefined) {
      statements.push({ words, end: end as Statement['end'] })
      words = []
    }
  }
  return statements
}

/** The one path that an expression of ours matches, in upper-case hex; null where it is none of ours. */
function literalOf(expression: string): string | null {
  const body = /^~\^(.*)\$$/.exec(expression)?.[1]
  if (body === undefined) return null
  const literal = body.replace(
    /\\([.$()*+?|[\]^{}\\])|\[([A-F])[a-f]\]/g,
    (_, sign?: string, digit?: string) => sign ?? digit!,
  )
  return expressionOf(literal) === expression ? literal : null
}
