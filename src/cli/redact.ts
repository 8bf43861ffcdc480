import type { CommandDefinition } from './command.ts'
import { EXIT } from './exit-codes.ts'
import { expectFiles, listOptions, type ListFlags } from './list-options.ts'
import { diffJson, mendJsonHead, printDiff, printWritten } from './mend-report.ts'
import { counted, harmless, harmlessJson } from './terminal.ts'

interface RedactFlags extends ListFlags {
  readonly id?: readonly string[]
  readonly messageId?: readonly string[]
  readonly field?: readonly string[]
  readonly text?: readonly string[]
  readonly body?: boolean
  readonly whole?: boolean
  readonly reason: string
  readonly by: string
  readonly write?: boolean
}

/** `holdfast redact`: takes parts of messages, or whole ones, out of the mbox without moving a link. */
export const redact: CommandDefinition<RedactFlags> = {
  name: 'redact',
  summary: 'take fields, texts or whole messages out of the mbox; no number and no link moves',
  arguments: '[mbox...]',
  options: [
    'ledger',
    'list',
    'config',
    'id',
    'message-id',
    'field',
    'text',
    'body',
    'whole',
    'reason',
    'by',
    'expect',
    'keep-order',
    'write',
    'json',
    'quiet',
  ],
  examples: [
    [
      "holdfast redact list.mbox --message-id a1@example.org --text '+43 1 2345' --reason 'her wish' --by ann",
      'show what would change',
    ],
    [
      "holdfast redact list.mbox --id 4UIS… --field From --reason 'his wish' --by ann --write",
      'take out a field',
    ],
    [
      "holdfast redact list.mbox --id 4UIS… --whole --reason 'court order' --by ann --write",
      'withdraw a message: its URL answers 410',
    ],
  ],
  exit: '0 done, or shown; 1 refused; 2 usage; 3 a file cannot be read or written',
  async run(mbox, flags, context) {
    const { terminal, clock } = context
    expectFiles(mbox, 'redact')
    const { options, progress } = listOptions(mbox, flags, context)
    const { redactMessages } = await import('../node/redact-messages.ts')
    const done = await redactMessages({
      ...options,
      ids: flags.id,
      messageIds: flags.messageId,
      fields: flags.field,
      texts: flags.text,
      body: flags.body,
      whole: flags.whole,
      decision: { reason: flags.reason, by: flags.by, at: clock() },
      write: flags.write,
    })
    progress.clear()
    if (flags.json === true) {
      const json = {
        ...mendJsonHead('redact', done),
        entries: done.entries,
        quotedBy: done.quotedBy,
        remaining: done.remaining.map(({ ref, code, level }) => ({ ref, code, level })),
        records: done.records.length,
        diff: diffJson(done.diff),
      }
      terminal.out(`${harmlessJson(json, 2)}\n`)
      return EXIT.ok
    }
    if (flags.quiet === true) return EXIT.ok
    printDiff(done.diff, terminal)
    for (const { id, position, whole, places, unreached } of done.entries) {
      const what = whole ? 'withdrawn' : `${counted(places, 'place')} redacted`
      terminal.out(`message ${position}, ${id}: ${places === 0 ? 'nothing to take out' : what}\n`)
      for (const place of unreached) terminal.out(`  not reached: ${harmless(place)}\n`)
    }
    if (done.quotedBy.length > 0) {
      terminal.out(`the same text stands in ${counted(done.quotedBy.length, 'other message')}: `)
      terminal.out(`${done.quotedBy.join(', ')}\n`)
    }
    for (const { ref, hint } of done.remaining) terminal.out(`still open: ${ref}\n  ${hint}\n`)
    printWritten(done.written, done.edits.length, terminal)
    return EXIT.ok
  },
}
