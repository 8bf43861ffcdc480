import { createColors } from 'picocolors'

/** Where a command writes: data to `out`, talk to `err`. */
export interface Terminal {
  out(text: string): void
  err(text: string): void
  readonly colors: ReturnType<typeof createColors>
  /** Whether progress may be shown on `err`. */
  readonly showsProgress: boolean
}

/** The streams and the environment that a terminal is made from. */
export interface TerminalSource {
  readonly stdout: NodeJS.WriteStream
  readonly stderr: NodeJS.WriteStream
  readonly env: NodeJS.ProcessEnv
}

/**
 * The terminal of this process. Colours only on a terminal, and never where NO_COLOR is set or TERM is dumb
 * (https://no-color.org). `--quiet` leaves out the talk, never the errors.
 */
export function openTerminal({ stdout, stderr, env }: TerminalSource): Terminal {
  const plain = (env['NO_COLOR'] ?? '') !== '' || env['TERM'] === 'dumb'
  const forced = (env['FORCE_COLOR'] ?? '') !== '' && env['FORCE_COLOR'] !== '0'
  return {
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    colors: createColors(!plain && (forced || stdout.isTTY)),
    showsProgress: stderr.isTTY && env['CI'] === undefined && env['TERM'] !== 'dumb',
  }
}

/** Escape sequences and other control characters in mail would steer the reader's terminal: they are shown as `\xNN`. */
export function harmless(text: string): string {
  return text.replace(CONTROL, (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`)
}

 
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g
