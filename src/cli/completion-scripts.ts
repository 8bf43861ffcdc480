import type { CommandDefinition } from './command.ts'
import { OPTIONS, type OptionName } from './options.ts'

/** The shells that there are completions for. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const

/** A shell: one of {@link SHELLS}. */
export type Shell = (typeof SHELLS)[number]

type Commands = readonly Pick<CommandDefinition<never>, 'name' | 'summary' | 'options' | 'formats'>[]

/** An option as completions know it. */
interface Completed {
  readonly long: string
  readonly short: string | null
  readonly about: string
  readonly takesValue: boolean
  /** The values that it may have; empty where it may have any. */
  readonly values: readonly string[]
}

/**
 * Writes the completion of a shell, from the same definitions as the help. Values that are a choice are completed too, and
 * everything else as file names.
 */
export function completionScript(shell: Shell, commands: Commands): string {
  return { bash: bashScript, zsh: zshScript, fish: fishScript }[shell](commands)
}

function optionOf(name: OptionName, { formats }: Commands[number]): Completed {
  const { long, short, description, argChoices, flags } = OPTIONS[name]()
  return {
    long: long!,
    short: short ?? null,
    about: description,
    takesValue: /[<[]/.test(flags),
    values: (name === 'format' ? formats : undefined) ?? argChoices ?? [],
  }
}

function optionsOf(command: Commands[number]): Completed[] {
  const help = { long: '--help', short: '-h', about: 'show help', takesValue: false, values: [] }
  return [...command.options.map((name) => optionOf(name, command)), help]
}

function bashScript(commands: Commands): string {
  const values = commands.flatMap((command) =>
    optionsOf(command)
      .filter(({ values }) => values.length > 0)
      .map(({ long, values }) => `    '${command.name} ${long}') words='${values.join(' ')}' ;;`),
  )
  const files = commands.flatMap((command) =>
    optionsOf(command)
      .filter(({ takesValue, values }) => takesValue && values.length === 0)
      .map(({ long }) => `'${command.name} ${long}'`),
  )
  const options = commands.map(
    (command) =>
      `      ${command.name}) words='${optionsOf(command)
        .map(({ long }) => long)
        .join(' ')}' ;;`,
  )
  return `# holdfast completion for bash: source <(holdfast completion bash)
_holdfast() {
  local current=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD - 1]} command='' words='' index
  for ((index = 1; index < COMP_CWORD; index++)); do
    if [[ \${COMP_WORDS[index]} != -* ]]; then
      command=\${COMP_WORDS[index]}
      break
    fi
  done
  case "$command $before" in
${values.join('\n')}
    ${files.join(' | ')}) ;;
    *)
      if [[ -z $command ]]; then
        words='${[...commands.map(({ name }) => name), 'help', '--help', '--version'].join(' ')}'
      elif [[ $current == -* ]]; then
        case "$command" in
${options.map((line) => `    ${line}`).join('\n')}
        esac
      fi
      ;;
  esac
  # Without words the shell completes file names.
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _holdfast holdfast
`
}

function zshScript(commands: Commands): string {
  const quoted = (text: string): string => text.replaceAll("'", "'\\''")
  const about = (text: string): string => quoted(text.replace(/[[\]:\\]/g, '\\$&'))
  const option = ({ long, takesValue, values, about: words }: Completed): string => {
    const value = !takesValue ? '' : values.length > 0 ? `:value:(${values.join(' ')})` : ':value:_files'
    return `      '*${long}[${about(words)}]${value}'`
  }
  const cases = commands.map(
    (command) =>
      `    ${command.name})\n    _arguments -s \\\n${optionsOf(command).map(option).join(' \\\n')} \\\n      '*:file:_files'\n    ;;`,
  )
  return `#compdef holdfast
# holdfast completion for zsh: holdfast completion zsh > "\${fpath[1]}/_holdfast"
_holdfast() {
  local -a commands
  commands=(
${commands.map(({ name, summary }) => `    '${name}:${about(summary)}'`).join('\n')}
    'help:show the help of a command'
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  local command=$words[2]
  shift words
  (( CURRENT-- ))
  case $command in
${cases.join('\n')}
  esac
}
if [ "$funcstack[1]" = _holdfast ]; then
  _holdfast "$@"
else
  compdef _holdfast holdfast
fi
`
}

function fishScript(commands: Commands): string {
  const quoted = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`
  const lines = commands.map(
    ({ name, summary }) =>
      `complete -c holdfast -n __fish_use_subcommand -f -a ${name} -d ${quoted(summary)}`,
  )
  for (const command of commands) {
    for (const { long, short, about, takesValue, values } of optionsOf(command)) {
      const value = values.length > 0 ? ` -x -a ${quoted(values.join(' '))}` : takesValue ? ' -r -F' : ''
      const dash = short === null ? '' : ` -s ${short.slice(1)}`
      lines.push(
        `complete -c holdfast -n '__fish_seen_subcommand_from ${command.name}' -l ${long.slice(2)}${dash}${value} -d ${quoted(about)}`,
      )
    }
  }
  return `# holdfast completion for fish: holdfast completion fish > ~/.config/fish/completions/holdfast.fish
${lines.join('\n')}
`
}
