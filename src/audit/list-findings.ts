import type { LedgerState } from '../ledger/ledger-state.ts'
import type { Host } from '../mbox/host.ts'
import type { Observation } from '../mbox/entry.ts'
import type { PresentList } from '../message/present-list.ts'
import type { PresentMessage } from '../message/present-message.ts'
import type { Alignable } from './align.ts'
import { compareMessage } from './compare.ts'
import { explainForm, type FormCode } from './explain-form.ts'
import type { EntryReader, Fates } from './fates.ts'
import { fileNotes } from './file-notes.ts'
import { copyFinder } from './redaction.ts'
import type { FindingScope } from './finding.ts'
import { FINDING_LEVELS, type FindingCode, type FindingLevel } from './finding-codes.ts'

/** A finding before it has its `ref`, with the entries that it speaks of and its place in file order. */
export interface Draft {
  readonly code: FindingCode
  readonly level: FindingLevel
  readonly count: number
  readonly recorded: number | null
  readonly present: number | null
  /** Index of the file, for a finding on a file as a whole. */
  readonly file: number | null
  readonly observation: Observation | null
  readonly detail: string | null
  readonly scope: FindingScope
  /** Where it stands in file order: present positions, halves for what stands between two of them. */
  readonly order: number
}

/** What {@link draftFindings} works on. */
export interface DraftInput {
  readonly state: LedgerState | null
  readonly present: PresentList
  readonly fates: Fates
  readonly host: Host
  readonly readEntry: EntryReader
}

/** Missing at once: more than this share of the list is a loss, not an edit. */
const LOSS_SHARE = 0.1

/** What a look at an edited message may notice besides the edit: boundaries and lost bytes. */
const NOTICED_IN_EDITED: ReadonlySet<string> = new Set([
  'suspect-from-line',
  'unseparated-message',
  'glued-from-line',
  'nul-block',
  'nul-bytes',
  'folder-internal-data',
])

/** Fates of entries that say nothing new by their own content. */
const WITHOUT_NEWS: ReadonlySet<string> = new Set(['duplicated', 'held', 'piece', 'restored'])

const NOTHING: FindingScope = { recorded: [], present: [], notes: [], newNotes: [] }

type DraftParts = Partial<Omit<Draft, 'code' | 'scope' | 'order'>>

/** Turns the explanation of every entry into findings, in file order. */
export async function draftFindings(input: DraftInput): Promise<Draft[]> {
  const drafter = new Drafter(input)
  drafter.draftMissing()
  await drafter.draftEdited()
  drafter.draftNew()
  drafter.draftCuts()
  drafter.draftFiles()
  // Array.prototype.sort is stable: equal places keep the order in which they were drafted.
  return drafter.drafts.sort((a, b) => a.order - b.order)
}

class Drafter {
  readonly drafts: Draft[] = []
  readonly #input: DraftInput
  readonly #firstRun: boolean
  /** Files in which a recorded message stands. */
  readonly #knownFiles: ReadonlySet<number>
  /** By file: the position of its first entry, or of the one that would follow. */
  readonly #firsts: readonly number[]

