import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { connect, createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as later } from 'node:timers/promises'
import { onTestFinished } from 'vitest'

/** The servers that the tests start, each with the program that a machine must have. */
export const SERVERS = { nginx: 'nginx', apache: 'apache2', caddy: 'caddy' } as const
export type ServerName = keyof typeof SERVERS

/** Whether the machine has a server; the programs of Debian stand in sbin, which not every PATH has. */
export function hasServer(name: ServerName): boolean {
  return spawnSync(SERVERS[name], ['-v'], { env: environment() }).error === undefined
}

/** What a server answered. */
export interface Answer {
  readonly status: number
  /** The `Location` field, without scheme, host and port of the server itself; null where there is none. */
  readonly location: string | null
}

/** A server that runs on loopback until the test ends. */
export interface RunningServer {
  /** Asks for a path as it stands, byte for byte. */
  ask(path: string): Promise<Answer>
}

/** What a server is started with. */
export interface ServerSetup {
  /** The map, as the exporter wrote it. */
  readonly map: string
  /** Files of the site; a message page of somebody else, for one. */
  readonly files?: Readonly<Record<string, string>>
  /** Folders that are a part of the site, by the path below which they stand: `/pipermail/list/`. */
  readonly folders?: Readonly<Record<string, string>>
  /** For Apache: make a dbm of the map, and use that. */
  readonly dbm?: boolean
}

/** What a server says of a configuration: nothing where it takes it. */
export function checkSetup(name: ServerName, setup: ServerSetup): string {
  const { check } = prepare(name, setup, 1)
  const run = spawnSync(check[0]!, check.slice(1), { env: environment(), encoding: 'utf8' })
  return run.status === 0 ? '' : `${run.stdout}${run.stderr}`
}

/** Starts a server with a map by the lines at the map's own head; it is stopped when the test ends. */
export async function startServer(name: ServerName, setup: ServerSetup): Promise<RunningServer> {
  const port = await freePort()
  const { run } = prepare(name, setup, port)
  const child = spawn(run[0]!, run.slice(1), { env: environment(), stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (text: Buffer) => void (said += text.toString()))
  onTestFinished(() => stop(child))
  for (let tries = 0; !(await answers(port)); tries += 1) {
    if (child.exitCode !== null || tries > 1200) throw new Error(`${name} did not start: ${said}`)
    await later(50)
  }
  return { ask: (path) => ask(port, path) }
}

interface Prepared {
  readonly run: readonly string[]
  readonly check: readonly string[]
}

function prepare(name: ServerName, setup: ServerSetup, port: number): Prepared {
  const folder = mkdtempSync(join(tmpdir(), `holdfast-${name}-`))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const at = (file: string): string => join(folder, file)
  mkdirSync(at('site/m'), { recursive: true })
  for (const [path, text] of Object.entries(setup.files ?? {})) writeFileSync(at(`site/${path}`), text)
  for (const [path, source] of Object.entries(setup.folders ?? {})) {
    cpSync(source, join(at('site'), path), { recursive: true })
  }
  writeFileSync(at('list.map'), setup.map)
  return PREPARE[name](at, setup, port)
}

/** The lines of configuration at the head of a map, between two headings. */
function headLines(map: string, heading: RegExp): string[] {
  const lines = map.split('\n')
  const start = lines.findIndex((line) => heading.test(line)) + 1
  const end = lines.findIndex((line, index) => index >= start && !line.startsWith('#     '))
  return lines.slice(start, end).map((line) => line.slice('#     '.length))
}

type Prepare = (at: (file: string) => string, setup: ServerSetup, port: number) => Prepared

const PREPARE: Readonly<Record<ServerName, Prepare>> = {
  nginx(at, { map }, port) {
    const http = headLines(map, /^# In http/).map((line) =>
      line.replace(/\/etc\/nginx\/\w+\.map/, at('list.map')),
    )
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
      (kind) => `${kind}_temp_path ${at(kind)};`,
    )
    writeFileSync(
      at('nginx.conf'),
      `daemon off; master_process off; pid ${at('pid')}; error_log stderr error; events {}
       http { access_log off; ${temporary.join(' ')} large_client_header_buffers 4 16k;
         ${http.join('\n')}
         server { listen 127.0.0.1:${port}; root ${at('site')};
           ${headLines(map, /^# In server/).join('\n')}
         } }`,
    )
    const command = ['nginx', '-p', at('.'), '-e', 'stderr', '-c', at('nginx.conf')]
    return { run: command, check: [...command, '-t'] }
  },
  apache(at, { map, dbm }, port) {
    const modules = ['mpm_event', 'authz_core', 'alias', 'rewrite', 'dir'].map(
      (name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`,
    )
    if (dbm === true) {
      const made = spawnSync('httxt2dbm', ['-i', at('list.map'), '-o', at('list.dbm')], {
        env: environment(),
      })
      if (made.status !== 0) throw new Error(`httxt2dbm: ${made.stderr.toString()}`)
    }
    const place = dbm === true ? `dbm:${at('list.dbm')}` : `txt:${at('list.map')}`
    const lines = headLines(map, /^# In the server/).map((line) => line.replace(/txt:[^"]+/, place))
    writeFileSync(
      at('apache.conf'),
      `${modules.join('\n')}
ServerName 127.0.0.1
ServerRoot ${at('.')}
Listen 127.0.0.1:${port}
PidFile ${at('pid')}
ErrorLog ${at('error.log')}
LimitRequestLine 16000
DefaultRuntimeDir ${at('.')}
<VirtualHost *:${port}>
DocumentRoot ${at('site')}
<Directory ${at('site')}>
Require all granted
</Directory>
${lines.join('\n')}
</VirtualHost>
`,
    )
    const command = ['apache2', '-d', at('.'), '-f', at('apache.conf')]
    return { run: [...command, '-D', 'FOREGROUND'], check: [...command, '-t'] }
  },
  caddy(at, { map }, port) {
    const lines = headLines(map, /^# In the block/).map((line) =>
      line.replace(/\/etc\/caddy\/\w+\.map/, at('list.map')),
    )
    writeFileSync(
      at('Caddyfile'),
      `{\nadmin off\nauto_https off\nstorage file_system ${at('storage')}\nlog {\nlevel ERROR\n}\n}
http://127.0.0.1:${port} {\n${lines.join('\n')}\nroot * ${at('site')}\nfile_server\n}\n`,
    )
    const config = ['--config', at('Caddyfile'), '--adapter', 'caddyfile']
    return { run: ['caddy', 'run', ...config], check: ['caddy', 'validate', ...config] }
  },
}

function environment(): NodeJS.ProcessEnv {
  return {
    ...process.env,
    XDG_CONFIG_HOME: join(tmpdir(), 'holdfast-caddy-config'),
    PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/usr/local/sbin:/sbin`,
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  await ended
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy()
      resolve(true)
    })
    socket.on('error', () => resolve(false))
  })
}

function ask(port: number, path: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path, agent: false }, (response) => {
      response.resume()
      response.on('end', () => {
        const location = response.headers.location ?? null
        const own = new RegExp(`^http://127\\.0\\.0\\.1(?::${port})?`)
        resolve({ status: response.statusCode ?? 0, location: location?.replace(own, '') ?? null })
      })
    })
    sent.on('error', reject)
    sent.end()
  })
}
