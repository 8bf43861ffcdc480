import { expect, test } from 'vitest'
import { cliFolder, expectRefusal } from './run-cli.ts'
import { mbox } from './sample.ts'

const folder = cliFolder()
folder.write('list.mbox', mbox(3))

const DECIDED = ['--all', '--reason', 'spam', '--by', 'ann'] as const
/** Each command with what it cannot do without. */
const COMMANDS: Readonly<Record<string, readonly string[]>> = {
  rebuild: ['list.mbox', '--out', 'site'],
  audit: ['list.mbox'],
  record: ['list.mbox'],
  scan: ['list.mbox'],
  accept: ['list.mbox', ...DECIDED],
}

for (const [command, words] of Object.entries(COMMANDS)) {
  test(`${command}: an unknown option is named, with the one that was meant`, async () => {
    expectRefusal(
      await folder.holdfast([command, ...words, '--keep-ordre']),
      2,
      /'--keep-ordre'/,
      /--keep-order/,
    )
  })

  test(`${command}: a missing argument is named`, async () => {
    const run = await folder.holdfast([command, ...words.slice(1)])
    expectRefusal(run, 2, /missing required argument 'mbox'/, /--help/)
  })

  test(`${command}: a wrong value is refused with those that are right`, async () => {
    const option = command === 'accept' ? ['--loss', 'many'] : ['--separator', 'pipermail']
    const right = command === 'accept' ? /whole number/ : /any, dated, rfc4155, plausible, content-length/
    expectRefusal(await folder.holdfast([command, ...words, ...option]), 2, right)
  })

  test(`${command}: an option without its value is refused`, async () => {
    const option = command === 'scan' ? '--now' : '--ledger'
    expectRefusal(
      await folder.holdfast([command, ...words, option]),
      2,
      new RegExp(`${option} .*argument missing`),
    )
  })

  test(`${command}: a missing file is named, exit code 3`, async () => {
    const run = await folder.holdfast([command, 'nowhere.mbox', ...words.slice(1)])
    expectRefusal(run, 3, /cannot read nowhere\.mbox: no such file/, /spelling/)
  })

  test(`${command}: an empty name is a missing file`, async () => {
    expectRefusal(await folder.holdfast([command, '', ...words.slice(1)]), 3, /an empty name/)
  })

  test(`${command}: a path through a file is refused`, async () => {
    expectRefusal(
      await folder.holdfast([command, 'list.mbox/a.mbox', ...words.slice(1)]),
      3,
      /list\.mbox\/a\.mbox/,
    )
  })
}

test('nothing was written by any of these', async () => {
  const run = await folder.holdfast(['audit', 'list.mbox'])
  expect(run.stdout).toContain('no ledger yet')
  expect(run.code).toBe(0)
})

test('without arguments the help goes to stderr, exit code 2', async () => {
  const run = await folder.holdfast([])
  expect(run).toMatchObject({ code: 2, stdout: '' })
  expect(run.stderr).toContain('Usage: holdfast')
  expect(run.stderr).toContain('Exit status:')
})

test('an unknown command is named, with the one that was meant', async () => {
  expectRefusal(await folder.holdfast(['audti', 'list.mbox']), 2, /unknown command 'audti'/, /audit/)
})

test('an unknown option before the command is refused', async () => {
  expectRefusal(await folder.holdfast(['--strict', 'audit', 'list.mbox']), 2, /unknown option '--strict'/)
})

test.each([
  ['rebuild', ['list.mbox'], /--out/],
  ['accept', ['list.mbox', '--all', '--by', 'ann'], /--reason/],
  ['accept', ['list.mbox', '--all', '--reason', 'spam'], /--by/],
])('%s %j names the option that is missing', async (command, words, missing) => {
  expectRefusal(await folder.holdfast([command, ...words]), 2, missing)
})

test.each([
  ['--now', 'yesterday', /2026-01-31T12:00:00Z/],
  ['--now', '2026-02-31T00:00:00Z', /UTC/],
  ['--timezone', 'Middle/Earth', /Europe\/Berlin/],
  ['--base-url', 'lists.example.org', /http/],
  ['--base-url', 'javascript:alert(1)', /http/],
  ['--base-url', 'https://lists.example.org/?a=b', /\?/],
  ['--period', 'fortnight', /year, quarter, month, week, day/],
  ['--quoting', 'mboxx', /mboxo, mboxrd, mboxcl, mboxcl2/],
  ['--list', '', /one line/],
])('record %s %j is refused', async (option, value, right) => {
  expectRefusal(await folder.holdfast(['record', 'list.mbox', option, value]), 2, right)
})

test.each([
  [['audit', 'list.mbox', '--json', '--format', 'text'], /--json and --format text/],
  [['accept', 'list.mbox', ...DECIDED, '--finding', 'deleted:X'], /--all, or --finding/],
  [['accept', 'list.mbox', '--reason', 'spam', '--by', 'ann'], /--all, or --finding/],
])('%j contradicts itself', async (words, fact) => {
  expectRefusal(await folder.holdfast(words), 2, fact)
})

test('control characters in a wrong word do not reach the terminal', async () => {
  const run = await folder.holdfast(['audit', 'list.mbox', '--\u001b[31m\u202eevil'])
  expectRefusal(run, 2, /\\x1b\[31m\\u202eevil/)
})
