// Writes schema/page-data.schema.json: the data of each page template, read from the types in src/site/page-data.ts.
//
// A type that JSON Schema has no word for stops it. test/site/page-data-schema.test.ts fails where the file is older than
// the types.
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

const SOURCE = fileURLToPath(new URL('../src/site/page-data.ts', import.meta.url))
const OUTPUT = new URL('../schema/page-data.schema.json', import.meta.url)

/** The text of the schema. */
export function makePageSchema() {
  const program = ts.createProgram([SOURCE], {
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ES2023,
    strict: true,
    exactOptionalPropertyTypes: true,
    allowImportingTsExtensions: true,
    noEmit: true,
    types: ['node'],
  })
  const checker = program.getTypeChecker()
  const exported = checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(SOURCE)))
  const templates = checker.getDeclaredTypeOfSymbol(exported.find(({ name }) => name === 'TemplateData'))
  const definitions = {}
  const properties = {}
  for (const template of templates.getProperties()) {
    properties[template.name] = schemaOf(checker.getTypeOfSymbol(template), { checker, definitions })
  }
  const sorted = Object.fromEntries(Object.entries(definitions).sort(([a], [b]) => (a < b ? -1 : 1)))
  const schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'https://holdfast.example/schema/page-data.schema.json',
    title: 'Data of Holdfast page templates',
    description:
      'What a template of a theme is given: one property for each template. docs/themes.md tells more.',
    type: 'object',
    properties,
    $defs: sorted,
  }
  return `${JSON.stringify(schema, null, 2)}\n`
}

function schemaOf(type, context) {
  const { checker } = context
  if (type.isUnion()) return unionSchema(type, context)
  if (type.flags & ts.TypeFlags.Null) return { type: 'null' }
  if (type.flags & ts.TypeFlags.String) return { type: 'string' }
  if (type.flags & ts.TypeFlags.Number) return { type: 'number' }
  if (type.flags & ts.TypeFlags.BooleanLike) return { type: 'boolean' }
  if (type.isStringLiteral()) return { const: type.value }
  const name = type.aliasSymbol?.name ?? type.symbol?.name
  if (type.aliasSymbol?.name === 'SafeHtml')
    return { type: 'string', description: 'Safe HTML: may be written with three braces.' }
  if (checker.isArrayType(type))
    return { type: 'array', items: schemaOf(checker.getTypeArguments(type)[0], context) }
  if (!(type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection))) {
    throw new TypeError(`no schema for ${checker.typeToString(type)}`)
  }
  if (name === undefined || name.startsWith('__')) return objectSchema(type, context)
  if (!(name in context.definitions)) {
    context.definitions[name] = null // it may hold itself
    context.definitions[name] = objectSchema(type, context)
  }
  return { $ref: `#/$defs/${name}` }
}

function unionSchema(type, context) {
  const literals = type.types.filter((part) => part.isStringLiteral())
  const others = type.types.filter(
    (part) => !part.isStringLiteral() && !(part.flags & ts.TypeFlags.BooleanLiteral),
  )
  const schemas = others.map((part) => schemaOf(part, context))
  if (type.types.some((part) => part.flags & ts.TypeFlags.BooleanLiteral))
    schemas.unshift({ type: 'boolean' })
  if (literals.length > 0) schemas.unshift({ enum: literals.map(({ value }) => value).sort() })
  return schemas.length === 1 ? schemas[0] : { anyOf: schemas }
}

function objectSchema(type, context) {
  const { checker } = context
  const properties = {}
  for (const property of checker.getPropertiesOfType(type)) {
    const description = ts.displayPartsToString(property.getDocumentationComment(checker))
    const schema = schemaOf(checker.getTypeOfSymbol(property), context)
    properties[property.name] = description === '' ? schema : { description, ...schema }
  }
  const about = ts.displayPartsToString(type.symbol?.getDocumentationComment(checker) ?? [])
  return {
    ...(about === '' ? {} : { description: about }),
    type: 'object',
    required: Object.keys(properties),
    properties,
    additionalProperties: false,
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(OUTPUT, makePageSchema())
