import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { HoldfastError } from '../../src/node/holdfast-error.ts'
import { readTheme } from '../../src/node/read-theme.ts'
import { rebuildArchive } from '../../src/node/rebuild-archive.ts'
import { verifyArchive } from '../../src/node/verify-archive.ts'

const EXAMPLE = fileURLToPath(new URL('../../docs/example-theme', import.meta.url))
const MBOX =
  'From ann@example.org Mon Mar  5 06:07:08 2001\nFrom: Ann <ann@example.org>\nDate: Mon, 5 Mar 2001 06:07:08 +0000\nSubject: <b>Tulips</b>\nMessage-ID: <a@example.org>\n\nRed & <i>yellow</i>.\n\n'

const folder = mkdtempSync(join(tmpdir(), 'holdfast-theme-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const at = (...names: string[]): string => join(folder, ...names)

beforeEach(() => {
  for (const name of readdirSync(folder)) rmSync(at(name), { recursive: true })
  writeFileSync(at('list.mbox'), MBOX)
})

/** Writes a theme, and returns its folder. */
function theme(files: Readonly<Record<string, string>>, name = 'theme'): string {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(at(name, file)), { recursive: true })
    writeFileSync(at(name, file), text)
  }
  return at(name)
}

async function rebuild(themeFolder?: string) {
  return await rebuildArchive({ mbox: [at('list.mbox')], out: at('site'), ...(themeFolder === undefined ? {} : { theme: themeFolder }) })
} // prettier-ignore

