import ts from 'typescript'

/** The folders of `src` in the order of the data flow: each imports only those before it. */
export const LAYERS = [
  'mbox',
  'message',
  'ledger',
  'audit',
  'charsets',
  'archivers',
  'mend',
  'display',
  'threads',
  'site',
  'maps',
  'node',
  'cli',
] as const

/** Neither may know the other, though one stands before the other. */
const STRANGERS: readonly (readonly [string, string])[] = [['maps', 'site']]
/** These run in a browser too: what they need of a machine, the Host gives them. */
const CORE = new Set(['mbox', 'message', 'ledger', 'audit'])
/** These may ask the machine for time, zone, locale and chance. */
const EDGE = new Set(['node', 'cli'])
/** The one file that turns the names of zones into offsets, and nothing else of Intl. */
const ZONE_FILE = 'archivers/zone.ts'

const MOST_LINES = 400
/** Written by `npm run templates`. */
const GENERATED = 'site/compiled-templates.ts'
const GRAB_BAGS = /(?:^|\/)(?:utils?|helpers?|common|misc|types)(?:\.ts|\/)/
const NODE_GLOBALS = new Set(['Buffer', 'process', '__dirname', '__filename', 'require', 'setImmediate'])
/** Charset tables and locales differ between machines and versions of Node. */
const MACHINE_GLOBALS = new Set(['TextDecoder', 'Intl', 'performance', 'crypto'])
const LOCAL_METHODS = /^(?:localeCompare|toLocale\w*|getTimezoneOffset)$/
/** Methods of Date that answer in the zone of the machine. */
const LOCAL_DATE_METHODS =
  /^(?:get|set)(?:FullYear|Year|Month|Date|Day|Hours|Minutes|Seconds|Milliseconds)$|^to(?:Date|Time)String$/

/**
 * What a source file does against the rules of the layers, one sentence each.
 *
 * @param path - Relative to `src`, with `/`.
 */
export function brokenRules(path: string, text: string): string[] {
  const folder = path.includes('/') ? path.slice(0, path.indexOf('/')) : ''
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true)
  const broken: string[] = []
  const say = (node: ts.Node, what: string): void => {
    const { line } = file.getLineAndCharacterOfPosition(node.getStart(file))
    broken.push(`${path}:${line + 1} ${what}`)
  }
  if (GRAB_BAGS.test(path)) broken.push(`${path} is named for nothing`)
  const lines = text.split('\n').length - 1
  if (lines > MOST_LINES && path !== GENERATED) broken.push(`${path} has ${lines} lines`)
  if (folder !== '' && !(LAYERS as readonly string[]).includes(folder)) broken.push(`${path} is in no layer`)

  const visit = (node: ts.Node): void => {
    const specifier = importedBy(node)
    if (specifier !== null) {
      const problem = importProblem(path, folder, specifier)
      if (problem !== null) say(node, problem)
    }
    if (CORE.has(folder) && ts.isIdentifier(node) && NODE_GLOBALS.has(node.text) && isGlobal(node)) {
      say(node, `uses ${node.text}`)
    }
    if (folder !== '' && !EDGE.has(folder)) {
      const asked = askedOfTheMachine(node, path)
      if (asked !== null) say(node, `asks the machine: ${asked}`)
    }
    node.forEachChild(visit)
  }
  visit(file)
  return broken
}

function importedBy(node: ts.Node): string | null {
  const specifier =
    ts.isImportDeclaration(node) || ts.isExportDeclaration(node)
      ? node.moduleSpecifier
      : ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword
        ? node.arguments[0]
        : ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)
          ? node.argument.literal
          : undefined
  return specifier !== undefined && ts.isStringLiteralLike(specifier) ? specifier.text : null
}

function importProblem(path: string, folder: string, specifier: string): string | null {
  if (CORE.has(folder) && !specifier.startsWith('.'))
    return `imports ${specifier}: the core imports no package`
  if (!specifier.startsWith('.')) return null
  const target = new URL(specifier, `file:///src/${path}`).pathname.slice('/src/'.length)
  const other = target.includes('/') ? target.slice(0, target.indexOf('/')) : ''
  if (folder === '' || other === folder) return null
  const layers = LAYERS as readonly string[]
  if (!layers.includes(other)) return `imports ${target}, which is in no layer`
  if (layers.indexOf(other) > layers.indexOf(folder)) return `imports ${target}, which stands below it`
  return STRANGERS.some((pair) => pair.includes(folder) && pair.includes(other))
    ? `imports ${target}: ${folder} and ${other} do not know each other`
    : null
}

function askedOfTheMachine(node: ts.Node, path: string): string | null {
  if (ts.isNewExpression(node) && isNamed(node.expression, 'Date') && (node.arguments ?? []).length === 0) {
    return 'new Date()'
  }
  if (ts.isNewExpression(node) && isNamed(node.expression, 'Date')) {
    // A text without a zone, or parts, are read in the zone of the machine.
    const [first, second] = node.arguments ?? []
    if (second !== undefined || ts.isStringLiteralLike(first!)) return node.getText()
  }
  if (ts.isCallExpression(node) && isNamed(node.expression, 'Date')) return 'Date()'
  if (ts.isPropertyAccessExpression(node)) {
    const called = `${node.expression.getText()}.${node.name.text}`
    if (called === 'Date.now' || called === 'Date.parse' || called === 'Math.random') return called
    if (LOCAL_METHODS.test(node.name.text) || LOCAL_DATE_METHODS.test(node.name.text)) return node.name.text
  }
  if (ts.isIdentifier(node) && MACHINE_GLOBALS.has(node.text) && isGlobal(node)) {
    if (node.text === 'Intl' && path === ZONE_FILE) return null
    return node.text
  }
  return null
}

const isNamed = (node: ts.Node, name: string): boolean => ts.isIdentifier(node) && node.text === name

/** Whether an identifier is used as a name of its own: no property, no member, no key. */
function isGlobal({ parent, text }: ts.Identifier): boolean {
  if (ts.isPropertyAccessExpression(parent)) return isNamed(parent.expression, text)
  if (ts.isPropertyAssignment(parent)) return isNamed(parent.initializer, text)
  return !(
    ts.isPropertySignature(parent) ||
    ts.isPropertyDeclaration(parent) ||
    ts.isMethodDeclaration(parent) ||
    ts.isParameter(parent) ||
    ts.isImportSpecifier(parent)
  )
}
