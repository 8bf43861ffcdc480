import type { RecordOf } from '../ledger/records.ts'

/** The record of an entry that is a phantom: what a message has, but no date, and the ID of the message it belongs to. */
export function phantomOf(record: RecordOf<'message'>, of: string): RecordOf<'phantom'> {
  const {
    seq,
    id,
    messageId,
    number,
    path,
    raw,
    fromLine,
    head,
    headLoose,
    body,
    size,
    loose,
    dense,
    content,
  } = record
  const digests = { raw, fromLine, head, headLoose, body, size, loose, dense, content }
  return { type: 'phantom', seq, id, messageId, of, number, path, ...digests }
}