function messagePage(): string {
  const [first] = readdirSync(at('site', 'm'), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.html')) // prettier-ignore
  return readFileSync(at('site', 'm', first!), 'utf8')
}

async function refusal(action: () => unknown): Promise<string> {
  const error: unknown = await Promise.resolve().then(action).then(() => null, (thrown: unknown) => thrown) // prettier-ignore
  expect(error).toBeInstanceOf(HoldfastError)
  expect(error).toMatchObject({ code: 'wrong-theme', exitCode: 2 })
  return (error as HoldfastError).message.replace(`${folder}/`, '')
}

describe('a theme', () => {
  test('replaces templates, partials and the stylesheet; the rest is ours', async () => {
    await rebuild()
    expect(messagePage()).not.toContain('class="byline"')
    const style = 'body { color: navy }'
    const copy = { 'style.css': style, 'partials/page-tabs.hbs': '' }
    for (const name of ['message-page.hbs', 'partials/neighbours.hbs']) theme({ [name]: readFileSync(join(EXAMPLE, name), 'utf8') })
    await rebuild(theme(copy))
    expect(messagePage()).toContain('class="byline"')
    expect(messagePage()).toContain('&lt;b&gt;Tulips&lt;/b&gt;')
    expect(messagePage()).not.toContain('<i>yellow')
    const [, href] = /href="\.\.\/\.\.\/(assets\/style\.[0-9a-f]+\.css)"/.exec(messagePage())!
    expect(readFileSync(at('site', href!), 'utf8')).toBe(style)
    expect(readFileSync(at('site', 'index.html'), 'utf8')).toContain(href)
  }) // prettier-ignore

  test('that stands in the documentation builds a site whose every link resolves', async () => {
    await rebuild(EXAMPLE)
    expect(messagePage()).toContain('class="byline"')
    const { findings } = await verifyArchive({ dir: at('site'), ledger: at('list.ledger') })
    expect(findings).toEqual([])
  })

  test('has one digest, whatever the order of its files and whatever stands in its README', () => {
    const [one, other] = [theme({ 'style.css': 'a', 'README.md': 'x' }), theme({ 'style.css': 'a' }, 'other')]
    expect(readTheme(one).digest).toBe(readTheme(other).digest)
    expect(readTheme(theme({ 'style.css': 'b' }, 'other')).digest).not.toBe(readTheme(one).digest)
  })
})

describe('a theme is refused with its template, line and cause', () => {
  test.each([
    ['a template that cannot be parsed', { 'front-page.hbs': 'a\n{{#if x}}\nb' }, /^theme\/front-page\.hbs:\d+: cannot be parsed: /],
    ['a helper that does not exist', { 'front-page.hbs': 'a\n{{shout listName}}' }, /^theme\/front-page\.hbs:2: .*unknown helper shout/],
    ['mail as markup', { 'message-page.hbs': '\n\n{{{subject}}}' }, /^theme\/message-page\.hbs:3: "subject" would stand in the page as markup/],
    ['mail as markup inside blocks', { 'message-page.hbs': '{{#if subject}}{{#with thread}}{{&subject}}{{/with}}{{/if}}' }, /^theme\/message-page\.hbs:1: "subject"/],
    ['mail as markup in a list of another name', { 'message-page.hbs': '{{#each thread.replies}}{{{this}}}{{/each}}' }, /^theme\/message-page\.hbs:1: "this"/],
    ['mail as markup in a partial', { 'partials/extra.hbs': '{{{x}}}' }, /^theme\/partials\/extra\.hbs:1: "x"/],
    ['a template that is none of ours', { 'mesage-page.hbs': '' }, /^theme\/mesage-page\.hbs: no file of this name belongs to a theme/],
    ['a file of another kind', { 'script.js': '' }, /^theme\/script\.js: no file of this name belongs to a theme/],
  ])('%s', async (_, files, message) => {
    const named = theme(files)
    expect(await refusal(() => readTheme(named))).toMatch(message)
  }) // prettier-ignore

  test.each([
    ['a field that does not exist', { 'front-page.hbs': 'a\nb {{nothing}}' }, /^theme\/front-page\.hbs:2: there is no field "nothing"/],
    ['a field that does not exist, in a partial', { 'partials/layout.hbs': '{{title}}\n\n{{nothing}}' }, /^theme\/partials\/layout\.hbs:3: there is no field "nothing"/],
    ['a way to the code of an object', { 'front-page.hbs': '{{lookup this "constructor"}}{{constructor.name}}' }, /^theme\/front-page\.hbs/],
    ['a message to the terminal', { 'front-page.hbs': '{{log title}}' }, /^theme\/front-page\.hbs/],
    ['a partial that does not exist', { 'front-page.hbs': '{{> nothing}}' }, /^theme\/front-page\.hbs.*The partial nothing could not be found/],
  ])('%s, while pages are made', async (_, files, message) => {
    const named = theme(files)
    expect(await refusal(() => rebuild(named))).toMatch(message)
    expect(existsSync(at('site', 'index.html'))).toBe(false)
  }) // prettier-ignore

  test('and a folder that is not there is said', async () => {
    await expect(rebuild(at('nowhere'))).rejects.toMatchObject({ code: 'file-missing' })
    expect(readdirSync(folder)).not.toContain('list.ledger')
  })
})

describe('the manifest knows the theme', () => {
  const verify = async (themeFolder?: string) => {
    const { findings } = await verifyArchive({
      dir: at('site'), ledger: at('list.ledger'), rebuild: [at('list.mbox')], ...(themeFolder === undefined ? {} : { theme: themeFolder }),
    }) // prettier-ignore
    return findings.map(({ code, message }) => `${code}: ${message}`)
  }

  test('a rebuild with another one says so, and one with the same writes nothing', async () => {
    const first = await rebuild()
    expect(first.isOtherTheme).toBe(false)
    const named = theme({ 'style.css': 'a' })
    const second = await rebuild(named)
    expect(second.isOtherTheme).toBe(true)
    const third = await rebuild(named)
    expect([third.isOtherTheme, third.published!.written]).toEqual([false, 0])
    expect((await rebuild()).isOtherTheme).toBe(true)
  })

  test('verify compares with the same theme alone', async () => {
    const named = theme({ 'style.css': 'a' })
    await rebuild(named)
    expect(await verify(named)).toEqual([])
    expect(await verify()).toEqual([expect.stringMatching(/^rebuild-differs: .*published with the theme .*compared with no theme/)])
    theme({ 'style.css': 'b' })
    expect(await verify(named)).toEqual([expect.stringMatching(/^rebuild-differs: .*compared with the theme/)])
    rmSync(at('site'), { recursive: true })
    await rebuild()
    expect(await verify()).toEqual([])
    expect(await verify(named)).toEqual([expect.stringMatching(/published with no theme.*leave --theme out/)])
  }) // prettier-ignore
})
