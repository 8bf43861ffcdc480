import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, rmSync } from 'node:fs'
import { hostname } from 'node:os'
import { beforeAll, describe, expect, test } from 'vitest'
import { cliFolder, expectRefusal } from './run-cli.ts'
import { mbox, mboxWithout } from './sample.ts'

const folder = cliFolder()
const DECIDED = ['--all', '--reason', 'spam', '--by', 'ann']

beforeAll(async () => {
  folder.write('list.mbox', mbox(20))
  const first = await folder.holdfast(['rebuild', 'list.mbox', '--out', 'site'])
  expect(first.code, first.stderr).toBe(0)
  copyFileSync(folder.at('list.ledger'), folder.at('earlier.ledger'))
  folder.write('list.mbox', mbox(21))
  const second = await folder.holdfast(['rebuild', 'list.mbox', '--out', 'site'])
  expect(second.code, second.stderr).toBe(0)
})

/** Runs the commands that use a ledger, and demands the same refusal of each and an untouched file. */
async function expectAllRefuse(ledger: string, code: 1 | 2 | 3, fact: RegExp, next: RegExp): Promise<void> {
  const before = folder.read(ledger)
  const words = ['list.mbox', '--ledger', ledger]
  expectRefusal(await folder.holdfast(['audit', ...words]), code, fact, next)
  expectRefusal(await folder.holdfast(['record', ...words]), code, fact, next)
  expectRefusal(await folder.holdfast(['accept', ...words, ...DECIDED]), code, fact, next)
  expect(folder.read(ledger)).toEqual(before)
  expect(existsSync(folder.at(`${ledger}.lock`))).toBe(false)
}

test('a newer version is refused by name', async () => {
  folder.write('newer.ledger', folder.text('list.ledger').replace('"version":1', '"version":7'))
  await expectAllRefuse('newer.ledger', 3, /newer\.ledger:1 .*version 7.*up to version 1/, /newer one/)
})

test('a changed byte is named by file and line', async () => {
  const lines = folder.text('list.ledger').split('\n')
  lines[4] = lines[4]!.replace('"date":"2001', '"date":"2002')
  folder.write('flipped.ledger', lines.join('\n'))
  await expectAllRefuse('flipped.ledger', 3, /flipped\.ledger:5 \(byte \d+\): .*sum does not fit/, /copy/)
})

test('an empty ledger is not taken for no ledger', async () => {
  folder.write('empty.ledger', '')
  await expectAllRefuse('empty.ledger', 3, /empty\.ledger.*empty/, /copy/)
})

test('a file that is no ledger is refused and kept', async () => {
  folder.write('notes.ledger', 'my notes\n')
  await expectAllRefuse('notes.ledger', 3, /notes\.ledger:1 .*no ledger record/, /--ledger/)
})

test('a ledger without a single commit is refused', async () => {
  const [first] = folder.text('list.ledger').split('\n')
  folder.write('begun.ledger', `${first}\n`)
  await expectAllRefuse('begun.ledger', 3, /begun\.ledger:\d+ .*no commit/, /stopped/)
})

test('a torn end of a later run is cut off, and what it held is recorded again', async () => {
  const whole = folder.text('list.ledger')
  folder.write('torn.ledger', whole.slice(0, -30))
  const audit = await folder.holdfast(['audit', 'list.mbox', '--ledger', 'torn.ledger', '--json'])
  expect(JSON.parse(audit.stdout)).toMatchObject({ verdict: 'appended', recorded: 20, appended: 1 })
  const record = await folder.holdfast(['record', 'list.mbox', '--ledger', 'torn.ledger'])
  expect(record.code, record.stderr).toBe(0)
  expect(folder.text('torn.ledger')).toBe(whole)
})

test("a folder in the ledger's place is refused", async () => {
  mkdirSync(folder.at('folder.ledger'))
  for (const command of ['audit', 'record']) {
    const run = await folder.holdfast([command, 'list.mbox', '--ledger', 'folder.ledger'])
    expectRefusal(run, 3, /cannot read the ledger folder\.ledger: it is a folder/, /file/)
  }
})

