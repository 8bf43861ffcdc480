import { describe, expect, test } from 'vitest'
import { createMboxScanner } from '../../src/mbox/scanner.ts'
import type { SeparatorRule } from '../../src/mbox/separator-rules.ts'
import { nodeHost } from '../../src/node/node-host.ts'
import { bytesOf } from './bytes.ts'

const MIB = 1 << 20
const HEAD = 'From a@example.org Sat Jan  3 01:05:34 1996\nSubject: s\n'
const PROSE = bytesOf(
  'Lorem ipsum dolor sit amet, consectetur adipisici elit, sed eiusmod\n'.repeat(MIB / 64),
).slice(0, MIB)

const SHAPES: Readonly<
  Record<string, readonly [SeparatorRule, start: string, chunk: Uint8Array, times: number]>
> = {
  'a message of 2 GiB': ['rfc4155', `${HEAD}\n`, PROSE, 2048],
  'a line of 1 GiB': ['plausible', `${HEAD}\n`, new Uint8Array(MIB).fill(0x78), 1024],
  'a From_ line of 1 GiB': ['any', 'From ', new Uint8Array(MIB).fill(0x78), 1024],
  'a From_ line of 256 MiB that counts as undated': ['rfc4155', 'From ', new Uint8Array(MIB).fill(0x78), 256],
  'a header field of 256 MiB': ['dated', `${HEAD}X-Long: `, new Uint8Array(MIB).fill(0x78), 256],
  'a Content-Length of 1 GiB': ['content-length', `${HEAD}Content-Length: 1073741824\n\n`, PROSE, 1024],
}

describe.each(Object.entries(SHAPES))('%s', (_, [separator, start, chunk, times]) => {
  test(`is scanned by ${separator} in less than 100 MB`, { timeout: 300_000 }, () => {
    let bytes = 0
    const sink = {
      preamble: (run: Uint8Array) => void (bytes += run.length),
      fromLine: (run: Uint8Array) => void (bytes += run.length),
      message: (run: Uint8Array) => void (bytes += run.length),
      entry: (_entry: unknown, trailer: Uint8Array) => void (bytes += trailer.length),
      observation: () => undefined,
    }
    const scanner = createMboxScanner({ host: nodeHost, separator, sink })
    const before = process.memoryUsage().rss
    let most = before
    scanner.push(bytesOf(start))
    for (let i = 0; i < times; i++) {
      scanner.push(chunk)
      if (i % 64 === 0) most = Math.max(most, process.memoryUsage().rss)
    }
    scanner.end()
    expect(bytes).toBe(start.length + chunk.length * times)
    expect((most - before) / 1e6).toBeLessThan(100)
  })
})

test(
  'a million From_ lines in one line, and five million suspects, take linear time',
  { timeout: 120_000 },
  () => {
    for (const chunk of [bytesOf('From '.repeat(200_000)), bytesOf('\nFrom x\n'.repeat(125_000))]) {
      let entries = 0
      let observations = 0
      const scanner = createMboxScanner({
        host: nodeHost,
        separator: 'rfc4155',
        sink: {
          fromLine: () => undefined,
          message: () => undefined,
          entry: () => {
            entries++
          },
          observation: () => {
            observations++
          },
        },
      })
      scanner.push(bytesOf(`${HEAD}\n`))
      for (let i = 0; i < 40; i++) scanner.push(chunk)
      scanner.end()
      expect(entries).toBe(1)
      expect(observations).toBeLessThan(1000)
    }
  },
)
