import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer, request, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { formatMapJson } from '../../src/maps/map-json.ts'
import type { UrlMap, UrlMapRow } from '../../src/maps/url-map.ts'
import { createArchiveHandler } from '../../src/node/archive-handler.ts'
import { temporaryFolder, writeFiles } from './temporary-folder.ts'

const row = (from: string, changes: Partial<UrlMapRow>): UrlMapRow => ({
  from, to: 'm/a.html', id: 'ID', messageId: null, status: 301, reason: 'earlier-path', ...changes,
}) // prettier-ignore
const MAP: UrlMap = {
  list: 'l',
  baseUrl: null,
  rows: [
    row('g.html', { to: null, status: 410, reason: 'asked <to>' }),
    row('m/a.html', { status: 200, reason: 'current' }),
    row('o/%22%40b.html', {}),
    row('t.html', { to: null, status: 410, reason: 'x' }),
  ],
}

/** A site, and what a client should never see beside it. */
function site(map: UrlMap = MAP): string {
  const folder = temporaryFolder()
  writeFiles(folder, {
    'secret.txt': 'secret', 'site/index.html': '<p>front</p>', 'site/m/a.html': '<p>a</p>', 'site/t.html': 'tombstone',
    'site/o/%22@b.html': 'stub', 'site/date/index.html': 'dates', 'site/a/001-x.bin': 'x', 'site/a/002.png': 'x', 'site/a/003.svg': '<svg/>',
    'site/.htaccess': 'secret', 'site/.git/config': 'secret', 'site/holdfast.manifest.json': 'secret', 'site/map.json': formatMapJson(map),
  }) // prettier-ignore
  symlinkSync(join(folder, 'secret.txt'), join(folder, 'site/link.txt'))
  mkdirSync(join(folder, 'outside'))
  writeFileSync(join(folder, 'outside/x.html'), 'secret')
  symlinkSync(join(folder, 'outside'), join(folder, 'site/door'))
  return join(folder, 'site')
}

interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
}

async function listen(listener: RequestListener) {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  return (
    path: string,
    options: { readonly method?: string; readonly headers?: Record<string, string> } = {},
  ) =>
    new Promise<Reply>((resolve, reject) => {
      const sent = request({ host: '127.0.0.1', port, path, agent: false, ...options }, (response) => {
        let body = ''
        response.setEncoding('latin1').on('data', (text: string) => void (body += text))
        response.on('end', () => resolve({ status: response.statusCode!, headers: response.headers, body }))
      })
      sent.on('error', reject).end()
    })
}

