import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, statSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import { AS_NOBODY, LISTED_BACKWARDS, NOT_ROOT } from './other-surroundings.ts'
import { cliFolder, type CliOptions } from './run-cli.ts'
import { GARDEN_TALK, message } from './sample.ts'
import { treeEntries, treeHash } from './tree-hash.ts'

const folder = cliFolder()

/** Where each message of the sample list begins. */
const STARTS = Array.from(
  GARDEN_TALK.toString('latin1').matchAll(/^From \S+ \w{3} \w{3} /gm),
  ({ index }) => index,
)
/** The first messages of it: enough for threads and months, and few enough to be built a dozen times. */
const SOME = 40
const SOME_TALK = GARDEN_TALK.subarray(0, STARTS[SOME])

const filesOf = (site: string) => treeEntries(folder.at(site))

let builds = 0
async function built(
  options: CliOptions,
  more: readonly string[] = [],
): Promise<{ tree: string; ledger: string }> {
  const name = `build-${++builds}`
  mkdirSync(folder.at(name))
  // Whoever runs it may write here.
  chmodSync(folder.at(name), 0o777)
  folder.write(`${name}/garden-talk.mbox`, SOME_TALK)
  const run = await folder.holdfast(['rebuild', 'garden-talk.mbox', '--out', 'site', ...more], {
    cwd: folder.at(name),
    ...options,
  })
  expect(run.code, run.stderr).toBe(0)
  return { tree: treeHash(folder.at(name, 'site')), ledger: folder.text(`${name}/garden-talk.ledger`) }
}

