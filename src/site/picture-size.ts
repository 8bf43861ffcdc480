/** Width and height of a picture in pixels. */
export interface PictureSize {
  readonly width: number
  readonly height: number
}

/** Larger pictures are not shown in a page: browsers decode them whole. In pixels, each side and both together. */
const MAX_SIDE = 16_384
const MAX_PIXELS = 64 * 1024 * 1024
/** How many segments of a JPEG are passed over in search of its frame header. */
const MAX_SEGMENTS = 500

/**
 * The size of a picture, read from its bytes, so that a page can reserve its place; null where they are no PNG, GIF
 * or JPEG, whatever they were declared to be, or where the picture is empty or too large to show in a page.
 *
 * Sources: PNG (ISO/IEC 15948) section 11.2.2, GIF89a section 18, JPEG (ITU-T T.81) annex B.
 */
export function pictureSize(bytes: Uint8Array): PictureSize | null {
  const size = pngSize(bytes) ?? gifSize(bytes) ?? jpegSize(bytes)
  if (size === null) return null
  const { width, height } = size
  const fits = width > 0 && height > 0 && width <= MAX_SIDE && height <= MAX_SIDE
  return fits && width * height <= MAX_PIXELS ? size : null
}

function pngSize(bytes: Uint8Array): PictureSize | null {
  const magic = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52]
  if (bytes.length < 24 || !startsWith(bytes, magic)) return null
  const view = viewOf(bytes)
  return { width: view.getUint32(16), height: view.getUint32(20) }
}

function gifSize(bytes: Uint8Array): PictureSize | null {
  if (bytes.length < 10 || !startsWith(bytes, [0x47, 0x49, 0x46, 0x38])) return null
  if ((bytes[4] !== 0x37 && bytes[4] !== 0x39) || bytes[5] !== 0x61) return null
  const view = viewOf(bytes)
  return { width: view.getUint16(6, true), height: view.getUint16(8, true) }
}

function jpegSize(bytes: Uint8Array): PictureSize | null {
  if (!startsWith(bytes, [0xff, 0xd8, 0xff])) return null
  const view = viewOf(bytes)
  let at = 2
  for (let segments = 0; segments < MAX_SEGMENTS; segments += 1) {
    if (at + 9 > bytes.length || bytes[at] !== 0xff) return null
    const marker = bytes[at + 1]!
    if (marker === 0xff) at += 1
    else if (isFrameHeader(marker)) return { width: view.getUint16(at + 7), height: view.getUint16(at + 5) }
    else if (marker === 0xd9 || marker === 0xda) return null
    else at += 2 + view.getUint16(at + 2)
  }
  return null
}

/** SOF0 to SOF15, but for the tables that stand between them. */
function isFrameHeader(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
}

function startsWith(bytes: Uint8Array, start: readonly number[]): boolean {
  return start.every((byte, index) => bytes[index] === byte)
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
