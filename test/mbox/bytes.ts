/** The bytes of a text, one byte a character (ISO 8859-1). */
export function bytesOf(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'latin1'))
}

/** Byte runs joined. */
export function join(runs: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(runs))
}
