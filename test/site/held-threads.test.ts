import { expect, test } from 'vitest'
import { MessageCollector } from '../../src/site/collect-messages.ts'
import { HeldThreads } from '../../src/site/held-threads.ts'
import { indexList } from '../../src/site/list-index.ts'
import { planMessages } from '../../src/site/plan-messages.ts'
import { safeHtml } from '../../src/site/safe-html.ts'
import { filesOf, listed, modelOf, type SampleMessage } from './sample-site.ts'

const reply = (seq: number, to: number): SampleMessage => ({
  ...listed(seq),
  references: [`m${to}@example.org`],
})

test('what has waited longest is let go of where there is no room', () => {
  const held = new HeldThreads(indexList(modelOf([listed(0), listed(1), listed(2)])), 10)
  held.put(0, safeHtml('aaaa'))
  held.put(1, safeHtml('ü'))
  held.put(2, safeHtml('bbbbbb'))
  expect([held.take(0), held.take(1), held.take(2)]).toEqual([undefined, 'ü', 'bbbbbb'])
  expect(held.take(1)).toBeUndefined()
})

test('each message is displayed once, in list order, the pieces of its body with it', async () => {
  const asked: number[] = []
  const model = modelOf([
    listed(0),
    reply(1, 0),
    listed(2, { kind: 'phantom', of: 'ID1', path: null, paths: [] }),
    reply(3, 1),
  ])
  const displayOf = (position: number) => {
    asked.push(position)
    return model.displayOf(position)
  }
  const watched = { ...model, displayOf }
  const list = indexList(watched)
  for await (const file of planMessages(watched, list, new MessageCollector(watched, list)))
    expect(file.bytes.length).toBeGreaterThan(0)
  expect(asked).toEqual([0, 1, 2, 3])
})

test('a long thread goes on on further pages, each with at most fifty messages', async () => {
  const samples = Array.from({ length: 120 }, (_, seq) => (seq === 0 ? listed(0) : reply(seq, 0)))
  const threads = (await filesOf(modelOf(samples))).filter(({ path }) => /^t\/.*html$/.test(path))
  const articles = ({ bytes }: { bytes: Uint8Array }) => Buffer.from(bytes).toString().split('<article ').length - 1 // prettier-ignore
  expect(threads.map((file) => [file.path, articles(file)])).toEqual([
    ['t/ID/ID0.html', 50],
    ['t/ID/ID0.2.html', 50],
    ['t/ID/ID0.3.html', 20],
  ])
})

test('a long index goes on on further pages, and messages link to their row on the right one', async () => {
  const samples = Array.from({ length: 501 }, (_, seq) => listed(seq))
  const files = new Map((await filesOf(modelOf(samples))).map(({ path, bytes }) => [path, Buffer.from(bytes).toString()])) // prettier-ignore
  expect(files.get('date/2001/03.html')).toContain('id="m499"')
  expect(files.get('date/2001/03.2.html')).toContain('id="m500"')
  expect(files.get('m/ID/ID500.html')).toContain('href="../../date/2001/03.2.html#m500"')
  expect(files.get('author/2001/index.2.html')).toContain('(continued)')
})

test('the raw message stands beside its page, only where the model hands it in', async () => {
  const raw = Buffer.from('From: ann@example.org\n\nhi\n')
  const paths = async (rawOf: null | (() => Promise<Uint8Array>)) =>
    (await filesOf(modelOf([listed(0)], { rawOf }))).map(({ path }) => path)
  expect(await paths(null)).not.toContain('m/ID/ID0.eml')
  expect(await paths(() => Promise.resolve(raw))).toContain('m/ID/ID0.eml')
})
