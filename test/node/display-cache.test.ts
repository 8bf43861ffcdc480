import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { MessageDisplay } from '../../src/display/message-display.ts'
import { DisplayCache, displayCacheFolder, displayKey } from '../../src/node/display-cache.ts'
import { temporaryFolder } from './temporary-folder.ts'

const DISPLAY: MessageDisplay = {
  from: 'Ann <ann@…>',
  to: null,
  cc: null,
  subject: 'ü\u{1f337}',
  date: null,
  listPost: null,
  parts: [
    { kind: 'text', text: 'hi', flavour: 'plain', displayName: null },
    {
      kind: 'attachment',
      role: 'file',
      attachment: {
        fileName: '001-a.bin',
        displayName: 'a',
        mediaType: 'application/octet-stream',
        size: 3,
        sha256: '00',
        contentId: null,
        bytes: new Uint8Array([0, 255, 10]),
      },
    },
  ],
  text: 'hi',
  textFrom: 'part',
  problems: [{ code: 'remote-content', count: 2 }],
}
const KEY = displayKey('raw', 'message', { quoting: 'mboxrd' })

function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
}

describe('the cache of displays', () => {
  test('gives back what it was given, to the byte', () => {
    const cache = new DisplayCache(temporaryFolder())
    expect(cache.read(KEY)).toBeNull()
    cache.write(KEY, DISPLAY)
    expect(cache.read(KEY)).toEqual(DISPLAY)
    expect(new DisplayCache(cache.folder).read(KEY)).toEqual(DISPLAY)
  })

  test('an entry with any byte changed, or cut anywhere, is none, and is written again', () => {
    const cache = new DisplayCache(temporaryFolder())
    cache.write(KEY, DISPLAY)
    const [path] = filesOf(cache.folder)
    const whole = readFileSync(path!)
    for (let at = 0; at < whole.length; at += 1) {
      const damaged = Buffer.from(whole)
      damaged[at] = damaged[at]! ^ 1
      writeFileSync(path!, damaged)
      expect(cache.read(KEY), `byte ${at}`).toBeNull()
      writeFileSync(path!, whole.subarray(0, at))
      expect(cache.read(KEY), `cut at ${at}`).toBeNull()
    }
    cache.write(KEY, DISPLAY)
    expect(cache.read(KEY)).toEqual(DISPLAY)
    expect(readFileSync(path!)).toEqual(whole)
  })

  test('another message, quoting or kind has another key', () => {
    const keys = [
      KEY,
      displayKey('other', 'message', { quoting: 'mboxrd' }),
      displayKey('raw', 'phantom', { quoting: 'mboxrd' }),
      displayKey('raw', 'message', { quoting: 'mboxo' }),
      displayKey('raw', 'message', { quoting: 'mboxrd', addresses: 'shown' }),
    ]
    expect(new Set(keys).size).toBe(keys.length)
    expect(displayKey('raw', 'message', { quoting: 'mboxrd', addresses: 'obscured' })).toBe(KEY)
  })

  test('a sweep takes what was not used, and what a killed run left, and nothing else', () => {
    const cache = new DisplayCache(temporaryFolder())
    const other = displayKey('other', 'message', { quoting: 'mboxrd' })
    cache.write(KEY, DISPLAY)
    cache.write(other, DISPLAY)
    const [path] = filesOf(cache.folder)
    writeFileSync(`${path!}.1-abc.tmp`, 'x')
    writeFileSync(join(cache.folder, 'notes'), 'x')
    cache.sweep(new Set([KEY]))
    expect(cache.read(KEY)).toEqual(DISPLAY)
    expect(cache.read(other)).toBeNull()
    expect(filesOf(cache.folder)).toHaveLength(2)
  })

  test('a folder that cannot be made keeps nothing and says nothing', () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'file'), 'x')
    const cache = new DisplayCache(join(folder, 'file', 'cache'))
    cache.write(KEY, DISPLAY)
    cache.sweep(new Set())
    expect(cache.read(KEY)).toBeNull()
  })

  test('lies in the user’s cache folder, one for each list', () => {
    const env = { XDG_CACHE_HOME: '/caches' }
    const folder = displayCacheFolder('/lists/a.ledger', env, 'linux')
    expect(folder).toMatch(/^\/caches\/holdfast\/display\/[0-9a-f]{32}$/)
    expect(displayCacheFolder('/lists/b.ledger', env, 'linux')).not.toBe(folder)
    expect(displayCacheFolder('/lists/a.ledger', { XDG_CACHE_HOME: 'relative' }, 'linux')).toMatch(
      /\.cache\/holdfast/,
    )
    expect(displayCacheFolder('/lists/a.ledger', {}, 'darwin')).toContain('Library/Caches')
  })
})
