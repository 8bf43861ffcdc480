import { cpSync, mkdirSync, rmSync } from 'node:fs'
import { expect, test } from 'vitest'
import { cliFolder } from './run-cli.ts'
import { mbox } from './sample.ts'

const folder = cliFolder()
const VERIFY = ['verify', 'site', '--ledger', 'list.ledger', '--against', 'old'] as const

test('a site beside an older copy of itself: the same, then damaged', async () => {
  folder.write('list.mbox', mbox(4))
  expect((await folder.holdfast(['rebuild', 'list.mbox', '--out', 'site'])).code).toBe(0)
  mkdirSync(folder.at('old'))
  cpSync(folder.at('site', 'm'), folder.at('old', 'm'), { recursive: true })

  const whole = await folder.holdfast(VERIFY)
  expect(whole.code).toBe(0)
  expect(whole.stdout).toContain(
    'of 4 paths and 0 anchors of old, message pages: 4 the same; 0 paths lead elsewhere',
  )

  rmSync(folder.at('site', 'm'), { recursive: true })
  const gone = await folder.holdfast([...VERIFY, '--json'])
  expect(gone.code).toBe(1)
  const { against, findings } = JSON.parse(gone.stdout) as {
    against: { pages: Record<string, number> }
    findings: { code: string }[]
  }
  expect(against.pages).toEqual({ same: 0, differs: 0, wrong: 0, withdrawn: 0, missing: 4 })
  expect(findings.filter(({ code }) => code === 'old-path-missing')).toHaveLength(4)
})

test('a tree that no archiver made is refused', async () => {
  mkdirSync(folder.at('nothing'))
  const { code, stderr } = await folder.holdfast([
    'verify',
    'site',
    '--ledger',
    'list.ledger',
    '--against',
    'nothing',
  ])
  expect(code).toBe(3)
  expect(stderr).toContain('holds no page that an archiver made')
})
