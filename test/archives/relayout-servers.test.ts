import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readLedger } from '../../src/ledger/read-ledger.ts'
import { nodeHost } from '../../src/node/node-host.ts'
import { corpus, CORPUS_MISSING, corpusPath } from '../corpus.ts'
import { hasServer, SERVERS, startServer, type RunningServer, type ServerName } from '../maps/web-servers.ts'
import { runHoldfast, runJson } from './run-holdfast.ts'

const reason = corpus === null ? ` (skipped: ${CORPUS_MISSING})` : ''

/** The whole check installs the servers: without them it is no check. */
const isRequired = process.env['CI'] === 'true'

const LISTS = [
  { list: 'cdrecord-support', pages: 970, servers: ['nginx', 'apache', 'caddy'] },
  { list: 'fetchmail-users', pages: 3499, servers: ['nginx'] },
] as const satisfies readonly { list: string; pages: number; servers: readonly ServerName[] }[]

/** Archives of real lists, adopted as they were published by Pipermail, and then given the stable layout. */
describe.skipIf(corpus === null).each(LISTS)(`$list, laid out anew${reason}`, ({ list, pages, servers }) => {
  let folder = ''
  const tree = `berlios/${list}`
  const where = ['--ledger', `${list}.ledger`]
  const base = `/pipermail/${list}/`

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'holdfast-relayout-'))
    const run = spawnSync('tar', ['xJf', corpusPath('data', `${list}-pipermail.tar.xz`)], { cwd: folder })
    if (run.status !== 0) throw new Error(`cannot unpack ${list}: ${run.stderr.toString()}`)
    const texts = `${tree}/*.txt.gz`
    const adopt = ['adopt', tree, texts, '--archiver', 'pipermail', ...where, '--list', list]
    const rebuild = ['rebuild', texts, ...where, '--base', tree, '--relayout', 'stable', '--out', 'site']
    for (const args of [adopt, rebuild]) {
      const { code, err } = runHoldfast(folder, [...args, '--quiet'])
      if (code !== 0) throw new Error(`${args[0]!} ended with ${code}: ${err}`)
    }
  }, 600_000)
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  /** The old paths of messages: as the tree has them, and no other source. */
  const oldPages = (): string[] =>
    readdirSync(join(folder, tree), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\/\d+\.html$/.test(name))
      .toSorted()

  test('every path and anchor of the old tree is on the site, and the ledger has one new path for each page', () => {
    expect(oldPages()).toHaveLength(pages)
    const verified = runJson(folder, ['verify', 'site', ...where, '--against', tree])
    const findings = verified['findings'] as { level: string }[]
    expect(findings.filter(({ level }) => level === 'error')).toEqual([])
    expect(verified.code).toBe(0)
  }, 600_000)

  describe.each([...servers])('%s', (name) => {
    const isThere = hasServer(name)
    test.runIf(isRequired)('is installed, as this run requires', () => expect(isThere).toBe(true))

    test.skipIf(!isThere)(
      isThere
        ? 'leads every old message to its page, and gives out all other files'
        : `skipped: there is no ${SERVERS[name]}`,
      async () => {
        const made = runHoldfast(folder, ['map', ...where, '--format', name, '--from-base', base])
        expect(made.code, made.err).toBe(0)
        const server = await startServer(name, {
          map: made.out,
          folders: { [base]: join(folder, 'site') },
        })
        const { messages } = readLedger(readFileSync(join(folder, `${list}.ledger`)), nodeHost)
        const owners = new Map(messages.flatMap(({ paths, id }) => paths.map((path) => [path, id] as const)))
        const wanted = new Map<string, string>()
        for (const path of oldPages()) {
          const id = owners.get(path)!
          wanted.set(path, `301 ${base}m/${id.slice(0, 2)}/${id}.html`)
          wanted.set(`m/${id.slice(0, 2)}/${id}.html`, '200')
        }
        for (const path of readdirSync(join(folder, tree), { recursive: true, encoding: 'utf8' }))
          if (/\.(?:html|gz|txt)$/.test(path) && !wanted.has(path)) wanted.set(path, '200')
        expect(await wrongAnswers(server, base, wanted)).toEqual([])
        expect(await wrongAnswers(server, base, new Map([['2007-January/999999.html', '404']]))).toEqual([])
      },
      600_000,
    )
  })
})

async function wrongAnswers(
  server: RunningServer,
  base: string,
  wanted: ReadonlyMap<string, string>,
): Promise<string[]> {
  const wrong: string[] = []
  for (const [path, answer] of wanted) {
    const { status, location } = await server.ask(`${base}${path}`)
    const got = location === null ? String(status) : `${status} ${location}`
    if (got !== answer) wrong.push(`${path}: ${got}, not ${answer}`)
  }
  return wrong
}
