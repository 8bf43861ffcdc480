import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { COMMANDS } from '../../src/cli/command-line.ts'
import { EXIT } from '../../src/cli/exit-codes.ts'
import { OPTIONS } from '../../src/cli/options.ts'

const page = readFileSync(new URL('../../docs/cli.md', import.meta.url), 'utf8')

/** The page's sections by their headings. */
const sections = new Map(
  page
    .split(/^## /m)
    .slice(1)
    .map(
      (section) => [section.slice(0, section.indexOf('\n')), section.slice(section.indexOf('\n'))] as const,
    ),
)

/** The cells of the tables in a section, without head and rule. */
function rowsOf(section: string): string[][] {
  const lines = (sections.get(section) ?? '').split('\n')
  return lines
    .filter(
      (line, index) =>
        line.startsWith('| ') && lines[index - 1]?.startsWith('|') === true && !line.startsWith('| -'),
    )
    .map((line) =>
      line
        .slice(2, -2)
        .split(/ +\| +/)
        .map((cell) => cell.trim()),
    )
}

describe('docs/cli.md has, and has no more than, what the code has', () => {
  test('the commands, each with its options', () => {
    const commands = [...sections.keys()].filter((name) => name.startsWith('holdfast '))
    expect(commands).toEqual(COMMANDS.map(({ name }) => `holdfast ${name}`))
    for (const { name, options, exit } of COMMANDS) {
      const section = sections.get(`holdfast ${name}`)!
      const listed = [...section.matchAll(/^Options: (.*)$/gm)].map(([, list]) => list).join(' ')
      expect(
        [...listed.matchAll(/`--([a-z-]+)`/g)].map(([, option]) => option),
        name,
      ).toEqual(options)
      expect(section, name).toContain(`Exit status: ${exit}`)
    }
  })

  test('the examples of the help, and no option that a command does not have', () => {
    for (const { name, options, examples } of COMMANDS) {
      const section = sections.get(`holdfast ${name}`)!
      for (const [example] of examples) expect(section).toContain(example)
      const mentioned = [...section.matchAll(/--([a-z]+(?:-[a-z]+)*)/g)].map(([, option]) => option!)
      for (const option of mentioned) expect(options, `${name} --${option}`).toContain(option)
    }
  })

  test('the options, with the words of the help', () => {
    const listed = Object.fromEntries(
      rowsOf('Options').map(([flags, words, takes]) => [flags!.replaceAll('`', ''), [words, takes]]),
    )
    const expected = Object.fromEntries(
      Object.values(OPTIONS).map((make) => {
        const { flags, description, argChoices } = make()
        return [flags, [description, argChoices?.map((choice) => `\`${choice}\``).join(', ') ?? '']]
      }),
    )
    expect(listed).toEqual(expected)
  })

  test('the exit codes', () => {
    expect(rowsOf('Exit status').map(([code]) => Number(code))).toEqual(Object.values(EXIT))
  })

  test.each([
    ['JSON of audit, record, rebuild and accept', 'audit'],
    ['JSON lines of scan', 'scan'],
  ])('the fields of %s', (section, name) => {
    const schema = JSON.parse(
      readFileSync(new URL(`../../schema/${name}.schema.json`, import.meta.url), 'utf8'),
    ) as unknown
    const listed = rowsOf(section).flatMap(([fields]) =>
      [...fields!.matchAll(/`(\w+)`/g)].map(([, field]) => field!),
    )
    expect(new Set(listed)).toEqual(new Set(fieldsOf(schema)))
  })
})

/** The names of all properties that a schema describes. */
function fieldsOf(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return []
  return Object.entries(schema).flatMap(([key, value]: [string, unknown]) =>
    key === 'properties'
      ? [...Object.keys(value as object), ...Object.values(value as object).flatMap(fieldsOf)]
      : fieldsOf(value),
  )
}
