/** How much of a line is looked at. */
const MAX_LOOK = 200
/** Marks that draw: a line made of many of them is a table or a picture. */
const DRAWN = /[|+\-_=/\\*#~^<>]/g

/**
 * True where lines make sense only in a font of fixed width: tables, columns, drawings, code under an indent.
 *
 * A guess from their shape: at least two lines, and half of those that are not blank have gaps inside, an indent of
 * four or more, or draw. A wrong guess costs a font, nothing else.
 *
 * @param lines - Of one paragraph.
 *
 * @example
 * wantsFixedWidth(['name    size', 'tulips    12']) // => true
 */
export function wantsFixedWidth(lines: readonly string[]): boolean {
  let shaped = 0
  let written = 0
  for (const whole of lines) {
    const line = whole.slice(0, MAX_LOOK).trimEnd()
    if (line === '') continue
    written += 1
    if (isShaped(line)) shaped += 1
  }
  return shaped >= 2 && 2 * shaped >= written
}

function isShaped(line: string): boolean {
  if (/^(?: {4}|\t)\s*\S/.test(line)) return true
  // Two blanks follow a full stop in English typing.
  if (/[^\s.!?:] {3,}\S|\S\t+\S/.test(line)) return true
  const drawn = line.match(DRAWN)?.length ?? 0
  return drawn >= 4 && 2 * drawn >= line.replaceAll(' ', '').length
}
