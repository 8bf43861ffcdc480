import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { scanMbox } from '../../src/mbox/scan-mbox.ts'
import { nodeHost } from '../../src/node/node-host.ts'

interface Vector {
  readonly what: string
  readonly expect: {
    readonly messages: number | null
    readonly segments?: readonly { readonly start: number; readonly end: number; readonly raw: string }[]
    readonly suspect_from_offsets?: readonly number[]
    readonly ambiguous_from_offsets?: readonly number[]
    readonly audit_must_report: readonly string[]
    readonly audit_must_not_report: readonly string[]
  }
}

/** The vectors' neutral codes, in the words of the scanner. Codes that are not about boundaries and bytes are absent. */
const OUR_CODE: Readonly<Record<string, string>> = {
  'ambiguous-from': 'ambiguous-from-line',
  'ambiguous-from-git-patch': 'ambiguous-from-line',
  'ambiguous-from-in-mime': 'ambiguous-from-line',
  'suspect-from': 'suspect-from-line',
  'suspect-from-no-blank': 'unseparated-message',
  bom: 'byte-order-mark',
  crlf: 'crlf-line-endings',
  'mixed-eol': 'mixed-line-endings',
  crcrlf: 'doubled-cr',
  'cr-only': 'not-an-mbox',
  utf16: 'not-an-mbox',
  'format-mmdf': 'not-an-mbox',
  'no-messages': 'not-an-mbox',
  'no-trailing-newline': 'no-final-newline',
  binary: 'binary-bytes',
  'glued-from': 'glued-from-line',
  ...Object.fromEntries(
    ['nul-block', 'nul-bytes', 'empty-file', 'preamble', 'content-length-conflict', 'bare-cr'].map((c) => [
      c,
      c,
    ]),
  ),
  'folder-internal-data': 'folder-internal-data',
}

const folder = new URL('../fixtures/boundary/', import.meta.url).pathname
const names = readdirSync(folder).filter((name) => name.endsWith('.json'))

test('there are boundary vectors', () => expect(names.length).toBeGreaterThan(70))

describe.each(names.map((name) => name.slice(0, -'.json'.length)))('%s', (name) => {
  const vector = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as Vector
  const bytes = decompressed(new Uint8Array(readFileSync(join(folder, `${name}.mbox`))))
  test.skipIf(bytes === null)(`is split by rfc4155 as rule R says: ${vector.what}`, () => {
    const scan = scanMbox(bytes!, { host: nodeHost, separator: 'rfc4155' })
    const { expect: want } = vector
    if (want.messages !== null) expect(scan.entries).toHaveLength(want.messages)
    if (want.segments !== undefined) {
      expect(scan.entries.map((entry) => [entry.fromLine.start, entry.trailer.end])).toEqual(
        want.segments.map((segment) => [segment.start, segment.end]),
      )
      expect(
        scan.entries.map((entry) => sha256(bytes!.subarray(entry.fromLine.end, entry.trailer.end))),
      ).toEqual(want.segments.map((segment) => segment.raw))
    }
    const codes = new Set<string>(scan.observations.map((observation) => observation.code))
    const ours = (code: string) => OUR_CODE[code] ?? null
    for (const code of want.audit_must_report.map(ours)) if (code !== null) expect(codes).toContain(code)
    for (const code of want.audit_must_not_report.map(ours))
      if (code !== null) expect(codes).not.toContain(code)
    const offsets = (code: string) =>
      scan.observations
        .filter((seen) => seen.code === code && seen.detail !== 'git patch')
        .map((seen) => seen.offset)
    if (want.suspect_from_offsets !== undefined) {
      expect(offsets('suspect-from-line')).toEqual(want.suspect_from_offsets)
    }
    if (want.ambiguous_from_offsets !== undefined) {
      expect(offsets('ambiguous-from-line')).toEqual(want.ambiguous_from_offsets)
    }
  })
})

/** The bytes, gunzipped if they are gzip; null where the gzip is damaged, which the reader of files reports. */
function decompressed(bytes: Uint8Array): Uint8Array | null {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes
  try {
    return new Uint8Array(gunzipSync(bytes))
  } catch {
    return null
  }
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
