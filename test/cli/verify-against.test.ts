import { mkdirSync, rmSync } from 'node:fs'
import { expect, test } from 'vitest'
import { cliFolder } from './run-cli.ts'
import { mbox, pipermailPage } from './sample.ts'

const folder = cliFolder()
const LIST = ['--ledger', 'list.ledger'] as const
const VERIFY = ['verify', 'site', ...LIST, '--against', 'old'] as const

test('a site in the place of an old tree: the same, then damaged', async () => {
  folder.write('list.mbox', mbox(3))
  mkdirSync(folder.at('old/2001-January'), { recursive: true })
  for (let n = 0; n < 3; n++) folder.write(`old/2001-January/00000${n}.html`, pipermailPage(n))
  const adopt = ['adopt', 'old', 'list.mbox', '--archiver', 'pipermail', ...LIST]
  expect((await folder.holdfast(adopt)).code).toBe(0)
  const rebuild = ['rebuild', 'list.mbox', ...LIST, '--base', 'old', '--out', 'site']
  expect((await folder.holdfast(rebuild)).code).toBe(0)

  const whole = await folder.holdfast(VERIFY)
  expect(whole.stdout).toContain(
    'of 3 paths and 0 anchors of old, message pages: 3 the same; 0 paths lead elsewhere',
  )
  expect(whole.code).toBe(0)

  rmSync(folder.at('site', '2001-January'), { recursive: true })
  const gone = await folder.holdfast([...VERIFY, '--json'])
  expect(gone.code).toBe(1)
  const { against, findings } = JSON.parse(gone.stdout) as {
    against: { pages: Record<string, number> }
    findings: { code: string }[]
  }
  expect(against.pages).toEqual({ same: 0, differs: 0, wrong: 0, withdrawn: 0, missing: 3 })
  expect(findings.filter(({ code }) => code === 'old-path-missing')).toHaveLength(3)
})

test('a tree that no archiver made is refused', async () => {
  folder.write('other.mbox', mbox(1))
  mkdirSync(folder.at('nothing'))
  expect((await folder.holdfast(['rebuild', 'other.mbox', '--out', 'other'])).code).toBe(0)
  const verify = ['verify', 'other', '--ledger', 'other.ledger', '--against', 'nothing']
  const { code, stderr } = await folder.holdfast(verify)
  expect(code).toBe(3)
  expect(stderr).toContain('holds no page that an archiver made')
})
