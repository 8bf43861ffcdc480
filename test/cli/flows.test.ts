import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import { cliFolder } from './run-cli.ts'
import { GARDEN_TALK, mbox, mboxWithout, message } from './sample.ts'

const folder = cliFolder()

/** Every code is allowed; the words are what the tests ask about. */
async function said(words: readonly string[], code: number): Promise<string> {
  const run = await folder.holdfast(words)
  expect(run.code, run.stderr + run.stdout).toBe(code)
  return run.stdout + run.stderr
}

describe('the first run', () => {
  beforeAll(() => folder.write('garden-talk.mbox', GARDEN_TALK))

  test('audit says that there is nothing to compare with, and what to do', async () => {
    const words = await said(['audit', 'garden-talk.mbox'], 0)
    expect(words).toContain(
      'garden-talk: no ledger yet, so there is nothing to compare with; 445 messages found',
    )
    expect(words).toContain(
      'to make the ledger: holdfast record; if an archive is already published, run adopt first',
    )
    expect(words).not.toContain('holdfast accept')
  })

  test('--dry-run writes nothing', async () => {
    expect(await said(['record', 'garden-talk.mbox', '--dry-run'], 0)).toContain(
      'would record 445 messages of garden-talk',
    )
    expect(await said(['rebuild', 'garden-talk.mbox', '--out', 'dry', '--dry-run'], 0)).toContain(
      'would write',
    )
    expect(existsSync(folder.at('garden-talk.ledger'))).toBe(false)
    expect(existsSync(folder.at('dry'))).toBe(false)
  })

  test('rebuild says what it took for granted, that this is the baseline, and where to look', async () => {
    const words = await said(['rebuild', 'garden-talk.mbox', '--out', 'site'], 0)
    expect(words).toContain(
      'recorded 445 messages of garden-talk in garden-talk.ledger (separator rfc4155, quoting mboxo)',
    )
    expect(words).toContain('this is the baseline; if an archive is already published, run adopt first')
    expect(words).toContain('open site/index.html')
    expect(existsSync(folder.at('site', 'index.html'))).toBe(true)
  })

  test('--quiet says nothing where all is well', async () => {
    expect(await said(['record', 'garden-talk.mbox', '--quiet'], 0)).toBe('')
    expect(await said(['audit', 'garden-talk.mbox', '--quiet', '--strict'], 0)).toBe('')
    expect(await said(['rebuild', 'garden-talk.mbox', '--out', 'site', '--quiet'], 0)).toBe('')
  })
})

