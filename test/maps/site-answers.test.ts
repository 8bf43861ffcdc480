import { expect, test } from 'vitest'
import type { LedgerState } from '../../src/ledger/ledger-state.ts'
import { urlMap } from '../../src/maps/url-map.ts'
import { filesOf, sampleModel } from '../site/sample-site.ts'

test('the files of the site answer as the map says: a page for 200, a stub for 301, a tombstone for 410', async () => {
  const model = sampleModel()
  const messages = model.messages.map((message) => message.recorded)
  const byId = new Map(messages.map((message) => [message.id, message]))
  const map = urlMap({ settings: model.settings, messages, byId } as unknown as LedgerState)
  const files = new Map(
    (await filesOf(model)).map(({ path, bytes }) => [path, Buffer.from(bytes).toString('utf8')]),
  )
  const seen = new Set<number>()
  for (const { from, to, status } of map.rows) {
    if (/[?#]/.test(from)) continue
    const html = files.get(decodeURIComponent(from))
    expect(html, from).toBeDefined()
    const refresh = /http-equiv="refresh" content="0; url=([^"]*)"/.exec(html!)?.[1]
    if (status === 301) expect(new URL(refresh!, `http://x.invalid/${from}`).pathname).toBe(`/${to!}`)
    else expect(refresh, from).toBeUndefined()
    expect(html!.includes('<h1>Message withdrawn</h1>'), from).toBe(status === 410)
    seen.add(status)
  }
  expect([...seen].sort()).toEqual([200, 301, 410])
})
