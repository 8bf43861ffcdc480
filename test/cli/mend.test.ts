import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, test } from 'vitest'
import { cliFolder } from './run-cli.ts'
import { mbox, mboxWithout } from './sample.ts'

const folder = cliFolder()
const ajv = new Ajv2020({ strict: true, strictRequired: false, strictTypes: false, allowUnionTypes: true })
const fits = ajv.compile(
  JSON.parse(readFileSync(new URL('../../schema/mend.schema.json', import.meta.url), 'utf8')) as object,
)

async function report(words: readonly string[], code: number): Promise<Record<string, unknown>> {
  const run = await folder.holdfast([...words, '--json'])
  expect(run.code, run.stderr).toBe(code)
  const value = JSON.parse(run.stdout) as Record<string, unknown>
  expect(fits(value), JSON.stringify(fits.errors)).toBe(true)
  return value
}

test('redact and repair print what their schema promises, and change files only with --write', async () => {
  folder.write('list.mbox', mbox(5))
  await folder.holdfast(['record', 'list.mbox'])
  folder.write('gone.mbox', mboxWithout(5, [2]))
  folder.write('backup.mbox', mbox(5))
  folder.write('list.mbox', folder.read('gone.mbox'))
  const repair = ['repair', 'list.mbox', '--from', 'backup.mbox']
  expect(await report(repair, 0)).toMatchObject({ command: 'repair', written: false })
  expect(folder.read('list.mbox')).toEqual(folder.read('gone.mbox'))
  expect(await report([...repair, '--write'], 0)).toMatchObject({ written: true, unrepaired: [] })
  expect(folder.read('list.mbox')).toEqual(folder.read('backup.mbox'))

  const { id } = JSON.parse(
    (await folder.holdfast(['scan', 'list.mbox', '--json'])).stdout.split('\n')[0]!,
  ) as {
    id: string
  }
  const redact = ['redact', 'list.mbox', '--id', id, '--whole', '--reason', 'her wish', '--by', 'ann']
  expect(await report(redact, 0)).toMatchObject({ command: 'redact', written: false })
  expect(folder.read('list.mbox')).toEqual(folder.read('backup.mbox'))
  expect(await report([...redact, '--write'], 0)).toMatchObject({
    written: true,
    entries: [{ id, whole: true }],
  })
  const audit = await folder.holdfast(['audit', 'list.mbox', '--strict'])
  expect(audit.code, audit.stdout).toBe(0)
})
