import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { cliFolder, expectRefusal } from './run-cli.ts'
import { mbox, message } from './sample.ts'

const folder = cliFolder()

beforeAll(async () => {
  folder.write('list.mbox', mbox(3))
  await folder.holdfast(['rebuild', 'list.mbox', '--out', 'site'])
})

/** Starts a preview, and waits until it says where it is. */
async function serve(...words: string[]): Promise<{ readonly url: string; readonly child: ChildProcess }> {
  const child = folder.start(['serve', 'site', '--port', '0', ...words])
  onTestFinished(() => void child.kill('SIGKILL'))
  let said = ''
  for await (const chunk of child.stderr!) {
    said += String(chunk)
    const url = /http:\/\/\S+/.exec(said)?.[0]
    if (url !== undefined) return { url, child }
  }
  throw new Error(`it did not start: ${said}`)
}

test('shows the site on loopback, and ends with 0 when it is interrupted', async () => {
  const { url, child } = await serve('--ledger', 'list.ledger')
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/)
  expect(await (await fetch(url)).text()).toBe(folder.text('site/index.html'))
  expect((await fetch(`${url}none.html`)).status).toBe(404)
  child.kill('SIGINT')
  expect(await once(child, 'exit')).toEqual([0, null])
})

test('with --watch, open pages hear of a rebuild, and only our script may run', async () => {
  const { url } = await serve('--watch')
  const page = await (await fetch(url)).text()
  const policy = /Content-Security-Policy" content="([^"]*)"/.exec(page)![1]!
  expect(policy).toMatch(/^default-src 'none';.*script-src 'sha256-[^']+'/)
  expect(policy).toMatch(/connect-src 'self'/)
  expect(policy).not.toContain('unsafe')
  expect(page.match(/<script>/g)).toHaveLength(1)
  const changes = await fetch(`${url}.holdfast/changes`)
  const reader = changes.body!.getReader()
  expect(Buffer.from((await reader.read()).value ?? []).toString()).toContain('waiting')
  folder.write('list.mbox', mbox(3) + message(3))
  await folder.holdfast(['rebuild', 'list.mbox', '--out', 'site'])
  expect(Buffer.from((await reader.read()).value ?? []).toString()).toBe('data: changed\n\n')
})

test('says so when the port is taken, or nothing can be shown', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  onTestFinished(() => void other.close())
  const { port } = other.address() as AddressInfo
  expectRefusal(
    await folder.holdfast(['serve', 'site', '--port', String(port)]),
    3,
    /another program listens/,
    /--port/,
  )
  expectRefusal(await folder.holdfast(['serve', 'none']), 3, /cannot serve none/)
  expectRefusal(await folder.holdfast(['serve', 'list.mbox']), 3, /not a folder/)
  expectRefusal(await folder.holdfast(['serve', 'site', '--port', '70000']), 2, /65535/)
})
