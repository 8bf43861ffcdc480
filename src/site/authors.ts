import { createHash } from 'node:crypto'
import type { PagedMessage } from './paged-messages.ts'

/** Everybody whose messages have pages. */
export interface Authors {
  /** Sorted by name. */
  readonly all: readonly Author[]
  /** Whose message it is, by node. */
  readonly authorOf: readonly Author[]
}

/** One author: whoever writes under a name, as pages show it. */
export interface Author {
  /** Names the author's pages: see {@link authorSlug}. */
  readonly slug: string
  /** As the earliest message spells it; empty where no sender is named. */
  readonly name: string
  /** By date. */
  readonly messages: readonly PagedMessage[]
}

/** How many letters of a name stand in its slug. */
const SLUG_LETTERS = 40
/** How many characters of base32, 5 bits each, tell names apart. */
const SLUG_DIGEST = 10
const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567'

/**
 * Gathers the messages of each author.
 *
 * An author is a name: the one that pages show, or what they show of the address where there is no name. Addresses
 * that pages obscure decide nothing, and no digest of them stands in a path, which could be used to guess them.
 *
 * @param byDate - All messages that have a page.
 */
export function gatherAuthors(byDate: readonly PagedMessage[]): Authors {
  const bySlug = new Map<string, { slug: string; name: string; key: string; messages: PagedMessage[] }>()
  const slugOf = new Map<string, string>()
  const authorOf: Author[] = []
  for (const message of byDate) {
    const name = message.headline?.author ?? ''
    const key = authorKey(name)
    let slug = slugOf.get(key)
    if (slug === undefined) slugOf.set(key, (slug = authorSlug(key)))
    let author = bySlug.get(slug)
    if (author === undefined) bySlug.set(slug, (author = { slug, name, key, messages: [] }))
    author.messages.push(message)
    authorOf[message.node] = author
  }
  // sorted for determinism: keys are compared by code unit, and slugs are unique
  const all = [...bySlug.values()].sort((a, b) => order(a.key, b.key) || order(a.slug, b.slug))
  return { all, authorOf }
}

/** Names that differ by white space or by the case of A to Z alone are one. */
function authorKey(name: string): string {
  return name
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[A-Z]/g, (letter) => letter.toLowerCase())
}

/**
 * What an author's pages are named for: what is left of the name in `a-z`, `0-9` and `-`, and the first 50 bits of
 * SHA-256 of the whole name in UTF-8, in base32. Never changes, and is the same on every machine.
 *
 * @param key - The name with A to Z folded, and one blank for each run of white space.
 *
 * @example
 * authorSlug('ann lee') // => 'ann-lee-4skzc5fopo'
 */
export function authorSlug(key: string): string {
  if (key === '') return 'no-sender'
  const letters = key
    // Canonical, and marks of one fixed block: what newer versions of Unicode add changes no slug.
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, SLUG_LETTERS)
    .replace(/^-|-$/g, '')
  const digest = createHash('sha256').update(key).digest()
  let bits = digest.readBigUInt64BE(0)
  let code = ''
  for (let index = 0; index < SLUG_DIGEST; index += 1) {
    code += BASE32[Number(bits >> 59n)]!
    bits = (bits << 5n) & 0xffff_ffff_ffff_ffffn
  }
  return letters === '' ? code : `${letters}-${code}`
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
