import { readFileSync, rmSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { beforeEach, expect, test } from 'vitest'
import { VERIFY_LEVELS } from '../../src/node/verify/verify-finding.ts'
import { cliFolder, expectRefusal } from './run-cli.ts'
import { mbox } from './sample.ts'

const folder = cliFolder()
const schema = JSON.parse(
  readFileSync(new URL('../../schema/verify.schema.json', import.meta.url), 'utf8'),
) as { $defs: { finding: { properties: { code: { enum: string[] } } } } }
const fits = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(schema)
const VERIFY = ['verify', 'site', '--ledger', 'list.ledger'] as const

beforeEach(async () => {
  for (const name of ['site', 'list.ledger']) rmSync(folder.at(name), { recursive: true, force: true })
  folder.write('list.mbox', mbox(5))
  await folder.holdfast(['rebuild', 'list.mbox', '--out', 'site'])
})

async function json(words: readonly string[], code: number): Promise<Record<string, unknown>> {
  const run = await folder.holdfast([...words, '--json'])
  expect(run.code, run.stderr).toBe(code)
  const value = JSON.parse(run.stdout) as Record<string, unknown>
  expect(fits(value), JSON.stringify(fits.errors)).toBe(true)
  return value
}

test('a site as it was published is all as recorded, exit code 0; --quiet says nothing', async () => {
  const { code, stdout, stderr } = await folder.holdfast(VERIFY)
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toMatch(/^list: \d+ files, 5 recorded paths, \d+ links checked; all as recorded\n$/)
  expect(await folder.holdfast([...VERIFY, '--quiet'])).toEqual({ code: 0, stdout: '', stderr: '' })
  expect(await json(VERIFY, 0)).toMatchObject({ command: 'verify', list: 'list', dir: 'site', findings: [] })
})

test('a lost page is named with what to do, exit code 1, also with --quiet', async () => {
  rmSync(folder.at('site/index.html'))
  const { code, stdout } = await folder.holdfast([...VERIFY, '--quiet'])
  expect(code).toBe(1)
  expect(stdout).toContain('site/index.html: error page-missing\n  index.html is not there\n')
  expect(stdout).toContain('hint: run holdfast rebuild')
  expect(await json(VERIFY, 1)).toMatchObject({ findings: [{ code: 'page-missing', path: 'index.html' }] })
})

test('--rebuild builds again and compares, without a change', async () => {
  expect(await json([...VERIFY, '--rebuild', 'list.mbox'], 0)).toMatchObject({ rebuilt: true, findings: [] })
  folder.write('list.mbox', mbox(6))
  expect(await json([...VERIFY, '--rebuild', 'list.mbox'], 1)).toMatchObject({
    findings: [{ code: 'mbox-differs' }],
  })
})

test('a rebuild heals what verify found', async () => {
  rmSync(folder.at('site/index.html'))
  folder.write('site/map.json', '{}')
  expect((await folder.holdfast(VERIFY)).code).toBe(1)
  await folder.holdfast(['rebuild', 'list.mbox', '--out', 'site'])
  expect((await folder.holdfast(VERIFY)).code).toBe(0)
})

test('a folder, a ledger or a commit that is not there is refused', async () => {
  expectRefusal(await folder.holdfast(['verify', 'none', '--ledger', 'list.ledger']), 3, /none/)
  expectRefusal(await folder.holdfast(['verify', 'site', '--ledger', 'none.ledger']), 3, /none\.ledger/)
  expectRefusal(await folder.holdfast(['verify', 'site']), 2, /--ledger/)
  expectRefusal(await folder.holdfast(['verify']), 2, /missing required argument 'dir'/)
  expectRefusal(await folder.holdfast([...VERIFY, '--expect', 'AAAAAAAAAAAAAAAAAAAAAA']), 1, /AAAA/)
})

test('the schema has every code', () => {
  expect(schema.$defs.finding.properties.code.enum.toSorted()).toEqual(Object.keys(VERIFY_LEVELS).toSorted())
})
