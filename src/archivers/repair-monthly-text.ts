import type { PublishedPage } from './published-tree.ts'

const QUESTION = 0x3f
const LF = 0x0a

/**
 * Puts back into a message of Pipermail's monthly text the characters that the text lost and the page still shows.
 *
 * Pipermail writes the monthly text in the charset of the list's language, and `?` for every character that is not in it;
 * the page has a character reference there. A line is repaired where the page has the same line but for characters beyond
 * ASCII in place of `?`; where it has different ones that fit, the k-th takes the k-th, if there are as many, and else
 * none. Nothing is guessed: a `?` that was one stays.
 *
 * @param message - The bytes after the From_ line. A message with a Content-Type is no monthly text's, and is left alone.
 * @param page - The page of the same message.
 * @returns The same bytes where there is nothing to repair; else UTF-8.
 */
export function repairMonthlyText(message: Uint8Array, page: Pick<PublishedPage, 'text'>): Uint8Array {
  const start = bodyStart(message)
  if (start === -1 || !message.subarray(start).includes(QUESTION)) return message
  const head = asciiOf(message.subarray(0, start))
  const body = asciiOf(message.subarray(start))
  // What is not ASCII was not lost, and in a charset that nobody names.
  if (head === null || body === null || /^content-type:/im.test(head)) return message
  const lines = body.split('\n')
  const repaired = repairLines(lines, page.text.split('\n'))
  return repaired === null ? message : new TextEncoder().encode(head + repaired.join('\n'))
}

/** Null where no line can be repaired. */
function repairLines(lines: readonly string[], shown: readonly string[]): readonly string[] | null {
  const witnesses = new Map<string, string[]>()
  for (const line of shown) {
    const lossy = lossyForm(line)
    if (!lossy.includes('?')) continue
    const known = witnesses.get(lossy)
    if (known === undefined) witnesses.set(lossy, [line.trimEnd()])
    else known.push(line.trimEnd())
  }
  const places = new Map<string, number[]>()
  for (const [index, line] of lines.entries()) {
    const key = line.trimEnd()
    if (!witnesses.has(key)) continue
    const known = places.get(key)
    if (known === undefined) places.set(key, [index])
    else known.push(index)
  }
  const repaired = [...lines]
  let isRepaired = false
  for (const [key, indexes] of places) {
    const found = witnesses.get(key)!
    if (found.every((line) => line === key)) continue
    const isOne = new Set(found).size === 1
    if (!isOne && found.length !== indexes.length) continue
    for (const [k, index] of indexes.entries()) {
      const blanks = lines[index]!.slice(key.length)
      repaired[index] = `${isOne ? found[0]! : found[k]!}${blanks}`
      isRepaired = true
    }
  }
  return isRepaired ? repaired : null
}

/** A line as the monthly text has it: one `?` for each character beyond ASCII. */
function lossyForm(line: string): string {
  return line.trimEnd().replace(/[^\u0000-\u007f]/gu, '?')
}

/** Where the body begins: behind the first empty line; -1 where there is none. */
function bodyStart(message: Uint8Array): number {
  for (let at = message.indexOf(LF); at !== -1; at = message.indexOf(LF, at + 1)) {
    if (message[at + 1] === LF) return at + 2
  }
  return -1
}

/** Null where a byte is beyond ASCII. */
function asciiOf(bytes: Uint8Array): string | null {
  let text = ''
  const PIECE = 8192
  for (let at = 0; at < bytes.length; at += PIECE) {
    const piece = bytes.subarray(at, at + PIECE)
    if (piece.some((byte) => byte > 0x7f)) return null
    text += String.fromCharCode(...piece)
  }
  return text
}
