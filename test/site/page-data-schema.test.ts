import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, test } from 'vitest'
import type { RenderPage } from '../../src/site/site-theme.ts'
import { BUILT_IN_THEME, TEMPLATE_NAMES } from '../../src/site/site-theme.ts'
import { filesOf, sampleModel, SETTINGS } from './sample-site.ts'

const script = new URL('../../scripts/make-page-schema.js', import.meta.url)
const committed = readFileSync(new URL('../../schema/page-data.schema.json', import.meta.url), 'utf8')

test('schema/page-data.schema.json is as new as the types: else run npm run templates', async () => {
  const { makePageSchema } = (await import(script.href)) as { makePageSchema: () => string }
  expect(makePageSchema()).toBe(committed)
})

test('the data of every template fit the schema, and a field too many or too few does not', async () => {
  const schema = JSON.parse(committed) as object
  const isValid = new Ajv2020({ strict: false }).compile({ ...schema, additionalProperties: false })
  const seen = new Map<string, object>()
  const render: RenderPage = (name, data) => {
    expect(isValid({ [name]: data }), `${name}: ${JSON.stringify(isValid.errors)}`).toBe(true)
    seen.set(name, data)
    return BUILT_IN_THEME.render(name, data)
  }
  const settings = { ...SETTINGS, baseUrl: 'https://example.org/' }
  await filesOf({
    ...sampleModel(),
    theme: { ...BUILT_IN_THEME, render },
    search: 'built-in',
    downloads: true,
    settings,
  })
  // The pages of an adopted archive are not in the sample.
  const expected = TEMPLATE_NAMES.filter((name) => !name.startsWith('old-'))
  expect([...seen.keys()].sort()).toEqual(expected.sort())
  for (const [name, data] of seen) {
    expect(isValid({ [name]: { ...data, more: 1 } }), name).toBe(false)
    const [first, ...rest] = Object.entries(data)
    expect(first).toBeDefined()
    expect(isValid({ [name]: Object.fromEntries(rest) }), name).toBe(false)
  }
})
