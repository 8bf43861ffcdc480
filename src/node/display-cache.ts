import { createHash, randomBytes } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { deserialize, serialize } from 'node:v8'
import type { DisplayOptions } from '../display/display-message.ts'
import type { MessageDisplay } from '../display/message-display.ts'
import { packageVersion } from './package-version.ts'

/** Changes with the layout of an entry, and with what stands in it. */
const MAGIC = Buffer.from('holdfast display 3\n')
const SUM_BYTES = 32
let version: string | null = null

/**
 * The folder where a list's displays are kept between runs: one for each list, below the user's cache folder
 * (`$XDG_CACHE_HOME` or `~/.cache`; `~/Library/Caches`; `%LOCALAPPDATA%`).
 *
 * Not beside the site, because whatever lies there may be served, and not beside the ledger, because that is
 * backed up and kept in git.
 *
 * @param ledger - Absolute path of the ledger, which names the list.
 */
export function displayCacheFolder(
  ledger: string,
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): string {
  const name = createHash('sha256').update(ledger).digest('hex').slice(0, 32)
  return join(userCacheFolder(env, platform), 'holdfast', 'display', name)
}

/**
 * The name under which a display is kept: all that decides it.
 *
 * @param raw - Digest of the bytes that are displayed.
 *
 * @example
 * displayKey('47DEQ…', 'message', { quoting: 'mboxrd' }) // 64 hexadecimal digits
 */
export function displayKey(
  raw: string,
  kind: 'message' | 'phantom',
  { quoting, addresses = 'obscured' }: DisplayOptions,
): string {
  version ??= packageVersion()
  return createHash('sha256').update([version, raw, kind, quoting, addresses].join('\n')).digest('hex')
}

/**
 * Keeps displays between runs, so that an unchanged message is taken apart once.
 *
 * Nothing depends on it: it may be deleted at any time, an entry that is damaged, torn or of another version is
 * none, and a folder that cannot be written keeps nothing. Entries are written whole and renamed, readable by the
 * user alone. Who can write the folder can change pages: it is trusted like the program itself.
 *
 * It holds the text of messages. {@link DisplayCache.sweep} at the end of a run takes away whatever the run did not
 * use, and so what was redacted or withdrawn.
 */
export class DisplayCache {
  readonly folder: string

  constructor(folder: string) {
    this.folder = folder
  }

  /** The display that is kept under a key, or null. Never throws. */
  read(key: string): MessageDisplay | null {
    try {
      const bytes = readFileSync(this.path(key))
      const payload = bytes.subarray(MAGIC.length + SUM_BYTES)
      const isWhole =
        bytes.subarray(0, MAGIC.length).equals(MAGIC) &&
        bytes.subarray(MAGIC.length, MAGIC.length + SUM_BYTES).equals(sumOf(key, payload))
      return isWhole ? (deserialize(payload) as MessageDisplay) : null
    } catch {
      return null
    }
  }

  /** Keeps a display under a key. Never throws: what cannot be kept is made again. */
  write(key: string, display: MessageDisplay): void {
    const path = this.path(key)
    const temporary = `${path}.${process.pid}-${randomBytes(6).toString('hex')}.tmp`
    try {
      const payload = serialize(display)
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
      writeFileSync(temporary, Buffer.concat([MAGIC, sumOf(key, payload), payload]), { mode: 0o600 })
      renameSync(temporary, path)
    } catch {
      remove(temporary)
    }
  }

  /** Removes every entry but those under the keys, and what a killed run left. Never throws. */
  sweep(keys: ReadonlySet<string>): void {
    for (const group of names(this.folder)) {
      if (!/^[0-9a-f]{2}$/.test(group)) continue
      for (const name of names(join(this.folder, group))) {
        if (!/^[0-9a-f]{62}(?:\..*\.tmp)?$/.test(name) || keys.has(group + name)) continue
        remove(join(this.folder, group, name))
      }
    }
  }

  private path(key: string): string {
    return join(this.folder, key.slice(0, 2), key.slice(2))
  }
}

function remove(path: string): void {
  try {
    rmSync(path, { force: true })
  } catch {
    // What cannot be removed is no entry, or will be swept the next time.
  }
}

/** The key is part of it: an entry that was renamed is another message's. */
function sumOf(key: string, payload: Uint8Array): Buffer {
  return createHash('sha256').update(key).update(payload).digest()
}

function names(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function userCacheFolder(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
  const xdg = env['XDG_CACHE_HOME']
  if (xdg?.startsWith('/') === true) return xdg
  if (platform === 'darwin') return join(homedir(), 'Library', 'Caches')
  const local = env['LOCALAPPDATA']
  if (platform === 'win32' && local !== undefined && local !== '') return local
  return join(homedir(), '.cache')
}
