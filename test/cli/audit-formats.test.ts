import { HtmlValidate } from 'html-validate'
import pc from 'picocolors'
import { describe, expect, test } from 'vitest'
import type { Finding } from '../../src/audit/finding.ts'
import { auditGithub } from '../../src/cli/audit-github.ts'
import { auditHtml } from '../../src/cli/audit-html.ts'
import { auditText, type PrintedAudit } from '../../src/cli/audit-report.ts'
import { auditSarif } from '../../src/cli/audit-sarif.ts'
import { cliFolder, STEERING } from './run-cli.ts'
import { mbox, mboxWithout } from './sample.ts'

const DELETED: Finding = {
  ref: 'deleted:AAAA',
  code: 'deleted',
  level: 'error',
  count: 1,
  id: 'AAAA',
  messageId: 'a1@example.org',
  recorded: { position: 16, path: null },
  present: null,
  message: 'message 16, <a1@example.org>, is recorded, but no longer in the list',
  consequence: '43 messages behind it would move',
  hint: 'restore the message',
}

/** What a sender can put into a finding: the end of a command, a tag, an escape sequence. */
const HOSTILE = 'x\n::error file=/etc/passwd::boo\u001b[31m<script>alert(1)</script>%0A,:'

const SUSPECT: Finding = {
  ...DELETED,
  ref: `suspect-from-line:${HOSTILE}`,
  code: 'suspect-from-line',
  level: 'warning',
  messageId: HOSTILE,
  present: { position: 3, file: 'my list/a:b,c.mbox', offset: 120, line: 7 },
  message: HOSTILE,
  consequence: '',
  hint: '',
}

const audit = (findings: readonly Finding[] = [DELETED, SUSPECT]): PrintedAudit => ({
  list: 'garden <talk>',
  ledger: 'garden talk.ledger',
  isBaseline: false,
  edits: [{ ref: 'deleted:AAAA', lines: [{ sign: '-', text: `Subject: ${HOSTILE}` }], more: 2 }],
  verdict: 'changed',
  recorded: 60,
  present: 59,
  appended: 0,
  findings,
  renumbering: {
    archiver: 'position',
    moved: 43,
    lost: 1,
    gained: 0,
    first: { id: 'BBBB', from: 17, to: 16, cause: { code: 'deleted', ref: 'deleted:AAAA' } },
    moves: [],
  },
})

interface Sarif {
  version: string
  runs: {
    tool: { driver: { rules: { id: string }[] } }
    results: {
      ruleId: string
      ruleIndex: number
      level: string
      message: { text: string }
      locations: {
        physicalLocation: {
          artifactLocation: { uri: string }
          region?: { startLine?: number; byteOffset: number }
        }
      }[]
      partialFingerprints: Record<string, string>
    }[]
  }[]
}

describe('--format sarif', () => {
  const sarif = JSON.parse(auditSarif(audit())) as Sarif
  const { tool, results } = sarif.runs[0]!

  test('each finding is a result of its rule, with its level and its place', () => {
    expect(sarif.version).toBe('2.1.0')
    expect(results.map(({ ruleId, level }) => [ruleId, level])).toEqual([
      ['deleted', 'error'],
      ['suspect-from-line', 'warning'],
    ])
    for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex]).toEqual({ id: ruleId })
    expect(results[1]!.locations[0]!.physicalLocation).toEqual({
      artifactLocation: { uri: 'my%20list/a%3Ab%2Cc.mbox' },
      region: { startLine: 7, byteOffset: 120, byteLength: 0 },
    })
  })

  test('what stands in no file is placed at the ledger', () => {
    expect(results[0]!.locations[0]!.physicalLocation).toEqual({
      artifactLocation: { uri: 'garden%20talk.ledger' },
    })
  })

  test('the ref is the fingerprint, and no byte of it steers a terminal', () => {
    expect(results[1]!.partialFingerprints).toEqual({ 'holdfastRef/v1': SUSPECT.ref })
    expect(auditSarif(audit())).not.toContain('\u001b')
  })
})

