import { existsSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs'
import { beforeAll, expect, test } from 'vitest'
import { cliFolder, expectRefusal } from './run-cli.ts'
import { mbox } from './sample.ts'

const folder = cliFolder()
const LEDGER = ['--ledger', 'list.ledger'] as const

beforeAll(async () => {
  folder.write('list.mbox', mbox(5))
  await folder.holdfast(['rebuild', 'list.mbox', '--out', 'site'])
})

test('prints the map of the site as JSON, on stdout alone', async () => {
  const { code, stdout, stderr } = await folder.holdfast(['map', ...LEDGER])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toBe(folder.text('site/map.json'))
})

test('prints NDJSON and CSV with the same rows', async () => {
  const { rows } = JSON.parse(folder.text('site/map.json')) as { rows: { from: string }[] }
  const ndjson = await folder.holdfast(['map', ...LEDGER, '--format', 'ndjson'])
  expect(ndjson.stdout.trimEnd().split('\n').map((line) => JSON.parse(line) as unknown)).toEqual(rows) // prettier-ignore
  const csv = await folder.holdfast(['map', ...LEDGER, '--format', 'csv'], { colors: true })
  const lines = csv.stdout.split('\r\n')
  expect(lines.slice(1, -1).map((line) => line.split(',')[0])).toEqual(rows.map(({ from }) => from))
})

test('takes a base URL for this output alone', async () => {
  const { stdout } = await folder.holdfast(['map', ...LEDGER, '--base-url', 'https://x.example/list'])
  expect(JSON.parse(stdout)).toMatchObject({ baseUrl: 'https://x.example/list/' })
  expect((await folder.holdfast(['map', ...LEDGER])).stdout).toContain('"baseUrl":null')
})

test('writes a file whole: what stood there is replaced, and nothing is left beside it', async () => {
  mkdirSync(folder.at('maps'))
  folder.write('maps/map.json', 'old')
  const { code, stdout, stderr } = await folder.holdfast(['map', ...LEDGER, '--output', 'maps/map.json'])
  expect({ code, stdout }).toEqual({ code: 0, stdout: '' })
  expect(stderr).toBe('wrote 5 paths to maps/map.json\n')
  expect(folder.text('maps/map.json')).toBe(folder.text('site/map.json'))
  expect(readdirSync(folder.at('maps'))).toEqual(['map.json'])
})

test('follows a link to a file', async () => {
  folder.write('target.json', 'old')
  symlinkSync('target.json', folder.at('link.json'))
  await folder.holdfast(['map', ...LEDGER, '--output', 'link.json', '--quiet'])
  expect(folder.text('target.json')).toBe(folder.text('site/map.json'))
})

test('refuses to write where something else stands, or where nothing can', async () => {
  expectRefusal(await folder.holdfast(['map', ...LEDGER, '--output', 'site']), 3, /cannot write site/)
  expectRefusal(await folder.holdfast(['map', ...LEDGER, '--output', 'no/such/map.json']), 3, /no such/)
  expectRefusal(
    await folder.holdfast(['map', ...LEDGER, '--format', 'stubs', '--output', 'site']),
    3,
    /not empty/,
  )
})

test('writes stubs for another address into a folder of their own', async () => {
  const words = ['map', ...LEDGER, '--format', 'stubs', '--base-url', 'https://x.example/']
  expectRefusal(await folder.holdfast(words), 2, /--output/)
  const { code, stderr } = await folder.holdfast([...words, '--output', 'stubs'])
  expect({ code, stderr }).toEqual({ code: 0, stderr: 'wrote 5 pages to stubs\n' })
  const { rows } = JSON.parse(folder.text('site/map.json')) as { rows: { from: string }[] }
  for (const { from } of rows)
    expect(folder.text(`stubs/${from}`)).toContain(`url=https://x.example/${from}"`)
})

test('needs a ledger that is there and whole', async () => {
  expectRefusal(await folder.holdfast(['map']), 2, /--ledger/, /--list/)
  expectRefusal(await folder.holdfast(['map', '--ledger', 'none.ledger']), 3, /none\.ledger/)
  folder.write('cut.ledger', folder.read('list.ledger').subarray(0, 100))
  expectRefusal(
    await folder.holdfast(['map', '--ledger', 'cut.ledger', '--output', 'x.json']),
    3,
    /cut\.ledger/,
  )
  expect(existsSync(folder.at('x.json'))).toBe(false)
  expectRefusal(await folder.holdfast(['map', ...LEDGER, '--format', 'yaml']), 2, /json, ndjson, csv, nginx/)
})

test('prints a map for a server, and says what it leaves out', async () => {
  const words = ['map', ...LEDGER, '--format', 'redirects', '--base-url', 'https://x.example/l/']
  const { code, stdout, stderr } = await folder.holdfast([
    ...words,
    '--from-base',
    'http://old.example/pipermail/',
  ])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toMatch(/^\/pipermail\/m\/(..\/\w+\.html) https:\/\/x\.example\/l\/m\/\1 301$/m)
  expectRefusal(await folder.holdfast([...words, '--from-base', 'pipermail']), 2, /begins with \//)
  expectRefusal(await folder.holdfast([...words, '--target', 'pipermail']), 2, /hyperkitty, public-inbox/)
})

test('leads to another archiver, and names what it cannot find there', async () => {
  folder.write('bare.mbox', mbox(2).replace(/Message-ID: .*\n/, ''))
  await folder.holdfast(['record', 'bare.mbox', '--quiet'])
  const words = [
    'map',
    '--ledger',
    'bare.ledger',
    '--target',
    'hyperkitty',
    '--format',
    'nginx',
    '--output',
    'bare.map',
  ]
  const { code, stderr } = await folder.holdfast(words)
  expect(code).toBe(0)
  expect(stderr).toMatch(/^wrote 1 path to bare\.map\nleft out 1 path:\n {2}\/m\/\S+: random-id\n$/)
  expect(folder.text('bare.map')).toMatch(/"\/m\/\S+\.html" "\/message\/[A-Z2-7]{32}\/";/)
})
