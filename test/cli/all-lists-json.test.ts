import { readFileSync, rmSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { beforeAll, expect, test } from 'vitest'
import { cliFolder } from './run-cli.ts'
import { mbox, mboxWithout } from './sample.ts'

const folder = cliFolder()
const ajv = new Ajv2020({ strict: true, strictRequired: false, strictTypes: false, allowUnionTypes: true })
const schema = (name: string): object =>
  JSON.parse(readFileSync(new URL(`../../schema/${name}.schema.json`, import.meta.url), 'utf8')) as object
for (const name of ['audit', 'verify']) ajv.addSchema(schema(name))
const fits = ajv.compile(schema('all-lists'))

interface Report {
  readonly exitCode: number
  readonly lists: readonly Record<string, unknown>[]
}

/** Runs a command over all lists with --json, and demands one object on stdout that fits the schema. */
async function overAll(command: string, code: number): Promise<Report> {
  const run = await folder.holdfast([command, '--all-lists', '--json'])
  expect(run.code, run.stderr).toBe(code)
  const value = JSON.parse(run.stdout) as Report
  expect(fits(value), JSON.stringify(fits.errors)).toBe(true)
  expect(value).toMatchObject({ tool: 'holdfast', schema: 1, command, exitCode: code })
  return value
}

beforeAll(() => {
  const lists = ['one', 'two'].map((name) => ({ name, mbox: [`${name}.mbox`], out: `site-${name}` }))
  folder.write('holdfast.config.json', JSON.stringify({ lists }))
  for (const name of ['one', 'two']) folder.write(`${name}.mbox`, mbox(5))
})

test('what each command prints over all lists is what its schema says', async () => {
  for (const command of ['record', 'rebuild', 'audit', 'verify']) {
    const { lists } = await overAll(command, 0)
    expect(lists).toMatchObject([
      { list: 'one', exitCode: 0, report: { command, list: 'one' }, error: null },
      { list: 'two', exitCode: 0, report: { command, list: 'two' }, error: null },
    ])
  }

  folder.write('two.mbox', mboxWithout(5, [2]))
  const changed = await overAll('rebuild', 1)
  expect(changed.lists).toMatchObject([{ exitCode: 0 }, { exitCode: 1, report: { refused: true } }])

  rmSync(folder.at('two.mbox'))
  const missing = await overAll('audit', 3)
  expect(missing.lists).toMatchObject([
    { exitCode: 0, error: null },
    { exitCode: 3, report: null, error: expect.stringContaining('two.mbox') as string },
  ])

  rmSync(folder.at('site-one/index.html'))
  rmSync(folder.at('site-two'), { recursive: true })
  const broken = await overAll('verify', 3)
  expect(broken.lists).toMatchObject([
    { exitCode: 1, report: { findings: [{ code: 'page-missing' }] } },
    { exitCode: 3, report: null },
  ])
})

test('the schema refuses a list with neither report nor error, with both, and a report of no command', () => {
  const list = { list: 'a', exitCode: 0, report: null, error: 'no' }
  const report = (...lists: object[]) => ({
    tool: 'holdfast',
    schema: 1,
    command: 'audit',
    exitCode: 0,
    lists,
  })
  expect(fits(report(list))).toBe(true)
  expect(fits(report({ ...list, error: null }))).toBe(false)
  expect(fits(report({ ...list, report: {}, error: null }))).toBe(false)
  expect(fits(report({ ...list, list: '' }))).toBe(false)
})
