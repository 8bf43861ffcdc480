import { LedgerFrame } from './ledger-frame.ts'
import type { KeptFile, LedgerState, RecordedMessage } from './ledger-state.ts'
import { numberInPath } from './number-in-path.ts'
import type { RecordProblem } from './record-json.ts'
import { changedMessage, recordedMessage } from './recorded-message.ts'
import type { LedgerRecord } from './records.ts'

/**
 * Applies records one after the other and keeps what the ledger says in the end.
 *
 * Holds the rules between records: `seq` without gaps, IDs and paths with one owner for ever, entries
 * that are named do stand where they must. It takes only records that fit the table.
 */
export class Replay {
  #frame = new LedgerFrame()
  #messages: RecordedMessage[] = []
  #byId = new Map<string, RecordedMessage>()
  #owners = new Map<string, string>()
  #files: KeptFile[] = []
  #filePaths = new Set<string>()
  #highestNumber = -1

  /** Goes on from a state, which stays as it is. */
  static from(state: LedgerState): Replay {
    const replay = new Replay()
    replay.#frame = LedgerFrame.from(state)
    replay.#messages = [...state.messages]
    replay.#byId = new Map(state.byId)
    replay.#owners = new Map(state.owners)
    replay.#files = [...state.files]
    replay.#filePaths = new Set(state.filePaths)
    replay.#highestNumber = state.highestNumber
    return replay
  }

  /** How many entries stand in the list, and how many were ever recorded. */
  get counts(): { readonly messages: number; readonly recorded: number } {
    return { messages: this.#frame.sequence.count, recorded: this.#frame.recorded }
  }

  /** Applies one record. Gives the problem, and changes nothing, where it does not fit. */
  apply(record: LedgerRecord, sum: string | null): RecordProblem | null {
    const problem = this.#ownerProblem(record) ?? this.#frame.apply(record, sum)
    if (problem !== null) return problem
    switch (record.type) {
      case 'message':
      case 'phantom':
        this.#messages.push(this.#keep(recordedMessage(record)))
        this.#own(record.seq, record.path, record.number)
        return null
      case 'path':
        this.#own(record.seq, record.path, record.number)
        break
      case 'alias':
        this.#own(record.seq, record.path, numberInPath(record.path))
        break
      case 'file': {
        const { path, sha256, bytes, of, kind = null } = record
        this.#files.push({ path, sha256, bytes, of, kind })
        this.#filePaths.add(path)
        if (kind === 'page') this.#issued(numberInPath(path))
        return null
      }
      case 'amend':
      case 'complete':
      case 'withdraw':
      case 'move':
        break
      case 'ledger':
      case 'base':
      case 'layout':
      case 'segment':
      case 'commit':
        return null
    }
    this.#messages[record.seq] = this.#keep(changedMessage(this.#messages[record.seq]!, record))
    return null
  }

  /** What the records say, up to here. */
  state(end: Pick<LedgerState, 'lastSum' | 'committedBytes' | 'uncommitted'>): LedgerState {
    return {
      ...this.#frame.facts(),
      sequence: Array.from(this.#frame.sequence.entries(), (seq) => this.#messages[seq]!),
      messages: this.#messages,
      byId: this.#byId,
      owners: this.#owners,
      highestNumber: this.#highestNumber,
      files: this.#files,
      filePaths: this.#filePaths,
      ...end,
    }
  }

  #ownerProblem(record: LedgerRecord): RecordProblem | null {
    if (record.type === 'message' || record.type === 'phantom') {
      const holder = this.#byId.get(record.id)
      if (holder !== undefined) {
        return { code: 'duplicate-id', message: `the ID ${record.id} is already held by seq ${holder.seq}` }
      }
      if (record.type === 'phantom' && !this.#byId.has(record.of)) {
        return {
          code: 'unknown-seq',
          message: `the phantom belongs to ${record.of}, which is not recorded before it`,
        }
      }
    }
    if (!('path' in record) || record.path === null) return null
    // A message may come back to a path that was its own page.
    if (record.type === 'path' && this.#messages[record.seq]?.paths.includes(record.path) === true)
      return null
    const owner = this.#owners.get(record.path) ?? (this.#filePaths.has(record.path) ? 'a kept file' : null)
    if (owner === null) return null
    return {
      code: 'duplicate-path',
      message: `the path ${JSON.stringify(record.path)} already belongs to ${owner}`,
    }
  }

  #keep(message: RecordedMessage): RecordedMessage {
    this.#byId.set(message.id, message)
    return message
  }

  #own(seq: number, path: string | null, number: number | null): void {
    if (path !== null) this.#owners.set(path, this.#messages[seq]!.id)
    this.#issued(number)
  }

  /** A number that an old page has was issued, whatever became of the page: no new one may bear it in another volume. */
  #issued(number: number | null): void {
    if (number !== null && number > this.#highestNumber) this.#highestNumber = number
  }
}
