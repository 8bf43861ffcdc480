import ts from 'typescript'

/** One `expression // => value` of an example, both as they came out. */
export interface Claim {
  /** The expression as it is written. */
  readonly source: string
  readonly actual: unknown
  readonly expected: unknown
}

/** Whether an example claims anything that can be checked. */
export const claimsSomething = (example: string): boolean => example.includes('// =>')

/**
 * Runs an example and collects what it claims: after an expression, on its last line or on the next one, stands
 * `// => value`; the value may go on over more comment lines.
 *
 * @param scope - The names that the example may use without declaring them.
 * @throws Whatever the example throws, and an Error for a `// =>` that follows no expression.
 */
export async function runExample(
  example: string,
  scope: Readonly<Record<string, unknown>>,
): Promise<Claim[]> {
  const file = ts.createSourceFile('example.mjs', example, ts.ScriptTarget.ES2023, true, ts.ScriptKind.JS)
  const claims: Claim[] = []
  let claimed = 0
  const code = file.statements
    .map((statement) => {
      const text = statement.getText(file)
      const value = claimAfter(example, statement.end)
      if (value === null) return text
      if (!ts.isExpressionStatement(statement)) throw new Error(`// => stands after no expression: ${text}`)
      claimed += 1
      const source = statement.expression.getText(file)
      return `claim(${JSON.stringify(source)}, (${source}), (${value}))`
    })
    .join('\n;')
  if (claimed !== example.split('// =>').length - 1) throw new Error(`a // => is out of place in ${example}`)
  const names = Object.keys(scope)
  const run = new AsyncFunction('claim', ...names, code)
  await run(
    (source: string, actual: unknown, expected: unknown) => void claims.push({ source, actual, expected }),
    ...names.map((name) => scope[name]),
  )
  return claims
}

const AsyncFunction = (async () => {
  await Promise.resolve()
}).constructor as new (...parts: string[]) => (...values: unknown[]) => Promise<void>

/** The value in the comment behind a statement, or null where there is none. */
function claimAfter(text: string, end: number): string | null {
  const rest = /^[;]?[ \t]*\n?[ \t]*\/\/ =>(.*(?:\n[ \t]*\/\/(?! =>).*)*)/.exec(text.slice(end))
  return rest === null ? null : rest[1]!.replaceAll(/^[ \t]*\/\//gm, '')
}
