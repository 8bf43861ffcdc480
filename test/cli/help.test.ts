import { Command } from 'commander'
import { describe, expect, test } from 'vitest'
import { addCommand, type CommandContext } from '../../src/cli/command.ts'
import { COMMANDS } from '../../src/cli/command-line.ts'
import { EXIT } from '../../src/cli/exit-codes.ts'
import { OPTIONS } from '../../src/cli/options.ts'
import { packageVersion } from '../../src/node/package-version.ts'
import { cliFolder } from './run-cli.ts'

const folder = cliFolder()

/** The words of an example, as a shell would split them, without where its output goes. */
function wordsOf(example: string): string[] {
  const [command] = example.split(/ [|>] /)
  return [...command!.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain!)
}

describe.each(COMMANDS.map((command) => [command.name, command] as const))(
  'holdfast %s --help',
  (name, definition) => {
    test('has every option once, with its words, and the same text as `holdfast help`', async () => {
      const { code, stdout, stderr } = await folder.holdfast([name, '--help'])
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
      expect(stdout).toContain(`Usage: holdfast ${name} [options] ${definition.arguments}`.trimEnd())
      const listed = [...stdout.matchAll(/^ {2}(?:-\w, )?--([a-z-]+)/gm)].map(([, option]) => option!)
      expect(listed).toEqual([...definition.options, 'help'])
      expect(new Set(listed).size).toBe(listed.length)
      for (const option of definition.options) {
        expect(stdout.replaceAll(/\s+/g, ' ')).toContain(OPTIONS[option]().description)
      }
      expect((await folder.holdfast(['help', name])).stdout).toBe(stdout)
    })

    test('has examples that this command line takes, and says what its exit codes mean', async () => {
      const { stdout } = await folder.holdfast([name, '--help'])
      expect(stdout).toContain('Examples:\n')
      expect(stdout).toContain(`Exit status: ${definition.exit}`)
      expect(definition.examples.length).toBeGreaterThanOrEqual(2)
      for (const [example] of definition.examples) {
        expect(stdout).toContain(`  ${example}`)
        const [program, ...words] = wordsOf(example)
        expect(program).toBe('holdfast')
        expect(words[0]).toBe(name)
        const seen = await parsed(definition, words)
        expect(seen, example).toHaveLength(1)
        if (definition.arguments.startsWith('<')) expect(seen[0]!.length, example).toBeGreaterThan(0)
      }
    })
  },
)

/** What the command is called with for these words; throws where the command line refuses them. */
async function parsed(definition: (typeof COMMANDS)[number], words: readonly string[]): Promise<string[][]> {
  const program = new Command().exitOverride()
  const seen: string[][] = []
  const run = (mbox: readonly string[]): Promise<typeof EXIT.ok> => {
    seen.push([...mbox])
    return Promise.resolve(EXIT.ok)
  }
  addCommand(program, { ...definition, run }, {} as CommandContext, () => undefined)
  for (const command of program.commands) command.copyInheritedSettings(program)
  await program.parseAsync(words, { from: 'user' })
  return seen
}

test('holdfast --help names every command, every exit code, and nothing on stderr', async () => {
  const { code, stdout, stderr } = await folder.holdfast(['--help'])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  for (const { name, summary } of COMMANDS) {
    expect(stdout).toMatch(new RegExp(`^ {2}${name} `, 'm'))
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain(summary)
  }
  const codes = [...stdout.matchAll(/^ {2}(\d+) {2,}\S/gm)].map(([, number]) => Number(number))
  expect(codes).toEqual(Object.values(EXIT))
  expect((await folder.holdfast(['help'])).stdout).toBe(stdout)
})

test.each(['--version', '-V'])('holdfast %s prints the version of the package', async (option) => {
  expect(await folder.holdfast([option])).toEqual({ code: 0, stdout: `${packageVersion()}\n`, stderr: '' })
})

test('every option is one of some command', () => {
  const used = new Set(COMMANDS.flatMap(({ options }) => options))
  expect([...used].toSorted()).toEqual(Object.keys(OPTIONS).toSorted())
  for (const [name, option] of Object.entries(OPTIONS)) expect(option().name()).toBe(name)
})
