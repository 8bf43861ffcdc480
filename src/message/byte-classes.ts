function table(keep: (byte: number) => boolean): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, byte) => (keep(byte) ? 1 : 0))
}

/** Bytes 0x21 to 0x7E: what is left of a text when its charset or its white space changes. */
export const VISIBLE_ASCII: Uint8Array = table((byte) => byte >= 0x21 && byte <= 0x7e)

/** All bytes but 0x00 to 0x20 and 0x7F: what is left of a text when only its white space changes. */
export const NO_BLANKS: Uint8Array = table((byte) => byte > 0x20 && byte !== 0x7f)
