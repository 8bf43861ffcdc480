import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'

const root = join(import.meta.dirname, '..', '..')
const pages = ['README.md', 'CHANGELOG.md', ...readdirSync(join(root, 'docs')).map((name) => `docs/${name}`)]
  .filter((name) => name.endsWith('.md'))
  .sort() // sorted for determinism

/** The text without fenced blocks: what is in them is no link. */
const proseOf = (page: string): string =>
  readFileSync(join(root, page), 'utf8').replaceAll(/^ *```.*?^ *```$/gms, '')

/** The anchor that GitHub gives a heading. */
const anchorOf = (heading: string): string =>
  heading
    .replaceAll(/[`*_]/g, '')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} -]/gu, '')
    .replaceAll(' ', '-')

const anchorsIn = (page: string): string[] =>
  [...proseOf(page).matchAll(/^#+ (.*)$/gm)].map((match) => anchorOf(match[1]!))

describe.each(pages)('%s', (page) => {
  test('every link to a file of ours leads somewhere', () => {
    const broken = [...proseOf(page).matchAll(/\]\(([^)\s]+)\)/g)]
      .map((match) => match[1]!)
      .filter((link) => !/^https?:/.test(link))
      .filter((link) => {
        const [path = '', anchor] = link.split('#')
        const target = path === '' ? page : join(dirname(page), path)
        if (!existsSync(join(root, target))) return true
        return anchor !== undefined && !anchorsIn(target).includes(anchor)
      })
    expect(broken).toEqual([])
  })

  test('every source, test and fixture that it names is there', () => {
    const named = [...proseOf(page).matchAll(/`((?:src|test|schema|scripts|bench)\/[\w./-]+)`/g)].map(
      (match) => match[1]!,
    )
    expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([])
  })
})

test('the index lists every page, and the README the index', () => {
  const index = proseOf('docs/README.md')
  const missing = pages
    .filter((page) => page.startsWith('docs/') && page !== 'docs/README.md')
    .filter((page) => !index.includes(`](${page.slice('docs/'.length)})`))
  expect(missing).toEqual([])
  expect(proseOf('README.md')).toContain('](docs/README.md)')
})
