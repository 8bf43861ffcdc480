import { chmodSync, existsSync, mkdirSync, symlinkSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { cliFolder, expectRefusal } from './run-cli.ts'
import { GARDEN_TALK, mbox, mboxWithout, message } from './sample.ts'

const folder = cliFolder()
const isRoot = process.getuid?.() === 0

/** Records a list under a name of its own, and gives the ledger's bytes. */
async function recorded(name: string, bytes: Uint8Array | string): Promise<Buffer> {
  folder.write(`${name}.mbox`, bytes)
  const run = await folder.holdfast(['record', `${name}.mbox`])
  expect(run.code, run.stderr).toBe(0)
  return folder.read(`${name}.ledger`)
}

test('a folder without an mbox is refused, with the names that would be taken', async () => {
  mkdirSync(folder.at('nothing'))
  folder.write('nothing/notes.md', 'no mbox')
  for (const command of ['audit', 'record', 'scan']) {
    expectRefusal(await folder.holdfast([command, 'nothing']), 3, /no mbox in nothing/, /glob/)
  }
})

test('a glob that matches nothing is refused', async () => {
  expectRefusal(
    await folder.holdfast(['audit', 'nothing/*.mbox']),
    3,
    /no file matches nothing\/\*\.mbox/,
    /pattern/,
  )
})

test('a link that leads nowhere is refused', async () => {
  symlinkSync('gone.mbox', folder.at('link.mbox'))
  expectRefusal(await folder.holdfast(['audit', 'link.mbox']), 3, /the link leads to no file/, /link/)
})

test.skipIf(isRoot)(
  'a file without permission is refused (root may read everything: skipped for root)',
  async () => {
    folder.write('secret.mbox', mbox(1))
    chmodSync(folder.at('secret.mbox'), 0)
    expectRefusal(
      await folder.holdfast(['audit', 'secret.mbox']),
      3,
      /cannot read secret\.mbox: permission denied/,
    )
  },
)

test('a ledger at a path through a file is refused, by root too', async () => {
  folder.write('plain.mbox', mbox(2))
  const run = await folder.holdfast(['record', 'plain.mbox', '--ledger', 'plain.mbox/a.ledger'])
  expectRefusal(run, 3, /plain\.mbox\/a\.ledger/)
  expect(folder.text('plain.mbox')).toBe(mbox(2))
})

describe('a damaged gzip file', () => {
  const whole = gzipSync(GARDEN_TALK)
  const flipped = Buffer.from(whole)
  flipped[whole.length >> 1] = flipped[whole.length >> 1]! ^ 0xff

  for (const [code, bytes] of [
    ['gzip-truncated', whole.subarray(0, whole.length >> 1)],
    ['gzip-damaged', flipped],
  ] as const) {
    test(`${code}: record and rebuild refuse it and make no ledger`, async () => {
      folder.write(`${code}.mbox.gz`, bytes)
      expectRefusal(await folder.holdfast(['record', `${code}.mbox.gz`]), 3, /cannot be read whole/, /backup/)
      const rebuild = await folder.holdfast(['rebuild', `${code}.mbox.gz`, '--out', `${code}-site`])
      expectRefusal(rebuild, 3, /cannot be read whole/, /nothing was recorded/)
      expect(existsSync(folder.at(`${code}.ledger`))).toBe(false)
      expect(existsSync(folder.at(`${code}-site`))).toBe(false)
    })

    test(`${code}: audit names it and proposes no acceptance; accept refuses`, async () => {
      const name = `recorded-${code}`
      const ledger = await recorded(name, GARDEN_TALK)
      folder.write(`${name}.mbox`, bytes)
      const audit = await folder.holdfast(['audit', `${name}.mbox`])
      expect(audit.code).toBe(1)
      expect(audit.stdout).toContain(`error ${code}`)
      expect(audit.stderr).not.toContain('holdfast accept')
      const words = ['--all', '--loss', '224', '--reason', 'x', '--by', 'ann']
      expectRefusal(await folder.holdfast(['accept', `${name}.mbox`, ...words]), 3, /cannot be read whole/)
      expectRefusal(await folder.holdfast(['record', `${name}.mbox`]), 3, /cannot be read whole/)
      expect(folder.read(`${name}.ledger`)).toEqual(ledger)
    })
  }

  test('the quiet twin: a whole one is unchanged', async () => {
    await recorded('whole', GARDEN_TALK)
    folder.write('whole.mbox', whole)
    const audit = await folder.holdfast(['audit', 'whole.mbox', '--strict'])
    expect(audit.stdout).toContain('unchanged, 445 messages as recorded; no finding')
    expect(audit.code).toBe(0)
  })
})

describe('a file that is no mbox', () => {
  const eml = message(1).split('\n').slice(1).join('\n')
  const KINDS = [
    ['utf16', Buffer.from(`\ufeff${mbox(2)}`, 'utf16le'), 'UTF-16'],
    ['mmdf', `\u0001\u0001\u0001\u0001\n${eml}\u0001\u0001\u0001\u0001\n`, 'MMDF'],
    ['mail', eml, 'a single message without a From_ line'],
    ['page', '<!doctype html><p>not found</p>', 'HTML'],
    ['picture', Buffer.from('ffd8ffe000104a46494600010100000000', 'hex'), 'binary data'],
  ] as const

  for (const [kind, bytes, name] of KINDS) {
    test(`${kind}: scan says what it is; no list begins with it`, async () => {
      folder.write(`${kind}.mbox`, bytes)
      const scan = await folder.holdfast(['scan', `${kind}.mbox`])
      expect(scan.stdout).toContain('not-an-mbox')
      expect(scan.stdout).toContain(name)
      expect(scan.stderr).toContain('0 messages,')
      for (const words of [['record'], ['record', '--dry-run'], ['rebuild', '--out', `${kind}-site`]]) {
        const run = await folder.holdfast([words[0]!, `${kind}.mbox`, ...words.slice(1)])
        expectRefusal(
          run,
          3,
          new RegExp(`${kind}.mbox is no mbox file \\(${name}.*nothing was recorded`),
          /mbox file/,
        )
      }
      expect(existsSync(folder.at(`${kind}.ledger`))).toBe(false)
      expect(existsSync(folder.at(`${kind}-site`))).toBe(false)
    })

    test(`${kind}: in the place of a recorded list it is an error, and nothing is lost`, async () => {
      const ledger = await recorded(`was-${kind}`, mbox(5))
      folder.write(`was-${kind}.mbox`, bytes)
      const record = await folder.holdfast(['record', `was-${kind}.mbox`])
      expect(record.code).toBe(1)
      expect(record.stdout).toContain('error not-an-mbox')
      expect(record.stdout).toContain('error loss')
      expect(record.stderr).toContain('nothing was recorded')
      expect(folder.read(`was-${kind}.ledger`)).toEqual(ledger)
    })
  }
})

test('beside a file with messages, one that is no mbox is a warning', async () => {
  folder.write('beside.mbox', mbox(2))
  folder.write('beside.txt', '<!doctype html><p>not found</p>')
  const record = await folder.holdfast(['record', 'beside.mbox', 'beside.txt', '--ledger', 'beside.ledger'])
  expect(record.stdout).toContain('warning not-an-mbox')
  expect(record.stdout).toContain('recorded 2 messages')
  expect(record.code).toBe(0)
})

test('From_ lines that the rule does not take are told from no From_ line', async () => {
  folder.write('undated.mbox', 'From ann@example.org\nSubject: s\n\ntext\n')
  expectRefusal(await folder.holdfast(['record', 'undated.mbox']), 3, /is no mbox file/, /--separator/)
  expect((await folder.holdfast(['record', 'undated.mbox', '--separator', 'any'])).code).toBe(0)
})

test('an empty file can become a list, but a list cannot become empty unseen', async () => {
  const ledger = await recorded('young', '')
  expect(ledger.length).toBeGreaterThan(0)
  await recorded('young', mbox(3))
  const before = folder.read('young.ledger')
  folder.write('young.mbox', '')
  const record = await folder.holdfast(['record', 'young.mbox'])
  expect(record.code).toBe(1)
  expect(record.stdout).toContain('error loss')
  expect(folder.read('young.ledger')).toEqual(before)
})

describe('standard input', () => {
  test('an mbox can be recorded, audited and accepted from it', async () => {
    const stdin = mbox(20)
    const record = await folder.holdfast(['record', '-', '--ledger', 'piped.ledger'], { stdin })
    expect(record.stdout).toContain('recorded 20 messages')
    const same = await folder.holdfast(['audit', '-', '--ledger', 'piped.ledger'], { stdin })
    expect(same.stdout).toContain('unchanged, 20 messages')
    const more = await folder.holdfast(['audit', '-', '--ledger', 'piped.ledger'], { stdin: mbox(21) })
    expect(more.stdout).toContain('1 new message at the end')
    const words = ['--ledger', 'piped.ledger', '--all', '--reason', 'spam', '--by', 'ann']
    const accept = await folder.holdfast(['accept', '-', ...words], { stdin: mboxWithout(20, [1]) })
    expect(accept.stdout).toContain('1 finding')
  })

  test('a change in a list with whole segments is found, though the input cannot be read again', async () => {
    const body = `${'A line of text that fills the message. '.repeat(25)}\n`.repeat(1100)
    const all = Array.from({ length: 10 }, (_, n) => message(n, { body }))
    await recorded('large', all.join(''))
    expect(folder.text('large.ledger')).toContain('"type":"segment"')
    const stdin = all.filter((_, n) => n !== 4).join('')
    const audit = await folder.holdfast(['audit', '-', '--ledger', 'large.ledger', '--json'], { stdin })
    const { present, findings } = JSON.parse(audit.stdout) as {
      present: number
      findings: { code: string }[]
    }
    expect(present).toBe(9)
    expect(findings.map(({ code }) => code)).toContain('deleted')
  })

  test('what has to be read twice is refused with the way out, and nothing is written', async () => {
    for (const words of [
      ['rebuild', '-', '--list', 'twice', '--out', 'twice'],
      ['scan', '-'],
    ]) {
      const run = await folder.holdfast(words, { stdin: mbox(2) })
      expectRefusal(run, 2, /standard input can be read once only/, /save it as a file/)
    }
    expect(existsSync(folder.at('twice.ledger'))).toBe(false)
    expect(existsSync(folder.at('twice'))).toBe(false)
  })
})
