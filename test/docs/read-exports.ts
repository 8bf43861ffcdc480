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
  /** Types that its declaration names, but that the module does not export. */
  readonly unexported: readonly string[]
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
  const targetOf = (symbol: ts.Symbol): ts.Symbol =>
    symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
  const symbols = checker.getExportsOfModule(checker.getSymbolAtLocation(source)!)
  const exported = new Set(symbols.map(targetOf))
  const isOurs = ({ declarations }: ts.Symbol): boolean =>
    declarations?.some(
      (declaration) =>
        declaration.getSourceFile().fileName.startsWith(join(root, 'src')) &&
        (ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Export) !== 0,
    ) ?? false
  const unexportedIn = (declaration: ts.Declaration): string[] =>
    typesNamedBy(declaration).flatMap((name) => {
      const named = checker.getSymbolAtLocation(name)
      const target = named === undefined ? undefined : targetOf(named)
      return target === undefined || exported.has(target) || !isOurs(target) ? [] : [target.name]
    })
  return symbols.map((symbol) => {
    const target = targetOf(symbol)
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
      unexported: [...new Set(unexportedIn(declaration))],
    }
  })
}

/** The names of types in what a caller sees of a declaration: bodies, private members and initial values are not looked at. */
function typesNamedBy(declaration: ts.Declaration): ts.EntityName[] {
  const names: ts.EntityName[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isBlock(node) || ts.isPrivateIdentifier(node)) return
    if (
      ts.canHaveModifiers(node) &&
      node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.PrivateKeyword)
    ) {
      return
    }
    if (ts.isTypeReferenceNode(node)) names.push(node.typeName)
    else if (ts.isExpressionWithTypeArguments(node) && ts.isIdentifier(node.expression))
      names.push(node.expression)
    node.forEachChild(visit)
  }
  visit(declaration)
  return names
}

function kindOf({ flags }: ts.Symbol): ExportedName['kind'] {
  if (flags & ts.SymbolFlags.Function) return 'function'
  if (flags & ts.SymbolFlags.Class) return 'class'
  return flags & ts.SymbolFlags.Value ? 'value' : 'type'
}
