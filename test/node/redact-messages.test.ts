import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { urlMap } from '../../src/maps/url-map.ts'
import { acceptFindings } from '../../src/node/accept-findings.ts'
import { auditMbox } from '../../src/node/audit-mbox.ts'
import { nodeFileOps } from '../../src/node/file-ops.ts'
import { rebuildArchive } from '../../src/node/rebuild-archive.ts'
import { recordMbox } from '../../src/node/record-mbox.ts'
import { redactMessages, type RedactMessagesOptions } from '../../src/node/redact-messages.ts'
import { scanMboxFiles } from '../../src/node/scan-mbox-files.ts'
import { failingFileOps } from './failing-file-ops.ts'
import { temporaryFolder } from './temporary-folder.ts'

const BASE = readFileSync(new URL('../fixtures/edits/base.mbox', import.meta.url))
const GUS = '20010105200215.95908.gus@mail.oneil.example'
const decision = { reason: 'her wish', by: 'ann', at: '2026-01-31T12:00:00Z' }

interface RecordedList {
  readonly folder: string
  readonly mbox: string
  readonly ledger: string
}

async function recordedList(bytes: Uint8Array = BASE): Promise<RecordedList> {
  const folder = temporaryFolder()
  const mbox = join(folder, 'list.mbox')
  writeFileSync(mbox, bytes)
  await recordMbox({ mbox: [mbox] })
  return { folder, mbox, ledger: join(folder, 'list.ledger') }
}

const redact = ({ mbox }: RecordedList, options: Partial<RedactMessagesOptions>) =>
  redactMessages({ mbox: [mbox], messageIds: [GUS], decision, write: true, ...options })

async function codes({ mbox }: RecordedList): Promise<string[]> {
  const { result } = await auditMbox({ mbox: [mbox] })
  return result.findings.map(({ code }) => code)
}

/** What an archiver's full rebuild gives each entry, by position. */
async function pathsOf({ mbox }: RecordedList, name: string): Promise<(string | null | undefined)[]> {
  const paths: (string | null | undefined)[] = []
  for await (const item of scanMboxFiles({ mbox: [mbox], archiver: { name, now: '2025-01-15T12:00:00Z' } }))
    if (item.type === 'message') paths.push(item.path)
  return paths
}