describe('a change', () => {
  /** Records 30 messages under a name, and then takes some of them out. */
  const cut = async (name: string, positions: readonly number[]): Promise<void> => {
    folder.write(name, mbox(30))
    await said(['record', name], 0)
    folder.write(name, mboxWithout(30, positions))
  }

  test('--quiet does not pass over a ledger that is gone', async () => {
    await cut('lost.mbox', [])
    const run = await folder.holdfast([
      'audit',
      'lost.mbox',
      '--ledger',
      'typo.ledger',
      '--quiet',
      '--strict',
    ])
    expect(run.stderr).toBe('warning: there is no ledger typo.ledger, so nothing was compared\n')
    expect(run.stdout).toBe('')
  })

  test('--quiet still tells it, without talk', async () => {
    await cut('quiet.mbox', [4])
    const run = await folder.holdfast(['audit', 'quiet.mbox', '--quiet'])
    expect(run).toMatchObject({ code: 1, stderr: '' })
    expect(run.stdout).toContain('error deleted')
  })

  test('record and rebuild refuse it, say so and write nothing', async () => {
    await cut('refused.mbox', [4])
    const before = folder.read('refused.ledger')
    const record = await folder.holdfast(['record', 'refused.mbox'])
    expect(record.code).toBe(1)
    expect(record.stderr).toMatch(/^nothing was recorded\n/)
    const rebuild = await folder.holdfast(['rebuild', 'refused.mbox', '--out', 'refused'])
    expect(rebuild.code).toBe(1)
    expect(rebuild.stderr).toMatch(/^nothing was recorded, and no page was touched\n/)
    expect(folder.read('refused.ledger')).toEqual(before)
    expect(existsSync(folder.at('refused'))).toBe(false)
  })

  test.each([
    ['one.mbox', [4]],
    ["it's ours $HOME.mbox", [4, 9]],
    ['-dash.mbox', [4]],
    ['tab\tand \u202e.mbox', [4]],
    ['lost.mbox', [4, 5, 6, 7, 8]],
  ])('the accept command that is printed for %j works when it is pasted', async (name, positions) => {
    folder.write(name, mbox(30))
    await said(['record', `./${name}`], 0)
    folder.write(name, mboxWithout(30, positions))
    const audit = await folder.holdfast(['audit', `./${name}`])
    expect(audit.code).toBe(1)
    const line = /^if all of this was meant: holdfast (accept .*)$/m.exec(audit.stderr)?.[1]
    const filled = line!.replace("--reason '…'", "--reason 'a test'").replace("--by '…'", '--by ann')
    expect(filled).not.toContain('…')
    const run = await folder.holdfast([], { shell: `"$1" "$2" ${filled}` })
    expect(run.code, filled + run.stderr).toBe(0)
    expect(run.stdout).toContain(positions.length === 1 ? '1 finding, ' : ' findings, ')
    expect(await said(['audit', `./${name}`, '--strict'], 0)).toContain('unchanged')
  })

  test('the accept command repeats ledger, list and order', async () => {
    folder.write('b.mbox', mbox(10))
    folder.write('a.mbox', Array.from({ length: 20 }, (_, n) => message(n + 10)).join(''))
    const words = ['b.mbox', 'a.mbox', '--keep-order', '--list', 'my list', '--ledger', 'the ledger']
    await said(['record', ...words], 0)
    folder.write('b.mbox', mboxWithout(10, [3]))
    const audit = await folder.holdfast(['audit', ...words])
    const line = /^if all of this was meant: holdfast (accept .*)$/m.exec(audit.stderr)?.[1]
    const run = await folder.holdfast([], { shell: `"$1" "$2" ${line}` })
    expect(run.code, run.stderr).toBe(0)
    expect(await said(['audit', ...words, '--strict'], 0)).toContain('unchanged, 29 messages')
  })

  test('accept by ref takes only that one, and tells what it did', async () => {
    await cut('refs.mbox', [4, 9])
    const { stdout } = await folder.holdfast(['audit', 'refs.mbox', '--json'])
    const { findings } = JSON.parse(stdout) as { findings: { ref: string }[] }
    const words = ['accept', 'refs.mbox', '--finding', findings[1]!.ref, '--reason', 'spam', '--by', 'ann']
    expect(await said([...words, '--dry-run'], 0)).toContain(
      `would accept ${findings[1]!.ref}\n1 finding, 1 record for refs.ledger`,
    )
    expect(await said(words, 0)).toBe(`accepted ${findings[1]!.ref}\n1 finding, 1 record in refs.ledger\n`)
    expect(await said(['audit', 'refs.mbox'], 1)).toContain('recorded, 28 present; 1 error\n')
    expect(
      await said(['accept', 'refs.mbox', '--all', '--reason', 'spam', '--by', 'ann', '--quiet'], 0),
    ).toBe('')
    expect(await said(['accept', 'refs.mbox', '--all', '--reason', 'spam', '--by', 'ann'], 0)).toBe(
      'nothing to accept in refs\n',
    )
  })

  test('--strict makes a warning count: exit code 1, and 0 without it', async () => {
    folder.write('crlf.mbox', mbox(5))
    await said(['record', 'crlf.mbox'], 0)
    folder.write('crlf.mbox', mbox(5).replaceAll('\n', '\r\n'))
    expect(await said(['audit', 'crlf.mbox'], 0)).toContain('warning line-endings-changed')
    expect(await said(['audit', 'crlf.mbox', '--strict'], 1)).toContain('1 warning')
  })

  test('a run of the same finding is told by its first two and its last, and counted', async () => {
    await cut('run.mbox', [10, 11])
    const two = await said(['audit', 'run.mbox'], 1)
    expect(two).not.toContain('more like it')
    folder.write('run.mbox', mboxWithout(30, [10, 11, 12, 13]))
    const four = await said(['audit', 'run.mbox'], 1)
    expect(four).toContain('… and 2 more like it, the last at run.ledger (message 13):')
    expect(four.match(/error deleted/g)).toHaveLength(2)
    expect(four).toContain(
      'numbered by position: 16 moved, 4 lost, 0 new; the first is 14, which would become 10',
    )
    expect(four).toContain('16 messages behind it would move')
  })
})

