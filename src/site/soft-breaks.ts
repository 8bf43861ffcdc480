/** No block of shorter lines was wrapped by a program. */
const MIN_WIDTH = 50
/** Nor one of longer ones: programs that do not wrap write a paragraph in one line. */
const MAX_WIDTH = 100
/** How much of a line is looked at. */
const MAX_LOOK = 400

/** Scripts that put no blank between words: lines of theirs are not joined. */
const UNSPACED = /[\u0e00-\u0eff\u1000-\u109f\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff\uff00-\uffef]/

/**
 * At which line ends a text was only wrapped, so that a narrow page may go on in the same line: where the first word
 * of the next line did not fit any more. A guess; a wrong one costs a line end on a phone, and nothing is lost.
 *
 * @param lines - Of one block. Of a quote, without the marks.
 * @returns For each line, whether the end of the line before it is soft; false for the first.
 *
 * @example
 * softBreaks(['The tulips that we planted in October behind the shed', 'are out.', 'Ann']) // => [false, true, false]
 */
export function softBreaks(lines: readonly string[]): readonly boolean[] {
  const written = lines.map((line) => line.slice(0, MAX_LOOK).trimEnd())
  const width = written.reduce((most, line) => Math.max(most, line.length), 0)
  if (width < MIN_WIDTH || width > MAX_WIDTH) return lines.map(() => false)
  return written.map((line, index) => {
    const before = written[index - 1]
    return before !== undefined && goesOn(before, line, width)
  })
}

function goesOn(before: string, line: string, width: number): boolean {
  const [word = ''] = line.split(' ', 1)
  if (word === '' || before === '' || before.length + 1 + word.length <= width) return false
  // What begins with a mark, an indent or a number is an item of a list.
  if (!/^[\p{L}(“"']|^\d+[^.):\d]/u.test(line)) return false
  return !UNSPACED.test(before.slice(-1)) && !UNSPACED.test(line.slice(0, 1))
}