  constructor(input: DraftInput) {
    this.#input = input
    this.#firstRun = input.state === null
    const { recordedOf } = input.fates.alignment
    let first = 0
    this.#firsts = input.present.files.map(({ entries }) => (first += entries) - entries)
    this.#knownFiles = new Set(
      input.present.messages.filter((_, p) => recordedOf[p] !== -1).map((message) => message.file),
    )
  }

  get #sequence(): LedgerState['sequence'] {
    return this.#input.state?.sequence ?? []
  }

  /** Recorded messages that stand nowhere any more. */
  draftMissing(): void {
    const { fates } = this.#input
    let before = -1
    let deleted = 0
    for (const [r, fate] of fates.recorded.entries()) {
      const p = fates.alignment.presentOf[r]!
      if (p !== -1 && fates.alignment.moved[r] === 0) before = p
      if (fate === null) continue
      if (fate.fate === 'deleted') {
        deleted++
        this.#add('deleted', before + 0.5, { recorded: r })
      } else {
        this.#add(fate.fate, fate.present, { recorded: r, present: fate.present })
      }
    }
    const total = this.#sequence.length
    if (deleted > 0 && (deleted > total * LOSS_SHARE || this.#input.present.messages.length === 0)) {
      this.#add('loss', -1, { count: deleted, file: 0, detail: `of ${total}` })
    }
  }

  /** Recorded messages that are still there, but elsewhere or with other bytes. */
  async draftEdited(): Promise<void> {
    const { fates, present, host, readEntry } = this.#input
    const forms = new Map<string, { code: FormCode; file: number; recorded: number[]; present: number[] }>()
    for (const [r, p] of fates.alignment.presentOf.entries()) {
      if (p === -1) continue
      if (fates.alignment.moved[r] === 1) this.#add('moved', p, { recorded: r, present: p })
      if (fates.undone.has(r)) {
        this.#add('redaction-undone', p, { recorded: r, present: p })
        continue
      }
      const recorded = this.#sequence[r]!
      const message = present.messages[p]!
      const { edits, formOnly } = compareMessage(recorded, message)
      if (edits.length === 0 && !formOnly) continue
      if (fates.grown.has(r)) {
        this.#add('unfinished-message', p, { recorded: r, present: p })
        continue
      }
      for (const edit of edits) {
        const code = edit === 'whitespace-changed' && hasNuls(message) ? 'body-edited' : edit
        const explained =
          fates.explained.has(r) && code !== 'from-line-edited' && code !== 'message-id-changed'
        if (!explained) this.#add(code, p, { recorded: r, present: p })
      }
      if (formOnly && !fates.explained.has(r)) {
        const bytes = await readEntry(message)
        const code = bytes
          ? explainForm(
              bytes.subarray(message.message.start - message.offset, message.message.end - message.offset),
              recorded.digests.raw,
              host,
            )
          : guessForm(message)
        if (code === 'trailing-whitespace-changed' || code === 'quoting-changed') {
          this.#add(code, p, { recorded: r, present: p })
        } else {
          const key = `${code} ${message.file}`
          const group = forms.get(key) ?? { code, file: message.file, recorded: [], present: [] }
          group.recorded.push(r)
          group.present.push(p)
          forms.set(key, group)
        }
      }
      if (recorded.digests.raw === message.digests.raw || this.#isCutBehind(r)) continue
      const hasBlock = message.observations.some(({ code }) => code === 'nul-block')
      for (const observation of message.observations) {
        if (NOTICED_IN_EDITED.has(observation.code) && !(hasBlock && observation.code === 'nul-bytes')) {
          this.#add(observation.code, p, { recorded: r, present: p, observation })
        }
      }
    }
    for (const { code, file, recorded, present: positions } of forms.values()) {
      const scope = { ...NOTHING, recorded, present: positions }
      this.#drafts(code, positions[0]!, { count: recorded.length, file }, scope)
    }
  }

  /** The message is whole, and its file ends in the From_ line behind it. */
  #isCutBehind(r: number): boolean {
    const { explained, cuts } = this.#input.fates
    return explained.has(r) && cuts.some(({ recorded }) => recorded === r)
  }

  /** Entries without a record. */
  draftNew(): void {
    const { fates, present } = this.#input
    if (fates.present.every((fate) => fate === null)) return
    const appended: number[] = []
    const owners = this.#knownMessageIds()
    const holdsRemoved = copyFinder(this.#input.state?.messages ?? [])
    for (const [p, fate] of fates.present.entries()) {
      if (fate === null) continue
      const message = present.messages[p]!
      const isUndone = holdsRemoved(message.digests)
      if (isUndone)
        this.#add('redaction-undone', p, { present: p, detail: 'it stands where it was never recorded' })
      switch (fate.fate) {
        case 'appended':
          appended.push(p)
          break
        case 'held':
          appended.push(p)
          this.#add('unfinished-message', p, { present: p })
          break
        case 'inserted':
          this.#add('inserted', p, { present: p })
          break
        case 'restored':
          if (!isUndone) this.#add('inserted', p, { present: p, detail: 'it was withdrawn' })
          break
        case 'duplicated':
          this.#add('duplicated', p, { present: p, detail: String(fate.recorded) })
          break
        case 'piece':
          this.#add('split', p, { recorded: fate.recorded, present: p })
          break
        case 'replacing':
          break
      }
      if (WITHOUT_NEWS.has(fate.fate)) continue
      this.#draftIdentity(message, owners)
      for (const observation of message.observations) {
        const level = FINDING_LEVELS[observation.code]
        if (level === 'info' && !this.#firstRun) continue
        this.#add(observation.code, p, { present: p, observation, level: atMostWarning(level) })
      }
    }
    if (appended.length > 0) {
      const held = appended.filter((p) => fates.present[p]?.fate === 'held').length
      const detail = held > 0 ? 'the last of them unfinished' : null
      this.#drafts(
        'appended',
        appended[0]! - 0.1,
        { count: appended.length, present: appended[0]!, detail },
        { ...NOTHING, present: appended },
      )
    }
  }

  /** The Message-IDs of recorded messages, as they were recorded and as they stand in the files now. */
  #knownMessageIds(): Map<string, string> {
    const { state, present, fates } = this.#input
    const owners = new Map<string, string>()
    const lower = new Map<string, string>()
    const own = ({ messageId, digests }: Alignable): void => {
      if (messageId === null) return
      if (!owners.has(messageId)) owners.set(messageId, digests.content)
      lower.set(messageId.toLowerCase(), messageId)
    }
    for (const message of state?.messages ?? []) own(message)
    for (const [r, p] of fates.alignment.presentOf.entries()) {
      if (p !== -1 && this.#sequence[r]!.messageId !== present.messages[p]!.messageId)
        own(present.messages[p]!)
    }
    for (const [key, messageId] of lower) owners.set(`\0${key}`, messageId)
    return owners
  }

  /** A Message-ID that another message holds, to the letter or but for upper and lower case. */
  #draftIdentity(message: PresentMessage, owners: Map<string, string>): void {
    const { messageId, position } = message
    if (messageId === null) return
    const content = owners.get(messageId)
    const folded = `\0${messageId.toLowerCase()}`
    const twin = owners.get(folded)
    if (content !== undefined) {
      const detail = content === message.digests.content ? 'with the same content' : 'with other content'
      this.#add('duplicate-message-id', position, { present: position, detail })
    } else if (twin !== undefined && twin !== messageId) {
      this.#add('message-id-case-twins', position, { present: position, detail: `<${twin}>` })
    }
    if (content === undefined) owners.set(messageId, message.digests.content)
    if (twin === undefined) owners.set(folded, messageId)
  }

  /** Files that end inside a message. */
  draftCuts(): void {
    const { fates, present } = this.#input
    for (const { recorded, present: p } of fates.cuts) {
      let missing = 0
      while (fates.recorded[recorded + 1 + missing]?.fate === 'deleted') missing++
      const { file } = present.messages[p]!
      this.#drafts(
        'truncated',
        p,
        { count: this.#isCutBehind(recorded) ? missing : missing + 1, recorded, present: p, file },
        { ...NOTHING, recorded: [recorded], present: [p] },
      )
    }
  }

  /** What was noticed about files as such. */
  draftFiles(): void {
    const { state, present } = this.#input
    for (const note of fileNotes(present)) {
      if (state?.noted.has(note.key) === true) continue
      if (note.code === 'trailing-whitespace-changed') {
        this.#draftMissingTrailer(note.entry!, note.key)
        continue
      }
      const known = this.#knownFiles.has(note.file) || present.files[note.file]!.entries === 0
      const level = FINDING_LEVELS[note.code]
      this.#drafts(
        note.code,
        (note.entry ?? this.#firsts[note.file]!) - 0.3,
        {
          file: note.file,
          observation: note.observation,
          level: known && !this.#firstRun ? level : atMostWarning(level),
        },
        { ...NOTHING, [known && !this.#firstRun ? 'notes' : 'newNotes']: [note.key] },
      )
    }
    for (const [file, { observations }] of present.files.entries()) {
      for (const observation of observations) {
        if (FINDING_LEVELS[observation.code] !== 'info') continue
        if (!this.#firstRun && observation.code !== 'compressed') continue
        this.#add(observation.code, this.#firsts[file]! - 0.3, { file, observation })
      }
    }
  }

  /** A recorded message that lost the empty line behind it, at the end of its file. */
  #draftMissingTrailer(p: number, key: string): void {
    const { fates } = this.#input
    const r = fates.alignment.recordedOf[p]!
    if (r === -1 || fates.cuts.some(({ present }) => present === p) || fates.grown.has(r)) return
    if (this.drafts.some((draft) => draft.recorded === r && draft.code === 'trailing-whitespace-changed'))
      return
    const scope = { ...NOTHING, recorded: [r], present: [p], notes: [key] }
    this.#drafts('trailing-whitespace-changed', p, { recorded: r, present: p }, scope)
  }

  #add(code: FindingCode, order: number, parts: DraftParts): void {
    this.#drafts(code, order, parts, {
      ...NOTHING,
      recorded: parts.recorded == null ? [] : [parts.recorded],
      present: parts.present == null ? [] : [parts.present],
    })
  }

  #drafts(code: FindingCode, order: number, parts: DraftParts, scope: FindingScope): void {
    this.drafts.push({
      code,
      level: this.#firstRun ? atMostWarning(FINDING_LEVELS[code]) : FINDING_LEVELS[code],
      count: 1,
      recorded: null,
      present: null,
      file: null,
      observation: null,
      detail: parts.observation?.detail ?? null,
      ...parts,
      scope,
      order,
    })
  }
}

function atMostWarning(level: FindingLevel): FindingLevel {
  return level === 'error' ? 'warning' : level
}

/** NULs count as blanks in the digests, but they are no white space: text was lost. */
function hasNuls({ observations }: PresentMessage): boolean {
  return observations.some(({ code }) => code === 'nul-block' || code === 'nul-bytes')
}

/** Without the bytes, line ends are the likelier reason where the message has CRs. */
function guessForm(message: PresentMessage): FormCode {
  return message.lineEndings === 'lf' ? 'reader-fields-changed' : 'line-endings-changed'
}
