import { cpSync, existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { describe, expect, test } from 'vitest'
import { HoldfastError } from '../../src/node/holdfast-error.ts'
import { publishSite, type PlannedFile } from '../../src/node/publish.ts'
import { BUILT_NODE_FOLDER, runChild } from './built-node.ts'
import { failingFileOps, type Fault } from './failing-file-ops.ts'
import { PUBLISH_OPTIONS } from './publish-options.ts'
import { temporaryFolder, treeOf } from './temporary-folder.ts'

type Site = Readonly<Record<string, string>>

const options = PUBLISH_OPTIONS

function plan(site: Site): PlannedFile[] {
  return Object.entries(site).map(([path, text]) => ({ path, bytes: Buffer.from(text) }))
}

function page(name: string, ...links: string[]): string {
  return `<h1>${name}</h1>${links.map((link) => `<a href="${link}">`).join('')}</html>`
}

/** An archive before and after: messages come, one goes, indexes change, a folder empties, one appears. */
const before: Site = {
  'index.html': page('front', '2001-March/index.html', '2001-April/index.html'),
  '2001-March/index.html': page('March', 'm/1.html', 'm/2.html'),
  '2001-March/m/1.html': page('1', '2.html', '../index.html'),
  '2001-March/m/2.html': page('2', '1.html'),
  '2001-April/index.html': page('April', '../gone/3.html'),
  'gone/3.html': page('3', '../2001-April/index.html'),
  'style.css': 'same',
}
const after: Site = {
  'index.html': page('front, later', '2001-March/index.html', '2001-April/index.html', '2001-May/index.html'),
  '2001-March/index.html': page('March', 'm/1.html', 'm/2.html'),
  '2001-March/m/1.html': page('1', '2.html', '../index.html'),
  '2001-March/m/2.html': page('2', '1.html', '../../2001-May/m/4.html'),
  '2001-April/index.html': page('April, one withdrawn', '../2001-May/m/4.html'),
  '2001-May/index.html': page('May', 'm/4.html', 'm/5.html'),
  '2001-May/m/4.html': page('4', '5.html', '../../2001-March/m/2.html'),
  '2001-May/m/5.html': page('5', '4.html'),
  'style.css': 'same',
}
/** What came while the machine was down: the plan of the run that heals is not that of the killed one. */
const later: Site = {
  ...after,
  '2001-May/m/4.html': page('4, another text', '5.html'),
  'index.html': page(
    'front, much later',
    '2001-March/index.html',
    '2001-April/index.html',
    '2001-May/index.html',
  ),
}

/** Every file whole, old or new, and every link from the front page on resolved. */
function checkSite(dir: string, ...sites: Site[]): void {
  if (!existsSync(dir)) return
  for (const name of readdirSync(dir, { recursive: true, encoding: 'utf8' })) {
    if (name.startsWith('.holdfast-staging') || statSync(join(dir, name)).isDirectory()) continue
    if (name === 'holdfast.manifest.json') JSON.parse(readFileSync(join(dir, name), 'utf8'))
    else expect(sites.map((site) => site[name])).toContain(readFileSync(join(dir, name), 'utf8'))
  }
  if (!existsSync(join(dir, 'index.html'))) return
  const seen = new Set<string>(['index.html'])
  for (const path of seen) {
    expect(existsSync(join(dir, path)), `a link leads to ${path}`).toBe(true)
    for (const [, href] of readFileSync(join(dir, path), 'utf8').matchAll(/href="([^"]+)"/g)) {
      seen.add(posix.normalize(posix.join(dirname(path), href!)))
    }
  }
  expect(seen.size).toBeGreaterThan(5)
}

async function published(...sites: Site[]): Promise<string> {
  const dir = join(temporaryFolder(), 'site')
  for (const site of sites) await publishSite(dir, plan(site), options)
  return dir
}

async function faultyRun(
  dir: string,
  site: Site,
  fault: Fault,
): Promise<{ hasFailed: boolean; thrown: unknown }> {
  const { ops, hasFailed } = failingFileOps(fault)
  const thrown: unknown = await publishSite(dir, plan(site), { ...options, ops }).then(
    () => null,
    (error: unknown) => error,
  )
  return { hasFailed: hasFailed(), thrown }
}

