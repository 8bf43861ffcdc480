import { spawnSync } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Builds `dist` where a source is newer than it: some tests run what ships. */
export default function buildBeforeTests(): void {
  const built = newestIn(join(root, 'dist'), '.js')
  if (newestIn(join(root, 'src'), '.ts') < built) return
  const { status } = spawnSync(process.execPath, [join(root, 'scripts/build.js'), '--again'], {
    stdio: 'inherit',
  })
  if (status !== 0) throw new Error('the build failed; tests of the built program can not run')
}

function newestIn(folder: string, ending: string): number {
  try {
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith(ending),
    )
    return Math.max(0, ...names.map((name) => statSync(join(folder, name)).mtimeMs))
  } catch {
    return 0 // there is no build yet
  }
}
