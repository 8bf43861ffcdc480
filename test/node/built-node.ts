import { spawn, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'

/** `node/` as it was built before the tests, so that real child processes can run it: Node 20 does not run TypeScript. */
export const BUILT_NODE_FOLDER = join(import.meta.dirname, '..', '..', 'dist', 'node')

/** Runs a script of module JavaScript in a child process, whose working folder is the compiled one. */
export function runChild(compiled: string, script: string, ...args: string[]): ChildProcess {
  return spawn(process.execPath, ['--input-type=module', '--eval', script, '--', ...args], {
    cwd: compiled,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
}

/** Everything a child prints, once it has ended. */
export async function outputOf(child: ChildProcess): Promise<{ code: number | null; output: string }> {
  let output = ''
  child.stdout!.on('data', (bytes: Buffer) => (output += bytes.toString('utf8')))
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve))
  return { code, output }
}

/** Resolves once a child has printed `text`. */
export function printed(child: ChildProcess, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let output = ''
    child.stdout!.on('data', (bytes: Buffer) => {
      output += bytes.toString('utf8')
      if (output.includes(text)) resolve()
    })
    child.on('close', () =>
      reject(new Error(`the child ended before it printed ${text}; it printed ${output}`)),
    )
  })
}
