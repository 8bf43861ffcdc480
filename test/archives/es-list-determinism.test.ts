import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import { AS_NOBODY, LISTED_BACKWARDS, NOT_ROOT } from '../cli/other-surroundings.ts'
import { cliFolder, program, type CliOptions } from '../cli/run-cli.ts'
import { treeHash } from '../cli/tree-hash.ts'
import { corpus, CORPUS_MISSING, corpusPath } from '../corpus.ts'

const reason = corpus === null ? ` (skipped: ${CORPUS_MISSING})` : ''
const otherNode = process.env['HOLDFAST_NODE_24']
const folder = cliFolder()

/** A list of ten years of real mail: what a small sample has none of. The sample list is built in each of these surroundings alone. */
describe.skipIf(corpus === null)(`es-list has one tree hash${reason}`, () => {
  let mail: Buffer
  let plain: { readonly tree: string; readonly ledger: string }

  async function built(name: string, options: CliOptions, more: readonly string[] = []): Promise<void> {
    const run = await folder.holdfast(['rebuild', '.', '--list', 'es', '--ledger', 'es.ledger', '--out', 'site', ...more], {
      cwd: folder.at(name),
      ...options,
    }) // prettier-ignore
    expect(run.code, run.stderr).toBe(0)
  }

  /** A folder with the list as a file for each part; whoever runs the program may write there. */
  function placed(name: string, parts: readonly Uint8Array[]): void {
    mkdirSync(folder.at(name))
    chmodSync(folder.path, 0o755)
    chmodSync(folder.at(name), 0o777)
    for (const [index, bytes] of parts.entries()) folder.write(`${name}/part-${index}.mbox`, bytes)
  }

  const result = (name: string) => ({
    tree: treeHash(folder.at(name, 'site')),
    ledger: folder.text(`${name}/es.ledger`),
  })

  beforeAll(async () => {
    const archive = corpusPath('data', 'es-shell-mhonarc.tar.xz')
    const { status, stderr } = spawnSync('tar', ['xJf', archive], { cwd: folder.path })
    expect(status, stderr.toString()).toBe(0)
    mail = readFileSync(folder.at('es-shell/es-list.mbox'))
    placed('plain', [mail])
    await built('plain', { env: { TZ: 'UTC' } })
    plain = result('plain')
  })

  /** The list, cut where a message begins. */
  function halves(): readonly [Buffer, Buffer] {
    const cut = mail.indexOf('\n\nFrom ', mail.length / 2) + 2
    return [mail.subarray(0, cut), mail.subarray(cut)]
  }

  test('in a zone, a language, under a umask and with threads of their own', async () => {
    placed('apart', [mail])
    const env = { TZ: 'Asia/Kathmandu', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' }
    await built('apart', { env, shell: 'umask 077; exec "$@"' }, ['--jobs', '2', '--no-cache'])
    expect(result('apart')).toEqual(plain)
  })

  test.skipIf(NOT_ROOT !== null)(`made by another user${NOT_ROOT ?? ''}`, async () => {
    placed('nobody', [mail])
    const env = { TZ: 'America/St_Johns', LANG: 'C', LC_ALL: 'C', SOURCE_DATE_EPOCH: '0' }
    await built('nobody', { env, shell: AS_NOBODY }, ['--no-cache'])
    expect(result('nobody')).toEqual(plain)
  })

  test('in files that the system lists backwards', async () => {
    placed('parts', halves())
    await built('parts', { env: { TZ: 'Pacific/Kiritimati', NODE_OPTIONS: LISTED_BACKWARDS } }, [
      '--no-cache',
    ])
    const { tree } = result('parts')
    placed('parts-forward', halves())
    await built('parts-forward', {})
    expect(tree).toBe(result('parts-forward').tree)
    expect(treePages('parts')).toBe(treePages('plain'))
  })

  test('grown by half of it', async () => {
    const [first, second] = halves()
    placed('grown', [first])
    await built('grown', {})
    folder.write('grown/part-0.mbox', Buffer.concat([first, second]))
    await built('grown', {})
    expect(treePages('grown')).toBe(treePages('plain'))
  })

  test.skipIf(otherNode === undefined)(
    `by Node 24${otherNode === undefined ? ' (skipped: HOLDFAST_NODE_24 is not set)' : ''}`,
    () => {
      placed('node', [mail])
      const words = ['rebuild', '.', '--list', 'es', '--ledger', 'es.ledger', '--out', 'site', '--no-cache']
      const { status, stderr } = spawnSync(otherNode!, [program, ...words], {
        cwd: folder.at('node'),
        encoding: 'utf8',
      })
      expect(status, stderr).toBe(0)
      expect(result('node')).toEqual(plain)
    },
  )

  /** The hash of a site without its manifest, which names the ledger's last commit. */
  function treePages(name: string): string {
    return treeHash(folder.at(name, 'site'), { except: ['holdfast.manifest.json'] })
  }
})
