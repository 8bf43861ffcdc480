import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { acceptFindings } from '../../src/node/accept-findings.ts'
import { auditMbox, auditUnchanged } from '../../src/node/audit-mbox.ts'
import { recordMbox } from '../../src/node/record-mbox.ts'
import { mail } from './sample-mail.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** A list that is long enough for a segment, with a last message behind it, and writes of another last message. */
async function recordedList() {
  const path = join(temporaryFolder(), 'list.mbox')
  const long = (id: string) => mail(id, { fields: [`X-Filler: ${'word '.repeat(20_000)}`] })
  const front = Array.from({ length: 100 }, (_, index) => long(`m${index}@x`)).join('')
  const write = (last: string) => writeFileSync(path, front + last)
  write(mail('last@x'))
  const { state } = await recordMbox({ mbox: [path] })
  expect(state?.segments).not.toEqual([])
  const isProved = async () => (await auditUnchanged({ mbox: [path] })) !== null
  return { path, write, isProved }
}

test('an unchanged list is proved so; one whose last message was edited is not', async () => {
  const { write, isProved } = await recordedList()
  expect(await isProved()).toBe(true)
  write(mail('last@x', { text: 'another text' }))
  expect(await isProved()).toBe(false)
})

test('where a part of an edit was accepted, the bytes from before it are not taken for unchanged', async () => {
  const { path, write, isProved } = await recordedList()
  write(mail('last@x', { subject: 'another subject', text: 'another text' }))
  const { result } = await auditMbox({ mbox: [path] })
  const head = result.findings.find(({ code }) => code === 'header-edited')!
  const decision = { reason: 'a test', by: 'tester', at: '2026-01-01T00:00:00Z' }
  await acceptFindings({ mbox: [path], findings: [head.ref], decision })
  write(mail('last@x'))
  expect((await auditMbox({ mbox: [path] })).result.verdict).toBe('changed')
  expect(await isProved()).toBe(false)
})
