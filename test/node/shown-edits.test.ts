import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, test, vi } from 'vitest'
import { auditMbox } from '../../src/node/audit-mbox.ts'
import { rebuildArchive } from '../../src/node/rebuild-archive.ts'
import { mail } from './sample-mail.ts'
import { temporaryFolder } from './temporary-folder.ts'

let cache = ''
beforeEach(() => {
  cache = temporaryFolder()
  vi.stubEnv('XDG_CACHE_HOME', cache)
  return () => vi.unstubAllEnvs()
})

const long = Array.from({ length: 40 }, (_, line) => `line ${line}`).join('\n')
const whole = mail('a') + mail('b', { text: long }) + mail('c')

/** What an audit shows of the edits by which a published list became another one. */
async function edits(
  now: string,
  { addresses, keepsCache = true }: { readonly addresses?: 'shown'; readonly keepsCache?: boolean } = {},
) {
  const path = join(temporaryFolder(), 'list.mbox')
  writeFileSync(path, whole)
  await rebuildArchive({ mbox: [path], out: join(temporaryFolder(), 'site'), cache: true, addresses })
  if (!keepsCache) rmSync(cache, { recursive: true })
  writeFileSync(path, now)
  const audit = await auditMbox({ mbox: [path], showEdits: true })
  const codes = new Map(audit.result.findings.map(({ ref, code }) => [ref, code]))
  return audit.edits.map(({ ref, lines, more }) => ({
    code: codes.get(ref),
    lines: lines.map(({ sign, text }) => `${sign} ${text}`),
    more,
  }))
}

test('of an edited text, the lines that went and came', async () => {
  expect(
    await edits(mail('a') + mail('b', { text: long.replace('line 7\n', 'line seven\n') }) + mail('c')),
  ).toEqual([{ code: 'body-edited', lines: ['- line 7', '+ line seven'], more: 0 }])
})

test('of an edited header, the fields that readers see', async () => {
  expect(await edits(mail('a') + mail('b', { text: long, subject: 'another' }) + mail('c'))).toEqual([
    { code: 'header-edited', lines: ['- Subject: about b', '+ Subject: another'], more: 0 },
  ])
})

test('of a deleted message, how it began', async () => {
  const [edit, ...others] = await edits(mail('a') + mail('c'))
  expect(others).toEqual([])
  expect(edit).toMatchObject({ code: 'deleted', more: 37 })
  expect(edit?.lines).toEqual([
    '- From: Ann <ann@…>',
    '- Subject: about b',
    '- Date: Mon, 4 May 2015 10:00:00 +0000',
    '- line 0',
    '- line 1',
    '- line 2',
  ])
})

test('of a message that was put in, how it begins', async () => {
  const [edit] = await edits(mail('a') + mail('new') + mail('b', { text: long }) + mail('c'))
  expect(edit).toMatchObject({ code: 'inserted', more: 0 })
  expect(edit?.lines).toContain('+ Subject: about new')
})

test('addresses are shown as the site shows them', async () => {
  const [edit] = await edits(mail('a') + mail('c'), { addresses: 'shown' })
  expect(edit?.lines[0]).toBe('- From: Ann <ann@example.org>')
})

test('many changed lines are counted, and long ones cut', async () => {
  const [edit] = await edits(
    mail('a') + mail('b', { text: long.replaceAll('line', 'x'.repeat(1000)) }) + mail('c'),
  )
  expect(edit).toMatchObject({ code: 'body-edited', more: 72 })
  expect(edit?.lines).toHaveLength(8)
  expect(Math.max(...edit!.lines.map((line) => line.length))).toBeLessThan(200)
})

test('a field that no page shows has no sides', async () => {
  expect(await edits(mail('a') + mail('b', { text: long, fields: ['X-Secret: 1'] }) + mail('c'))).toEqual([])
})

test('without what the last rebuild kept, only what lies in the files is shown', async () => {
  const edited = mail('a') + mail('new') + mail('b', { text: 'other' }) + mail('c')
  expect((await edits(edited, { keepsCache: false })).map(({ code }) => code)).toEqual(['inserted'])
})

test('an unchanged list has none, nor has an audit that was not asked', async () => {
  expect(await edits(whole)).toEqual([])
  const path = join(temporaryFolder(), 'list.mbox')
  writeFileSync(path, whole)
  await rebuildArchive({ mbox: [path], out: join(temporaryFolder(), 'site'), cache: true })
  writeFileSync(path, mail('a') + mail('c'))
  const { edits: shown, result } = await auditMbox({ mbox: [path] })
  expect(result.findings.map(({ code }) => code)).toContain('deleted')
  expect(shown).toEqual([])
})
