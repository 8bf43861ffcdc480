// Compiles src/ to dist/. A running program never sees half a build: the new folder takes the place of the old one whole.
// With --again, only what changed since the last build with --again is compiled: for test after test.
import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, existsSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const again = process.argv.includes('--again')
const kept = `${root}.build`
const fresh = `${root}dist.new-${process.pid}`
const old = `${root}dist.old-${process.pid}`
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc')
const options = again
  ? ['--outDir', `${kept}/dist`, '--incremental', '--tsBuildInfoFile', `${kept}/tsbuildinfo`]
  : ['--outDir', fresh]
const { status } = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.build.json', ...options], {
  cwd: root,
  stdio: 'inherit',
})
if (status !== 0) {
  rmSync(fresh, { recursive: true, force: true })
  process.exit(status ?? 1)
}
if (again) {
  removeOrphans(`${kept}/dist`)
  cpSync(`${kept}/dist`, fresh, { recursive: true })
}
chmodSync(`${fresh}/cli/main.js`, 0o755)
try {
  renameSync(`${root}dist`, old)
} catch (error) {
  if (error.code !== 'ENOENT') throw error
}
renameSync(fresh, `${root}dist`)
rmSync(old, { recursive: true, force: true })

/** Takes away what was compiled of sources that are gone. */
function removeOrphans(folder) {
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const source = /^(.*?)(\.d\.ts|\.js)(\.map)?$/.exec(name)?.[1]
    if (source !== undefined && !existsSync(`${root}src/${source}.ts`)) rmSync(`${folder}/${name}`)
  }
}
