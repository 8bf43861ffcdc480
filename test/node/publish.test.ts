import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { HoldfastError } from '../../src/node/holdfast-error.ts'
import {
  publishSite,
  type PlannedFile,
  type PublishOptions,
  type PublishResult,
} from '../../src/node/publish.ts'
import { readPublishedManifest } from '../../src/node/publish-manifest.ts'
import { resolveSiteFolder } from '../../src/node/site-folder.ts'
import { PUBLISH_OPTIONS } from './publish-options.ts'
import { temporaryFolder, treeOf, writeFiles } from './temporary-folder.ts'

const MANIFEST = 'holdfast.manifest.json'
const options = PUBLISH_OPTIONS

function planOf(files: Readonly<Record<string, string>>): PlannedFile[] {
  return Object.entries(files).map(([path, text]) => ({ path, bytes: Buffer.from(text) }))
}

function publish(
  dir: string,
  files: Readonly<Record<string, string>>,
  more: Partial<PublishOptions> = {},
): Promise<PublishResult> {
  return publishSite(dir, planOf(files), { ...options, ...more })
}

async function refusal(run: Promise<unknown>): Promise<HoldfastError> {
  const error: unknown = await run.then(
    () => null,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(HoldfastError)
  return error as HoldfastError
}

function siteFolder(): string {
  return join(temporaryFolder(), 'site')
}

/** Every file's and folder's times and inode, which any write would change. */
function stamps(folder: string): string[] {
  return ['.', ...readdirSync(folder, { recursive: true, encoding: 'utf8' })].toSorted().map((path) => {
    const { mtimeMs, ctimeMs, ino } = statSync(join(folder, path))
    return `${path} ${mtimeMs} ${ctimeMs} ${ino}`
  })
}

const site = { 'index.html': 'front', 'm/4U/a.html': 'a', 'm/7X/b.html': 'b', 'assets/style.css': 'css' }

test('a first run writes every file and the manifest, and nothing else', async () => {
  const dir = siteFolder()
  expect(await publish(dir, site)).toEqual({ written: 4, unchanged: 0, removed: 0, bytes: 10 })
  const tree = treeOf(dir)
  expect(tree['m/4U/a.html']).toBe('a')
  expect(Object.keys(tree)).toEqual(['assets/', 'assets/style.css', MANIFEST, 'index.html', 'm/', 'm/4U/', 'm/4U/a.html', 'm/7X/', 'm/7X/b.html'].toSorted()) // prettier-ignore
})

test('the manifest says list, version, sum, each file with its digest, and the messages', async () => {
  const dir = siteFolder()
  const messages = [{ id: '4UISTGIUA2NZF66PCSPILTGEFHF5VULC', number: null, paths: ['m/4U/a.html'] }]
  await publish(dir, site, { messages })
  const manifest = readPublishedManifest(dir)!
  expect(manifest).toMatchObject({
    version: '0.1.0',
    list: 'garden-talk',
    ledgerSum: 'sum',
    pages: options.pages,
    messages,
  })
  expect(manifest.files.map((file) => file.path)).toEqual(Object.keys(site).toSorted())
  // printf a | sha256sum
  expect(manifest.files.find((file) => file.path === 'm/4U/a.html')!.sha256).toBe(
    'ypeBEsobvcr6wjGzmiPcTaeG7_gUfE5yuYB3ha_uSLs',
  )
  expect(readPublishedManifest(temporaryFolder())).toBeNull()
})

test('the order of the plan changes no byte', async () => {
  const [one, two] = [siteFolder(), siteFolder()]
  await publishSite(one, planOf(site), options)
  await publishSite(two, planOf(site).toReversed(), options)
  expect(treeOf(two)).toEqual(treeOf(one))
})

test('a second run with nothing new writes nothing, not even a time stamp', async () => {
  const dir = siteFolder()
  await publish(dir, site)
  const before = stamps(dir)
  expect(await publish(dir, site)).toEqual({ written: 0, unchanged: 4, removed: 0, bytes: 0 })
  expect(stamps(dir)).toEqual(before)
})

test('only what differs is written, what is planned no longer is removed, and so are folders left empty', async () => {
  const dir = siteFolder()
  await publish(dir, site)
  const before = statSync(join(dir, 'assets/style.css')).ino
  const next = { 'index.html': 'front 2', 'm/4U/a.html': 'A', 'assets/style.css': 'css', 'm/9Z/c.html': 'c' }
  expect(await publish(dir, next)).toEqual({ written: 3, unchanged: 1, removed: 1, bytes: 9 })
  expect(treeOf(dir)).toMatchObject(next)
  expect(existsSync(join(dir, 'm/7X'))).toBe(false)
  expect(statSync(join(dir, 'assets/style.css')).ino).toBe(before)
  const clean = siteFolder()
  await publish(clean, next)
  expect(treeOf(dir)).toEqual(treeOf(clean))
})

test('a page of ours that somebody edited is written again', async () => {
  const dir = siteFolder()
  await publish(dir, site)
  writeFileSync(join(dir, 'm/4U/a.html'), 'x')
  expect((await publish(dir, site)).written).toBe(1)
  expect(readFileSync(join(dir, 'm/4U/a.html'), 'utf8')).toBe('a')
})

test('a dry run says the same and writes nothing', async () => {
  const dir = siteFolder()
  expect(await publish(dir, site, { dryRun: true })).toEqual({
    written: 4,
    unchanged: 0,
    removed: 0,
    bytes: 10,
  })
  expect(existsSync(dir)).toBe(false)
  await publish(dir, site)
  const before = stamps(dir)
  const next = { 'index.html': 'front 2', 'm/9Z/c.html': 'c' }
  const dry = await publish(dir, next, { dryRun: true })
  expect(stamps(dir)).toEqual(before)
  expect(dry).toEqual(await publish(dir, next))
  expect(dry).toEqual({ written: 2, unchanged: 0, removed: 3, bytes: 8 })
})

test('files are 0644 and folders 0755, whatever the umask', async () => {
  const old = process.umask(0o077)
  try {
    const dir = siteFolder()
    await publish(dir, site)
    expect(statSync(join(dir, 'm/4U/a.html')).mode & 0o777).toBe(0o644)
    expect(statSync(join(dir, MANIFEST)).mode & 0o777).toBe(0o644)
    for (const folder of ['.', 'm', 'm/4U']) expect(statSync(join(dir, folder)).mode & 0o777).toBe(0o755)
  } finally {
    process.umask(old)
  }
})

describe('files that are not ours', () => {
  test('are left alone', async () => {
    const dir = siteFolder()
    writeFiles(dir, {
      '.htaccess': 'deny',
      CNAME: 'lists.example.org',
      'm/7X/notes.txt': 'mine',
      'empty/x': '',
    })
    rmSync(join(dir, 'empty/x'))
    await publish(dir, site)
    await publish(dir, { 'index.html': 'front' })
    expect(treeOf(dir)).toMatchObject({
      '.htaccess': 'deny',
      CNAME: 'lists.example.org',
      'm/7X/notes.txt': 'mine',
      'empty/': '',
    })
    expect(existsSync(join(dir, 'm/4U'))).toBe(false)
  })

  test('are refused where they collide, all of them named, before anything is changed', async () => {
    const dir = siteFolder()
    writeFiles(dir, { 'index.html': 'my own page', 'm/4U/a.html': 'mine' })
    const before = treeOf(dir)
    const error = await refusal(publish(dir, site))
    expect([error.code, error.exitCode]).toEqual(['foreign-file', 3])
    expect(error.message).toContain('2 files')
    expect(error.message).toContain('index.html, m/4U/a.html')
    expect(treeOf(dir)).toEqual(before)
    expect((await refusal(publish(dir, site, { dryRun: true }))).code).toBe('foreign-file')
  })

  test('are taken over where they hold the same bytes', async () => {
    const dir = siteFolder()
    writeFiles(dir, { 'index.html': 'front' })
    expect(await publish(dir, site)).toMatchObject({ written: 3, unchanged: 1 })
  })

  test.each([
    [
      'a folder where a file should go',
      (dir: string) => mkdirSync(join(dir, 'index.html'), { recursive: true }),
    ],
    ['a file where a folder should go', (dir: string) => writeFiles(dir, { m: 'file' })],
  ])('%s is refused', async (_, make) => {
    const dir = siteFolder()
    make(dir)
    const before = treeOf(dir)
    expect((await refusal(publish(dir, site))).code).toBe('foreign-file')
    expect(treeOf(dir)).toEqual(before)
  })

  test.each(['index.html', 'm', 'm/4U', 'm/4U/a.html', MANIFEST, '.holdfast-staging'])(
    'a symbolic link planted at %s is never followed',
    async (planted) => {
      const dir = siteFolder()
      const outside = temporaryFolder()
      writeFiles(outside, { canary: 'alive', 'a.html': 'alive', '4U/a.html': 'alive' })
      const before = treeOf(outside)
      mkdirSync(join(dir, planted, '..'), { recursive: true })
      const isFile = /html|json/.test(planted)
      symlinkSync(isFile ? join(outside, 'canary') : outside, join(dir, planted))
      await refusal(publish(dir, site))
      expect(treeOf(outside)).toEqual(before)
    },
  )

  test('a folder of ours that became a link is not emptied through the link', async () => {
    const dir = siteFolder()
    await publish(dir, site)
    const outside = temporaryFolder()
    writeFiles(outside, { 'b.html': 'b' })
    rmSync(join(dir, 'm/7X'), { recursive: true })
    symlinkSync(outside, join(dir, 'm/7X'))
    await refusal(publish(dir, { 'index.html': 'front' }))
    expect(treeOf(outside)).toEqual({ 'b.html': 'b' })
  })
})

describe('plans that are refused', () => {
  test.each(['../x', 'a/../../x', '/etc/x', 'a//b', 'a/./b', '', 'a/', 'a\\b', 'a\0b', 'a\nb', 'x'.repeat(256), MANIFEST, 'Holdfast.Manifest.JSON', '.holdfast-staging/x'])(
    'the path %j',
    async (path) => {
      const dir = siteFolder()
      const error = await refusal(publish(dir, { [path]: 'x' }))
      expect(error.code).toBe('unsafe-path')
      expect(readdirSync(join(dir, '..'))).toEqual(['site'])
      expect(readdirSync(dir)).toEqual([])
    },
  ) // prettier-ignore

  test.each([
    ['twice the same path', ['a.html', 'a.html']],
    ['paths that differ by case only', ['a/B.html', 'a/b.html']],
    ['paths that differ by Unicode form only', ['é.html', 'e\u0301.html']],
    ['a file where another needs a folder', ['a', 'a/b.html']],
    ['the same in another case and order', ['A/b.html', 'a']],
  ])('%s', async (_, paths) => {
    const dir = siteFolder()
    const plan = paths.map((path) => ({ path, bytes: Buffer.from('x') }))
    expect((await refusal(publishSite(dir, plan, options))).code).toBe('path-collision')
    expect(readdirSync(dir)).toEqual([])
  })

  test('kept files of an old archive may differ by case only, where the file system can tell them apart', async () => {
    const dir = siteFolder()
    const plan = ['Logo.gif', 'logo.gif'].map((path) => ({ path, bytes: Buffer.from(path), kept: true }))
    await publishSite(dir, plan, options)
    expect(treeOf(dir)).toMatchObject({ 'Logo.gif': 'Logo.gif', 'logo.gif': 'logo.gif' })
  })

  test('a plan that throws leaves the site as it was', async () => {
    const dir = siteFolder()
    await publish(dir, site)
    const before = treeOf(dir)
    const bug = new Error('a worker hangs')
    async function* plan(): AsyncGenerator<PlannedFile> {
      yield* planOf({ 'index.html': 'new', 'm/new.html': 'new' })
      await Promise.resolve()
      throw bug
    }
    await expect(publishSite(dir, plan(), options)).rejects.toBe(bug)
    expect(treeOf(dir)).toEqual(before)
  })

  test('a signal stops the run and leaves the site as it was', async () => {
    const dir = siteFolder()
    await publish(dir, site)
    const before = treeOf(dir)
    const stop = new AbortController()
    const more = { signal: stop.signal, onProgress: () => stop.abort(new Error('enough')) }
    await expect(publish(dir, { 'index.html': 'x', 'y.html': 'y' }, more)).rejects.toThrow('enough')
    expect(treeOf(dir)).toEqual(before)
  })

  test('the folder of another list is refused, exit code 2', async () => {
    const dir = siteFolder()
    await publish(dir, site)
    const error = await refusal(publish(dir, site, { list: 'other' }))
    expect([error.code, error.exitCode]).toEqual(['other-list', 2])
  })

  test.each([
    ['cut', (text: string) => text.slice(0, -20)],
    ['of a newer format', (text: string) => text.replace('"format":1', '"format":2')],
    ['with a path that leads out', (text: string) => text.replace('"m/4U/a.html"', '"../../victim"')],
    ['without a field', (text: string) => text.replace('"ledgerSum"', '"x"')],
    [
      'with what is no address of a list',
      (text: string) => text.replace('"listAddress":null', '"listAddress":"a b"'),
    ],
  ])('a manifest that is %s stops the run, and nothing is removed', async (_, damage) => {
    const dir = siteFolder()
    await publish(dir, site)
    writeFileSync(join(dir, MANIFEST), damage(readFileSync(join(dir, MANIFEST), 'utf8')))
    writeFiles(join(dir, '..', '..'), {})
    const before = treeOf(dir)
    expect((await refusal(publish(dir, { 'index.html': 'x' }))).code).toBe('manifest-damaged')
    expect(treeOf(dir)).toEqual(before)
  })
})

describe('folders to publish into', () => {
  test.each([
    '/',
    '/etc',
    '/etc/site',
    '/usr',
    '/usr/local',
    '/var/lib',
    '/home',
    '/tmp',
    '/proc/self',
    '/dev/shm',
  ])('%s is refused, exit code 2', (dir) => {
    expect(() => resolveSiteFolder(dir, { home: '/nowhere' })).toThrow(HoldfastError)
    expect(() => resolveSiteFolder(dir, { home: '/nowhere' })).toThrow(/is no folder to publish into/)
  })

  test('a home, a folder above it, and the inside of .git are refused; a folder in a home is not', () => {
    const folder = temporaryFolder()
    const home = join(folder, 'users', 'ada')
    mkdirSync(join(home, 'pages', '.git'), { recursive: true })
    for (const dir of [
      home,
      join(home, '..'),
      folder,
      join(home, 'pages', '.git'),
      join(home, 'pages/.git/x'),
    ]) {
      expect(() => resolveSiteFolder(dir, { home }), dir).toThrow(/is no folder to publish into/)
    }
    expect(resolveSiteFolder(join(home, 'pages'), { home }).exists).toBe(true)
    expect(resolveSiteFolder(join(home, 'pages/list'), { home }).exists).toBe(false)
  })

  test('a tree that is only to be read may not be, hold, or lie in the site, by whatever name', () => {
    const folder = temporaryFolder()
    mkdirSync(join(folder, 'old', 'deep'), { recursive: true })
    symlinkSync(join(folder, 'old'), join(folder, 'link'))
    const keepApart = [join(folder, 'old')]
    for (const dir of ['old', 'old/deep', 'old/new', '.', 'link', 'link/new']) {
      expect(() => resolveSiteFolder(join(folder, dir), { keepApart }), dir).toThrow(/only to be read/)
    }
    expect(resolveSiteFolder(join(folder, 'older'), { keepApart }).exists).toBe(false)
  })

  test('a file is refused; a link to a folder is followed once', async () => {
    const folder = temporaryFolder()
    writeFiles(folder, { file: 'x', 'real/keep': 'x' })
    expect((await refusal(publish(join(folder, 'file'), site))).code).toBe('not-a-folder')
    expect((await refusal(publish(join(folder, 'file/site'), site))).code).toBe('not-a-folder')
    symlinkSync(join(folder, 'real'), join(folder, 'current'))
    await publish(join(folder, 'current'), site)
    expect(treeOf(join(folder, 'real'))).toMatchObject(site)
  })

  test.skipIf(process.getuid?.() === 0)(
    'a folder without permission is told (skipped as root, who may write everywhere)',
    async () => {
      const folder = temporaryFolder()
      chmodSync(folder, 0o555)
      expect((await refusal(publish(join(folder, 'site'), site))).code).toBe('permission-denied')
      chmodSync(folder, 0o755)
    },
  )
})
