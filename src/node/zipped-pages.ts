import { gunzipSync } from 'node:zlib'
import { gzipSync } from 'fflate'

/** MHonArc's GZIPFILES writes such names; a server says of them that they are HTML, compressed. */
const ZIPPED_PAGE = /\.[psx]?html?\.gz$/i
/** No page of ours or of an old archive is longer. */
const MOST_UNPACKED = 256 * 1024 * 1024

/** Whether a file of a site is a page that is kept compressed, by its name. */
export function isZippedPage(path: string): boolean {
  return ZIPPED_PAGE.test(path)
}

/** The files of a site, pages whose names end in `.gz` compressed: the same bytes on every machine. */
export async function* withZippedPages<File extends { readonly path: string; readonly bytes: Uint8Array }>(
  files: Iterable<File> | AsyncIterable<File>,
): AsyncGenerator<File> {
  for await (const file of files) {
    if (!isZippedPage(file.path) || isZipped(file.bytes)) yield file
    else yield { ...file, bytes: gzipSync(file.bytes, { level: 6, mtime: 0 }) }
  }
}

/** The bytes of a page, unpacked where they are compressed; what cannot be unpacked stays as it is. */
export function plainPage(bytes: Uint8Array): Uint8Array {
  if (!isZipped(bytes)) return bytes
  try {
    return gunzipSync(bytes, { maxOutputLength: MOST_UNPACKED })
  } catch {
    return bytes
  }
}

function isZipped(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b
}
