/**
 * The codes of an ASCII alphabet, in order. Digests and IDs are made of codes at once, not put together letter by
 * letter: engines keep a text that grows as a tree with a node for each letter, and ten of them are kept a message.
 */
export function asciiCodes(alphabet: string): Uint8Array {
  return Uint8Array.from(alphabet, (letter) => letter.charCodeAt(0))
}
