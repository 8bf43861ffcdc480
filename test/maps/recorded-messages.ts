import type { LedgerState, RecordedMessage } from '../../src/ledger/ledger-state.ts'

/** A message as a ledger knows it, with what a test is about. */
export function recorded(seq: number, changes: Partial<RecordedMessage> = {}): RecordedMessage {
  return {
    seq, kind: 'message', id: `ID${seq}`, of: null, messageId: `m${seq}@example.org`, date: null, dateFrom: null,
    number: null, path: null, paths: [], aliases: [], noArchive: false, predicted: false, withdrawn: null,
    digests: {
      raw: '', fromLine: '', head: '', headLoose: '', body: '', size: 0, loose: '', dense: '', content: `c${seq}`,
    },
    ...changes,
  } // prettier-ignore
}

/** A ledger of these messages, in this order. */
export function state(...messages: RecordedMessage[]): LedgerState {
  return {
    settings: {
      list: 'garden-talk', separator: 'any', quoting: 'mboxo', layout: 'stable', period: 'month', timezone: 'UTC',
      tzVersion: null, baseUrl: null,
    },
    messages,
    sequence: messages.filter(({ withdrawn }) => withdrawn === null),
    byId: new Map(messages.map((message) => [message.id, message])),
  } as unknown as LedgerState // prettier-ignore
}
