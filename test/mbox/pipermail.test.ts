import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { scanMbox } from '../../src/mbox/scan-mbox.ts'
import { nodeHost } from '../../src/node/node-host.ts'

interface Article {
  readonly start: number
  readonly end: number
}
interface Extra {
  readonly rc: number
  readonly runs: readonly string[]
  readonly settings?: unknown
}

const folder = new URL('../fixtures/pipermail/', import.meta.url).pathname
const names = readdirSync(folder)
  .filter((name) => name.endsWith('.expected.json'))
  .map((name) => name.slice(0, -'.expected.json'.length))
  .filter((name) => existsSync(join(folder, `${name}.mbox`)))

test('there are Pipermail vectors', () => expect(names.length).toBeGreaterThan(20))

describe.each(names)('%s', (name) => {
  const read = (suffix: string) => readFileSync(join(folder, name + suffix))
  const articles = JSON.parse(read('.expected.json').toString()) as Article[]
  const extra = JSON.parse(read('.extra.json').toString()) as Extra
  const raw = read('.mbox')
  const bytes = new Uint8Array(raw[0] === 0x1f && raw[1] === 0x8b ? gunzipSync(raw) : raw)

  test('the rule any finds the articles that Pipermail published, byte for byte', () => {
    const spans = scanMbox(bytes, { host: nodeHost, separator: 'any' }).entries.map(
      (entry) => `${entry.fromLine.start}-${entry.trailer.end}`,
    )
    const published = articles.map((article) => `${article.start}-${article.end}`)
    // A crash, a start behind the first message, a second run and a discarded message publish another number of articles.
    const whole = extra.rc === 0 && extra.runs.join() === '--wipe' && !name.includes('discard')
    if (whole) expect(published).toEqual(spans)
    else expect(spans).toEqual(expect.arrayContaining(published))
  })
})
