import ts from 'typescript'
import { describe, expect, test } from 'vitest'
import * as holdfast from '../../src/index.ts'
import { readExports } from './read-exports.ts'
import { claimsSomething, runExample } from './run-example.ts'

const names = readExports('index.ts')
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)
const scope = { ...holdfast, utf8 }

test('every exported name has a docstring that says more than its name', () => {
  expect(names.length).toBeGreaterThan(50)
  const bare = names
    .filter(({ text }) => text.split(/\s+/).length < 4)
    .map(({ name, place }) => `${name}: ${place}`)
  expect(bare).toEqual([])
})

test('every exported function and class shows how it is used', () => {
  const bare = names
    .filter(({ kind, examples }) => (kind === 'function' || kind === 'class') && examples.length === 0)
    .map(({ name, place }) => `${name}: ${place}`)
  expect(bare).toEqual([])
})

describe('examples come out as they claim', () => {
  const claiming = names.flatMap(({ name, examples }) =>
    examples.filter(claimsSomething).map((example) => ({ name, example })),
  )

  test('enough of them claim something', () => expect(claiming.length).toBeGreaterThan(20))

  test.each(claiming)('$name', async ({ example }) => {
    for (const { source, actual, expected } of await runExample(example, scope)) {
      expect(actual, source).toEqual(expected)
    }
  })
})

test('every example is at least a program', () => {
  for (const { name, examples } of names) {
    for (const example of examples) {
      const { diagnostics } = ts.transpileModule(example, {
        reportDiagnostics: true,
        fileName: 'example.mts',
      })
      expect(
        diagnostics?.map(({ messageText }) => messageText),
        name,
      ).toEqual([])
    }
  }
})

describe('the runner of examples', () => {
  test('tells a claim that holds from one that does not', async () => {
    const claims = await runExample("const a = 1\na + 1 // => 2\nString(a)\n// => 'a' +\n//   'c'", {})
    expect(claims).toEqual([
      { source: 'a + 1', actual: 2, expected: 2 },
      { source: 'String(a)', actual: '1', expected: 'ac' },
    ])
  })

  test('refuses a claim that follows no expression', async () => {
    await expect(runExample('const a = 1 // => 1', {})).rejects.toThrow('after no expression')
    await expect(runExample('// => 1\nconst a = 1', {})).rejects.toThrow('out of place')
  })
})
