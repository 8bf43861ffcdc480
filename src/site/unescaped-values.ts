import { ThemeError } from './theme-error.ts'

/** What may stand in `{{{ }}}`: fields of type `SafeHtml`, and `this` in a list of them. */
const SAFE: ReadonlySet<string> = new Set(['html', 'html.html'])
const SAFE_LIST = 'messages'
/** How deep blocks may stand inside one another. */
const MAX_DEPTH = 100

/**
 * Refuses a template that puts out text without escaping it: mail would become markup.
 *
 * @throws {@link ThemeError}
 */
export function expectEscaped(program: hbs.AST.Program, file: string): void {
  checkBlock(program, file, null, 0)
}

function checkBlock({ body }: hbs.AST.Program, file: string, list: string | null, depth: number): void {
  if (depth > MAX_DEPTH) throw new ThemeError(file, null, `has blocks more than ${MAX_DEPTH} deep`)
  for (const statement of body) {
    if (statement.type === 'MustacheStatement') checkValue(statement as hbs.AST.MustacheStatement, file, list)
    if (statement.type === 'BlockStatement' || statement.type === 'PartialBlockStatement') {
      const block = statement as hbs.AST.BlockStatement
      const isEach = 'path' in block && block.path.original === 'each'
      const [over] = block.params
      const inner =
        isEach && over?.type === 'PathExpression' ? (over as hbs.AST.PathExpression).original : list
      const branches: readonly (hbs.AST.Program | undefined)[] = [block.program, block.inverse]
      for (const branch of branches) if (branch) checkBlock(branch, file, inner, depth + 1)
    }
  }
}

function checkValue(
  { path, escaped, loc }: hbs.AST.MustacheStatement,
  file: string,
  list: string | null,
): void {
  if (escaped) return
  const name = path.type === 'PathExpression' ? (path as hbs.AST.PathExpression).original : ''
  if (SAFE.has(name) || (name === 'this' && list === SAFE_LIST)) return
  throw new ThemeError(
    file,
    loc.start.line,
    `${JSON.stringify(name)} would stand in the page as markup: only safe HTML may be written with three braces`,
  )
}
