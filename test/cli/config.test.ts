import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { beforeEach, describe, expect, test } from 'vitest'
import { CONFIG_SCHEMA, configJsonSchema } from '../../src/cli/config-schema.ts'
import { cliFolder, expectRefusal } from './run-cli.ts'
import { mbox, mboxWithout } from './sample.ts'

const folder = cliFolder()
const SCHEMA = new URL('../../schema/config.schema.json', import.meta.url)

const config = (...lists: object[]): string => JSON.stringify({ lists })
const A = { name: 'a', mbox: ['a/*.mbox'], out: 'out/a' }
const B = { name: 'b', mbox: ['b.mbox'], ledger: 'ledgers/b.ledger', out: 'out/b', strict: true }

let n = 0
/** A working folder with two lists and a configuration. */
function working(text = config(A, B)): string {
  const name = `w${n++}`
  for (const part of ['', '/a', '/ledgers', '/out']) mkdirSync(folder.at(name + part))
  folder.write(`${name}/a/1.mbox`, mbox(3))
  folder.write(`${name}/b.mbox`, mbox(4))
  folder.write(`${name}/holdfast.config.json`, text)
  return name
}
let name: string
const run = (args: readonly string[], cwd = name) => folder.holdfast(args, { cwd: folder.at(cwd) })
const ledgers = (): boolean[] =>
  ['a/a.ledger', 'ledgers/b.ledger'].map((path) => existsSync(folder.at(name, path)))

beforeEach(() => {
  name = working()
})

describe('a list of the configuration', () => {
  test('is chosen by --list, with its mboxes and its ledger', async () => {
    expect((await run(['record', '--list', 'b'])).code).toBe(0)
    expect(ledgers()).toEqual([false, true])
    expect((await run(['record', '--list', 'a'])).code).toBe(0)
    expect(ledgers()).toEqual([true, true])
  })

  test('is the only one where there is one', async () => {
    name = working(config(A))
    expect((await run(['rebuild'])).code).toBe(0)
    expect(existsSync(folder.at(name, 'out/a/index.html'))).toBe(true)
    expect((await run(['verify'])).stdout).toContain('all as recorded')
    expect(JSON.parse((await run(['map'])).stdout)).toMatchObject({ kind: 'url-map', list: 'a' })
  })

  test('must be named where there are several', async () => {
    expectRefusal(await run(['audit']), 2, /it has 2 lists/, /--list \(a, b\).*--all-lists/)
  })

  test('that is not there is refused, with the nearest name', async () => {
    expectRefusal(await run(['audit', '--list', 'B']), 2, /no list is named "B"/, /did you mean "b"/)
  })

  test('is named from another folder: its paths start at the configuration', async () => {
    const other = `o${n++}`
    mkdirSync(folder.at(other))
    const { code, stderr } = await run(
      ['rebuild', '--config', `../${name}/holdfast.config.json`, '--list', 'a'],
      other,
    )
    expect(code, stderr).toBe(0)
    expect(existsSync(folder.at(name, 'out/a/index.html'))).toBe(true)
    expect(ledgers()).toEqual([true, false])
  })

  test('is not asked for where files are named: a broken configuration hurts nobody then', async () => {
    name = working('{')
    expect((await run(['audit', 'b.mbox'])).code).toBe(0)
  })
})

describe('flags win over the configuration, it wins over defaults', () => {
  const listOf = async (args: readonly string[]): Promise<unknown> => {
    const { stdout, stderr } = await run(['record', '--json', ...args])
    return stdout === '' ? stderr : (JSON.parse(stdout) as object)
  }

  test('--ledger', async () => {
    expect(await listOf(['--list', 'b', '--ledger', 'mine.ledger'])).toMatchObject({ ledger: 'mine.ledger' })
    expect(ledgers()).toEqual([false, false])
  })

  test('files', async () => {
    expect(await listOf(['a/1.mbox', '--list', 'b'])).toMatchObject({
      list: 'b',
      added: 3,
      ledger: 'ledgers/b.ledger',
    })
  })

  test('an option, and its default where nobody says', async () => {
    name = working(config({ ...B, separator: 'any' }, A))
    await listOf(['--list', 'b'])
    expect(folder.text(`${name}/ledgers/b.ledger`)).toContain('"separator":"any"')
    name = working(config({ ...B, separator: 'any' }, A))
    await listOf(['--list', 'b', '--separator', 'dated'])
    expect(folder.text(`${name}/ledgers/b.ledger`)).toContain('"separator":"dated"')
    await listOf(['--list', 'a'])
    expect(folder.text(`${name}/a/a.ledger`)).toContain('"separator":"rfc4155"')
  })

  test('but what the ledger fixes wins over both', async () => {
    await listOf(['--list', 'b'])
    folder.write(`${name}/holdfast.config.json`, config({ ...B, separator: 'any' }))
    expectRefusal(await run(['audit', '--list', 'b']), 2, /--separator any contradicts the ledger/)
  })

  test('strict is of its list alone', async () => {
    // A suspicious From_ line is a warning.
    const odd = mbox(4).replace('The text of message 1.', 'x\n\nFrom here to there')
    folder.write(`${name}/b.mbox`, odd)
    folder.write(`${name}/a/1.mbox`, odd)
    expect((await run(['audit', '--list', 'b'])).code).toBe(1)
    expect((await run(['audit', '--list', 'a'])).code).toBe(0)
  })
})

