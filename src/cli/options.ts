import { InvalidArgumentError, Option } from 'commander'
import { ARCHIVER_NAMES } from '../archivers/archiver.ts'
import { isListAddress } from '../display/list-post.ts'
import { LAYOUTS } from '../ledger/ledger-state.ts'
import { normalBaseUrl, readOldBase } from '../maps/base-url.ts'
import { MAP_TARGETS } from '../maps/map-target.ts'
import { QUOTING_VARIANTS } from '../mbox/quoting.ts'
import { SEPARATOR_RULES } from '../mbox/separator-rules.ts'
import { SITE_LANGUAGES } from '../site/words/languages.ts'
import { SEARCH_ENGINES } from '../site/site-model.ts'
import { isTimeZone } from '../node/time-zone.ts'

// Every option of every command is defined here, once: the commands choose from them, and a test walks them.

function utcTime(value: string): string {
  const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(value) ? Date.parse(value) : Number.NaN
  // Date.parse takes February 31 for March 3.
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 19) !== value.slice(0, 19)) {
    throw new InvalidArgumentError('It must be a time in UTC such as 2026-01-31T12:00:00Z.')
  }
  return value
}

function threadCount(value: string): number {
  const count = wholeNumber(value)
  if (count < 1 || count > 64) throw new InvalidArgumentError('It must be a number from 1 to 64.')
  return count
}

function portNumber(value: string): number {
  const port = wholeNumber(value)
  if (port > 65_535) throw new InvalidArgumentError('It must be a number from 0 to 65535.')
  return port
}

function wholeNumber(value: string): number {
  if (!/^\d{1,15}$/.test(value)) throw new InvalidArgumentError('It must be a whole number.')
  return Number(value)
}

function httpUrl(value: string): string {
  const url = normalBaseUrl(value)
  if (url === null) throw new InvalidArgumentError('It must be an http or https address without ? and #.')
  return url
}

function oldBase(value: string): string {
  if (readOldBase(value) === null) {
    throw new InvalidArgumentError('It must be a path that begins with / or an http or https address.')
  }
  return value
}

function timeZone(value: string): string {
  if (!isTimeZone(value))
    throw new InvalidArgumentError('It must be a zone name such as UTC or Europe/Berlin.')
  return value
}

function listAddress(value: string): string {
  if (!isListAddress(value))
    throw new InvalidArgumentError('It must be one bare address such as list@example.org.')
  return value
}

function line(value: string): string {
  if (value.trim() === '' || /[\u0000-\u001f\u007f]/.test(value)) {
    throw new InvalidArgumentError('It must be one line of text.')
  }
  return value.trim()
}

const collect = (value: string, before: readonly string[] | undefined): string[] => [...(before ?? []), value]

