/**
 * Joins the soft line breaks of `format=flowed` text (RFC 3676): lines of one quote depth that end in a
 * blank. Space-stuffing is undone, quote marks are put back as `> > ` was: one `>` for each level, then a
 * blank. The signature separator `-- ` never joins.
 *
 * @param text - Decoded text with LF line ends.
 * @param options - `delSp`: the blank at a soft break goes with it.
 *
 * @example
 * unflowText('> one \n> two\nthree', { delSp: false }) // => '> one two\nthree'
 */
export function unflowText(text: string, options: { readonly delSp: boolean }): string {
  const out: string[] = []
  let paragraph: { depth: number; pieces: string[] } | null = null
  const close = () => {
    if (paragraph !== null) out.push(quoted(paragraph.depth, paragraph.pieces.join('')))
    paragraph = null
  }
  for (const line of text.split('\n')) {
    let depth = 0
    while (line[depth] === '>') depth += 1
    const content = line.slice(line[depth] === ' ' ? depth + 1 : depth)
    if (paragraph !== null && (paragraph.depth !== depth || content === '-- ')) close()
    const soft = content.endsWith(' ') && content !== '-- '
    const piece = soft && options.delSp ? content.slice(0, -1) : content
    paragraph ??= { depth, pieces: [] }
    paragraph.pieces.push(piece)
    if (!soft) close()
  }
  close()
  return out.join('\n')
}

function quoted(depth: number, content: string): string {
  return depth === 0 ? content : `${'>'.repeat(depth)}${content === '' ? '' : ' '}${content}`
}
