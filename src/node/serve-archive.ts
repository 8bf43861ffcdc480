import { createHash } from 'node:crypto'
import { unwatchFile, watchFile } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createArchiveHandler, type ArchiveHandlerOptions } from './archive-handler.ts'
import { fileError } from './holdfast-error.ts'
import { MANIFEST_NAME } from './publish-path.ts'

/** Where open pages ask whether they have changed. A hidden name, so no file of a site stands there. */
const CHANGES = '/.holdfast/changes'
/** How often the manifest is looked at, in milliseconds. */
const INTERVAL = 300

const SCRIPT = `new EventSource(${JSON.stringify(CHANGES)}).onmessage = () => location.reload()`
const SCRIPT_SOURCE = `'sha256-${createHash('sha256').update(SCRIPT).digest('base64')}'`

/** What is previewed, and on which address. */
export interface ServeArchiveOptions extends Omit<ArchiveHandlerOptions, 'changePage' | 'base'> {
  /** 0: any that is free. */
  readonly port: number
  readonly host: string
  /** Pages that are open in a browser load themselves anew after a rebuild. */
  readonly watch?: boolean | undefined
}

/** A preview that runs. */
export interface ServedArchive {
  readonly url: string
  /** Ends it, and every connection. */
  close(): Promise<void>
}

/**
 * Serves a site with the redirects and status codes of its map.
 *
 * With `watch` a script of one line is put into each page, and the page's own policy lets that script run and no other. A
 * rebuild writes the manifest last, so pages are whole when it changes.
 *
 * @throws HoldfastError where the folder cannot be read, or the address cannot be listened on.
 */
export async function serveArchive(options: ServeArchiveOptions): Promise<ServedArchive> {
  const { port, host, watch, ...site } = options
  const handler = createArchiveHandler({ ...site, changePage: watch === true ? withReload : undefined })
  const listening = new Set<ServerResponse>()
  const server = createServer((request, response) => {
    if (watch !== true || request.url !== CHANGES) {
      handler.node(request, response)
      return
    }
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
    response.write(': waiting\n\n')
    listening.add(response)
    response.on('close', () => listening.delete(response))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  }).catch((error: unknown) => {
    throw fileError(error, 'listen on', `${host}:${port}`)
  })
  const manifest = join(site.dir, MANIFEST_NAME)
  const tell = (): void => {
    for (const response of listening) response.write('data: changed\n\n')
  }
  if (watch === true) watchFile(manifest, { interval: INTERVAL }, tell)
  const address = server.address() as AddressInfo
  const name = address.family === 'IPv6' ? `[${address.address}]` : address.address
  return {
    url: `http://${name}:${address.port}/`,
    close: () => {
      unwatchFile(manifest, tell)
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

/** A page with the script at its end, and a policy that lets it run and ask this server. */
function withReload(html: string): string {
  const allowed = html.replace(
    /(<meta http-equiv="Content-Security-Policy" content=")([^"]*)"/,
    (_, start: string, policy: string) => `${start}${allowReload(policy)}"`,
  )
  const script = `<script>${SCRIPT}</script>\n`
  const end = allowed.lastIndexOf('</body>')
  return end < 0 ? allowed + script : allowed.slice(0, end) + script + allowed.slice(end)
}

function allowReload(policy: string): string {
  let rest = policy
  for (const [name, source] of [
    ['script-src', SCRIPT_SOURCE],
    ['connect-src', "'self'"],
  ] as const) {
    const own = new RegExp(`\\b${name}\\b`)
    rest = own.test(rest) ? rest.replace(own, `${name} ${source}`) : `${rest}; ${name} ${source}`
  }
  return rest
}
