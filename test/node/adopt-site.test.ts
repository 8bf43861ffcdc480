import { appendFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { LedgerState } from '../../src/ledger/ledger-state.ts'
import { acceptFindings } from '../../src/node/accept-findings.ts'
import { adoptArchive } from '../../src/node/adopt-archive.ts'
import { openLedger } from '../../src/node/open-ledger.ts'
import { rebuildArchive } from '../../src/node/rebuild-archive.ts'
import { message, pipermailPage } from '../cli/sample.ts'
import { temporaryFolder } from './temporary-folder.ts'

const pathOf = (n: number): string => `2001-January/${String(n).padStart(6, '0')}.html`
const row = (n: number): string =>
  `<li><a href="${pathOf(n).slice(-11)}">Message ${n}</a><a name="${n}"></a></li>`
/** A From line of text at which the rule `any` cuts the body. */
const PIECE = 'From what I read, beans want water.\nAnd more of it.\n\n'

/** A site over an archive of Pipermail, with everything that an adopted tree can hold; its ledger is about to be lost. */
async function siteOverTree() {
  const folder = temporaryFolder()
  const [tree, mbox, out, ledger] = ['tree', 'list.mbox', 'site', 'list.ledger'].map((name) => join(folder, name)) as [
    string, string, string, string,
  ] // prettier-ignore
  mkdirSync(join(tree, '2001-January'), { recursive: true })
  mkdirSync(join(tree, 'attachments/20010101/ab12'), { recursive: true })
  // 3 has no entry; 4 shows message 1 once more.
  for (const n of [0, 1, 2, 3]) writeFileSync(join(tree, pathOf(n)), pipermailPage(n))
  writeFileSync(join(tree, pathOf(4)), pipermailPage(1))
  writeFileSync(join(tree, '2001-January/thread.html'), `<ul>${[0, 1, 2, 3, 4].map(row).join('\n')}</ul>`)
  writeFileSync(join(tree, 'attachments/20010101/ab12/plan.bin'), 'a plan')
  writeFileSync(mbox, [message(0), message(1), PIECE, message(2)].join(''))
  await adoptArchive({
    tree,
    mbox: [mbox],
    archiver: 'pipermail',
    timezone: 'Europe/Berlin',
    period: 'quarter',
  })
  const rebuild = (more: { relayout?: 'stable' } = {}) =>
    rebuildArchive({ mbox: [mbox], out, base: tree, cache: false, ...more })
  const again = () => {
    rmSync(ledger)
    return adoptArchive({ tree: out, mbox: [mbox], archiver: 'holdfast' })
  }
  return { tree, mbox, out, ledger, rebuild, again }
}

const stateOf = (ledger: string): LedgerState => openLedger(ledger)!.state
/** What pages and map follow from, whatever the order of recording. */
const told = ({ settings, layouts, files, messages, highestNumber }: LedgerState) => ({
  ...{ settings, layouts, files, highestNumber },
  messages: messages
    .map(({ id, kind, of, number, paths, aliases, predicted, noArchive, withdrawn }) => {
      return { id, kind, of, number, paths, aliases, predicted, noArchive, reason: withdrawn?.reason ?? null }
    })
    .toSorted((a, b) => (a.id < b.id ? -1 : 1)),
})

describe('the ledger of a site over an adopted tree', () => {
  test('comes back to the byte: settings, pieces, aliases, and what is kept of the tree', async () => {
    const { ledger, rebuild, again } = await siteOverTree()
    await rebuild()
    const before = readFileSync(ledger)
    const { state } = await again()
    expect(state.files.map(({ path, kind }) => [path, kind])).toEqual([
      ['2001-January/000003.html', 'page'],
      ['2001-January/thread.html', 'index'],
      ['attachments/20010101/ab12/plan.bin', null],
    ])
    expect(readFileSync(ledger, 'utf8')).toBe(before.toString())
    expect(await rebuild()).toMatchObject({
      published: { written: 0, removed: 0 },
      recording: { added: 0, moved: 0 },
    })
  })

  test('a rebuild from it needs the old tree, as before', async () => {
    const { mbox, out, rebuild, again } = await siteOverTree()
    await rebuild()
    await again()
    await expect(rebuildArchive({ mbox: [mbox], out, cache: false })).rejects.toMatchObject({
      code: 'base-missing',
    })
  })

  test.each([{}, { relayout: 'stable' } as const])(
    'what was recorded, given and withdrawn since comes back too: %o',
    async (more) => {
      const { mbox, ledger, rebuild, again } = await siteOverTree()
      await rebuild()
      const hidden = message(7).replace('Message-ID:', 'X-No-Archive: yes\nMessage-ID:')
      appendFileSync(mbox, [message(5), message(6), hidden].join(''))
      await rebuild(more)
      writeFileSync(mbox, [message(0), message(1), PIECE, message(5), message(6), hidden].join(''))
      const decision = { reason: 'asked for', by: 'ann', at: '2025-02-03T10:15:00Z' }
      await acceptFindings({ mbox: [mbox], all: true, loss: 1, decision })
      await rebuild()
      const before = stateOf(ledger)
      const { state } = await again()
      expect(told(state)).toEqual(told(before))
      expect(state.commits).toContain(before.lastSum)
      expect(await rebuild()).toMatchObject({
        published: { written: 0, removed: 0 },
        recording: { refused: false, added: 0, moved: 0 },
      })
    },
  )

  test('no number of an old page is given again, though no message has it', async () => {
    const { mbox, ledger, rebuild } = await siteOverTree()
    expect(stateOf(ledger).highestNumber).toBe(4) // an orphan has 3, a copy 4; messages go to 2
    appendFileSync(mbox, message(5))
    await rebuild()
    expect(stateOf(ledger).messages.at(-1)).toMatchObject({ number: 5, path: '2001q1/000005.html' })
  })

  test('an option that says otherwise than the site is refused', async () => {
    const { mbox, out, ledger, rebuild } = await siteOverTree()
    await rebuild()
    rmSync(ledger)
    const adopt = { tree: out, mbox: [mbox], archiver: 'holdfast' }
    await expect(adoptArchive({ ...adopt, separator: 'dated' })).rejects.toMatchObject({
      code: 'contradicts-ledger',
      exitCode: 2,
    })
    const { settings } = await adoptArchive({ ...adopt, separator: 'any' })
    expect(settings).toMatchObject({ separator: 'any', period: 'quarter', timezone: 'Europe/Berlin' })
  })
})
