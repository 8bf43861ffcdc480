import { spawn, type ChildProcess } from 'node:child_process'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import ts from 'typescript'
import { afterAll } from 'vitest'

const root = join(import.meta.dirname, '..', '..')

/**
 * `src/node` as JavaScript in a folder of its own, so that real child processes can run it: Node 20 does
 * not run TypeScript. Removed after the test file.
 */
export function compileNodeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-compiled-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const compilerOptions = {
    module: ts.ModuleKind.ESNext,
    target: ts.ScriptTarget.ES2023,
    verbatimModuleSyntax: true,
    rewriteRelativeImportExtensions: true,
  }
  mkdirSync(join(folder, 'node'))
  for (const name of readdirSync(join(root, 'src', 'node')).filter((file) => file.endsWith('.ts'))) {
    const source = readFileSync(join(root, 'src', 'node', name), 'utf8')
    const { outputText } = ts.transpileModule(source, { compilerOptions })
    writeFileSync(join(folder, 'node', name.replace(/\.ts$/, '.js')), outputText)
  }
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  return join(folder, 'node')
}

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
