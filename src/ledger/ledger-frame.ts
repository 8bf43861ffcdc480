import { LedgerSequence } from './ledger-sequence.ts'
import type { Layout, LedgerSettings, LedgerState } from './ledger-state.ts'
import type { RecordProblem } from './record-json.ts'
import type { LedgerRecord, RecordOf } from './records.ts'

const problem = (code: RecordProblem['code'], message: string): RecordProblem => ({ code, message })

/**
 * What a ledger says apart from its messages' facts: settings, order, segments, counts, commits.
 *
 * Enough to tell that a list is unchanged, without holding a digest. {@link Replay} adds the messages.
 */
export class LedgerFrame {
  readonly sequence = new LedgerSequence()
  #settings: LedgerSettings | null = null
  #layouts: readonly Layout[] = []
  #recorded = 0
  #noted: readonly string[] = []
  readonly #commits: string[] = []

  /** Goes on from a state, which stays as it is. */
  static from(state: LedgerState): LedgerFrame {
    const frame = new LedgerFrame()
    frame.#settings = state.settings
    frame.#layouts = state.layouts
    frame.#recorded = state.messages.length
    for (const { seq } of state.sequence) frame.sequence.place(seq)
    for (const segment of state.segments) frame.sequence.addSegment(segment)
    frame.#noted = [...state.noted]
    frame.#commits.push(...state.commits)
    return frame
  }

  /** How many entries were ever recorded. */
  get recorded(): number {
    return this.#recorded
  }

  /** The parts of a state that are held here. */
  facts(): Pick<LedgerState, 'settings' | 'layouts' | 'segments' | 'noted' | 'commits'> {
    if (this.#settings === null) throw new TypeError('a ledger begins with a ledger record')
    return {
      settings: this.#settings,
      layouts: this.#layouts,
      segments: this.sequence.segments,
      noted: new Set(this.#noted),
      commits: this.#commits,
    }
  }

  /** Takes a message or phantom that stands at the end, without looking at its record. */
  appendUnread(): void {
    this.sequence.place(this.#recorded)
    this.#recorded += 1
  }

  /** Applies one record. Gives the problem, and changes nothing, where it does not fit. */
  apply(record: LedgerRecord, sum: string | null): RecordProblem | null {
    if (record.type === 'ledger') return this.#begin(record)
    if (this.#settings === null) return problem('not-a-ledger', 'line 1 is no ledger record')
    const { sequence } = this
    switch (record.type) {
      case 'base':
        this.#settings = { ...this.#settings, baseUrl: record.baseUrl }
        return null
      case 'layout':
        this.#settings = { ...this.#settings, layout: record.layout }
        this.#layouts = [...this.#layouts, record.layout]
        return null
      case 'message':
      case 'phantom':
        return this.#place(record.seq, record.after)
      case 'path':
      case 'alias':
        return record.seq < this.#recorded ? null : this.#absent(record.seq)
      case 'amend':
      case 'complete':
        if (!sequence.has(record.seq)) return this.#absent(record.seq)
        sequence.touch(record.seq)
        return null
      case 'withdraw':
        return sequence.take(record.seq) ? null : this.#absent(record.seq)
      case 'move':
        return this.#move(record)
      case 'file':
        return null
      case 'segment': {
        const { first, last, bytes, sha256 } = record
        if (sequence.addSegment({ first, last, bytes, sha256 })) return null
        return problem(
          'bad-segment',
          `the segment from ${first} to ${last} does not follow the segments before it`,
        )
      }
      case 'commit':
        return this.#commit(record, sum)
    }
  }

  #begin(record: RecordOf<'ledger'>): RecordProblem | null {
    if (this.#settings !== null) return problem('bad-record', 'a ledger record stands behind line 1')
    const { list, separator, quoting, layout, period, timezone, tzVersion, baseUrl } = record
    this.#settings = { list, separator, quoting, layout, period, timezone, tzVersion, baseUrl }
    this.#layouts = [layout]
    // Whoever expects the lost ledger's last commit, as its site does, is content with this one.
    if (record.follows !== undefined) this.#commits.push(record.follows)
    return null
  }

  #place(seq: number, after: number | undefined): RecordProblem | null {
    if (seq !== this.#recorded) return problem('seq-gap', `seq is ${seq}, but ${this.#recorded} comes next`)
    if (!this.sequence.place(seq, after)) return this.#absent(after ?? seq)
    this.#recorded += 1
    return null
  }

  #move({ seq, after }: RecordOf<'move'>): RecordProblem | null {
    if (seq >= this.#recorded) return this.#absent(seq)
    if (after === seq || (after !== -1 && !this.sequence.has(after))) return this.#absent(after)
    this.sequence.take(seq) // a withdrawn entry does not stand in the list: it is put back
    this.sequence.place(seq, after)
    return null
  }

  #commit(record: RecordOf<'commit'>, sum: string | null): RecordProblem | null {
    if (record.messages !== this.sequence.count || record.recorded !== this.#recorded) {
      return problem(
        'wrong-count',
        `the commit counts ${record.messages} messages and ${record.recorded} recorded; there are ${this.sequence.count} and ${this.#recorded}`,
      )
    }
    this.#noted = record.noted
    if (sum !== null) this.#commits.push(sum)
    return null
  }

  #absent(seq: number): RecordProblem {
    return seq >= this.#recorded
      ? problem('unknown-seq', `seq ${seq} is not recorded before it`)
      : problem('unknown-seq', `seq ${seq} does not stand in the list at this point`)
  }
}
