import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { beforeEach, describe, expect, test } from 'vitest'
import { cliFolder, expectRefusal } from './run-cli.ts'
import { message } from './sample.ts'

const folder = cliFolder()
const REBUILD = ['rebuild', 'list.mbox', '--out', 'site'] as const
const SHOWN = ['--addresses', 'shown'] as const
const RAW = ['--raw-messages'] as const
const VERIFY = ['verify', 'site', '--ledger', 'list.ledger', '--rebuild', 'list.mbox'] as const

const entry = message(0, { body: 'Write to ann@example.org.' })

beforeEach(() => {
  for (const name of ['site', 'list.ledger']) rmSync(folder.at(name), { recursive: true, force: true })
  folder.write('list.mbox', entry)
})

/** Every file of the site by its path. */
function site(out = 'site'): Map<string, string> {
  const names = readdirSync(folder.at(out), { recursive: true, withFileTypes: true }).filter((file) => file.isFile())
  return new Map(
    names.map(({ parentPath, name }) => {
      const path = `${parentPath}/${name}`.slice(folder.at(out).length + 1)
      return [path, folder.text(`${out}/${path}`)]
    }),
  )
} // prettier-ignore

const rebuild = async (...options: readonly string[]) => {
  const { code, stderr } = await folder.holdfast([...REBUILD, ...options])
  expect(code, stderr).toBe(0)
  return site()
}
const rawFiles = (files: ReadonlyMap<string, string>) => [...files].filter(([path]) => path.endsWith('.eml'))
const wholeAddresses = (files: ReadonlyMap<string, string>) =>
  [...files].filter(
    ([path, text]) => path.endsWith('.html') && /(?:writer0|ann)@example\.org|mailto:[^?]/.test(text),
  )

describe('pages', () => {
  test('hold no whole address, and no raw message, unless they are asked for', async () => {
    for (const options of [[], ['--addresses', 'obscured']]) {
      const files = await rebuild(...options)
      expect(wholeAddresses(files)).toEqual([])
      expect(rawFiles(files)).toEqual([])
      expect([...files.values()].some((text) => text.includes('writer0@…'))).toBe(true)
    }
  })

  test('show whole addresses with --addresses shown, and take them back without', async () => {
    expect(wholeAddresses(await rebuild(...SHOWN)).length).toBeGreaterThan(0)
    expect(wholeAddresses(await rebuild())).toEqual([])
  })

  test('have the message beside them as it lies in the mbox with --raw-messages, and lose it without', async () => {
    const raw = rawFiles(await rebuild(...SHOWN, ...RAW))
    expect(raw.map(([, text]) => text)).toEqual([entry.slice(entry.indexOf('\n') + 1, -1)])
    expect(rawFiles(await rebuild(...SHOWN))).toEqual([])
  })

  test('are made as the configuration says, and flags win over it', async () => {
    const list = { name: 'l', mbox: ['list.mbox'], out: 'site', addresses: 'shown', 'raw-messages': true }
    mkdirSync(folder.at('configured'), { recursive: true })
    folder.write('configured/list.mbox', entry)
    folder.write('configured/holdfast.config.json', JSON.stringify({ lists: [list] }))
    const run = (...options: readonly string[]) =>
      folder.holdfast(['rebuild', ...options], { cwd: folder.at('configured') })
    expect((await run()).code).toBe(0)
    const files = site('configured/site')
    expect(rawFiles(files)).toHaveLength(1)
    expect(wholeAddresses(files).length).toBeGreaterThan(0)
    expectRefusal(await run('--addresses', 'obscured'), 2, /raw messages hold whole addresses/)
  })
})

test('--list-address is where replies go, and has to be one address', async () => {
  const mailto = (files: ReadonlyMap<string, string>) => [...files.values()].some((text) => text.includes('mailto:garden@example.org?'))
  expect(mailto(await rebuild('--list-address', 'garden@example.org'))).toBe(true)
  expect((await folder.holdfast([...VERIFY])).code).toBe(0)
  expect(mailto(await rebuild())).toBe(false)
  for (const wrong of ['Garden <garden@example.org>', 'a@example.org?bcc=b@example.org', 'garden']) {
    expectRefusal(await folder.holdfast([...REBUILD, '--list-address', wrong]), 2, /one bare address/)
  }
}) // prettier-ignore

test('raw messages without whole addresses are refused before anything is written', async () => {
  for (const options of [RAW, [...RAW, '--addresses', 'obscured'], [...RAW, '--dry-run']]) {
    const run = await folder.holdfast([...REBUILD, ...options])
    expectRefusal(run, 2, /raw messages hold whole addresses/, /--addresses shown/)
    expect(readdirSync(folder.path)).not.toContain('list.ledger')
    expect(readdirSync(folder.path)).not.toContain('site')
  }
})

describe('verify --rebuild', () => {
  for (const options of [[], SHOWN, [...SHOWN, ...RAW]]) {
    test(`builds a site again as it was made: ${options.join(' ') || 'as ever'}`, async () => {
      await rebuild(...options)
      const { code, stdout } = await folder.holdfast(VERIFY)
      expect(code, stdout).toBe(0)
    })
  }

  test('finds a site that was made otherwise than its manifest says', async () => {
    await rebuild(...SHOWN)
    const manifest = folder.text('site/holdfast.manifest.json')
    expect(manifest).toContain('"addresses":"shown"')
    folder.write(
      'site/holdfast.manifest.json',
      manifest.replace('"addresses":"shown"', '"addresses":"obscured"'),
    )
    const { code, stdout } = await folder.holdfast(VERIFY)
    expect(code).toBe(1)
    expect(stdout).toContain('error rebuild-differs')
  })

  test('says of a manifest that does not tell that it cannot be used', async () => {
    await rebuild()
    const manifest = folder.text('site/holdfast.manifest.json')
    folder.write(
      'site/holdfast.manifest.json',
      manifest.replace('"addresses":"obscured"', '"addresses":"some"'),
    )
    const { code, stdout } = await folder.holdfast(VERIFY)
    expect(code).toBe(1)
    expect(stdout).toContain('error manifest-unreadable')
  })
})
