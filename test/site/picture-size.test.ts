import fc from 'fast-check'
import { expect, test } from 'vitest'
import { pictureSize } from '../../src/site/picture-size.ts'

const four = (value: number) => [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255]
const png = (width: number, height: number) =>
  Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52, ...four(width), ...four(height), 8, 2) // prettier-ignore
const gif = (width: number, height: number) =>
  Uint8Array.of(0x47, 0x49, 0x46, 0x38, 0x39, 0x61, width & 255, width >> 8, height & 255, height >> 8)
/** With a segment of other data before the frame header, and a fill byte. */
const jpeg = (width: number, height: number) =>
  Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2, 0xff, 0xff, 0xc2, 0, 11, 8, height >> 8, height & 255, width >> 8, width & 255, 1, 1, 0x11, 0) // prettier-ignore

for (const [kind, make] of [
  ['PNG', png],
  ['GIF', gif],
  ['JPEG', jpeg],
] as const) {
  // prettier-ignore
  test(`the size of a ${kind} stands in its bytes`, () => {
    expect(pictureSize(make(640, 300))).toEqual({ width: 640, height: 300 })
  })

  test(`a ${kind} that is empty, cut short or far too large has none`, () => {
    expect(pictureSize(make(0, 300))).toBeNull()
    expect(pictureSize(make(640, 0))).toBeNull()
    expect(pictureSize(make(16_385, 10))).toBeNull()
    expect(pictureSize(make(16_000, 16_000))).toBeNull()
    for (let length = 0; length < 10; length += 1)
      expect(pictureSize(make(640, 300).subarray(0, length))).toBeNull()
  })
}

test('whatever the bytes are, the answer is a size that fits or none', () => {
  const start = fc.constantFrom([...png(1, 1)], [...gif(1, 1)], [...jpeg(1, 1)], [0xff, 0xd8, 0xff])
  fc.assert(
    fc.property(start, fc.nat(30), fc.uint8Array({ maxLength: 60 }), (head, keep, tail) => {
      const size = pictureSize(Uint8Array.from([...head.slice(0, keep), ...tail]))
      if (size !== null) expect(size.width * size.height).toBeGreaterThan(0)
    }),
  )
})