test.each([
  ['--separator', 'any', 'rfc4155'],
  ['--quoting', 'mboxrd', 'mboxo'],
])(
  '%s %s contradicts the ledger: exit code 2 for audit, record and rebuild',
  async (option, value, ledger) => {
    const before = folder.read('list.ledger')
    const fact = new RegExp(`${option} ${value} contradicts the ledger, which was made with ${ledger}`)
    for (const words of [['audit'], ['record'], ['rebuild', '--out', 'site']]) {
      expectRefusal(
        await folder.holdfast([...words, 'list.mbox', option, value]),
        2,
        fact,
        new RegExp(option),
      )
    }
    expect(folder.read('list.ledger')).toEqual(before)
  },
)

test.each([
  ['--period', 'year'],
  ['--timezone', 'Europe/Berlin'],
])('%s %s contradicts the ledger', async (option, value) => {
  expectRefusal(await folder.holdfast(['record', 'list.mbox', option, value]), 2, /contradicts the ledger/)
})

test('what the ledger says anyway is no contradiction', async () => {
  const run = await folder.holdfast(['audit', 'list.mbox', '--separator', 'rfc4155', '--quoting', 'mboxo'])
  expect(run.code, run.stderr).toBe(0)
})

test("another list's ledger is refused, exit code 2", async () => {
  const before = folder.read('list.ledger')
  for (const command of ['audit', 'record']) {
    const run = await folder.holdfast([command, 'list.mbox', '--ledger', 'list.ledger', '--list', 'other'])
    expectRefusal(run, 2, /list\.ledger.*belongs to the list "list", not to "other"/, /--list/)
  }
  expect(folder.read('list.ledger')).toEqual(before)
})

describe('a history that was cut back', () => {
  test('--expect with a sum that the ledger does not hold is refused, exit code 1', async () => {
    await folder.holdfast(['audit', 'list.mbox'])
    for (const words of [['audit'], ['record'], ['rebuild', '--out', 'site']]) {
      const run = await folder.holdfast([...words, 'list.mbox', '--expect', 'AAAAAAAAAAAAAAAAAAAAAA'])
      expectRefusal(run, 1, /list\.ledger.*does not hold the commit AAAAAAAAAAAAAAAAAAAAAA/, /copy/)
    }
  })

  test('--expect with the sum that the last run printed holds, and later ones do not undo it', async () => {
    const { sum } = JSON.parse((await folder.holdfast(['record', 'list.mbox', '--json'])).stdout) as {
      sum: string
    }
    expect((await folder.holdfast(['audit', 'list.mbox', '--expect', sum])).code).toBe(0)
    expectRefusal(
      await folder.holdfast(['audit', 'list.mbox', '--ledger', 'earlier.ledger', '--expect', sum]),
      1,
      /cut back/,
    )
  })

  test('an expected commit without any ledger is refused', async () => {
    const run = await folder.holdfast([
      'audit',
      'list.mbox',
      '--ledger',
      'gone.ledger',
      '--expect',
      'A'.repeat(22),
    ])
    expectRefusal(run, 1, /no ledger gone\.ledger/, /copy/)
  })

  test('a site that knows a later commit is not built over', async () => {
    const run = await folder.holdfast(['rebuild', 'list.mbox', '--ledger', 'earlier.ledger', '--out', 'site'])
    expectRefusal(
      run,
      1,
      /does not hold the commit \S+, from which site was published: it was cut back/,
      /copy/,
    )
  })

  test('a site whose ledger is gone is not built over, and the way back is told', async () => {
    const run = await folder.holdfast(['rebuild', 'list.mbox', '--ledger', 'gone.ledger', '--out', 'site'])
    expectRefusal(
      run,
      1,
      /there is no ledger gone\.ledger/,
      /holdfast adopt site MBOX\.\.\. --archiver holdfast/,
    )
    expect(existsSync(folder.at('gone.ledger'))).toBe(false)
  })
})

