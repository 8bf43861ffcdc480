import type { SiteFile } from './site-model.ts'

const encoder = new TextEncoder()

/** A file that holds a text, in UTF-8. */
export function textFile(path: string, text: string): SiteFile {
  return { path, bytes: encoder.encode(text) }
}
