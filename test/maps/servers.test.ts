import { describe, expect, test } from 'vitest'
import { formatServerMap } from '../../src/maps/server-map.ts'
import type { UrlMap, UrlMapRow } from '../../src/maps/url-map.ts'
import { HOSTILE_IDS } from './hostile-ids.ts'
import {
  checkSetup,
  hasServer,
  SERVERS,
  startServer,
  type RunningServer,
  type ServerName,
} from './web-servers.ts'

/** The whole check installs the servers: without them it is no check. */
const isRequired = process.env['CI'] === 'true'

const encode = (text: string): string =>
  Array.from(new TextEncoder().encode(text), (byte) => {
    const sign = String.fromCharCode(byte)
    return /[A-Za-z0-9\-._~]/.test(sign) ? sign : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
  }).join('')
/** As a browser sends it: `!$&'()*+,;=:@|[]` stand raw. */
const asBrowser = (path: string): string =>
  path.replace(/%(?:2[146789ABC]|3[ABD]|40|5[BD]|7C)/g, (byte) => decodeURIComponent(byte))
const asLowerHex = (path: string): string => path.replace(/%[0-9A-F]{2}/g, (byte) => byte.toLowerCase())

const rowOf = (from: string, changes: Partial<UrlMapRow> = {}): UrlMapRow => ({
  from, to: 'm/target.html', id: 'ID', messageId: null, status: 301, reason: 'alias', ...changes,
}) // prettier-ignore
const mapOf = (rows: readonly UrlMapRow[], baseUrl: string | null = null): UrlMap => ({
  list: 'garden-talk', baseUrl, rows: [...rows].sort((a, b) => (a.from < b.from ? -1 : 1)),
}) // prettier-ignore
const standing = (path: string): UrlMapRow => rowOf(path, { to: path, status: 200, reason: 'current' })
const withdrawn = (path: string): UrlMapRow => rowOf(path, { to: null, status: 410, reason: 'asked to' })

/** Each id has a path and a target of its own, so that no mistake can pass for the right answer. */
const hostile = [...new Set(HOSTILE_IDS)].map((id, index) =>
  rowOf(`m/${encode(id)}`, { to: `page/${index}${encode(id.slice(0, 9)).replace(/%2[EF]/g, '')}.html` }),
)

async function askAll(server: RunningServer, paths: readonly string[]): Promise<Record<string, string>> {
  const answers: Record<string, string> = {}
  for (const path of paths) {
    const { status, location } = await server.ask(path)
    answers[path] = location === null ? String(status) : `${status} ${location}`
  }
  return answers
}

async function expectAnswers(server: RunningServer, wanted: ReadonlyMap<string, string>): Promise<void> {
  const answers = await askAll(server, [...wanted.keys()])
  const wrong = [...wanted].filter(([path, answer]) => answers[path] !== answer)
  expect(wrong.map(([path, answer]) => `${path}: ${answers[path]!}, not ${answer}`)).toEqual([])
}