describe('the site folder', () => {
  const refused = async (out: string, code: 2 | 3, fact: RegExp): Promise<void> => {
    folder.write('fresh.mbox', mbox(2))
    expectRefusal(await folder.holdfast(['rebuild', 'fresh.mbox', '--out', out]), code, fact, /folder|file/)
    expect(existsSync(folder.at('fresh.ledger'))).toBe(false)
  }

  test('a file is refused before anything is recorded', () => refused('list.mbox', 3, /it is not a folder/))
  test('the root of the disk is refused', () => refused('/', 2, /the root of the disk/))
  test('a folder of the system is refused', () => refused('/etc/holdfast-site', 2, /belongs to the system/))

  test("another list's site is refused before anything is recorded", async () => {
    folder.write('other.mbox', mbox(20))
    await folder.holdfast(['record', 'other.mbox'])
    const before = folder.read('other.ledger')
    folder.write('other.mbox', mbox(22))
    const run = await folder.holdfast(['rebuild', 'other.mbox', '--out', 'site'])
    expectRefusal(run, 2, /site holds the site of the list list, not of other/, /folder of its own/)
    expect(folder.read('other.ledger')).toEqual(before)
  })

  test('the folder that holds the mbox is published into with a warning; mbox and ledger stay as they are', async () => {
    mkdirSync(folder.at('together'))
    folder.write('together/t.mbox', mbox(3))
    const run = await folder.holdfast(['rebuild', 'together/t.mbox', '--out', 'together'])
    expect(run.code, run.stderr).toBe(0)
    expect(run.stderr).toMatch(/^warning: together\/t\.mbox can be read by whoever can read together/)
    expect(folder.text('together/t.mbox')).toBe(mbox(3))
    const beside = await folder.holdfast(['rebuild', 'list.mbox', '--out', 'site'])
    expect(beside.stderr).toBe('')
  })
})

describe('a lock', () => {
  const lock = (owner: object): void =>
    folder.write(
      'list.ledger.lock',
      `${JSON.stringify({ token: 'a'.repeat(24), since: '2001-01-01T00:00:00Z', ...owner })}\n`,
    )

  test('a list that another run works on is refused by naming it', async () => {
    lock({ pid: process.pid, host: hostname(), start: null, boot: null, namespace: null })
    const before = folder.read('list.ledger')
    for (const words of [
      ['record', 'list.mbox'],
      ['rebuild', 'list.mbox', '--out', 'site'],
      ['accept', 'list.mbox', ...DECIDED],
    ]) {
      const run = await folder.holdfast(words)
      expectRefusal(
        run,
        3,
        new RegExp(`another run is at work \\(process ${process.pid} on .*list\\.ledger\\.lock`),
        /wait|look/,
      )
    }
    expect(folder.read('list.ledger')).toEqual(before)
    expect((await folder.holdfast(['audit', 'list.mbox'])).code, 'reading needs no lock').toBe(0)
    expect((await folder.holdfast(['record', 'list.mbox', '--dry-run'])).code).toBe(0)
    rmSync(folder.at('list.ledger.lock'))
  })

  test('the lock of a run that was killed is free', async () => {
    const { pid } = spawnSync('true')
    lock({ pid, host: hostname(), start: null, boot: null, namespace: null })
    const run = await folder.holdfast(['record', 'list.mbox'])
    expect([0, 3]).toContain(run.code) // 3 where the system does not tell that the process is gone
    rmSync(folder.at('list.ledger.lock'), { force: true })
  })
})

test('what accept refuses leaves the ledger as it was: a ref of no finding, a loss without its number', async () => {
  const before = folder.read('list.ledger')
  const why = ['--reason', 'spam', '--by', 'ann']
  const wrong = await folder.holdfast(['accept', 'list.mbox', '--finding', 'deleted:NOPE', ...why])
  expectRefusal(wrong, 1, /deleted:NOPE is no finding/, /audit again/)
  folder.write('list.mbox', mboxWithout(21, [3, 4, 5, 6]))
  expectRefusal(
    await folder.holdfast(['accept', 'list.mbox', '--all', ...why]),
    1,
    /4 recorded messages/,
    /--loss 4/,
  )
  expectRefusal(
    await folder.holdfast(['accept', 'list.mbox', '--all', '--loss', '5', ...why]),
    1,
    /--loss says 5/,
    /--loss 4/,
  )
  expect(folder.read('list.ledger')).toEqual(before)
})

test('accept without a ledger says that nothing was recorded yet', async () => {
  const run = await folder.holdfast(['accept', 'list.mbox', '--ledger', 'none.ledger', ...DECIDED])
  expectRefusal(run, 3, /there is no ledger none\.ledger/, /holdfast record/)
})