describe('over node:http', () => {
  test('an old URL is redirected, a withdrawn one is gone, a page is given', async () => {
    const ask = await listen(createArchiveHandler({ dir: site() }).node)
    const answers: Record<string, string> = {}
    for (const path of [
      '/',
      '/m/a.html',
      '/o/%22%40b.html',
      '/o/%22@b.html?x=1',
      '/t.html',
      '/g.html',
      '/date/',
      '/date',
      '/none.html',
    ]) {
      const { status, headers } = await ask(path)
      answers[path] = `${status} ${String(headers['location'] ?? '')}`.trim()
    }
    expect(answers).toEqual({
      '/': '200', '/m/a.html': '200', '/o/%22%40b.html': '301 /m/a.html', '/o/%22@b.html?x=1': '301 /m/a.html', '/t.html': '410', '/g.html': '410',
      '/date/': '200', '/date': '301 /date/', '/none.html': '404',
    }) // prettier-ignore
    expect((await ask('/t.html')).body).toBe('tombstone')
    expect((await ask('/g.html')).body).toContain('asked &lt;to&gt;')
    expect((await ask('/none.html')).body).toContain('no page at this address')
  })

  test('nothing hidden, outside, behind a link or of our own books is given out', async () => {
    const ask = await listen(createArchiveHandler({ dir: site() }).node)
    for (const path of [
      '/../secret.txt',
      '/%2e%2e/secret.txt',
      '/..%2fsecret.txt',
      '/m/..%2f..%2fsecret.txt',
      '/m/../../secret.txt',
      '//etc/passwd',
      '/..%5csecret.txt',
      '/.htaccess',
      '/%2ehtaccess',
      '/.git/config',
      '/link.txt',
      '/door/x.html',
      '/holdfast.manifest.json',
      '/HOLDFAST.manifest.json',
      '/m/a.html%00.txt',
      '/m/a.html/',
      '/%',
      '/%zz',
      '/%ff',
      '/m',
      '/m/',
      `/${'x'.repeat(5000)}`,
      '/constructor',
      '/__proto__',
      '*',
    ]) {
      const { status, body } = await ask(path)
      expect(status, path).toBe(404)
      expect(body, path).not.toContain('secret')
    }
  })

  test('types come from a closed list, and what a browser could run is a download', async () => {
    const ask = await listen(createArchiveHandler({ dir: site() }).node)
    const types: Record<string, unknown> = {}
    for (const path of ['/m/a.html', '/a/001-x.bin', '/a/002.png', '/a/003.svg', '/map.json']) {
      const { headers } = await ask(path)
      types[path] = headers['content-type']
      expect(headers['x-content-type-options']).toBe('nosniff')
    }
    expect(types).toEqual({
      '/m/a.html': 'text/html; charset=utf-8', '/a/001-x.bin': 'application/octet-stream', '/a/002.png': 'image/png',
      '/a/003.svg': 'application/octet-stream', '/map.json': 'application/json',
    }) // prettier-ignore
  })

  test('a page that the client has is not sent again; HEAD has no body; other methods are refused', async () => {
    const dir = site()
    const ask = await listen(createArchiveHandler({ dir }).node)
    const { headers } = await ask('/m/a.html')
    const etag = String(headers['etag'])
    for (const tag of [etag, `W/${etag}`, `"x", ${etag}`, '*']) {
      expect(await ask('/m/a.html', { headers: { 'if-none-match': tag } })).toMatchObject({
        status: 304,
        body: '',
      })
    }
    expect((await ask('/m/a.html', { headers: { 'if-none-match': '"x"' } })).status).toBe(200)
    const head = await ask('/m/a.html', { method: 'HEAD' })
    expect(head).toMatchObject({ status: 200, body: '', headers: { 'content-length': '8' } })
    expect(await ask('/m/a.html', { method: 'POST' })).toMatchObject({
      status: 405,
      headers: { allow: 'GET, HEAD' },
    })
    writeFileSync(join(dir, 'm/a.html'), '<p>b</p>')
    expect((await ask('/m/a.html', { headers: { 'if-none-match': etag } })).body).toBe('<p>b</p>')
  })

  test('below a path of its own, and before others: what it has not is handed on', async () => {
    const archive = createArchiveHandler({ dir: site(), base: '/lists/garden talk' })
    const ask = await listen((sent, response) => {
      // As Express does below a mount: the mount is cut off `url`, and stays in `originalUrl`.
      Object.assign(sent, { originalUrl: sent.url, url: '/cut' })
      archive.node(sent, response, () => void response.writeHead(299).end())
    })
    expect((await ask('/lists/garden%20talk/m/a.html')).status).toBe(200)
    expect((await ask('/lists/garden%20talk/o/%22@b.html')).headers['location']).toBe(
      '/lists/garden%20talk/m/a.html',
    )
    expect((await ask('/lists/garden%20talk')).headers['location']).toBe('/lists/garden%20talk/')
    expect((await ask('/lists/garden%20talk/none')).status).toBe(299)
    expect((await ask('/m/a.html', { method: 'POST' })).status).toBe(299)
  })
})

describe('as fetch has it', () => {
  const ask = async (archive: (request: Request) => Promise<Response>, path: string, init?: RequestInit) =>
    archive(new Request(`http://archive.invalid${path}`, init))

  test('a Request comes in, a Response goes out', async () => {
    const archive = createArchiveHandler({ dir: site() })
    const moved = await ask(archive, '/o/%22@b.html')
    expect([moved.status, moved.headers.get('location')]).toEqual([301, '/m/a.html'])
    expect(await (await ask(archive, '/m/a.html')).text()).toBe('<p>a</p>')
    expect((await ask(archive, '/t.html')).status).toBe(410)
    expect((await ask(archive, '/../secret.txt')).status).toBe(404)
    const head = await ask(archive, '/m/a.html', { method: 'HEAD' })
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '8', ''])
    expect((await ask(archive, '/', { method: 'PUT' })).status).toBe(405)
  })

  test('the map of the folder is read again when a rebuild has changed it; a damaged one is not taken', async () => {
    const dir = site()
    const archive = createArchiveHandler({ dir })
    expect((await ask(archive, '/new.html')).status).toBe(404)
    writeFileSync(
      join(dir, 'map.json'),
      formatMapJson({ ...MAP, rows: [...MAP.rows.slice(0, 2), row('new.html', {})] }),
    )
    expect((await ask(archive, '/new.html')).status).toBe(301)
    writeFileSync(join(dir, 'map.json'), '{')
    expect((await ask(archive, '/new.html')).status).toBe(301)
    expect(() => createArchiveHandler({ dir })).toThrow(/map\.json: the map is not JSON/)
  })

  test('a map that is given wins, and its base URL', async () => {
    const away: UrlMap = {
      list: 'l',
      baseUrl: 'https://x.example/',
      rows: [row('old.html', { to: 'https://x.example/m/a.html' })],
    }
    const archive = createArchiveHandler({ dir: site(), map: away })
    expect((await ask(archive, '/old.html')).headers.get('location')).toBe('https://x.example/m/a.html')
    expect((await ask(archive, '/t.html')).status).toBe(200)
  })
})

test('a folder that is none, and a base that is none, are refused', () => {
  expect(() => createArchiveHandler({ dir: '/no/such/folder' })).toThrow(/no such file/)
  expect(() => createArchiveHandler({ dir: import.meta.filename })).toThrow(/not a folder/)
  expect(() => createArchiveHandler({ dir: site(), base: 'https://x.example/' })).toThrow(TypeError)
})