describe('a run that is stopped at any changing operation', () => {
  for (const first of [true, false]) {
    // The errors differ in their words only (see holdfast-error.test.ts), so not each is tried in both ways.
    for (const [error, ways] of [
      ['KILL', [false, true]],
      ['ENOSPC', [false]],
      ['EIO', [true]],
    ] as const) {
      for (const isDone of ways) {
        const how = `${error}${isDone ? ', though it was done' : ''}`
        test(`${first ? 'first' : 'incremental'} run, ${how}: each file is whole, and the next run heals`, async () => {
          const start = first ? [] : [before]
          const template = await published(...start)
          const [cleanAfter, cleanLater] = [treeOf(await published(after)), treeOf(await published(later))]
          let points = 0
          for (let at = 1; ; at++) {
            const dir = join(temporaryFolder(), 'site')
            if (!first) cpSync(template, dir, { recursive: true })
            const { hasFailed, thrown } = await faultyRun(dir, after, {
              at,
              error,
              isDone,
              forEver: at % 2 === 0,
            })
            if (!hasFailed) break
            points++
            // A clean-up that fails after everything is published is no reason to fail; anything else is told.
            if (thrown !== null) expect(thrown).toBeInstanceOf(HoldfastError)
            checkSite(dir, before, after)
            const isSame = at % 3 === 0
            await publishSite(dir, plan(isSame ? after : later), options)
            expect(treeOf(dir), `stopped at ${at}`).toEqual(isSame ? cleanAfter : cleanLater)
          }
          expect(points).toBeGreaterThan(first ? 60 : 45)
        })
      }
    }
  }

  test('a second kill while the first is being healed does no more harm', async () => {
    const clean = treeOf(await published(later))
    const template = await published(before)
    for (let at = 1; at < 80; at += 11) {
      for (let again = 1; again < 80; again += 9) {
        const dir = join(temporaryFolder(), 'site')
        cpSync(template, dir, { recursive: true })
        await faultyRun(dir, after, { at, error: 'KILL' })
        await faultyRun(dir, later, { at: again, error: 'KILL' })
        checkSite(dir, before, after, later)
        await publishSite(dir, plan(later), options)
        expect(treeOf(dir), `stopped at ${at} and ${again}`).toEqual(clean)
      }
    }
  })

  test('a disk that is full while pages are staged leaves the site as it was, with nothing beside it', async () => {
    const dir = await published(before)
    const tree = treeOf(dir)
    const { thrown } = await faultyRun(dir, after, { at: 9, error: 'ENOSPC' })
    expect((thrown as HoldfastError).code).toBe('disk-full')
    expect((thrown as HoldfastError).message).toContain(dir)
    expect(treeOf(dir)).toEqual(tree)
  })
})

describe('real processes', () => {
  // Publishes two states in turn, for ever; 300 pages so that a kill finds it at work.
  const script = `
    import { publishSite } from './publish.js'
    const site = (state) => {
      const files = { 'index.html': 'front ' + state }
      for (let i = 0; i < 300; i++) files['p' + (i % 7) + '/' + (i % 3 === 0 ? state : 'x') + i + '.html'] = (i % 5 === 0 ? state : '') + ' page '.repeat(200) + '</html>'
      return Object.entries(files).map(([path, text]) => ({ path, bytes: Buffer.from(text) }))
    }
    const options = ${JSON.stringify(PUBLISH_OPTIONS)}
    const once = process.argv[2]
    if (once) await publishSite(process.argv[1], site(once), options)
    else for (let turn = 0; ; turn++) {
      await publishSite(process.argv[1], site('ab'[turn % 2]), options)
      console.log('published')
    }`
  const ended = (child: ReturnType<typeof runChild>): Promise<unknown> =>
    new Promise((resolve) => child.on('close', resolve))

  test('killed at random moments, every file is whole, and one more run gives the bytes of a run never killed', async () => {
    const clean = join(temporaryFolder(), 'site')
    await ended(runChild(BUILT_NODE_FOLDER, script, clean, 'a'))
    expect(readdirSync(clean)).toHaveLength(9)
    const dir = join(temporaryFolder(), 'site')
    let finds = 0
    for (let kill = 0; kill < 12; kill++) {
      const child = runChild(BUILT_NODE_FOLDER, script, dir)
      child.stdout!.resume()
      await new Promise((resolve) => child.stdout!.once('data', resolve))
      await new Promise((resolve) => setTimeout(resolve, 7 * kill))
      child.kill('SIGKILL')
      await ended(child)
      if (existsSync(join(dir, '.holdfast-staging'))) finds++
      for (const name of readdirSync(dir, { recursive: true, encoding: 'utf8' })) {
        if (!name.startsWith('p') || !name.endsWith('.html')) continue
        expect(readFileSync(join(dir, name), 'utf8')).toMatch(/^[ab]?( page ){200}<\/html>$/)
      }
    }
    expect(finds, 'no kill found the run at work').toBeGreaterThan(0)
    await ended(runChild(BUILT_NODE_FOLDER, script, dir, 'a'))
    expect(treeOf(dir)).toEqual(treeOf(clean))
  })
})
