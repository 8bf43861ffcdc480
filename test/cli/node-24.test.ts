import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { cliFolder } from './run-cli.ts'
import { GARDEN_TALK } from './sample.ts'
import { treeHash } from './tree-hash.ts'

/** Another Node, as `npm install node@24` brings it. */
const other = process.env['HOLDFAST_NODE_24']
const program = join(import.meta.dirname, '..', '..', 'dist', 'cli', 'main.js')
const folder = cliFolder()

describe.skipIf(other === undefined)(
  `another Node (HOLDFAST_NODE_24${other === undefined ? ' is not set' : ''})`,
  () => {
    test('Node 24 writes the same ledger and the same site as this one', () => {
      folder.write('garden-talk.mbox', GARDEN_TALK)
      const trees = [process.execPath, other!].map((node, index) => {
        const args = [
          program,
          'rebuild',
          'garden-talk.mbox',
          '--out',
          `site-${index}`,
          '--ledger',
          `list-${index}.ledger`,
        ]
        const { status, stderr } = spawnSync(node, args, { cwd: folder.path, encoding: 'utf8' })
        expect(status, stderr).toBe(0)
        return treeHash(folder.at(`site-${index}`))
      })
      const version = spawnSync(other!, ['--version'], { encoding: 'utf8' }).stdout
      expect(version).toMatch(/^v24\./)
      expect(trees[1]).toBe(trees[0])
      expect(folder.text('list-1.ledger')).toBe(folder.text('list-0.ledger'))
    })
  },
)
