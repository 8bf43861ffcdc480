import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createSegmenter, createSegmentVerifier, SEGMENT_BYTES } from '../../src/ledger/segments.ts'
import type { SegmentSpan } from '../../src/ledger/segments.ts'
import { host } from './local-host.ts'

/** Splits bytes into pieces of the given lengths, over and over. */
function* pieces(bytes: Uint8Array, lengths: readonly number[]): Generator<Uint8Array> {
  for (let at = 0, index = 0; at < bytes.length; index += 1) {
    const length = lengths.length === 0 ? bytes.length : lengths[index % lengths.length]!
    yield bytes.subarray(at, at + length)
    at += length
  }
}

function segmentsOf(
  entries: readonly Uint8Array[],
  size: number,
  lengths: readonly number[] = [],
  position = 0,
): SegmentSpan[] {
  const segments: SegmentSpan[] = []
  const segmenter = createSegmenter({ host, size, position, onSegment: (segment) => segments.push(segment) })
  for (const entry of entries) {
    for (const piece of pieces(entry, lengths)) segmenter.bytes(piece)
    segmenter.entry()
  }
  return segments
}

function verify(
  segments: readonly SegmentSpan[],
  bytes: Uint8Array,
  lengths: readonly number[] = [],
): readonly boolean[] {
  const verifier = createSegmentVerifier(segments, host)
  for (const piece of pieces(bytes, lengths)) verifier.bytes(piece)
  return verifier.end()
}

const entry = (length: number, fill: number): Uint8Array => new Uint8Array(length).fill(fill)
const list = fc.array(fc.uint8Array({ minLength: 1, maxLength: 40 }), { maxLength: 40 })
const cuts = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 5 })

describe('cutting', () => {
  test('a segment is 8 MiB', () => expect(SEGMENT_BYTES).toBe(8_388_608))
  test('at the first entry border at which it is full', () => {
    const segments = segmentsOf([entry(6, 1), entry(5, 2), entry(30, 3), entry(1, 4), entry(1, 5)], 10)
    expect(segments).toEqual([
      {
        first: 0,
        last: 1,
        bytes: 11,
        sha256: createHash('sha256').update(entry(6, 1)).update(entry(5, 2)).digest('base64url'),
      },
      { first: 2, last: 2, bytes: 30, sha256: createHash('sha256').update(entry(30, 3)).digest('base64url') },
    ])
  })
  test('never with the last entry in it', () => {
    expect(segmentsOf([entry(10, 1)], 10)).toEqual([])
    expect(segmentsOf([entry(10, 1), entry(1, 2)], 10)).toHaveLength(1)
  })
  test('goes on behind the segments that hold', () => {
    const entries = [entry(10, 1), entry(10, 2), entry(10, 3)]
    expect(segmentsOf(entries.slice(1), 10, [], 1)).toEqual(segmentsOf(entries, 10).slice(1))
  })
  test('covers the list from its start without a gap, whatever the pieces', () => {
    fc.assert(
      fc.property(list, cuts, (entries, lengths) => {
        const segments = segmentsOf(entries, 50, lengths)
        expect(segments).toEqual(segmentsOf(entries, 50))
        let next = 0
        for (const { first, last, bytes, sha256 } of segments) {
          const joined = Buffer.concat(entries.slice(first, last + 1))
          expect({ first, bytes, sha256 }).toEqual({
            first: next,
            bytes: joined.length,
            sha256: createHash('sha256').update(joined).digest('base64url'),
          })
          expect(joined.length).toBeGreaterThanOrEqual(50)
          next = last + 1
        }
        expect(next).toBeLessThanOrEqual(Math.max(0, entries.length - 1))
      }),
    )
  })
})

describe('verifying', () => {
  test('unchanged bytes hold, and bytes behind the last segment do not matter', () => {
    fc.assert(
      fc.property(list, cuts, fc.uint8Array(), (entries, lengths, more) => {
        const segments = segmentsOf(entries, 50)
        const results = verify(segments, Buffer.concat([...entries, more]), lengths)
        expect(results).toEqual(segments.map(() => true))
      }),
    )
  })
  test('a changed byte fails its own segment and no other', () => {
    fc.assert(
      fc.property(list, cuts, fc.nat(), fc.integer({ min: 1, max: 255 }), (entries, lengths, place, bits) => {
        const segments = segmentsOf(entries, 50)
        const covered = segments.reduce((sum, { bytes }) => sum + bytes, 0)
        fc.pre(covered > 0)
        const bytes = Buffer.concat(entries)
        const at = place % covered
        bytes[at]! ^= bits
        let start = 0
        const expected = segments.map((segment) => {
          start += segment.bytes
          return at < start - segment.bytes || at >= start
        })
        expect(verify(segments, bytes, lengths)).toEqual(expected)
      }),
    )
  })
  test('missing bytes fail the segments that lack them', () => {
    const entries = [entry(10, 1), entry(10, 2), entry(10, 3)]
    const segments = segmentsOf(entries, 10)
    expect(verify(segments, Buffer.concat(entries).subarray(0, 19))).toEqual([true, false])
    expect(verify(segments, new Uint8Array(0))).toEqual([false, false])
  })
})
