import type { MessageDigests } from '../message/present-message.ts'
import { LedgerSequence } from './ledger-sequence.ts'
import type {
  KeptFile,
  Layout,
  LedgerSettings,
  LedgerState,
  RecordedMessage,
  Withdrawal,
} from './ledger-state.ts'
import type { RecordProblem } from './record-json.ts'
import type { LedgerRecord, RecordOf } from './records.ts'

const NO_PATHS: readonly string[] = []

const digestsOf = (record: MessageDigests): MessageDigests => ({
  raw: record.raw,
  fromLine: record.fromLine,
  head: record.head,
  headLoose: record.headLoose,
  body: record.body,
  size: record.size,
  loose: record.loose,
  dense: record.dense,
  content: record.content,
})

const withdrawalOf = ({ reason, by, at, codes }: RecordOf<'withdraw'>): Withdrawal => ({
  reason,
  by,
  at,
  codes,
})

const problem = (code: RecordProblem['code'], message: string): RecordProblem => ({ code, message })

/**
 * Applies records one after the other and keeps what the ledger says in the end.
 *
 * Holds the rules between records: `seq` without gaps, IDs and paths with one owner for ever, entries
 * that are named do stand where they must. It takes only records that fit the table.
 */
export class Replay {
  #settings: LedgerSettings | null = null
  #layouts: Layout[] = []
  #messages: RecordedMessage[] = []
  #byId = new Map<string, RecordedMessage>()
  #owners = new Map<string, string>()
  #files: KeptFile[] = []
  #filePaths = new Set<string>()
  #sequence = new LedgerSequence()
  #highestNumber = -1
  #noted: readonly string[] = []
  #commits: string[] = []

  /** Goes on from a state, which stays as it is. */
  static from(state: LedgerState): Replay {
    const replay = new Replay()
    replay.#settings = state.settings
    replay.#layouts = [...state.layouts]
    replay.#messages = [...state.messages]
    replay.#byId = new Map(state.byId)
    replay.#owners = new Map(state.owners)
    replay.#files = [...state.files]
    replay.#filePaths = new Set(state.filePaths)
    for (const { seq } of state.sequence) replay.#sequence.place(seq)
    for (const segment of state.segments) replay.#sequence.addSegment(segment)
    replay.#highestNumber = state.highestNumber
    replay.#noted = [...state.noted]
    replay.#commits = [...state.commits]
    return replay
  }