describe('the same list gives the same bytes, modes and ledger', () => {
  let plain: { tree: string; ledger: string }
  beforeAll(async () => {
    plain = await built({ env: { TZ: 'UTC' } })
  })

  test.each([
    [{ TZ: 'Asia/Kathmandu', LANG: 'ne_NP.UTF-8', LC_ALL: 'ne_NP.UTF-8' }],
    [{ TZ: 'America/St_Johns', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' }],
    [{ TZ: 'Pacific/Kiritimati', LANG: 'C', LC_ALL: 'C', SOURCE_DATE_EPOCH: '0' }],
  ])('under %j', async (env) => expect(await built({ env })).toEqual(plain))

  test('under umask 077', async () => {
    // Only the shell can set the umask of a child; the ledger takes it, the site does not.
    expect(await built({ shell: 'umask 077; exec "$@"' })).toEqual(plain)
    expect(
      spawnSync('stat', ['-c', '%a', folder.at(`build-${builds}`, 'site', 'index.html')], {
        encoding: 'utf8',
      }).stdout,
    ).toBe('644\n')
  })

  test.each(['1', '2'])('with --jobs %s', async (jobs) => {
    expect(await built({}, ['--jobs', jobs])).toEqual(plain)
  })

  test.skipIf(NOT_ROOT !== null)(`as another user than root${NOT_ROOT ?? ''}`, async () => {
    chmodSync(folder.path, 0o755)
    expect(await built({ shell: AS_NOBODY })).toEqual(plain)
    const owner = statSync(folder.at(`build-${builds}`, 'site', 'index.html')).uid
    expect(owner, 'it was root again').not.toBe(0)
  })

  test('from another working folder, and after a record of its own', async () => {
    mkdirSync(folder.at('elsewhere'))
    mkdirSync(folder.at('lists'))
    folder.write('lists/garden-talk.mbox', SOME_TALK)
    const cwd = folder.at('elsewhere')
    await folder.holdfast(['record', '../lists/garden-talk.mbox'], { cwd })
    const run = await folder.holdfast(['rebuild', '../lists/garden-talk.mbox', '--out', '../away/site'], {
      cwd,
    })
    expect(run.code, run.stderr).toBe(0)
    expect(folder.text('lists/garden-talk.ledger')).toBe(plain.ledger)
    expect(treeHash(folder.at('away/site'))).toBe(plain.tree)
  })
})

describe('a folder of mboxes gives the same bytes', () => {
  beforeAll(() => {
    mkdirSync(folder.at('parts'))
    const cuts = [0, STARTS[15]!, STARTS[30]!, SOME_TALK.length]
    for (const [part, name] of ['2001-March', '2001-April', '2001-May'].entries()) {
      folder.write(`parts/${name}.mbox`, SOME_TALK.subarray(cuts[part], cuts[part + 1]))
    }
  }) // prettier-ignore

  test('whatever the order in which the system lists it', async () => {
    const env = { NODE_OPTIONS: LISTED_BACKWARDS }
    const list = "console.log(require('node:fs').readdirSync('parts').join())"
    const listed = (more: Record<string, string>) =>
      spawnSync(process.execPath, ['-e', list], { cwd: folder.path, env: more, encoding: 'utf8' }).stdout.trim()
    expect(listed(env)).toBe(listed({}).split(',').reverse().join())

    const trees = []
    for (const [name, options] of [['forward', {}], ['backward', { env }]] as const) {
      const words = ['rebuild', 'parts', '--list', 'l', '--ledger', `${name}.ledger`, '--out', name]
      const run = await folder.holdfast(words, options)
      expect(run.code, run.stderr).toBe(0)
      trees.push({ tree: treeHash(folder.at(name)), ledger: folder.text(`${name}.ledger`) })
    }
    expect(trees[1]).toEqual(trees[0])
  }) // prettier-ignore
})

describe('a second run', () => {
  beforeAll(async () => {
    folder.write('list.mbox', GARDEN_TALK)
    expect((await folder.holdfast(['rebuild', 'list.mbox', '--out', 'site'])).code).toBe(0)
  })

  test.each([
    ['that trusts the first', []],
    ['that makes every page again', ['--no-cache']],
  ])(
    '%s writes nothing at all: no time stamp of a file, of a folder or of the ledger changes',
    async (_, more) => {
      const before = filesOf('site')
      const ledger = statSync(folder.at('list.ledger'), { bigint: true }).mtimeNs
      const run = await folder.holdfast(['rebuild', 'list.mbox', '--out', 'site', ...more])
      expect(run.stdout).toMatch(/^nothing new; 445 messages stand in list\.ledger\nwrote 0 files in site, /)
      expect(filesOf('site')).toEqual(before)
      expect(statSync(folder.at('list.ledger'), { bigint: true }).mtimeNs).toBe(ledger)
    },
  )

  test('after a new message, only what shows it is rewritten, and a clean build gives the same', async () => {
    const before = filesOf('site')
    const more = Buffer.concat([
      GARDEN_TALK,
      Buffer.from(message(1, { subject: 'A subject of its own', messageId: 'only@new.example' })),
    ])
    folder.write('list.mbox', more)
    const run = await folder.holdfast(['rebuild', 'list.mbox', '--out', 'site'])
    expect(run.stdout).toContain('recorded 1 new message')
    const after = filesOf('site')
    const pages = (name: string): boolean => name.startsWith('m/') && name.endsWith('.html')
    const touched = [...after]
      .filter(([name, { mtime }]) => before.get(name)?.mtime !== mtime)
      .map(([name]) => name)
    const same = [...after]
      .filter(([name, { sha256 }]) => before.get(name)?.sha256 === sha256)
      .map(([name]) => name)
    expect(
      touched.filter((name) => same.includes(name) && !statSync(folder.at('site', name)).isDirectory()),
    ).toEqual([])
    expect([...before.keys()].filter((name) => !after.has(name))).toEqual([])
    const added = [...after.keys()].filter((name) => pages(name) && !before.has(name))
    expect(added).toHaveLength(1)
    // Its own page, and at most its neighbours in order and thread.
    expect(touched.filter(pages).length).toBeLessThanOrEqual(5)
    folder.write('clean.mbox', more)
    const clean = await folder.holdfast([
      'rebuild',
      'clean.mbox',
      '--list',
      'list',
      '--ledger',
      'clean.ledger',
      '--out',
      'clean',
    ])
    expect(clean.code, clean.stderr).toBe(0)
    const bytes = (site: string): Record<string, string> =>
      Object.fromEntries(
        [...filesOf(site)]
          .filter(([name]) => name !== 'holdfast.manifest.json')
          .map(([name, { sha256 }]) => [name, sha256]),
      )
    expect(bytes('clean')).toEqual(bytes('site'))
  })
})
