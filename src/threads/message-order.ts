import type { ThreadMessage } from './thread-message.ts'

/** The two orders that threading uses; both hold indices into the messages given. */
export interface MessageOrder {
  /** By position, then index: whose word counts first. */
  readonly byPosition: Int32Array
  /** By date, then position: how siblings and threads stand on a page. */
  readonly byDate: Int32Array
  /** The date of each message by index, none missing, in seconds. */
  readonly dates: Float64Array
}

/**
 * Orders messages by position and by date.
 *
 * A message without a date, or with one that is no finite number, takes the date of the one before it in position; before the first
 * dated one, that one's; 0 where none has a date.
 */
export function orderMessages(messages: readonly ThreadMessage[]): MessageOrder {
  const count = messages.length
  const byPosition = new Int32Array(count)
  for (let index = 0; index < count; index++) byPosition[index] = index
  // sorted for determinism: the order of the array must not reach the result
  byPosition.sort((a, b) => messages[a]!.position - messages[b]!.position || a - b)
  const place = new Int32Array(count)
  for (let at = 0; at < count; at++) place[byPosition[at]!] = at
  const dates = fillDates(messages, byPosition)
  // sorted for determinism: by date, then position
  const byDate = byPosition.slice().sort((a, b) => dates[a]! - dates[b]! || place[a]! - place[b]!)
  return { byPosition, byDate, dates }
}

function fillDates(messages: readonly ThreadMessage[], byPosition: Int32Array): Float64Array {
  const dates = new Float64Array(messages.length)
  let last: number | null = null
  for (const index of byPosition) {
    last = finiteDate(messages[index]!) ?? last
    if (last !== null) break
  }
  for (const index of byPosition) {
    last = finiteDate(messages[index]!) ?? last
    dates[index] = last ?? 0
  }
  return dates
}

function finiteDate(message: ThreadMessage): number | null {
  return message.date !== null && Number.isFinite(message.date) ? message.date : null
}