describe.each(Object.keys(SERVERS) as ServerName[])('%s', (name) => {
  const isThere = hasServer(name)
  test.runIf(isRequired)('is installed, as this run requires', () => expect(isThere).toBe(true))

  describe.skipIf(!isThere)(isThere ? 'with a map' : `skipped: there is no ${SERVERS[name]}`, () => {
    test('takes a map of hostile paths, and answers each of them however it is spelled', async () => {
      const rows = [
        ...hostile,
        withdrawn('m/withdrawn.html'),
        withdrawn('m/%22%40%20'),
        standing('m/stands.html'),
      ]
      const { text, unrouted } = formatServerMap(mapOf(rows), name)
      expect(unrouted.map(({ address, reason }) => [address, reason])).toEqual(
        name === 'nginx'
          ? [['/m/..%2F..', 'above-root'], ['/m/..%2F..%2Fetc%2Fpasswd', 'above-root']]
          : [],
      ) // prettier-ignore
      const setup = { map: text, files: { 'm/stands.html': 'page' } }
      expect(checkSetup(name, setup)).toBe('')
      const server = await startServer(name, setup)
      const left = new Set(unrouted.map(({ row }) => row.from))
      const wanted = new Map<string, string>()
      for (const { from, to } of hostile.filter((row) => !left.has(row.from))) {
        for (const path of [
          from,
          asBrowser(from),
          asLowerHex(from),
          asLowerHex(asBrowser(from)),
          `${from}?a=1&b=/c`,
        ]) {
          wanted.set(`/${path}`, `301 /${to!}`)
        }
      }
      expect(wanted.size).toBeGreaterThan(500)
      await expectAnswers(server, wanted)
      const others = {
        '/m/withdrawn.html': '410', '/m/withdrawn.html?x': '410', '/m/%22%40%20': '410', '/m/%22@%20': '410', '/m/stands.html': '200',
        '/m/victim': '404', '/m/unknown': '404', '/default': '404', '/m/x': '404', '/etc/passwd': '404',
      } // prettier-ignore
      expect(await askAll(server, Object.keys(others))).toEqual(others)
    })

    test('without our care, an id takes over the address of another message; with it, it does not', async () => {
      const attack = { nginx: 0, apache: 6, caddy: 6 }[name]
      const id = HOSTILE_IDS[attack]!
      expect(id).toContain('/m/victim')
      const plain = formatServerMap(mapOf([rowOf('m/plain')]), name).text
      const line = { nginx: '"/m/plain" "/m/target.html";', apache: '/m/plain /m/target.html', caddy: '"/m/plain" "/m/target.html"' }[name] // prettier-ignore
      const careless = plain.replace(line, () =>
        line.replace('plain', () => id).replace(name === 'caddy' ? /"/g : /$/, ''),
      )
      expect(careless).not.toBe(plain)
      expect(checkSetup(name, { map: careless }), 'the server sees nothing wrong').toBe('')
      const bitten = await startServer(name, { map: careless })
      expect((await bitten.ask('/m/victim')).location, 'the control must bite').toMatch(
        /^http:\/\/evil\.invalid/,
      )
      const careful = formatServerMap(mapOf([rowOf(`m/${encode(id)}`)]), name).text
      const safe = await startServer(name, { map: careful })
      expect((await safe.ask('/m/victim')).status).toBe(404)
    })

    test('tells paths apart that differ in case only, and leaves the page of another message alone', async () => {
      const rows = [
        rowOf('m/ABC.html', { to: 'page/1.html' }),
        rowOf('m/abc.html', { to: 'page/2.html' }),
        rowOf('m/STANDS.html', { to: 'page/3.html' }),
        rowOf('m/p%40X', { to: 'page/4.html' }),
        rowOf('m/p%40x', { to: 'page/5.html' }),
        standing('m/stands.html'),
      ]
      const server = await startServer(name, {
        map: formatServerMap(mapOf(rows), name).text,
        files: { 'm/stands.html': 'page' },
      })
      await expectAnswers(
        server,
        new Map([
          ['/m/ABC.html', '301 /page/1.html'],
          ['/m/abc.html', '301 /page/2.html'],
          ['/m/Abc.html', '404'],
          ['/m/STANDS.html', '301 /page/3.html'],
          ['/m/stands.html', '200'],
          ['/m/p%40X', '301 /page/4.html'],
          ['/m/p@x', '301 /page/5.html'],
        ]),
      )
    })

    test('takes the old archive below a path of its own, and targets at another address', async () => {
      const base = 'https://x.example/new%20list/'
      const rows = [rowOf('2001-March/000016.html', { to: `${base}m/a%22.html` }), withdrawn('g.html')]
      const { text } = formatServerMap(mapOf(rows, base), name, { fromBase: '/~ann/$old' })
      const server = await startServer(name, { map: text })
      const target = '301 https://x.example/new%20list/m/a%22.html'
      await expectAnswers(
        server,
        new Map([
          ['/~ann/$old/2001-March/000016.html', target],
          ['/~ann/%24old/2001-March/000016.html', target],
          ['/~ann/$old/g.html', '410'],
          ['/2001-March/000016.html', '404'],
          ['/x/~ann/$old/2001-March/000016.html', '404'],
        ]),
      )
    })

    test('takes a list with a long name, and another one beside it', async () => {
      const mapFor = (list: string) =>
        formatServerMap({ ...mapOf([rowOf(`m/${list}.html`)]), list }, name).text
      const long = mapFor('l'.repeat(29))
      // Apache reads each map from a file of its own.
      const text = name === 'apache' ? long : `${long}${mapFor('k'.repeat(60))}`
      const server = await startServer(name, { map: text })
      await expectAnswers(
        server,
        new Map([
          [`/m/${'l'.repeat(29)}.html`, '301 /m/target.html'],
          ['/m/l.html', '404'],
        ]),
      )
    })

    test('takes 200,000 paths', async () => {
      const rows = Array.from({ length: 200_000 }, (_, n) =>
        rowOf(`2001-March/${String(n).padStart(6, '0')}.html`, { to: `m/AB/${n}.html` }),
      )
      const { text, routed } = formatServerMap(mapOf(rows), name)
      expect(routed).toBe(200_000)
      const server = await startServer(name, { map: text })
      await expectAnswers(
        server,
        new Map([
          ['/2001-March/000000.html', '301 /m/AB/0.html'],
          ['/2001-March/123456.html', '301 /m/AB/123456.html'],
          ['/2001-March/199999.html', '301 /m/AB/199999.html'],
          ['/2001-March/200000.html', '404'],
        ]),
      )
    }, 300_000)
  })
})

describe.skipIf(!hasServer('apache'))('apache, besides', () => {
  test('takes the map as a dbm too', async () => {
    const { text } = formatServerMap(mapOf([...hostile, withdrawn('gone.html')]), 'apache')
    const server = await startServer('apache', { map: text, dbm: true })
    const wanted = hostile.map(({ from, to }) => [`/${asBrowser(from)}`, `301 /${to!}`] as const)
    await expectAnswers(server, new Map([...wanted, ['/gone.html', '410'], ['/m/victim', '404']]))
  })

  test('cuts long lines without a word, so they are left out and named; without that, they lead astray', async () => {
    const key = `m/${'k'.repeat(880)}`
    const to = `m/${'t'.repeat(200)}.html`
    const { text, unrouted } = formatServerMap(mapOf([rowOf(key, { to })]), 'apache')
    expect(unrouted.map(({ reason }) => reason)).toEqual(['line-too-long'])
    const safe = await startServer('apache', { map: text })
    expect((await safe.ask(`/${key}`)).location).toBeNull()
    const careless = await startServer('apache', { map: `${text}/${key} /${to}\n` })
    const { status, location } = await careless.ask(`/${key}`)
    expect(status, 'the control must bite').toBe(301)
    expect(location).not.toBe(`/${to}`)
  })
})

test('what a server refuses to be asked is what its map leaves out', async (context) => {
  const rows = [rowOf('m/a%00b'), rowOf('m/..%2F..%2Fetc')]
  const left = (name: ServerName): string[] =>
    formatServerMap(mapOf(rows), name).unrouted.map(({ reason }) => reason)
  expect(left('nginx')).toEqual(['above-root', 'nul'])
  expect(left('apache')).toEqual(['nul'])
  expect(left('caddy')).toEqual([])
  const names = (Object.keys(SERVERS) as ServerName[]).filter(hasServer)
  if (names.length === 0) context.skip('there is no web server')
  for (const name of names) {
    const server = await startServer(name, { map: formatServerMap(mapOf(rows), name).text })
    for (const { address } of formatServerMap(mapOf(rows), name).unrouted) {
      expect([400, 404]).toContain((await server.ask(address)).status)
    }
    if (name === 'caddy') expect((await server.ask('/m/a%00b')).location).toBe('/m/target.html')
  }
})
