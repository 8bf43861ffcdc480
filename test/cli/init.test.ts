import { mkdirSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { CONFIG_SCHEMA } from '../../src/cli/config-schema.ts'
import { cliFolder, expectRefusal, type CliFolder } from './run-cli.ts'
import { mbox, message, pipermailPage } from './sample.ts'

/** A folder with a raw list, a list in monthly files, text that is no mail, and a site of ours. */
function lists(): CliFolder {
  const folder = cliFolder()
  for (const name of ['garden', 'beds', 'beds/notes', 'site', '.hidden']) mkdirSync(folder.at(name))
  folder.write('garden/garden.mbox', mbox(3))
  folder.write('beds/2001-January.txt.gz', gzipSync(mbox(2)))
  folder.write('beds/2001-February.txt.gz', gzipSync(mbox(1)))
  folder.write('beds/notes/README.txt', 'Notes, not mail.\n')
  folder.write('.hidden/list.mbox', mbox(1))
  folder.write('site/old.mbox', mbox(1))
  folder.write('site/holdfast.manifest.json', '{}')
  return folder
}

interface Written {
  lists: { name: string; mbox: string[]; out: string; separator?: string }[]
}

describe('holdfast init', () => {
  const folder = lists()

  test('finds lists, and takes nothing that is no list', async () => {
    const { code, stderr } = await folder.holdfast(['init', '.'])
    expect(code).toBe(0)
    expect(stderr).toContain('then: holdfast rebuild --all-lists --config holdfast.config.json')
    const written = JSON.parse(folder.text('holdfast.config.json')) as Written
    expect(CONFIG_SCHEMA.safeParse(written).error).toBeUndefined()
    expect(written.lists).toEqual([
      { name: 'beds', mbox: ['beds/*.txt.gz'], out: 'site/beds' },
      { name: 'garden', mbox: ['garden/garden.mbox'], out: 'site/garden' },
    ])
  })

  test('what it wrote works', async () => {
    const { code, stderr } = await folder.holdfast(['rebuild', '--all-lists'])
    expect({ code, stderr: stderr.replace(/^.*$/gm, '').trim() }).toEqual({ code: 0, stderr: '' })
    expect(folder.text('site/garden/index.html')).toContain('Message 2')
  })

  test('a configuration that is there is not overwritten', async () => {
    const before = folder.text('holdfast.config.json')
    expectRefusal(
      await folder.holdfast(['init', '.', '--yes']),
      2,
      /there is a configuration already/,
      /--dry-run/,
    )
    expect(folder.text('holdfast.config.json')).toBe(before)
  })

  test('a folder without a list is said, and nothing is written', async () => {
    mkdirSync(folder.at('empty'))
    const { code, stderr } = await folder.holdfast(['init', 'empty'])
    expect(code).toBe(1)
    expect(stderr).toContain('looks like an mbox file')
  })

  test('a folder that is not there is an input that cannot be read', async () => {
    expectRefusal(await folder.holdfast(['init', 'nowhere']), 3, /nowhere/)
  })
})

describe('beside a published tree', () => {
  const folder = cliFolder()
  mkdirSync(folder.at('garden/2001-January'), { recursive: true })
  mkdirSync(folder.at('garden.mbox'))
  folder.write('garden.mbox/garden.mbox', mbox(3).replaceAll('\n\nFrom ', '\nFrom '))
  for (let n = 0; n < 3; n++) folder.write(`garden/2001-January/00000${n}.html`, pipermailPage(n))
  folder.write('garden/2001-January.txt', message(0))

  test('it says how to adopt it first; the monthly text is no list of its own, and the rule is left to the adoption', async () => {
    const { code, stdout, stderr } = await folder.holdfast(['init', '.', '--dry-run'])
    expect(code).toBe(0)
    expect(stderr).toContain(
      'holdfast adopt garden garden.mbox/garden.mbox --archiver pipermail --list garden\n',
    )
    expect(JSON.parse(stdout)).toEqual({
      lists: [{ name: 'garden', mbox: ['garden.mbox/garden.mbox'], out: 'site' }],
    })
  })
})
