import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import glob from 'fast-glob'
import type { z } from 'zod'
import { fileError, HoldfastError, printable } from '../node/holdfast-error.ts'
import { locateList } from '../node/list-location.ts'
import { CONFIG_SCHEMA, LIST_SCHEMA } from './config-schema.ts'

/** The name under which the configuration is looked for, in the working folder only. */
export const CONFIG_NAME = 'holdfast.config.json'

/** One list as the configuration describes it. Paths are relative to the working folder, or absolute. */
export interface ConfiguredList {
  readonly name: string
  readonly mbox: readonly string[]
  readonly out: string | null
  /** The ledger's path; looks at the disk where the configuration does not name it. */
  readonly ledger: () => string
  /** Its options, by their names in camel case, as the command line would give them. */
  readonly flags: Readonly<Record<string, unknown>>
}

/** A configuration that was read. */
export interface Configuration {
  /** The file, as it was named. */
  readonly file: string
  readonly lists: readonly ConfiguredList[]
}

/**
 * Reads the configuration: the file that is named, or `holdfast.config.json` in the working folder.
 *
 * @returns Null where none is named, and none is there.
 * @throws {@link HoldfastError}: exit code 2 for what stands in it, with line or place; 3 where it cannot be read.
 */
export function readConfiguration(named: string | undefined): Configuration | null {
  const file = named ?? CONFIG_NAME
  if (named === undefined && !existsSync(file)) return null
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw fileError(error, 'read', file)
  }
  const read = CONFIG_SCHEMA.safeParse(parseJson(text.replace(/^\ufeff/, ''), file))
  if (!read.success) throw problemOf(read.error.issues[0]!, file)
  const { lists } = read.data
  const twice = lists.findIndex(({ name }, index) => lists.findIndex((other) => other.name === name) < index)
  if (twice !== -1) {
    const name = JSON.stringify(lists[twice]!.name)
    throw wrong(
      file,
      `lists[${twice}].name: ${name} is the name of another list too`,
      'give each list a name of its own',
    )
  }
  return { file, lists: lists.map((list) => configuredList(list, dirname(file))) }
}

/**
 * Chooses the list that `--list` names; without a name the only one.
 *
 * @returns Null where no list has that name, and none is needed: `--list` then names a list that is not configured.
 * @throws {@link HoldfastError}, exit code 2, where one is needed.
 */
export function chooseList(
  { file, lists }: Configuration,
  wanted: string | undefined,
  { needed }: { readonly needed: boolean },
): ConfiguredList | null {
  const names = lists.map(({ name }) => name)
  const found =
    wanted === undefined ? (lists.length === 1 ? lists[0]! : null) : lists.find(({ name }) => name === wanted)
  if (found) return found
  if (!needed) return null
  if (wanted === undefined) {
    throw wrong(
      file,
      `it has ${lists.length} lists`,
      `name one with --list (${names.join(', ')}), or take --all-lists`,
    )
  }
  throw wrong(file, `no list is named ${JSON.stringify(wanted)}`, didYouMean(wanted, names))
}

const PATHS: ReadonlySet<string> = new Set(['name', 'mbox', 'ledger', 'out', 'base', 'theme'])

function configuredList(list: z.infer<typeof LIST_SCHEMA>, folder: string): ConfiguredList {
  const { name } = list
  const mbox = list.mbox.map((argument) => inFolder(folder, argument, glob.isDynamicPattern(argument)))
  const ledger = list.ledger === undefined ? null : inFolder(folder, list.ledger)
  const out = list.out === undefined ? null : inFolder(folder, list.out)
  const base = list.base === undefined ? null : inFolder(folder, list.base)
  const options = Object.entries(list)
    .filter(([key, value]) => !PATHS.has(key) && value !== undefined)
    .map(
      ([key, value]) => [key.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase()), value] as const,
    )
  return {
    name,
    mbox,
    out,
    ledger: () => ledger ?? locateList({ mbox, list: name, keepOrder: list['keep-order'] }).ledger,
    flags: {
      ...Object.fromEntries(options),
      ...(ledger === null ? {} : { ledger }),
      ...(out === null ? {} : { out }),
      ...(base === null ? {} : { base }),
      ...(list.theme === undefined ? {} : { theme: inFolder(folder, list.theme) }),
    },
  }
}

/** A path of the configuration, seen from the working folder. */
function inFolder(folder: string, path: string, isGlob = false): string {
  if (folder === '.' || path.startsWith('/') || path === '-') return path
  return isGlob ? `${glob.escapePath(folder)}/${path}` : join(folder, path)
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    const message = (error as Error).message
    const offset = Number(/position (\d+)/.exec(message)?.[1] ?? text.length)
    const line = text.slice(0, offset).split('\n').length
    throw wrong(
      `${file}:${line}`,
      `it is no JSON: ${message.replace(/ in JSON at position \d+.*$/s, '')}`,
      'mend this line: a comma or a quote is missing or too much',
    )
  }
}

function problemOf(issue: z.core.$ZodIssue, file: string): HoldfastError {
  const place = placeOf(issue.path)
  const prefix = place === '' ? '' : `${place}: `
  if (issue.code === 'unrecognized_keys') {
    const [key] = issue.keys
    const known = Object.keys(issue.path.length === 0 ? CONFIG_SCHEMA.shape : LIST_SCHEMA.shape)
    return wrong(file, `${prefix}unknown key ${JSON.stringify(key)}`, didYouMean(key!, known))
  }
  const hint = 'schema/config.schema.json in the package says what each key takes'
  return wrong(file, `${prefix}${issue.message}`, hint)
}

/** Where in the configuration: `lists[0].base-url`. */
function placeOf(path: readonly PropertyKey[]): string {
  return path
    .map((step, index) =>
      typeof step === 'number' ? `[${step}]` : `${index === 0 ? '' : '.'}${String(step)}`,
    )
    .join('')
}

function didYouMean(word: string, known: readonly string[]): string {
  const ranked = known
    .map((candidate) => ({ candidate, distance: editDistance(word.toLowerCase(), candidate.toLowerCase()) }))
    .toSorted((a, b) => a.distance - b.distance)
  const [nearest] = ranked
  if (nearest !== undefined && nearest.distance <= Math.max(2, Math.floor(word.length / 3))) {
    return `did you mean ${JSON.stringify(nearest.candidate)}?`
  }
  return `known are ${known.join(', ')}`
}

/** How many letters must be put in, taken out or changed (Levenshtein). */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (const [i, letter] of a.split('').entries()) {
    const next = [i + 1]
    for (const [j, other] of b.split('').entries()) {
      next.push(Math.min(next[j]! + 1, row[j + 1]! + 1, row[j]! + (letter === other ? 0 : 1)))
    }
    row = next
  }
  return row.at(-1)!
}

function wrong(file: string, what: string, hint: string): HoldfastError {
  return new HoldfastError('contradicting-options', 2, `${printable(file)}: ${what}`, { file, hint })
}
