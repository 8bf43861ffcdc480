import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { beforeAll, expect, test } from 'vitest'
import { hypermailTree } from '../archivers/hypermail-tree.ts'
import { cliFolder, type CliRun } from './run-cli.ts'

const folder = cliFolder()
const { mbox, files, pages } = hypermailTree()
const ADOPT = ['adopt', 'old', 'list.mbox', '--archiver', 'hypermail', '--json'] as const
const ajv = new Ajv2020({ strict: true, strictRequired: false, strictTypes: false, allowUnionTypes: true })
const fits = ajv.compile(
  JSON.parse(readFileSync(new URL('../../schema/adopt.schema.json', import.meta.url), 'utf8')) as object,
)

/** The object on stdout, which fits the schema. */
function told({ stdout }: CliRun): Record<string, unknown> {
  const value = JSON.parse(stdout) as Record<string, unknown>
  expect(fits(value), JSON.stringify(fits.errors)).toBe(true)
  return value
}

beforeAll(() => {
  folder.write('list.mbox', mbox)
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(folder.at('old', path)), { recursive: true })
    folder.write(`old/${path}`, text)
  }
})

test('a dry run says what would be adopted, and writes nothing', async () => {
  const run = await folder.holdfast([...ADOPT, '--dry-run'])
  expect(run.code, run.stderr).toBe(0)
  const adoption = told(run)
  expect(adoption).toMatchObject({
    ...{ archiver: 'hypermail', list: 'list', dryRun: true },
    settings: { separator: 'dated', layout: 'hypermail' },
    pages: { total: 10, id: 10, none: 0, copies: 0, orphans: 0 },
    entries: { total: 12, withPage: 10, withoutPage: 2, phantoms: 0 },
    files: { copied: 1, indexes: 4, pages: 0 },
    renumbering: { archiver: 'hypermail', moved: 0, lost: 0 },
  })
  expect((adoption['findings'] as { level: string }[]).filter(({ level }) => level === 'error')).toEqual([])
  expect(existsSync(folder.at('list.ledger'))).toBe(false)
})

test('adopted and rebuilt over it, every old path and anchor is answered by the same message', async () => {
  const run = await folder.holdfast(ADOPT)
  expect(run.code, run.stderr).toBe(0)
  expect(told(run)['dryRun']).toBe(false)
  const ledger = folder.text('list.ledger')
  for (const path of pages) expect(ledger).toContain(`"path":"${path}"`)

  const rebuild = ['rebuild', 'list.mbox', '--base', 'old', '--out', 'site'] as const
  const first = await folder.holdfast(rebuild)
  expect(first.code, first.stderr).toBe(0)
  expect(folder.text('site/att-0005/plan.png')).toBe('a picture')
  expect(folder.text('site/date.html')).toContain('id="5"')

  const verify = ['verify', 'site', '--ledger', 'list.ledger', '--against', 'old', '--json'] as const
  const whole = await folder.holdfast(verify)
  expect(whole.code, whole.stdout).toBe(0)
  expect(JSON.parse(whole.stdout)).toMatchObject({
    findings: [],
    against: { archiver: 'hypermail', pages: { same: 10, differs: 0, wrong: 0, withdrawn: 0, missing: 0 } },
  })

  rmSync(folder.at('list.ledger'))
  const again = await folder.holdfast(['adopt', 'site', 'list.mbox', '--archiver', 'holdfast'])
  expect(again.code, again.stderr).toBe(0)
  expect(again.stdout).toContain('the rebuild needs that folder, TREE, too')
  expect(again.stdout).toContain(
    'next: holdfast rebuild list.mbox --ledger list.ledger --base TREE --out site\n',
  )
  expect((await folder.holdfast(rebuild)).stdout).toContain('wrote 0 files')
})

test('after a message was taken out of the mbox, the next rebuild by Hypermail would move pages: the adoption tells', async () => {
  folder.write('cut.mbox', mbox.replace(/^From cleo[^]*?(?=^From ann)/m, ''))
  const run = await folder.holdfast([
    'adopt',
    'old',
    'cut.mbox',
    '--archiver',
    'hypermail',
    '--json',
    '--dry-run',
  ])
  expect(told(run)).toMatchObject({
    pages: { total: 10, id: 9, none: 1 },
    files: { pages: 1 },
    renumbering: { moved: 7, first: { from: '0003.html', to: '0002.html' } },
  })
})
