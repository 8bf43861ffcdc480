import { join } from 'node:path'
import ts from 'typescript'

const root = join(import.meta.dirname, '..', '..')

/** One name that a module exports, with what is said about it where it is declared. */
export interface ExportedName {
  readonly name: string
  readonly kind: 'function' | 'class' | 'value' | 'type'
  /** Where it is declared, for the reader of a failed test. */
  readonly place: string
  /** The text of its docstring; empty if it has none. */
  readonly text: string
  /** Its `@example` blocks. */
  readonly examples: readonly string[]
}

/** Reads what a module of `src` exports, with docstrings, as the compiler sees it. */
export function readExports(file: string): ExportedName[] {
  const entry = join(root, 'src', file)
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), (path) => ts.sys.readFile(path)) as {
    config: object
  }
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root)
  const program = ts.createProgram([entry], options)
  const checker = program.getTypeChecker()
  const source = program.getSourceFile(entry)!
  return checker.getExportsOfModule(checker.getSymbolAtLocation(source)!).map((symbol) => {
    const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
    const declaration = target.declarations![0]!
    const tags = target.getJsDocTags(checker)
    return {
      name: symbol.name,
      kind: kindOf(target),
      place: declaration.getSourceFile().fileName.slice(root.length + 1),
      text: ts.displayPartsToString(target.getDocumentationComment(checker)).trim(),
      examples: tags
        .filter((tag) => tag.name === 'example')
        .map((tag) => ts.displayPartsToString(tag.text).trim()),
    }
  })
}

function kindOf({ flags }: ts.Symbol): ExportedName['kind'] {
  if (flags & ts.SymbolFlags.Function) return 'function'
  if (flags & ts.SymbolFlags.Class) return 'class'
  return flags & ts.SymbolFlags.Value ? 'value' : 'type'
}
