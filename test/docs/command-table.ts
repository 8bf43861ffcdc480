import { COMMANDS } from '../../src/cli/command-line.ts'

const TABLE = /^\| command +\| does +\|\n\|[-| ]+\n(?:\|.*\n)+/m

/** The README with its table of commands as the help has them, in its order; laid out as Prettier does. */
export function withCommandTable(readme: string): string {
  const rows = [['command', 'does'], ...COMMANDS.map(({ name, summary }) => [`\`${name}\``, summary])]
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]!.length)))
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |\n`
  const [head, ...body] = rows.map(line)
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |\n`
  if (!TABLE.test(readme)) throw new Error('the README has no table of commands')
  return readme.replace(TABLE, () => [head, rule, ...body].join(''))
}
