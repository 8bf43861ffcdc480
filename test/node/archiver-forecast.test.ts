import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { pipermailPath } from '../../src/archivers/pipermail-volumes.ts'
import { appendRecords } from '../../src/ledger/append-records.ts'
import { beginLedger } from '../../src/ledger/begin-ledger.ts'
import { recordMessages } from '../../src/ledger/record-messages.ts'
import { acceptFindings } from '../../src/node/accept-findings.ts'
import { auditMbox, type ListAudit } from '../../src/node/audit-mbox.ts'
import { nodeHost } from '../../src/node/node-host.ts'
import { readPresentList } from '../../src/node/read-present-list.ts'
import { recordMbox } from '../../src/node/record-mbox.ts'
import { scanMboxFiles, type ScannedMessage } from '../../src/node/scan-mbox-files.ts'
import { mbox, mboxWithout, message } from '../cli/sample.ts'
import { temporaryFolder } from './temporary-folder.ts'

const NOW = '2025-01-15T12:00:00Z'
const page = (number: number): string => `2001-January/00000${number}.html`

/** A list in a folder of its own. */
function listOf(text: string): { path: string; write: (text: string) => void } {
  const path = join(temporaryFolder(), 'list.mbox')
  const write = (content: string): void => writeFileSync(path, content, 'latin1')
  write(text)
  return { path, write }
}

const audit = (path: string, name = 'pipermail'): Promise<ListAudit> =>
  auditMbox({ mbox: [path], archiver: { name, now: NOW }, listMoves: true })

/** From and to of every move, and the code of the first one's cause. */
function movesOf({ result }: ListAudit): { moves: (string | number | null)[][]; cause: string | null } {
  const { moves, first } = result.renumbering
  return { moves: moves.map(({ from, to }) => [from, to]), cause: first?.cause?.code ?? null }
}

const BLANK_DATE = message(1).replace(/^Date: .*$/m, 'Date: \n ')
const QUOTED = message(0, { body: 'Yes.\n\n>From here on, text.' })

describe('what a full rebuild would do to a recorded list', () => {
  test('an unquoted From line is found by the page that it makes, before the pages that it moves', async () => {
    const { path, write } = listOf(QUOTED + message(1))
    await recordMbox({ mbox: [path] })
    expect(movesOf(await audit(path))).toEqual({ moves: [], cause: null })
    write((QUOTED + message(1)).replace('>From', 'From'))
    const made = await audit(path)
    expect(movesOf(made)).toEqual({ moves: [[page(1), page(2)]], cause: 'archiver-extra-page' })
    expect(made.forecast).toMatchObject({ pages: 3, extraPages: [{ inside: 0, number: 1 }] })
  })

  test('quoting such a line moves pages too: it had a page when it was recorded', async () => {
    const { path, write } = listOf((QUOTED + message(1)).replace('>From', 'From'))
    await recordMbox({ mbox: [path] })
    const unchanged = await audit(path)
    expect(movesOf(unchanged)).toEqual({ moves: [], cause: null })
    expect(unchanged.result.findings.map(({ code }) => code)).not.toContain('archiver-extra-page')
    write(QUOTED + message(1))
    expect(movesOf(await audit(path))).toEqual({ moves: [[page(2), page(1)]], cause: 'quoting-changed' })
  })

  test('an inserted message moves those behind it up', async () => {
    const { path, write } = listOf(mbox(3))
    await recordMbox({ mbox: [path] })
    write(message(0) + message(9) + message(1) + message(2))
    const made = await audit(path)
    expect(movesOf(made)).toEqual({
      moves: [
        [page(1), page(2)],
        [page(2), page(3)],
      ],
      cause: 'inserted',
    })
    expect(made.result.renumbering.gained).toBe(1)
  })

  test('a byte-order mark takes the page of the first message, and moves all others', async () => {
    const { path, write } = listOf(mbox(3))
    await recordMbox({ mbox: [path] })
    write(`\u00ef\u00bb\u00bf${mbox(3)}`)
    const made = await audit(path)
    expect(movesOf(made).moves).toEqual([
      [page(0), null],
      [page(1), page(0)],
      [page(2), page(1)],
    ])
    expect(made.forecast?.withoutPage).toEqual([{ position: 0, reason: 'not-a-separator' }])
    expect(made.result.findings.map(({ code }) => code)).toContain('archiver-no-page')
  })

  test('an edited date moves one page to another folder, under its number', async () => {
    const { path, write } = listOf(mbox(2))
    await recordMbox({ mbox: [path] })
    write(mbox(2).replace('Date: Mon, 01 Jan 2001 00:01', 'Date: Thu, 01 Feb 2001 00:01'))
    expect(movesOf(await audit(path))).toEqual({
      moves: [[page(1), '2001-February/000001.html']],
      cause: 'header-edited',
    })
  })

  test('a message at which the archiver stops takes the pages of all behind it', async () => {
    const { path, write } = listOf(mbox(3))
    await recordMbox({ mbox: [path] })
    write(message(0) + BLANK_DATE + message(2))
    const made = await audit(path)
    expect(movesOf(made)).toEqual({
      moves: [
        [page(1), null],
        [page(2), null],
      ],
      cause: 'archiver-crash',
    })
    expect(made.result.findings.find(({ code }) => code === 'archiver-crash')).toMatchObject({
      level: 'error',
      count: 2,
    })
  })

  test('one that stood there from the start is an error too: what stands behind it has pages to lose', async () => {
    const { path } = listOf(message(0) + BLANK_DATE + message(2))
    await recordMbox({ mbox: [path] })
    expect(movesOf(await audit(path))).toEqual({ moves: [[page(1), null]], cause: 'archiver-crash' })
  })

  test('an accepted deletion still moves pages: that archiver knows nothing of it', async () => {
    const { path, write } = listOf(mbox(12))
    await recordMbox({ mbox: [path] })
    write(mboxWithout(12, [1]))
    await acceptFindings({ mbox: [path], all: true, decision: { reason: 'spam', by: 'ann', at: NOW } })
    const made = await audit(path)
    expect(made.result.verdict).toBe('unchanged')
    const { moves, cause } = movesOf(made)
    expect(moves).toHaveLength(10)
    expect(moves[0]).toEqual([page(2), page(1)])
    expect(cause).toBeNull()
  })

  test('archivers without numbers move only the message whose Message-ID changed', async () => {
    const { path, write } = listOf(mbox(3))
    await recordMbox({ mbox: [path] })
    write(message(0) + message(1, { messageId: 'new@example.org' }) + message(2))
    expect(movesOf(await audit(path, 'public-inbox'))).toEqual({
      moves: [['m1@example.org/', 'new@example.org/']],
      cause: 'message-id-changed',
    })
  })

  test('a copy that MHonArc dropped before and drops again moves nothing; one more does not either', async () => {
    const { path, write } = listOf(mbox(3) + message(1))
    await recordMbox({ mbox: [path] })
    write(mbox(3) + message(1) + message(3) + message(2))
    const made = await audit(path, 'mhonarc')
    expect(movesOf(made).moves).toEqual([])
    expect(made.forecast?.withoutPage.map(({ position }) => position)).toEqual([3, 5])
    const dropped = made.result.findings.filter(({ code }) => code === 'archiver-no-page')
    expect(dropped.map(({ present }) => present?.position)).toEqual([5])
  })
})

