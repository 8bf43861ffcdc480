import { createColors } from 'picocolors'

type Colors = ReturnType<typeof createColors>

/** Where a command writes: data to `out`, talk to `err`. */
export interface Terminal {
  out(text: string): void
  err(text: string): void
  /** For `out`. */
  readonly colors: Colors
  /** For `err`: one of the two may be a terminal and the other a file. */
  readonly errColors: Colors
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
 * The terminal of this process. Colours only on a terminal or where FORCE_COLOR asks for them, and never where
 * NO_COLOR is set or TERM is dumb (https://no-color.org). `--quiet` leaves out the talk, never the errors.
 */
export function openTerminal({ stdout, stderr, env }: TerminalSource): Terminal {
  const plain = (env['NO_COLOR'] ?? '') !== '' || env['TERM'] === 'dumb'
  const forced = (env['FORCE_COLOR'] ?? '') !== '' && env['FORCE_COLOR'] !== '0'
  return {
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    colors: createColors(!plain && (forced || isTerminal(stdout))),
    errColors: createColors(!plain && (forced || isTerminal(stderr))),
    showsProgress: isTerminal(stderr) && env['CI'] === undefined && env['TERM'] !== 'dumb',
  }
}

/** Node leaves `isTTY` out where it is not so, and picocolors takes undefined for "decide yourself". */
function isTerminal(stream: NodeJS.WriteStream): boolean {
  return (stream as { readonly isTTY?: boolean }).isTTY === true
}

/**
 * Text from mail, from file names or from arguments, as one line that cannot steer the reader's terminal:
 * control characters are shown as `\xNN`, signs that turn the direction of writing or break lines as `\uNNNN`.
 *
 * @example
 * harmless('red \u001b[31m\nnext') // => 'red \\x1b[31m\\x0anext'
 */
export function harmless(text: string): string {
  return text.replace(STEERING, (c) => {
    const code = c.charCodeAt(0).toString(16)
    return code.length > 2 ? `\\u${code.padStart(4, '0')}` : `\\x${code.padStart(2, '0')}`
  })
}

/** The same for words of several lines, whose line ends are ours. */
export function harmlessLines(text: string): string {
  return text.split('\n').map(harmless).join('\n')
}

/** A number with its noun: `1 message`, `2 messages`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`
}

/** JSON that means the same to a program, and cannot steer the terminal of somebody who looks at it. */
export function harmlessJson(value: unknown, indent?: number): string {
  return harmlessEscapes(JSON.stringify(value, null, indent))
}

/** JSON.stringify escapes what is below U+0020; line ends in its output are its own. */
function harmlessEscapes(json: string): string {
  return json.replace(STEERING, (c) =>
    c === '\n' ? c : `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** C0, DEL, C1; the Arabic letter mark, the marks, embeddings, overrides and isolates of UAX 9; line separators. */
const STEERING = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g
