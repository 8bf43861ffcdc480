import { spawnSync } from 'node:child_process'
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import ts from 'typescript'

const root = join(import.meta.dirname, '..', '..')

/** A fenced block of a page. */
interface Block {
  readonly language: string
  readonly text: string
  /** Line of the fence, from 1. */
  readonly line: number
}

/** What a page shows as the output of a command or a program, and what came out. */
export interface ShownOutput {
  readonly place: string
  readonly shown: string
  readonly actual: string
}

/** What came of running a page. */
export interface DocumentRun {
  readonly outputs: readonly ShownOutput[]
  /** What the compiler says about the programs. */
  readonly typeErrors: readonly string[]
  /** The page with the output that really comes out. */
  readonly corrected: string
}

/**
 * Runs a page for people: in a new folder that holds nothing but the sample list, from top to bottom.
 *
 * - `console`: each line that begins `$ ` is run by bash, and what stands below it has to come out. `holdfast` is the
 *   built program.
 * - `ts`: a program that imports the built package by its name; it is checked by the compiler and run. Its first line
 *   says its file name: `// name.ts`. What a `text` block right below it shows has to come out.
 * - Other blocks are left alone.
 *
 * @param page - Relative to the repository.
 */
export function runDocument(page: string): DocumentRun {
  const markdown = readFileSync(join(root, page), 'utf8')
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-page-'))
  try {
    furnish(folder)
    const outputs: ShownOutput[] = []
    const programs: string[] = []
    let corrected = markdown
    let output: string | null = null
    let status = 0
    const show = ({ language, text, line }: Block, actual: string): void => {
      outputs.push({ place: `${page}:${line}`, shown: text, actual })
      corrected = corrected.replace(
        `\`\`\`${language}\n${text}\`\`\``,
        () => `\`\`\`${language}\n${actual}\`\`\``,
      )
    }
    for (const block of blocksOf(markdown)) {
      if (block.language === 'console') {
        let actual = ''
        for (const [, command] of block.text.matchAll(/^\$ (.*)$/gm)) {
          const run = runShell(`(exit ${status}); ${command!}`, folder)
          status = run.status
          actual += `$ ${command!}\n${run.output}`
        }
        show(block, actual)
      } else if (block.language === 'ts') {
        const name = /^\/\/ ([\w-]+)\.ts\n/.exec(block.text)?.[1]
        if (name === undefined) throw new Error(`${page}:${block.line} a program needs a name`)
        writeFileSync(join(folder, `${name}.ts`), block.text)
        programs.push(join(folder, `${name}.ts`))
        writeFileSync(join(folder, `${name}.js`), toJavaScript(block.text))
        output = runShell(`node ${name}.js`, folder).output
        continue
      } else if (block.language === 'text' && output !== null) show(block, output)
      output = null
    }
    return { outputs, typeErrors: typeErrorsOf(programs), corrected }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The fenced blocks of a page that name a language. */
export function blocksOf(markdown: string): Block[] {
  return [...markdown.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map((match) => ({
    language: match[1]!,
    text: match[2]!,
    line: markdown.slice(0, match.index).split('\n').length,
  }))
}

function furnish(folder: string): void {
  mkdirSync(join(folder, 'node_modules', '.bin'), { recursive: true })
  symlinkSync(root, join(folder, 'node_modules', 'holdfast'))
  symlinkSync(join(root, 'dist', 'cli', 'main.js'), join(folder, 'node_modules', '.bin', 'holdfast'))
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
  copyFileSync(join(root, 'test', 'fixtures', 'garden-talk.mbox'), join(folder, 'garden-talk.mbox'))
}

function runShell(command: string, folder: string): { readonly output: string; readonly status: number } {
  const { PATH } = process.env
  const { stdout, status } = spawnSync('bash', ['-c', `exec 2>&1; ${command}`], {
    cwd: folder,
    encoding: 'utf8',
    env: {
      PATH: [join(folder, 'node_modules', '.bin'), join(process.execPath, '..'), PATH].join(delimiter),
      HOME: folder,
    },
  })
  return { output: stdout, status: status ?? 1 }
}

function toJavaScript(source: string): string {
  const compilerOptions = {
    module: ts.ModuleKind.ESNext,
    target: ts.ScriptTarget.ES2023,
    verbatimModuleSyntax: true,
  }
  return ts.transpileModule(source, { compilerOptions }).outputText
}

function typeErrorsOf(programs: readonly string[]): string[] {
  const program = ts.createProgram([...programs], {
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    typeRoots: [join(root, 'node_modules', '@types')],
    types: ['node'],
  })
  return ts
    .getPreEmitDiagnostics(program)
    .map(
      (found) => `${found.file?.fileName ?? ''}: ${ts.flattenDiagnosticMessageText(found.messageText, '\n')}`,
    )
}
