import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { scanMbox } from '../../src/mbox/scan-mbox.ts'
import { DEFAULT_SEPARATOR, SEPARATOR_RULES, SEPARATOR_TRAITS } from '../../src/mbox/separator-rules.ts'
import type { SeparatorRule } from '../../src/mbox/separator-rules.ts'
import { nodeHost } from '../../src/node/node-host.ts'

const folder = new URL('../fixtures/boundary/', import.meta.url).pathname
const docs = readFileSync(new URL('../../docs/separator-rules.md', import.meta.url), 'utf8')

/** The hostile files that can be read whole, and how many messages the author of each meant. */
function boundaryFiles(): { readonly bytes: Uint8Array; readonly meant: number }[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .flatMap((name) => {
      const { expect: want } = JSON.parse(readFileSync(join(folder, name), 'utf8')) as {
        expect: { meant: number }
      }
      const raw = readFileSync(join(folder, name.replace(/json$/, 'mbox')))
      try {
        const bytes = raw[0] === 0x1f && raw[1] === 0x8b ? gunzipSync(raw, { maxOutputLength: 1 << 20 }) : raw
        return [{ bytes: new Uint8Array(bytes), meant: want.meant }]
      } catch {
        return [] // damaged or oversized on purpose
      }
    })
}

function filesAsMeant(separator: SeparatorRule): number {
  return boundaryFiles().filter(
    ({ bytes, meant }) => scanMbox(bytes, { host: nodeHost, separator }).entries.length === meant,
  ).length
}

test.each(SEPARATOR_RULES)(
  'the page on separator rules states how often %s finds what was meant',
  (separator) => {
    const row = new RegExp(`^\\| \`${separator}\` +\\| (\\d+ of \\d+) `, 'm').exec(docs)
    expect(row?.[1]).toBe(`${filesAsMeant(separator)} of ${boundaryFiles().length}`)
  },
)

test('every rule has its traits, and the default is one of them', () => {
  expect(Object.keys(SEPARATOR_TRAITS)).toEqual([...SEPARATOR_RULES])
  expect(SEPARATOR_RULES).toContain(DEFAULT_SEPARATOR)
})
