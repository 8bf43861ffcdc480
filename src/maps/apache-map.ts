import type { MapPair, ServerFormatWriter } from './server-format.ts'

/** mod_rewrite and httxt2dbm cut lines at 1,024 bytes without a word, and take the rest for another line. */
const MAX_LINE_BYTES = 1024
const MAX_PAIR_BYTES = 1000

/**
 * A `RewriteMap` of Apache httpd in text form, which is also what `httxt2dbm` makes a dbm of.
 *
 * It is asked for the path as it stands in the request line: Apache itself undoes encodings and joins slashes first.
 */
export const apacheMap: ServerFormatWriter = {
  limits: {
    tellsHexCase: true,
    says410: true,
    refuses: (key) => (key.includes('%00') ? 'nul' : null),
    isLiteral: () => true,
    maxPairBytes: MAX_PAIR_BYTES,
  },
  head: (name, file) => [
    'In the server configuration or a <VirtualHost>, with mod_rewrite (not in .htaccess):',
    '    AllowEncodedSlashes NoDecode',
    '    MergeSlashes Off',
    '    RewriteEngine On',
    `    RewriteMap ${name} "txt:/etc/apache2/${file}.map"`,
    `    RewriteCond %{THE_REQUEST} "${REQUEST_PATH}"`,
    `    RewriteCond \${${name}:%1|-} =gone`,
    '    RewriteRule ^ - [G]',
    `    RewriteCond %{THE_REQUEST} "${REQUEST_PATH}"`,
    `    RewriteCond \${${name}:%1|-} "^(/.*|https?:.*)$"`,
    '    RewriteRule ^ %1 [R=301,NE,QSD,L]',
    'For a large map, make a dbm of this file and name that one in RewriteMap:',
    `    httxt2dbm -i ${file}.map -o ${file}.dbm`,
    `    RewriteMap ${name} "dbm:/etc/apache2/${file}.dbm"`,
  ],
  write: ({ rules }) => {
    let out = ''
    for (const { keys, to } of rules) for (const key of keys) out += `${key} ${to ?? 'gone'}\n`
    return out
  },
  read: readApacheMap,
}

/** The path in a request line, without its query. */
const REQUEST_PATH = '^\\S+ (?:https?://[^/?\\s]*)?(/[^?\\s]*)'

/** Reads a text map as mod_rewrite does: lines cut where it cuts them, key and value up to white space. */
function readApacheMap(text: string): readonly MapPair[] {
  const pairs: MapPair[] = []
  for (const whole of text.split('\n')) {
    for (let at = 0; at === 0 || at < whole.length; at += MAX_LINE_BYTES - 1) {
      const line = whole.slice(at, at + MAX_LINE_BYTES - 1)
      if (line === '' || /^[#\s]/.test(line)) continue
      const [key = '', value = ''] = line.split(/[ \t\n\v\f\r]+/)
      pairs.push({ key, to: value === 'gone' ? null : value })
    }
  }
  return pairs
}