describe('what is new', () => {
  test.each([
    [1, '1 new message'],
    [2, '2 new messages'],
  ])('%i at the end is counted in good English', async (count, words) => {
    const name = `new-${count}.mbox`
    folder.write(name, mbox(1))
    expect(await said(['record', name], 0)).toContain('recorded 1 message of new')
    expect(await said(['record', name], 0)).toContain('nothing new; 1 message stands in')
    folder.write(name, mbox(1 + count))
    expect(await said(['audit', name], 0)).toContain(
      `${words} at the end, 1 recorded message unchanged; no finding`,
    )
    expect(await said(['record', name], 0)).toContain(`recorded ${words} in new-${count}.ledger`)
  })
})

describe('hostile mail', () => {
  const EVIL = '\u001b[31m\u001b]0;owned\u0007 \u009b2J \u202egnp.exe\u2066 \u007f\u200f'
  const hostile = (n: number): string =>
    message(n, { subject: EVIL, from: `${EVIL} <a@b.org>`, messageId: `x${EVIL.replaceAll(' ', '')}@b.org` })

  // Every run of the harness looks for such characters; here there are some to be found.
  test('never steers the terminal, in text nor in JSON', async () => {
    folder.write('evil.mbox', mbox(20) + hostile(20) + hostile(21).replace('x\u001b', 'y\u001b') + mbox(0))
    for (const words of [['scan'], ['scan', '--json'], ['audit'], ['record'], ['audit', '--json']]) {
      await folder.holdfast([...words, 'evil.mbox'])
    }
    expect((await folder.holdfast(['scan', 'evil.mbox'])).stdout).toContain('\\u202egnp.exe')
    folder.write('evil.mbox', mbox(20) + hostile(21).replace('x\u001b', 'y\u001b'))
    const audit = await folder.holdfast(['audit', 'evil.mbox'])
    expect(audit.stdout).toContain('deleted')
    const json = await folder.holdfast(['audit', 'evil.mbox', '--json'])
    expect(json.stdout).toContain('deleted')
    JSON.parse(json.stdout)
  })

  test('JSON says the same characters to a program', async () => {
    const { stdout } = await folder.holdfast(['scan', 'evil.mbox', '--json'])
    const subjects = stdout
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as { subject?: string }).subject)
    expect(subjects.some((subject) => subject?.includes('\u202egnp.exe'))).toBe(true)
  })

  test('a hostile list name and file name are shown, not obeyed', async () => {
    const name = 'a\u001b[31m\u202e.mbox'
    folder.write(name, mbox(2))
    expect(await said(['scan', name], 0)).toContain('a\\x1b[31m\\u202e.mbox:1')
    expect(await said(['record', name], 0)).toContain('2 messages of a-[31m\\u202e in a-[31m\\u202e.ledger')
    folder.write(name, mbox(1))
    await said(['audit', name], 1)
    await said(['rebuild', `missing-${name}`, '--out', 's'], 3)
  })
})

describe('colours', () => {
  beforeAll(async () => {
    folder.write('color.mbox', mbox(20))
    await said(['record', 'color.mbox'], 0)
    folder.write('color.mbox', mboxWithout(20, [3]))
  })
  const audit = async (env: Record<string, string>, shell?: string): Promise<string> =>
    (
      await folder.holdfast(['audit', 'color.mbox'], {
        env,
        colors: true,
        ...(shell === undefined ? {} : { shell }),
      })
    ).stdout

  test('none where stdout is no terminal; FORCE_COLOR asks for them, NO_COLOR and a dumb terminal win', async () => {
    expect(await audit({ TERM: 'xterm' })).not.toContain('\u001b[')
    expect(await audit({ TERM: 'xterm', FORCE_COLOR: '1' })).toContain('\u001b[31merror deleted\u001b[')
    expect(await audit({ TERM: 'xterm', FORCE_COLOR: '0' })).not.toContain('\u001b[')
    expect(await audit({ TERM: 'xterm', FORCE_COLOR: '1', NO_COLOR: '1' })).not.toContain('\u001b[')
    expect(await audit({ TERM: 'dumb', FORCE_COLOR: '1' })).not.toContain('\u001b[')
  })

  const hasScript = spawnSync('script', ['--version']).status === 0
  test.skipIf(!hasScript)('on a terminal there are some (skipped where script(1) is missing)', async () => {
    const shell = `script -qec '"'"$1"'" "'"$2"'" audit color.mbox' /dev/null`
    expect(await audit({ TERM: 'xterm' }, shell)).toContain('\u001b[31merror deleted')
    expect(await audit({ TERM: 'xterm', NO_COLOR: '1' }, shell)).not.toContain('\u001b[31m')
  })
})