describe('redacting a part of a message', () => {
  test('a dry run shows the lines that would change, and changes nothing', async () => {
    const list = await recordedList()
    const before = readFileSync(list.ledger)
    const done = await redact(list, { texts: ["Gus O'Neil"], write: false })
    expect(done.written).toBeNull()
    expect(done.diff.flatMap(({ lines }) => lines).filter(({ sign }) => sign !== ' ')).toEqual(
      expect.arrayContaining([
        { sign: '-', text: "From: Gus O'Neil <gus@oneil.example>" },
        { sign: '+', text: 'From: [redacted] <gus@oneil.example>' },
      ]),
    )
    expect(readFileSync(list.mbox)).toEqual(BASE)
    expect(readFileSync(list.ledger)).toEqual(before)
    expect(readdirSync(list.folder).sort()).toEqual(['list.ledger', 'list.mbox'])
  })

  test('a text goes from head, From_ line and body of that message alone, and the list is unchanged', async () => {
    const list = await recordedList()
    const before = (await auditMbox({ mbox: [list.mbox] })).ledger!.state
    const done = await redact(list, { texts: ['GUS@oneil.example', "o'neil"] })
    const text = readFileSync(list.mbox, 'latin1')
    const [first, ...others] = text.split(/(?=^From \S+ \w{3} \w{3} )/m)
    expect(first).not.toMatch(/gus@oneil\.example|O'Neil/)
    expect(others.join('')).toBe(BASE.toString('latin1').slice(BASE.indexOf('From bo@chen.example')))
    expect(await codes(list)).toEqual([])
    const { id, paths, digests } = done.state.messages[0]!
    expect({ id, paths }).toEqual({ id: before.messages[0]!.id, paths: before.messages[0]!.paths })
    expect(digests.raw).not.toBe(before.messages[0]!.digests.raw)
    expect(readFileSync(done.written![0]!.backup)).toEqual(BASE)
    expect(done.quotedBy).toContain(2)
  })

  test('what links messages stays, and is named', async () => {
    const list = await recordedList()
    const [entry] = (await redact(list, { texts: ['mail.oneil.example'] })).entries
    expect(entry!.unreached).toEqual(['the text stands in the field message-id, which links messages'])
    expect((await auditMbox({ mbox: [list.mbox] })).present.messages[0]!.messageId).toBe(GUS)
  })

  test('encoded parts are looked into', async () => {
    const body = [
      '--x',
      'Content-Type: text/plain; charset=utf-8',
      'Content-Transfer-Encoding: quoted-printable',
      '',
      'call +43=20=',
      '1 2345 now',
      '--x',
      'Content-Type: text/html',
      'Content-Transfer-Encoding: base64',
      '',
      Buffer.from('<p>call +43 1 2345 now</p>').toString('base64'),
      '',
      '--x',
      'Content-Type: application/pdf',
      'Content-Transfer-Encoding: base64',
      '',
      'AAAA',
      '--x--',
      '',
    ].join('\n')
    const head =
      'From a@example.org Mon Mar  2 10:00:00 2015\nMessage-ID: <a1@example.org>\nContent-Type: multipart/mixed; boundary="x"\n\n'
    const list = await recordedList(Buffer.from(`${head}${body}\n`))
    const { entries } = await redact(list, { messageIds: ['<a1@example.org>'], texts: ['+43 1 2345'] })
    const text = readFileSync(list.mbox, 'utf8')
    expect(text).toContain('call [redacted] now')
    const html = /base64\n\n(\S+)\n\n--x/.exec(text)![1]!
    expect(Buffer.from(html, 'base64').toString()).toBe('<p>call [redacted] now</p>')
    expect(entries[0]!.unreached).toEqual(['an attachment of type application/pdf was not looked into'])
    expect(await codes(list)).toEqual([])
  })

  test.each([
    ['nothing named', { texts: [] }, 'nothing-to-redact'],
    ['a field on which identity hangs', { fields: ['Message-ID'] }, 'field-not-redactable'],
    ['a message that is not there', { messageIds: ['none@example.org'], body: true }, 'no-such-message'],
  ])('%s is refused', async (_, options, code) => {
    await expect(redact(await recordedList(), options)).rejects.toMatchObject({ code })
  })

  test('a list that is not as recorded is not redacted', async () => {
    const list = await recordedList()
    writeFileSync(list.mbox, BASE.subarray(BASE.indexOf('From bo@chen.example')))
    await expect(redact(list, { messageIds: [], ids: [], whole: true })).rejects.toMatchObject({
      exitCode: 2,
    })
    await expect(redact(list, { body: true })).rejects.toMatchObject({ code: 'audit-has-errors' })
  })

  test('a locked mbox is not written', async () => {
    const list = await recordedList()
    writeFileSync(`${list.mbox}.lock`, '0\n')
    await expect(redact(list, { body: true })).rejects.toMatchObject({ code: 'mbox-locked' })
    expect(readFileSync(list.mbox)).toEqual(BASE)
    expect(readdirSync(list.folder).sort()).toEqual(['list.ledger', 'list.mbox', 'list.mbox.lock'])
  })
})

describe('withdrawing a whole message', () => {
  test('its paths answer 410, and every archiver still gives the others their pages', async () => {
    const list = await recordedList()
    const archivers = ['pipermail', 'mhonarc', 'hypermail']
    const before = await Promise.all(archivers.map((name) => pathsOf(list, name)))
    const { state } = await redact(list, { whole: true })
    expect(await codes(list)).toEqual([])
    expect(await Promise.all(archivers.map((name) => pathsOf(list, name)))).toEqual(before)
    const { id, withdrawn } = state.messages[0]!
    expect(withdrawn).toMatchObject({ reason: 'her wish', codes: ['redacted'] })
    expect(urlMap(state).rows.filter((row) => row.id === id)).toMatchObject([{ status: 410 }])
    for (const name of archivers) {
      const { result } = await auditMbox({ mbox: [list.mbox], archiver: { name } })
      expect(result.renumbering, name).toMatchObject({ moved: 0, lost: 0, gained: 0 })
    }
  })

  test('an old backup that brings it back is an error, is not published, and is redacted again', async () => {
    const list = await recordedList()
    const out = join(list.folder, 'site')
    await redact(list, { whole: true })
    const redacted = readFileSync(list.mbox)
    const ledger = readFileSync(list.ledger)
    writeFileSync(list.mbox, BASE)
    expect(await codes(list)).toEqual(['redaction-undone'])
    const { recording } = await rebuildArchive({ mbox: [list.mbox], out, cache: false })
    expect(recording.refused).toBe(true)
    await expect(acceptFindings({ mbox: [list.mbox], all: true, decision })).rejects.toMatchObject({
      code: 'redaction-undone',
    })
    await redact(list, { whole: true })
    expect(readFileSync(list.mbox)).toEqual(redacted)
    expect(readFileSync(list.ledger)).toEqual(ledger)
    expect(await codes(list)).toEqual([])
  })

  test('naming the finding puts it back', async () => {
    const list = await recordedList()
    const { entries } = await redact(list, { whole: true })
    writeFileSync(list.mbox, BASE)
    const { id } = entries[0]!
    await acceptFindings({ mbox: [list.mbox], findings: [`redaction-undone:${id}`], decision })
    expect(await codes(list)).toEqual([])
    const { state } = (await auditMbox({ mbox: [list.mbox] })).ledger!
    expect(state.byId.get(id)!.withdrawn).toBeNull()
    expect(state.sequence[0]!.id).toBe(id)
  })

  test('a text that is back is an error too, in CR LF as well; a copy at the end is not recorded', async () => {
    const list = await recordedList()
    await redact(list, { texts: ['gus@oneil.example'] })
    const redacted = readFileSync(list.mbox)
    writeFileSync(list.mbox, BASE.toString('latin1').replaceAll('\n', '\r\n'), 'latin1')
    expect(await codes(list)).toContain('redaction-undone')
    const first = BASE.subarray(0, BASE.indexOf('From bo@chen.example'))
    writeFileSync(list.mbox, Buffer.concat([redacted, first]))
    expect(await codes(list)).toContain('redaction-undone')
    expect((await recordMbox({ mbox: [list.mbox] })).refused).toBe(true)
  })
})

test('stopped at any step, mbox and ledger are as before, or the next run ends as one that was never stopped', async () => {
  // Two messages of the list: the run ends and begins again some fifty times.
  const few = BASE.subarray(0, BASE.indexOf('From gus@oneil.example Mon Jan  8 '))
  const done = await recordedList(few)
  await redact(done, { whole: true })
  const wanted = { mbox: readFileSync(done.mbox), ledger: readFileSync(done.ledger) }
  let steps = 0
  for (let at = 1; ; at++) {
    const list = await recordedList(few)
    const before = readFileSync(list.ledger)
    const { ops, hasFailed } = failingFileOps({ at, error: 'KILL', isDone: at % 2 === 0 })
    await redact(list, { whole: true, ops }).catch(() => undefined)
    if (!hasFailed()) break
    steps++
    await recordMbox({ mbox: [list.mbox] }).catch(() => undefined)
    const isOld = readFileSync(list.ledger).equals(before)
    expect(readFileSync(list.mbox).equals(isOld ? few : wanted.mbox), `step ${at}`).toBe(true)
    expect(readFileSync(list.ledger).equals(isOld ? before : wanted.ledger), `step ${at}`).toBe(true)
    await redact(list, { whole: true })
    expect(readFileSync(list.mbox), `step ${at}, run again`).toEqual(wanted.mbox)
    expect(await codes(list)).toEqual([])
    const left = readdirSync(list.folder).filter(
      (name) => !/^list\.(?:mbox(?:\.before-\w{8})?|ledger)$/.test(name),
    )
    expect(left, `step ${at}`).toEqual([])
  }
  expect(steps).toBeGreaterThan(15)
})

test('mail that arrives after a run was stopped is kept', async () => {
  const list = await recordedList()
  const late = 'From late@example.org Mon Mar  2 10:00:00 2015\nMessage-ID: <late@example.org>\n\nlate\n\n'
  const renames: string[] = []
  const ops = {
    ...nodeFileOps,
    renameSync: (from: string, to: string): void => {
      if (to === list.mbox) throw Object.assign(new Error('stopped'), { code: 'EIO' })
      renames.push(to)
      nodeFileOps.renameSync(from, to)
    },
  }
  await expect(redact(list, { whole: true, ops })).rejects.toMatchObject({ code: 'device-error' })
  expect(renames).toEqual([`${list.ledger}.mending`])
  await expect(auditMbox({ mbox: [list.mbox] })).rejects.toMatchObject({ code: 'mending-interrupted' })
  writeFileSync(list.mbox, late, { flag: 'a' })
  const { added } = await recordMbox({ mbox: [list.mbox] })
  expect(added).toBe(1)
  expect(readFileSync(list.mbox)).toEqual(Buffer.concat([BASE, Buffer.from(late)]))
})