/** The options, by their long names without the dashes. */
export const OPTIONS = {
  ledger: () => new Option('--ledger <file>', 'the ledger (default: NAME.ledger beside the first mbox)'),
  list: () => new Option('--list <name>', "the list's name (default: the mbox's name)").argParser(line),
  separator: () =>
    new Option('--separator <rule>', 'which From_ lines open a message; kept in the ledger').choices(
      SEPARATOR_RULES,
    ),
  quoting: () =>
    new Option(
      '--quoting <variant>',
      'how body lines beginning with From are quoted; kept in the ledger',
    ).choices(QUOTING_VARIANTS),
  period: () =>
    new Option('--period <period>', 'the stretch of time of a volume, for layouts that have volumes').choices(
      ['year', 'quarter', 'month', 'week', 'day'],
    ),
  timezone: () =>
    new Option(
      '--timezone <zone>',
      'the zone that chooses the volume, for layouts that have volumes',
    ).argParser(timeZone),
  layout: () =>
    new Option('--layout <layout>', 'how the paths of a new ledger are made (default: stable)').choices(
      LAYOUTS,
    ),
  relayout: () =>
    new Option(
      '--relayout <layout>',
      'change the layout: every message gets a new path, and its old ones lead there',
    ).choices(LAYOUTS),
  base: () =>
    new Option('--base <tree>', 'the published archive that the ledger was adopted from; it is only read'),
  'ignore-no-archive': () =>
    new Option('--ignore-no-archive', 'show messages whose senders asked not to be archived'),
  archiver: () =>
    new Option(
      '--archiver <name>',
      'the archiver: forecast its full rebuild, or adopt its pages (docs/archivers.md)',
    ).choices(ARCHIVER_NAMES),
  'archiver-option': () =>
    new Option(
      '--archiver-option <key=value>',
      'a setting of the archiver, such as sanitizer=0; can be given more than once',
    ).argParser(collect),
  'base-url': () =>
    new Option('--base-url <url>', 'the address under which the archive is published').argParser(httpUrl),
  'from-base': () =>
    new Option(
      '--from-base <path>',
      'where the old archive stands on its server: a path or an address (default: /)',
    ).argParser(oldBase),
  target: () =>
    new Option('--target <name>', 'where the pages stand now, if not at their current paths').choices(
      MAP_TARGETS,
    ),
  now: () =>
    new Option(
      '--now <time>',
      'dates later than this are not believed (ISO 8601, UTC; default: from the mail)',
    ).argParser(utcTime),
  expect: () =>
    new Option('--expect <sum>', 'refuse if the ledger does not hold the commit with this sum').argParser(
      line,
    ),
  'keep-order': () =>
    new Option('--keep-order', 'take the mboxes in the order given instead of sorting them'),
  'cross-check': () =>
    new Option('--cross-check', 'ask a second mbox reader about all messages, not only about new ones'),
  config: () =>
    new Option('--config <file>', 'the configuration (default: holdfast.config.json in the working folder)'),
  'all-lists': () => new Option('--all-lists', 'every list of the configuration, one after the other'),
  output: () =>
    new Option('--output <path>', 'write to this file (stubs: folder), whole or not at all; default: stdout'),
  port: () =>
    new Option('--port <number>', 'the port to listen on; 0 for any that is free (default: 8080)').argParser(
      portNumber,
    ),
  host: () => new Option('--host <address>', 'the address to listen on (default: 127.0.0.1)').argParser(line),
  watch: () => new Option('--watch', 'load open pages anew after a rebuild'),
  rebuild: () =>
    new Option('--rebuild <mbox...>', 'build the site again from these mboxes, and compare every byte'),
  against: () =>
    new Option(
      '--against <tree>',
      'look up every path and anchor of this old archive, and compare what is shown',
    ),
  moves: () => new Option('--moves', 'list every page that would move'),
  format: () =>
    new Option('--format <format>', 'how to print (default: the first choice)').choices(['text', 'json']),
  json: () => new Option('--json', 'print JSON on stdout'),
  strict: () => new Option('--strict', 'exit with 1 on warnings too'),
  quiet: () => new Option('-q, --quiet', 'print nothing but data and errors'),
  language: () =>
    new Option('--language <language>', "the language of the pages' own words (default: en)").choices(
      SITE_LANGUAGES,
    ),
  addresses: () =>
    new Option(
      '--addresses <how>',
      'whether pages obscure mail addresses (the default) or show them',
    ).choices(['obscured', 'shown']),
  'list-address': () =>
    new Option(
      '--list-address <address>',
      'where replies go to mail that names no posting address (List-Post)',
    ).argParser(listAddress),
  'raw-messages': () =>
    new Option('--raw-messages', 'publish each message as it lies in the mbox too; with --addresses shown'),
  search: () =>
    new Option('--search <engine>', 'what searches the archive (default: built-in)').choices(SEARCH_ENGINES),
  robots: () =>
    new Option(
      '--robots <how>',
      'whether search engines are asked to keep the pages (default: index)',
    ).choices(['index', 'noindex']),
  'no-downloads': () =>
    new Option('--no-downloads', 'do not publish the mail of each month and thread as mbox files'),
  theme: () =>
    new Option(
      '--theme <folder>',
      'templates and a stylesheet in place of the built-in ones (docs/themes.md)',
    ),
  jobs: () =>
    new Option('--jobs <count>', 'threads that make pages (default: by the cores and the list)').argParser(
      threadCount,
    ),
  'no-cache': () =>
    new Option('--no-cache', 'take nothing from earlier runs: decode each message and make each page anew'),
  'dry-run': () => new Option('--dry-run', 'say what would be written, and write nothing'),
  yes: () => new Option('-y, --yes', 'ask nothing, and take what was found'),
  finding: () =>
    new Option('--finding <ref>', 'accept this finding; can be given more than once').argParser(collect),
  all: () => new Option('--all', 'accept every error and warning'),
  reason: () =>
    new Option('--reason <text>', 'why; kept in the ledger').argParser(line).makeOptionMandatory(),
  by: () =>
    new Option('--by <name>', 'who decided; kept in the ledger').argParser(line).makeOptionMandatory(),
  loss: () =>
    new Option('--loss <count>', 'with a loss: the number of messages that are really gone').argParser(
      wholeNumber,
    ),
  id: () =>
    new Option('--id <id>', 'the stable ID of a message; can be given more than once').argParser(collect),
  'message-id': () =>
    new Option('--message-id <id>', 'the Message-ID of a message; can be given more than once').argParser(
      collect,
    ),
  field: () =>
    new Option(
      '--field <name>',
      'take out what this header field says; can be given more than once',
    ).argParser(collect),
  text: () =>
    new Option(
      '--text <text>',
      'take out this text wherever it stands in the message; can be given more than once',
    ).argParser(collect),
  body: () => new Option('--body', 'take out the body'),
  whole: () => new Option('--whole', 'withdraw the whole message; a stub keeps its place in the mbox'),
  from: () =>
    new Option(
      '--from <mbox...>',
      'backups to take bytes from, where the ledger proves that they are the ones',
    ),
  'remove-inserted': () =>
    new Option('--remove-inserted', 'take out what was put in between recorded messages'),
  write: () => new Option('--write', 'change the mbox and the ledger (default: only show what would change)'),
  out: () => new Option('--out <folder>', 'the folder that the archive is written to'),
} as const satisfies Readonly<Record<string, () => Option>>

/** An option's long name. */
export type OptionName = keyof typeof OPTIONS
