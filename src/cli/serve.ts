import type { CommandDefinition } from './command.ts'
import { EXIT } from './exit-codes.ts'
import { harmless } from './terminal.ts'

interface ServeFlags {
  readonly ledger?: string
  readonly list?: string
  readonly expect?: string
  readonly port?: number
  readonly host?: string
  readonly watch?: boolean
  readonly quiet?: boolean
}

const DEFAULT_PORT = 8080

/** `holdfast serve`: a preview of the site, with the answers of a server that has the map. */
export const serve: CommandDefinition<ServeFlags> = {
  name: 'serve',
  summary: 'show a site on this machine, with the redirects and status codes of its map',
  arguments: '[dir]',
  options: ['ledger', 'list', 'config', 'port', 'host', 'watch', 'expect', 'quiet'],
  examples: [
    ['holdfast serve site', 'at http://127.0.0.1:8080/, with the map of the site'],
    ['holdfast serve site --watch', 'pages in the browser load themselves anew after a rebuild'],
    ['holdfast serve site --ledger list.ledger --port 0', 'with the map of a ledger, on any free port'],
  ],
  exit: '0 ended with Ctrl-C, 2 usage, 3 the folder cannot be read or the port is taken',
  async run([dir], flags, { terminal, signal }) {
    const { serveArchive } = await import('../node/serve-archive.ts')
    const { ledger, port = DEFAULT_PORT, host = '127.0.0.1', watch } = flags
    const served = await serveArchive({ dir: dir!, port, host, watch, map: await mapOf(ledger, flags) })
    if (flags.quiet !== true) terminal.err(`serving ${harmless(dir!)} at ${served.url} until Ctrl-C\n`)
    if (!signal.aborted)
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
    await served.close()
    return EXIT.ok
  },
}

async function mapOf(ledger: string | undefined, flags: ServeFlags) {
  if (ledger === undefined) return undefined
  const { exportMap } = await import('../node/export-map.ts')
  return exportMap({ ledger, list: flags.list, expect: flags.expect, format: 'json' }).map
}
