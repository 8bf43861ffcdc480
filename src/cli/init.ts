import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface, type Interface } from 'node:readline/promises'
import { DEFAULT_SEPARATOR, SEPARATOR_RULES } from '../mbox/separator-rules.ts'
import type { FoundList } from '../node/find-lists.ts'
import { HoldfastError, printable } from '../node/holdfast-error.ts'
import type { CommandDefinition } from './command.ts'
import { CONFIG_NAME } from './config.ts'
import { EXIT } from './exit-codes.ts'
import { counted, harmless } from './terminal.ts'

interface InitFlags {
  readonly yes?: boolean
  readonly dryRun?: boolean
  readonly quiet?: boolean
}

/** One list as it is written into the configuration. */
interface PlannedList {
  name: string
  mbox: readonly string[]
  out: string
  separator?: string
  'base-url'?: string
}

/** `holdfast init`: a first configuration, by looking and by asking. */
export const init: CommandDefinition<InitFlags> = {
  name: 'init',
  summary: `look for lists in a folder and write ${CONFIG_NAME}; asks on a terminal`,
  arguments: '[folder]',
  options: ['yes', 'dry-run', 'quiet'],
  examples: [
    ['holdfast init .', 'look here, ask, and write the configuration'],
    ['holdfast init /var/lib/mailman/archives/private --yes', 'take what was found, and ask nothing'],
    ['holdfast init . --dry-run', 'only show the configuration'],
  ],
  exit: '0 written, 1 nothing found that looks like a list, 2 usage or there is a configuration, 3 a file cannot be read or written',
  async run([folder = '.'], flags, { terminal, signal }) {
    const file = join(folder, CONFIG_NAME)
    if (existsSync(file) && flags.dryRun !== true) {
      throw new HoldfastError(
        'contradicting-options',
        2,
        `there is a configuration already: ${printable(file)}`,
        {
          file,
          hint: 'edit it, or look at what init would write with --dry-run',
        },
      )
    }
    const { findLists } = await import('../node/find-lists.ts')
    const found = findLists(folder)
    if (found.length === 0) {
      terminal.err(
        `nothing in ${harmless(folder)} looks like an mbox file; name the folder that holds the lists: holdfast init FOLDER\n`,
      )
      return EXIT.findings
    }
    const talk = flags.quiet === true ? (): void => undefined : (text: string) => terminal.err(text)
    talk(found.map(foundText).join(''))
    const asks = flags.yes !== true && flags.dryRun !== true && process.stdin.isTTY
    const lists = asks ? await askFor(found, signal) : found.map((list) => planned(list, found.length))
    const text = `${JSON.stringify({ lists: distinct(lists) }, null, 2)}\n`
    if (flags.dryRun === true) terminal.out(text)
    else {
      const { writeWholeFile } = await import('../node/write-whole.ts')
      writeWholeFile(file, text)
      talk(`wrote ${harmless(file)}\n`)
    }
    talk(nextSteps(found, lists, folder))
    return EXIT.ok
  },
}

function planned(list: FoundList, lists: number): PlannedList {
  const { name, mbox } = list
  return {
    name,
    mbox,
    out: lists === 1 ? 'site' : `site/${name}`,
    ...separatorOf(list, list.detection.separator),
  }
}

/** The ledger of an adopted archive has its archiver's rule: then the configuration says nothing else. */
function separatorOf({ tree }: FoundList, separator: string): Pick<PlannedList, 'separator'> {
  return tree !== null || separator === DEFAULT_SEPARATOR ? {} : { separator }
}

/** A name belongs to one list. */
function distinct(lists: readonly PlannedList[]): PlannedList[] {
  const used = new Set<string>()
  return lists.map((list) => {
    let { name } = list
    for (let copy = 2; used.has(name); copy++) name = `${list.name}-${copy}`
    used.add(name)
    return name === list.name
      ? list
      : { ...list, name, out: `${list.out}-${name.slice(list.name.length + 1)}` }
  })
}

function foundText({ name, mbox, detection, tree }: FoundList): string {
  const { separator, separatorReason, separators } = detection
  const entries = counted(separators[separator].entries, 'message')
  const lines = [
    `${harmless(name)}: ${mbox.map(harmless).join(', ')}`,
    `  ${entries} in what was looked at; separator ${separator}: ${harmless(separatorReason)}`,
    ...(tree === null ? [] : [`  published by ${tree.archiver} in ${harmless(tree.path)}`]),
  ]
  return `${lines.join('\n')}\n`
}

function nextSteps(found: readonly FoundList[], lists: readonly PlannedList[], folder: string): string {
  const steps = found.flatMap(({ tree }, index) => {
    if (tree === null) return []
    const mbox = lists[index]!.mbox.map((one) => quoted(join(folder, one))).join(' ')
    const list = quoted(lists[index]!.name)
    return [
      `  holdfast adopt ${quoted(join(folder, tree.path))} ${mbox} --archiver ${tree.archiver} --list ${list}\n`,
    ]
  })
  const adopt =
    steps.length === 0
      ? ''
      : `first, so that every old link goes on working:\n${[...new Set(steps)].join('')}`
  return `${adopt}then: holdfast rebuild --all-lists --config ${quoted(join(folder, CONFIG_NAME))}\n`
}

function quoted(word: string): string {
  const safe = harmless(word)
  return /^[\w@%+=:,./-]+$/.test(safe) ? safe : `'${safe.replaceAll("'", "'\\''")}'`
}

/** Asks for each list; what is left empty stays as it was found. */
async function askFor(all: readonly FoundList[], signal: AbortSignal): Promise<PlannedList[]> {
  const lines = createInterface({ input: process.stdin, output: process.stderr })
  try {
    const lists: PlannedList[] = []
    for (const list of all) {
      const plan = planned(list, all.length)
      if (!(await isWanted(lines, plan.name, signal))) continue
      const name = await ask(lines, 'name', plan.name, signal)
      const out = await ask(lines, 'folder of its site', plan.out, signal)
      const found = list.detection.separator
      const separator = list.tree === null ? await askSeparator(lines, found, signal) : found
      const baseUrl = await ask(lines, 'address under which it will be published', '', signal)
      lists.push({
        name,
        mbox: plan.mbox,
        out,
        ...separatorOf(list, separator),
        ...(baseUrl === '' ? {} : { 'base-url': baseUrl }),
      })
    }
    return lists
  } finally {
    lines.close()
  }
}

async function isWanted(lines: Interface, name: string, signal: AbortSignal): Promise<boolean> {
  const answer = await lines.question(`take ${harmless(name)} in? [Y/n] `, { signal })
  return !/^\s*n/i.test(answer)
}

async function askSeparator(lines: Interface, found: string, signal: AbortSignal): Promise<string> {
  for (;;) {
    const answer = await ask(lines, `separator rule (${SEPARATOR_RULES.join(', ')})`, found, signal)
    if (SEPARATOR_RULES.some((rule) => rule === answer)) return answer
  }
}

async function ask(lines: Interface, what: string, found: string, signal: AbortSignal): Promise<string> {
  const shown = found === '' ? '' : ` [${harmless(found)}]`
  const answer = await lines.question(`  ${what}${shown}: `, { signal })
  return answer.trim() === '' ? found : answer.trim()
}
