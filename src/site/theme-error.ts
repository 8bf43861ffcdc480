/** A theme's template cannot be used. */
export class ThemeError extends Error {
  override readonly name = 'ThemeError'
  /** The template, relative to the theme's folder. */
  readonly file: string
  /** From 1; null where it is not known. */
  readonly line: number | null

  constructor(file: string, line: number | null, cause: string) {
    super(cause)
    this.file = file
    this.line = line
  }
}

/** What Handlebars threw about a template, with its line and without what only Handlebars itself knows. */
export function themeErrorAt(file: string, error: unknown): ThemeError {
  if (error instanceof ThemeError) return error
  const { message, lineNumber } = error as { readonly message: string; readonly lineNumber?: number }
  const parsed = /^Parse error on line (\d+):\n(.*)\n-*\^\n(.*)$/s.exec(message)
  if (parsed !== null)
    return new ThemeError(file, Number(parsed[1]), `cannot be parsed: ${parsed[3]!} at ${parsed[2]!.trim()}`)
  const [, words, line] = /^(.*?)(?: - (\d+):\d+)?$/s.exec(message)!
  const missing = /^"(.*)" not defined in /s.exec(words!)
  const cause = missing === null ? words! : `there is no field ${JSON.stringify(missing[1])} in its data`
  return new ThemeError(file, lineNumber ?? (line === undefined ? null : Number(line)), cause)
}
