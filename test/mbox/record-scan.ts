import type { MboxEntry } from '../../src/mbox/entry.ts'
import { createMboxScanner } from '../../src/mbox/scanner.ts'
import type { SeparatorRule } from '../../src/mbox/separator-rules.ts'
import { nodeHost } from '../../src/node/node-host.ts'

/** One call that a scanner made, with the runs of calls that follow each other joined (as latin1). */
export type Call = readonly [kind: string, ...rest: unknown[]]

/** All that a scanner tells its sink about a file that is pushed in the given pieces. */
export function recordScan(pieces: readonly Uint8Array[], separator: SeparatorRule): Call[] {
  const calls: Call[] = []
  const run = (kind: string) => (bytes: Uint8Array) => {
    const text = Buffer.from(bytes).toString('latin1')
    const last = calls.at(-1)
    if (last?.[0] === kind) calls[calls.length - 1] = [kind, `${String(last[1])}${text}`]
    else calls.push([kind, text])
  }
  const sink = {
    preamble: run('preamble'),
    fromLine: run('fromLine'),
    message: run('message'),
    entry: (entry: MboxEntry, trailer: Uint8Array) =>
      void calls.push(['entry', entry, Buffer.from(trailer).toString('latin1')]),
    observation: (...seen: unknown[]) => void calls.push(['observation', ...seen]),
  }
  const scanner = createMboxScanner({ host: nodeHost, separator, sink })
  for (const piece of pieces) scanner.push(piece)
  scanner.end()
  return calls
}

/** The bytes that a scanner handed on, joined (as latin1). */
export function handedOn(calls: readonly Call[]): string {
  return calls
    .map(([kind, ...rest]) => (kind === 'observation' ? '' : String(kind === 'entry' ? rest[1] : rest[0])))
    .join('')
}