test('where the ledger holds the paths of that archiver, they are compared with', async () => {
  const { path, write } = listOf(mbox(3))
  const { list: present } = await readPresentList([path], { separator: 'any', quoting: 'mboxrd' })
  const { record, state } = beginLedger({
    list: 'list',
    separator: 'any',
    quoting: 'mboxrd',
    layout: 'pipermail',
    period: 'year',
    timezone: 'UTC',
    tzVersion: null,
    baseUrl: null,
  })
  // As if the archive had lost its first number: no forecast would give these paths.
  const layoutPlace = (_: unknown, { number }: { number: number }) => ({
    number,
    path: pipermailPath('2001', number + 1),
  })
  const records = [record, ...recordMessages(state, present.messages, { host: nodeHost, layoutPlace })]
  writeFileSync(
    path.replace('.mbox', '.ledger'),
    appendRecords(null, records, { host: nodeHost, noted: [] }).bytes,
  )
  write(message(0) + message(2))
  const made = await audit(path)
  expect(made.forecast?.baseline).toBe('ledger')
  expect(movesOf(made).moves).toEqual([
    ['2001/000001.html', '2001/000000.html'],
    ['2001/000002.html', null],
    ['2001/000003.html', '2001/000001.html'],
  ])
})

test('a file without a message for the separator rule is still given to the archiver', async () => {
  const { path } = listOf(`From someone without a date\n${message(1).replace(/^.*\n/, '')}`)
  const items: unknown[] = []
  const options = { mbox: [path], separator: 'rfc4155', archiver: { name: 'pipermail', now: NOW } } as const
  for await (const item of scanMboxFiles(options)) items.push(item)
  expect(items.filter((item) => (item as ScannedMessage).type === ('message' as string))).toEqual([])
  expect(items).toContainEqual(
    expect.objectContaining({ code: 'archiver-extra-page', file: path, position: null, path: page(0) }),
  )
})

test('without --now, undated mail is filed under the newest From_ date of the list', async () => {
  const undated = message(0)
    .replace(/^Date: .*\n/m, '')
    .replace(/^From .*$/m, 'From nobody')
  const { path } = listOf(undated + message(5))
  const paths: unknown[] = []
  for await (const item of scanMboxFiles({ mbox: [path], archiver: { name: 'pipermail', period: 'day' } })) {
    if (item.type === 'message') paths.push(item.path)
  }
  expect(paths).toEqual(['20010101/000000.html', '20010101/000001.html'])
})
