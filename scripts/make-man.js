// Writes man/holdfast.1 from the same definitions as the help of the built program: npm run man. With --print, it only
// prints the page.
import { writeFileSync } from 'node:fs'
import { COMMANDS } from '../dist/cli/command-line.js'
import { OPTIONS } from '../dist/cli/options.js'

/** The manual page in man(7) macros. */
function manPage() {
  const commands = COMMANDS.flatMap(({ name, summary, arguments: words, options, examples, exit }) => [
    `.SS ${name}`,
    '.SY holdfast',
    `${escaped(name)} ${escaped(words)} [\\fIoptions\\fR]`.replace(/ +/g, ' '),
    '.YS',
    `${sentence(summary)}`,
    ...(options.length === 0
      ? []
      : ['.PP', `Options: ${options.map((option) => `\\fB\\-\\-${escaped(option)}\\fR`).join(', ')}.`]),
    '.PP',
    `Exit status: ${escaped(exit)}.`,
    ...examples.flatMap(([line, does]) => ['.TP', `.B ${escaped(line)}`, sentence(does)]),
  ])
  const options = Object.values(OPTIONS).flatMap((make) => {
    const { flags, description, argChoices } = make()
    const values = argChoices ? [`One of ${argChoices.map(escaped).join(', ')}.`] : []
    return ['.TP', `.B ${escaped(flags)}`, sentence(description), ...values]
  })
  return `${[
    '.TH HOLDFAST 1 "" "holdfast" "User Commands"',
    '.SH NAME',
    'holdfast \\- keep mailing-list archives whole',
    '.SH SYNOPSIS',
    '.SY holdfast',
    '.I command',
    '.RI [ mbox... ]',
    '.RI [ options ]',
    '.YS',
    '.SH DESCRIPTION',
    'Finds hand edits in mbox files before they renumber published pages, rebuilds the HTML archive to the same bytes every',
    'time, and keeps old links working.',
    '.PP',
    'Data goes to standard output, talk to standard error.',
    '.SH COMMANDS',
    ...commands,
    '.SH OPTIONS',
    'Which command takes which option is said above.',
    ...options,
    '.SH EXIT STATUS',
    ...EXIT_STATUS.flatMap(([code, meaning]) => ['.TP', `.B ${code}`, sentence(meaning)]),
    '.SH ENVIRONMENT',
    '.TP',
    '.B NO_COLOR',
    'Turns colours off.',
    '.TP',
    '.B FORCE_COLOR',
    'Turns them on where standard output is no terminal.',
    '.SH FILES',
    '.TP',
    '.I holdfast.config.json',
    'The lists, with their options by their long names.',
    '.TP',
    '.IR NAME .ledger',
    'What was published, and every decision since; beside the first mbox.',
    '.SH SEE ALSO',
    '.BR mbox (5)',
  ].join('\n')}\n`
}

const EXIT_STATUS = [
  ['0', 'all well'],
  ['1', 'findings of level error (with --strict warnings too), or refused because of them'],
  ['2', 'wrong usage or configuration'],
  ['3', 'an input that cannot be read, or a write that failed'],
  ['4', 'a fault of Holdfast itself'],
  ['130', 'interrupted'],
]

/** Text as it is: no backslash, quote or point at the start of a line means anything. */
function escaped(text) {
  return plain(text).replace(
    /[^\0-\x7f]/gu,
    (sign) => `\\[u${sign.codePointAt(0).toString(16).toUpperCase().padStart(4, '0')}]`,
  )
}

function plain(text) {
  return text.replaceAll('\\', '\\e').replaceAll('-', '\\-').replaceAll("'", '\\(aq').replace(/^\./, '\\&.')
}

function sentence(text) {
  return `${escaped(text.charAt(0).toUpperCase() + text.slice(1))}.`
}

if (process.argv.includes('--print')) process.stdout.write(manPage())
else writeFileSync(new URL('../man/holdfast.1', import.meta.url), manPage())