  /** How many entries stand in the list, and how many were ever recorded. */
  get counts(): { readonly messages: number; readonly recorded: number } {
    return { messages: this.#sequence.count, recorded: this.#messages.length }
  }

  /** Applies one record. Gives the problem, and changes nothing, where it does not fit. */
  apply(record: LedgerRecord, sum: string | null): RecordProblem | null {
    if ((record.type === 'ledger') !== (this.#settings === null)) {
      return this.#settings === null
        ? problem('not-a-ledger', 'line 1 is no ledger record')
        : problem('bad-record', 'a ledger record stands behind line 1')
    }
    switch (record.type) {
      case 'ledger':
        this.#begin(record)
        return null
      case 'base':
        this.#settings = { ...this.#settings!, baseUrl: record.baseUrl }
        return null
      case 'layout':
        this.#settings = { ...this.#settings!, layout: record.layout }
        this.#layouts.push(record.layout)
        return null
      case 'message':
      case 'phantom':
        return this.#record(record)
      case 'path':
        return this.#changePath(record)
      case 'alias':
        return this.#addAlias(record)
      case 'amend':
        return this.#amend(record)
      case 'complete':
        return this.#change(record.seq, { digests: digestsOf(record) })
      case 'withdraw':
        if (!this.#sequence.take(record.seq)) return this.#absent(record.seq)
        this.#replace(record.seq, { withdrawn: withdrawalOf(record) })
        return null
      case 'move':
        return this.#move(record)
      case 'file':
        return this.#keepFile(record)
      case 'segment': {
        const { first, last, bytes, sha256 } = record
        return this.#sequence.addSegment({ first, last, bytes, sha256 })
          ? null
          : problem(
              'bad-segment',
              `the segment from ${first} to ${last} does not follow the segments before it`,
            )
      }
      case 'commit':
        return this.#commit(record, sum)
    }
  }

  /** What the records say, up to here. */
  state(end: Pick<LedgerState, 'lastSum' | 'committedBytes' | 'uncommitted'>): LedgerState {
    if (this.#settings === null) throw new TypeError('a ledger begins with a ledger record')
    return {
      settings: this.#settings,
      layouts: this.#layouts,
      sequence: Array.from(this.#sequence.entries(), (seq) => this.#messages[seq]!),
      messages: this.#messages,
      byId: this.#byId,
      owners: this.#owners,
      highestNumber: this.#highestNumber,
      segments: this.#sequence.segments,
      files: this.#files,
      filePaths: this.#filePaths,
      noted: new Set(this.#noted),
      commits: this.#commits,
      ...end,
    }
  }

  #begin(record: RecordOf<'ledger'>): void {
    const { list, separator, quoting, layout, period, timezone, tzVersion, baseUrl } = record
    this.#settings = { list, separator, quoting, layout, period, timezone, tzVersion, baseUrl }
    this.#layouts.push(layout)
  }

  #record(record: RecordOf<'message'> | RecordOf<'phantom'>): RecordProblem | null {
    const { seq, id, path } = record
    if (seq !== this.#messages.length) {
      return problem('seq-gap', `seq is ${seq}, but ${this.#messages.length} comes next`)
    }
    if (this.#byId.has(id))
      return problem('duplicate-id', `the ID ${id} is already held by seq ${this.#byId.get(id)!.seq}`)
    if (record.type === 'phantom' && !this.#byId.has(record.of)) {
      return problem('unknown-seq', `the phantom belongs to ${record.of}, which is not recorded before it`)
    }
    if (path !== null && this.#taken(path)) return this.#pathProblem(path)
    if (!this.#sequence.place(seq, record.after)) return this.#absent(record.after!)
    const message = record.type === 'message' ? record : null
    const recorded: RecordedMessage = {
      seq,
      kind: record.type,
      id,
      of: record.type === 'phantom' ? record.of : null,
      messageId: record.messageId,
      date: message?.date ?? null,
      dateFrom: message?.dateFrom ?? null,
      number: record.number,
      path,
      paths: path === null ? NO_PATHS : [path],
      aliases: NO_PATHS,
      digests: digestsOf(record),
      noArchive: message?.noArchive ?? false,
      predicted: message?.predicted ?? false,
      withdrawn: null,
    }
    this.#messages.push(recorded)
    this.#byId.set(id, recorded)
    if (path !== null) this.#owners.set(path, id)
    this.#issue(record.number)
    return null
  }

  #changePath({ seq, number, path }: RecordOf<'path'>): RecordProblem | null {
    const message = this.#messages[seq]
    if (message === undefined) return this.#absent(seq)
    // A message may come back to a path that was its own.
    if (this.#taken(path) && !message.paths.includes(path)) return this.#pathProblem(path)
    this.#replace(seq, {
      number,
      path,
      paths: [...message.paths.filter((earlier) => earlier !== path), path],
    })
    this.#owners.set(path, message.id)
    this.#issue(number)
    return null
  }

  #addAlias({ seq, path }: RecordOf<'alias'>): RecordProblem | null {
    const message = this.#messages[seq]
    if (message === undefined) return this.#absent(seq)
    if (this.#taken(path)) return this.#pathProblem(path)
    this.#replace(seq, { aliases: [...message.aliases, path] })
    this.#owners.set(path, message.id)
    return null
  }

  #amend(record: RecordOf<'amend'>): RecordProblem | null {
    const digests = digestsOf(record)
    const { messageId } = record
    return this.#change(record.seq, messageId === undefined ? { digests } : { digests, messageId })
  }

  #move({ seq, after }: RecordOf<'move'>): RecordProblem | null {
    if (this.#messages[seq] === undefined) return this.#absent(seq)
    if (after === seq || (after !== -1 && !this.#sequence.has(after))) return this.#absent(after)
    this.#sequence.take(seq)
    this.#sequence.place(seq, after)
    if (this.#messages[seq].withdrawn !== null) this.#replace(seq, { withdrawn: null })
    return null
  }

  #keepFile({ path, sha256, bytes, of }: RecordOf<'file'>): RecordProblem | null {
    if (this.#taken(path)) return this.#pathProblem(path)
    this.#files.push({ path, sha256, bytes, of })
    this.#filePaths.add(path)
    return null
  }

  #commit(record: RecordOf<'commit'>, sum: string | null): RecordProblem | null {
    const { messages, recorded } = this.counts
    if (record.messages !== messages || record.recorded !== recorded) {
      return problem(
        'wrong-count',
        `the commit counts ${record.messages} messages and ${record.recorded} recorded; there are ${messages} and ${recorded}`,
      )
    }
    this.#noted = record.noted
    if (sum !== null) this.#commits.push(sum)
    return null
  }

  /** New facts about an entry that stands in the list: its segment no longer proves anything. */
  #change(seq: number, facts: Partial<RecordedMessage>): RecordProblem | null {
    if (!this.#sequence.has(seq)) return this.#absent(seq)
    this.#sequence.touch(seq)
    this.#replace(seq, facts)
    return null
  }

  #replace(seq: number, facts: Partial<RecordedMessage>): void {
    const message = { ...this.#messages[seq]!, ...facts }
    this.#messages[seq] = message
    this.#byId.set(message.id, message)
  }

  #issue(number: number | null): void {
    if (number !== null && number > this.#highestNumber) this.#highestNumber = number
  }

  #taken(path: string): boolean {
    return this.#owners.has(path) || this.#filePaths.has(path)
  }

  #pathProblem(path: string): RecordProblem {
    const owner = this.#owners.get(path)
    const whose = owner === undefined ? 'a kept file' : owner
    return problem('duplicate-path', `the path ${JSON.stringify(path)} already belongs to ${whose}`)
  }

  #absent(seq: number): RecordProblem {
    return this.#messages[seq] === undefined
      ? problem('unknown-seq', `seq ${seq} is not recorded before it`)
      : problem('unknown-seq', `seq ${seq} does not stand in the list at this point`)
  }
}
