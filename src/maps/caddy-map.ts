import type { MapPair, ServerFormatWriter } from './server-format.ts'

/**
 * `map` directives of a Caddyfile, to be imported into a site: the path of the request as it was sent is cut at its query
 * and looked up. No key holds a brace, which would begin a placeholder.
 */
export const caddyMap: ServerFormatWriter = {
  limits: {
    tellsHexCase: true,
    says410: true,
    refuses: () => null,
    isLiteral: () => true,
    maxPairBytes: Number.POSITIVE_INFINITY,
  },
  head: (_, file) => [
    'In the block of a site, before its other directives:',
    `    import /etc/caddy/${file}.map`,
  ],
  write({ rules }, name) {
    let out = `map {http.request.orig_uri} {path_of_${name}} {\n\tdefault ""\n\t"~^([^?]*)" "\${1}"\n}\n`
    out += `map {path_of_${name}} {${name}} {\n\tdefault ""\n`
    for (const { keys, to } of rules) for (const key of keys) out += `\t"${key}" "${to ?? 'gone'}"\n`
    return `${out}}\n${answers(name)}`
  },
  read: readCaddyMap,
}

function answers(name: string): string {
  return [
    `@${name}_gone expression \`{${name}} == "gone"\``,
    `error @${name}_gone "Gone" 410`,
    `@${name}_moved expression \`{${name}} != "" && {${name}} != "gone"\``,
    `redir @${name}_moved {${name}} permanent`,
    '',
  ].join('\n')
}

/** Reads what `caddyMap` wrote, by the words of the Caddyfile's lexer, line by line. */
function readCaddyMap(text: string, name: string): readonly MapPair[] {
  const lines = text
    .split('\n')
    .map(readWords)
    .filter((words) => words.length > 0)
  const opening = `map {path_of_${name}} {${name}} {`
  const start = lines.findIndex((words) => words.join(' ') === opening)
  const end = lines.findIndex((words, index) => index > start && words.join(' ') === '}')
  const cut = [`map {http.request.orig_uri} {path_of_${name}} {`, 'default ', '~^([^?]*) ${1}', '}']
  const rest = answers(name).split('\n').slice(0, -1).map(readWords)
  const isFrame =
    JSON.stringify(lines.slice(0, start).map((words) => words.join(' '))) === JSON.stringify(cut) &&
    JSON.stringify(lines.slice(end + 1)) === JSON.stringify(rest) &&
    lines[start + 1]?.join('=') === 'default='
  if (!isFrame) return []
  return lines.slice(start + 2, end).map(([key = '', value = '', ...more]) => ({
    key: key.startsWith('/') ? key : '',
    to: more.length > 0 || /[{}$]/.test(value) ? '' : value === 'gone' ? null : value,
  }))
}

/** The words of a line: in double quotes, in which `\"` is a quote, in backticks, or bare; `#` begins a comment. */
function readWords(line: string): string[] {
  const words: string[] = []
  for (const [word, double, ticked] of line.matchAll(/"((?:[^"\\]|\\.)*)"|`([^`]*)`|#.*|\S+/g)) {
    if (double === undefined && ticked === undefined && word.startsWith('#')) break
    words.push(double?.replaceAll('\\"', '"') ?? ticked ?? word)
  }
  return words
}