describe('--all-lists', () => {
  test('runs record, rebuild, audit and verify over every list', async () => {
    expect((await run(['record', '--all-lists'])).code).toBe(0)
    expect(ledgers()).toEqual([true, true])
    expect((await run(['rebuild', '--all-lists'])).code).toBe(0)
    const { code, stdout } = await run(['audit', '--all-lists'])
    expect(code).toBe(0)
    expect(stdout.match(/unchanged/g)).toHaveLength(2)
    expect((await run(['verify', '--all-lists'])).stdout.match(/all as recorded/g)).toHaveLength(2)
  })

  test('goes on after a list that fails; the exit code is the worst', async () => {
    await run(['record', '--all-lists'])
    name = working(config({ name: 'none', mbox: ['none.mbox'] }, A, B))
    const { code, stdout, stderr } = await run(['record', '--all-lists'])
    expect(code).toBe(3)
    expect(stderr).toContain('== none\nerror: cannot read none.mbox')
    expect(stdout).toContain('recorded 3 messages of a')
    expect(ledgers()).toEqual([true, true])
  })

  test('an error of one list is the exit code of all', async () => {
    await run(['record', '--all-lists'])
    folder.write(`${name}/a/1.mbox`, mboxWithout(3, [0]))
    expect((await run(['audit', '--all-lists', '--quiet'])).code).toBe(1)
  })

  test('--json is one object, with each list in it', async () => {
    name = working(config({ name: 'none', mbox: ['none.mbox'] }, B))
    const { code, stdout } = await run(['audit', '--all-lists', '--json'])
    expect(code).toBe(3)
    expect(JSON.parse(stdout)).toMatchObject({
      tool: 'holdfast',
      schema: 1,
      command: 'audit',
      exitCode: 3,
      lists: [
        { list: 'none', exitCode: 3, report: null, error: expect.stringContaining('none.mbox') as string },
        { list: 'b', exitCode: 0, report: { command: 'audit', list: 'b', present: 4 }, error: null },
      ],
    })
  })

  test('contradicts files and --list, and needs a configuration', async () => {
    expectRefusal(await run(['audit', 'b.mbox', '--all-lists']), 2, /contradicts/)
    expectRefusal(await run(['audit', '--list', 'a', '--all-lists']), 2, /contradicts/)
    expectRefusal(await run(['audit', '--all-lists'], '.'), 2, /no holdfast\.config\.json/, /--config/)
  })
})

describe('what is wrong with a configuration is named, with its place', () => {
  for (const [what, text, fact, hint] of [
    [
      'a missing comma',
      '{\n  "lists": [\n    { "name": "a" "mbox": [] }\n  ]\n}',
      /holdfast\.config\.json:3: it is no JSON/,
      /mend/,
    ],
    ['a cut file', '{\n  "lists": [\n', /holdfast\.config\.json:3: it is no JSON/, /mend/],
    [
      'an unknown key',
      config({ ...A, ledgr: 'x' }),
      /lists\[0\]: unknown key "ledgr"/,
      /did you mean "ledger"/,
    ],
    ['an unknown key of the whole', '{"list":[]}', /"lists?"|lists/, /./],
    [
      'a key like no other',
      config({ ...A, xyzzyxyzzy: 1 }),
      /unknown key "xyzzyxyzzy"/,
      /known are name, mbox/,
    ],
    [
      'a key of the prototype',
      '{"lists":[{"name":"a","mbox":["x"],"__proto__":1}]}',
      /unknown key|__proto__/,
      /./,
    ],
    ['a missing name', config({ mbox: ['x'] }), /lists\[0\]\.name: /, /schema/],
    ['no mbox', config({ name: 'a', mbox: [] }), /lists\[0\]\.mbox: /, /schema/],
    ['a wrong value', config(A, { ...B, separator: 'pipermail' }), /lists\[1\]\.separator: /, /schema/],
    [
      'a zone that is none',
      config({ ...A, timezone: 'Mars/Olympus' }),
      /lists\[0\]\.timezone: .*zone name/,
      /schema/,
    ],
    ['an address that is none', config({ ...A, 'base-url': 'x' }), /lists\[0\]\.base-url: .*http/, /schema/],
    ['a name twice', config(A, { ...B, name: 'a' }), /lists\[1\]\.name: "a" is the name of another/, /own/],
    ['no list', config(), /lists: /, /schema/],
    ['no object', '[]', /holdfast\.config\.json: /, /schema/],
  ] as const) {
    test(what, async () => {
      name = working(text)
      expectRefusal(await run(['audit', '--list', 'a']), 2, fact, hint)
    })
  }

  test('a configuration that is not there is an input that cannot be read', async () => {
    expectRefusal(await run(['audit', '--config', 'gone.json']), 3, /cannot read gone\.json/)
  })
})

describe('schema/config.schema.json', () => {
  const published = JSON.parse(readFileSync(SCHEMA, 'utf8')) as object

  test('is what the code says', () => expect(published).toEqual(configJsonSchema()))

  test('takes what the code takes, and refuses what it refuses', () => {
    const fits = new Ajv2020({ strict: true }).compile(published)
    const good = {
      lists: [A, { ...B, timezone: 'Europe/Berlin', 'base-url': 'https://x.example/', 'keep-order': true }],
    }
    expect(fits(good), JSON.stringify(fits.errors)).toBe(true)
    expect(CONFIG_SCHEMA.safeParse(good).success).toBe(true)
    for (const bad of [{}, { lists: [] }, { lists: [{ name: 'a' }] }, { lists: [{ ...A, ledgr: 'x' }] }]) {
      expect(fits(bad), JSON.stringify(bad)).toBe(false)
      expect(CONFIG_SCHEMA.safeParse(bad).success).toBe(false)
    }
  })
})
