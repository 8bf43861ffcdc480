import { readFileSync } from 'node:fs'
import { scanMbox } from '../../src/mbox/scan-mbox.ts'
import type { SeparatorRule } from '../../src/mbox/separator-rules.ts'
import { nodeHost } from '../../src/node/node-host.ts'
import type { ArchiverEntry, ForecastSettings } from '../../src/archivers/archiver.ts'
import { UTC } from '../../src/archivers/zone.ts'

/** 2025-01-15 12:00:00 UTC, the clock under which all vectors were made. */
export const NOW = 1736942400

/** What the vectors were made under, unless they say else. */
export const SETTINGS: ForecastSettings = { period: 'month', zone: UTC, now: NOW }

/** The entries of files, as a scan under a rule finds them. */
export function entriesOf(files: readonly Uint8Array[], separator: SeparatorRule = 'any'): ArchiverEntry[] {
  const entries: ArchiverEntry[] = []
  for (const [file, bytes] of files.entries()) {
    const scan = scanMbox(bytes, { host: nodeHost, separator })
    for (const [index, entry] of scan.entries.entries()) {
      entries.push({
        position: entries.length,
        file,
        preamble: index === 0 ? bytes.subarray(scan.preamble.start, scan.preamble.end) : new Uint8Array(0),
        fromLine: bytes.subarray(entry.fromLine.start, entry.fromLine.end),
        message: bytes.subarray(entry.message.start, entry.message.end),
        trailer: bytes.subarray(entry.trailer.start, entry.trailer.end),
      })
    }
  }
  return entries
}

/** An mbox written as text; one character a byte. */
export function mbox(...lines: readonly string[]): Uint8Array {
  return Buffer.from(lines.join('\n') + '\n', 'latin1')
}

/** The text of a fixture beside the tests. */
export function fixture(...path: readonly string[]): Buffer {
  return readFileSync(new URL(`../fixtures/${path.join('/')}`, import.meta.url))
}
