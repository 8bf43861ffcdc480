import { HoldfastError } from '../node/holdfast-error.ts'
import type { CommandDefinition } from './command.ts'
import { completionScript, SHELLS } from './completion-scripts.ts'
import { EXIT } from './exit-codes.ts'

/** `holdfast completion`: what a shell needs to complete commands and options. */
export const completion: CommandDefinition<object> = {
  name: 'completion',
  summary: 'print the completion of a shell: bash, zsh or fish',
  arguments: '[shell]',
  options: [],
  examples: [
    ['holdfast completion bash > /etc/bash_completion.d/holdfast', 'for every user of bash'],
    ['holdfast completion fish > ~/.config/fish/completions/holdfast.fish', 'for yourself, in fish'],
  ],
  exit: '0 printed, 2 no such shell',
  async run([name], _, { terminal }) {
    const shell = SHELLS.find((known) => known === name)
    if (shell === undefined) {
      throw new HoldfastError('no-match', 2, `there is no completion for ${JSON.stringify(name)}`, {
        hint: `the shells are ${SHELLS.join(', ')}`,
      })
    }
    // The commands know this one: they are loaded when it runs.
    const { COMMANDS } = await import('./command-line.ts')
    terminal.out(completionScript(shell, COMMANDS))
    return EXIT.ok
  },
}
