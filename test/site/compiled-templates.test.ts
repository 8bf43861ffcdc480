import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { BUILT_IN_THEME } from '../../src/site/site-theme.ts'

const read = (path: string) => readFileSync(new URL(`../../src/site/${path}`, import.meta.url), 'utf8')

const script = new URL('../../scripts/compile-templates.js', import.meta.url)

test('compiled-templates.ts is as new as the templates: else run node scripts/compile-templates.js', async () => {
  const { compileTemplates } = (await import(script.href)) as { compileTemplates: () => string }
  expect(read('compiled-templates.ts')).toBe(compileTemplates())
})

test('no template has a way around escaping, but for safe HTML: of mails, and of messages in a thread', () => {
  const folder = new URL('../../src/site/templates/', import.meta.url)
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.hbs'),
  )
  expect(names.length).toBeGreaterThan(8)
  const unescaped = names.flatMap((name) =>
    [...read(`templates/${name}`).matchAll(/\{\{\{[^}]*\}\}\}|\{\{&[^}]*\}\}/g)].map(
      ([mark]) => `${name} ${mark}`,
    ),
  )
  expect([...new Set(unescaped)].sort()).toEqual([
    'partials/body-parts.hbs {{{html.html}}}',
    'thread-page.hbs {{{this}}}',
  ])
})

test('pages are rendered with the runtime of Handlebars alone', () => {
  expect(read('site-theme.ts')).toMatch(/from 'handlebars\/runtime\.js'/)
  expect(read('site-theme.ts')).not.toMatch(/^import (?!type)[^\n]* from 'handlebars'/m)
})

test('missing data throws instead of leaving a gap', () => {
  expect(() => BUILT_IN_THEME.render('redirect-page', {} as never)).toThrow(/not defined/)
})