describe('--format github', () => {
  test('each finding is one command on one line', () => {
    const lines = auditGithub(audit()).split('\n')
    expect(lines).toHaveLength(3)
    expect(lines[0]).toBe(
      '::error file=garden talk.ledger,title=holdfast deleted::message 16, <a1@example.org>, is recorded, but no longer in the list%0A43 messages behind it would move%0Ahint: restore the message',
    )
    expect(lines[1]).toMatch(
      /^::warning file=my list\/a%3Ab%2Cc\.mbox,line=7,title=holdfast suspect-from-line::/,
    )
  })

  test('no text of a mail begins a command', () => {
    expect(auditGithub(audit())).not.toMatch(/^::error file=\/etc/m)
    expect(auditGithub(audit())).toContain('%250A')
  })

  test('says nothing where nothing was found', () => {
    expect(auditGithub(audit([]))).toBe('')
  })
})

describe('--format html', () => {
  test('holds each finding with its consequence, hint and place, and what would move', () => {
    const page = auditHtml(audit())
    for (const part of [
      'deleted:AAAA',
      '43 messages behind it',
      'restore the message',
      'byte 120',
      '<td>17</td>',
    ]) {
      expect(page).toContain(part)
    }
  })

  test('shows the two sides of an edit', () => {
    expect(auditHtml(audit())).toContain('<pre>- Subject: x')
    expect(auditHtml({ ...audit(), edits: [] })).not.toContain('<pre>')
  })

  test('shows hostile text as text', () => {
    const page = auditHtml(audit())
    expect(page).not.toContain('<script')
    expect(page).toContain('&#x3C;script>')
    expect(page).not.toContain('\u001b')
  })

  test('is valid HTML, with findings and without', async () => {
    const validate = new HtmlValidate({
      extends: ['html-validate:recommended'],
      rules: { 'doctype-style': 'off' },
    })
    for (const page of [auditHtml(audit()), auditHtml(audit([]))]) {
      const { results } = await validate.validateString(page)
      expect(
        results.flatMap(({ messages }) => messages.map(({ message, line }) => `${line}: ${message}`)),
      ).toEqual([])
    }
  })
})

describe('--format text', () => {
  const plain = pc.createColors(false)

  test('shows below a finding what went and came, and no byte of it steers a terminal', () => {
    const text = auditText(audit(), plain)
    expect(text).toContain('\n    - Subject: x\\x0a::error file=/etc/passwd::boo\\x1b[31m<script>')
    expect(text).toContain('\n    … 2 more lines\n')
    expect(text.replaceAll('\n', '')).not.toMatch(STEERING)
  })

  test('shows none where none are known', () => {
    expect(auditText({ ...audit(), edits: [] }, plain)).not.toContain('    - ')
  })
})

describe('on the command line', () => {
  const folder = cliFolder()

  test('a document is printed whole, with the exit code of the audit, even with --quiet', async () => {
    folder.write('list.mbox', mbox(4))
    expect((await folder.holdfast(['record', 'list.mbox'])).code).toBe(0)
    folder.write('list.mbox', mboxWithout(4, [1]))
    for (const [format, begin] of [
      ['sarif', '{'],
      ['html', '<!doctype html>'],
      ['github', '::error '],
    ] as const) {
      const { stdout, code } = await folder.holdfast(['audit', 'list.mbox', '--format', format, '--quiet'])
      expect(stdout.startsWith(begin), format).toBe(true)
      expect(code, format).toBe(1)
    }
  })

  test('a document of several lists is refused', async () => {
    folder.write('holdfast.config.json', JSON.stringify({ lists: [{ name: 'list', mbox: ['list.mbox'] }] }))
    const { code, stderr } = await folder.holdfast(['audit', '--all-lists', '--format', 'sarif'])
    expect(code).toBe(2)
    expect(stderr).toContain('one document a list')
    expect((await folder.holdfast(['audit', '--all-lists', '--format', 'github'])).code).toBe(1)
  })
})
