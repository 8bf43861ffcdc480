// Compiles src/ to dist/. A running program never sees half a build: the new folder takes the place of the old one whole.
import { spawnSync } from 'node:child_process'
import { chmodSync, renameSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const fresh = `${root}dist.new-${process.pid}`
const old = `${root}dist.old-${process.pid}`
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc')
const { status } = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.build.json', '--outDir', fresh], {
  cwd: root,
  stdio: 'inherit',
})
if (status !== 0) {
  rmSync(fresh, { recursive: true, force: true })
  process.exit(status ?? 1)
}
chmodSync(`${fresh}/cli/main.js`, 0o755)
try {
  renameSync(`${root}dist`, old)
} catch (error) {
  if (error.code !== 'ENOENT') throw error
}
renameSync(fresh, `${root}dist`)
rmSync(old, { recursive: true, force: true })
