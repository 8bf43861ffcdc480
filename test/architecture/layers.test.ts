import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { brokenRules, LAYERS } from './source-rules.ts'

const src = join(import.meta.dirname, '..', '..', 'src')
const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .sort() // sorted for determinism

describe('src', () => {
  test('has files in every layer', () => {
    const folders = new Set(files.map((file) => file.slice(0, Math.max(0, file.indexOf('/')))))
    expect(LAYERS.filter((layer) => !folders.has(layer))).toEqual([])
  })

  test('keeps the rules of the layers', () => {
    const broken = files.flatMap((file) => brokenRules(file, readFileSync(join(src, file), 'utf8')))
    expect(broken).toEqual([])
  })
})

const violations: readonly (readonly [rule: string, path: string, text: string])[] = [
  ['importing a lower layer', 'mbox/a.ts', "import { x } from '../message/x.ts'"],
  ['importing only a type of a lower layer', 'ledger/a.ts', "import type { X } from '../node/x.ts'"],
  ['exporting from a lower layer', 'audit/a.ts', "export { x } from '../cli/x.ts'"],
  ['importing a lower layer late', 'site/a.ts', "const x = await import('../node/x.ts')"],
  ['naming a type of a lower layer in place', 'threads/a.ts', "type X = import('../site/x.ts').X"],
  ['maps that know site', 'maps/a.ts', "import { x } from '../site/x.ts'"],
  ['site that knows maps', 'site/a.ts', "import { x } from '../maps/x.ts'"],
  ['importing the front door', 'node/a.ts', "import { x } from '../index.ts'"],
  ['a folder that is no layer', 'extras/a.ts', 'export const a = 1'],
  ['Node in the core', 'message/a.ts', "import { createHash } from 'node:crypto'"],
  ['a package in the core', 'audit/a.ts', "import { z } from 'zod'"],
  ['Buffer in the core', 'ledger/a.ts', 'export const a = Buffer.alloc(3)'],
  ['process in the core', 'mbox/a.ts', 'if (process.env.X) throw 1'],
  ['TextDecoder', 'charsets/a.ts', "new TextDecoder('latin1')"],
  ['Intl', 'archivers/a.ts', 'new Intl.DateTimeFormat()'],
  ['the clock', 'display/a.ts', 'const t = Date.now()'],
  ['the clock, as a date', 'site/a.ts', 'const t = new Date()'],
  ['the clock, as text', 'site/a.ts', 'const t = Date()'],
  ['the zone, by parts', 'threads/a.ts', 'const t = new Date(2015, 2, 1)'],
  ['the zone, by text', 'threads/a.ts', "const t = new Date('2015-03-01 10:00')"],
  ['the zone, by getters', 'maps/a.ts', 'const h = date.getHours()'],
  ['the locale', 'site/a.ts', 'names.sort((a, b) => a.localeCompare(b))'],
  ['chance', 'mend/a.ts', 'const n = Math.random()'],
  ['a long file', 'mbox/a.ts', 'x\n'.repeat(401)],
  ['a grab-bag', 'mbox/utils.ts', ''],
  ['a folder of grab-bags', 'mbox/helpers/a.ts', ''],
]

describe('the checker finds', () => {
  test.each(violations)('%s', (_, path, text) => expect(brokenRules(path, text)).toHaveLength(1))
})

const quietTwins: readonly (readonly [what: string, path: string, text: string])[] = [
  ['importing a higher layer', 'message/a.ts', "import { x } from '../mbox/x.ts'"],
  ['importing a neighbour', 'mbox/a.ts', "import { x } from './x.ts'"],
  ['the front door importing all', 'index.ts', "export { x } from './node/x.ts'"],
  ['node and cli asking the machine', 'node/a.ts', 'const t = Date.now(); process.exit(Math.random())'],
  ['Node in a pure folder outside the core', 'display/a.ts', "import { x } from 'mailparser'"],
  ['a date of given seconds', 'site/a.ts', 'new Date(seconds * 1000).getUTCHours() + Date.UTC(2015, 2, 1)'],
  [
    'fields with the names of globals',
    'ledger/a.ts',
    'interface A { process: 1 }; a.process; ({ Buffer: 1 })',
  ],
  ['Intl in the one file for zones', 'archivers/zone.ts', 'new Intl.DateTimeFormat()'],
  ['the generated file', 'site/compiled-templates.ts', 'x\n'.repeat(401)],
  ['a file of 400 lines', 'mbox/a.ts', 'x\n'.repeat(400)],
  ['a word inside a name', 'mbox/miscounted-types.ts', ''],
]

describe('the checker leaves alone', () => {
  test.each(quietTwins)('%s', (_, path, text) => expect(brokenRules(path, text)).toEqual([]))
})
