import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect } from 'vitest'

/** What a run of the program left. */
export interface CliRun {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** How a run differs from one in a fresh folder with a plain environment. */
export interface CliOptions {
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly stdin?: Uint8Array | string
  /** A shell line in which `"$@"` is the program with its arguments. */
  readonly shell?: string
  /** Colours are asked for: escape sequences of our own are no harm. */
  readonly colors?: boolean
}

/** A folder of its own for each test file, removed afterwards. */
export interface CliFolder {
  readonly path: string
  /** Runs `holdfast` in it. */
  holdfast(args: readonly string[], options?: CliOptions): Promise<CliRun>
  /** Starts `holdfast` in it without waiting for the end. */
  start(args: readonly string[]): ChildProcess
  write(name: string, bytes: Uint8Array | string): void
  read(name: string): Buffer
  text(name: string): string
  at(...parts: string[]): string
}

/** The program as it is built before the tests; HOLDFAST_PROGRAM names another one, such as the packed package's. */
export const program =
  process.env['HOLDFAST_PROGRAM'] ?? join(import.meta.dirname, '..', '..', 'dist', 'cli', 'main.js')

/** Makes a folder for the tests of a file. */
export function cliFolder(): CliFolder {
  const path = mkdtempSync(join(tmpdir(), 'holdfast-cli-'))
  afterAll(() => rmSync(path, { recursive: true, force: true }))
  const at = (...parts: string[]): string => join(path, ...parts)
  return {
    path,
    at,
    holdfast: (args, options = {}) => run(args, { cwd: path, ...options }),
    start: (args) => spawn(process.execPath, [program, ...args], { cwd: path, env: environment({}) }),
    write: (name, bytes) => writeFileSync(at(name), bytes),
    read: (name) => readFileSync(at(name)),
    text: (name) => readFileSync(at(name), 'utf8'),
  }
}

/** What the program keeps between runs goes into a folder of the tests, not into the user's. */
const cache = mkdtempSync(join(tmpdir(), 'holdfast-cache-'))
afterAll(() => rmSync(cache, { recursive: true, force: true }))

function environment(more: CliOptions['env']): NodeJS.ProcessEnv {
  const { PATH, HOME } = process.env
  return { PATH, HOME, XDG_CACHE_HOME: cache, ...more }
}

async function run(args: readonly string[], options: CliOptions): Promise<CliRun> {
  const command = [process.execPath, program, ...args]
  const { cwd, shell } = options
  const child =
    shell === undefined
      ? spawn(command[0]!, command.slice(1), { cwd, env: environment(options.env) })
      : spawn('bash', ['-c', shell, 'bash', ...command], { cwd, env: environment(options.env) })
  const chunks = { stdout: [] as Buffer[], stderr: [] as Buffer[] }
  child.stdout.on('data', (bytes: Buffer) => chunks.stdout.push(bytes))
  child.stderr.on('data', (bytes: Buffer) => chunks.stderr.push(bytes))
  child.stdin.on('error', () => undefined) // the program may end without having read it
  child.stdin.end(options.stdin ?? '')
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', resolve)
  })
  const result = {
    code,
    stdout: Buffer.concat(chunks.stdout).toString('utf8'),
    stderr: Buffer.concat(chunks.stderr).toString('utf8'),
  }
  expectManners(args, result, options)
  return result
}

/** What holds for every run of every command, whatever happened. */
function expectManners(args: readonly string[], { code, stdout, stderr }: CliRun, options: CliOptions): void {
  const what = `holdfast ${args.join(' ')}\n${stderr}`
  expect(code, `a fault of our own: ${what}`).not.toBe(4)
  expect(stdout + stderr, `a stack trace: ${what}`).not.toMatch(/^\s+at /m)
  if (options.colors !== true) {
    expect(stdout + stderr, `control characters: ${what}`).not.toMatch(STEERING)
  }
}

/** All that can steer a terminal, but the line end. */
export const STEERING =
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/

/** Demands one clear message on stderr: a line of fact, and a line that says what to do. */
export function expectRefusal(run: CliRun, code: 1 | 2 | 3, fact: RegExp, next = /\S/): void {
  expect(run.stderr).toMatch(fact)
  const [first, ...rest] = run.stderr.trimEnd().split('\n')
  expect(first).toMatch(/^error: \S/)
  expect(rest, `no next step: ${run.stderr}`).not.toHaveLength(0)
  expect(rest.length, `more than one message: ${run.stderr}`).toBeLessThanOrEqual(2)
  expect(rest.join('\n')).toMatch(next)
  expect(run.code, run.stderr).toBe(code)
  expect(run.stdout).toBe('')
}
