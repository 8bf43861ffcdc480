import type { PresentList } from '../message/present-list.ts'
import { diffLines, type DiffLine } from '../mend/line-diff.ts'
import { runLength, type MboxEdit } from '../mend/mbox-edit.ts'
import { MendedFile, editsOf, type RunSources } from './mended-files.ts'

/** Lines before and behind a change that are shown with it. */
const CONTEXT = 3
/** A change larger than this, in bytes, old or new, is told by its size alone. */
const MOST_BYTES = 1024 * 1024
/** Of a line so much is shown, in bytes. */
const LONGEST_LINE = 998

/** One change with the lines around it, as in a unified diff. */
export interface DiffHunk {
  /** The file as it was named. */
  readonly file: string
  /** Line numbers, from 1, and counts of lines in the old and the new file. */
  readonly oldStart: number
  readonly oldLines: number
  readonly newStart: number
  readonly newLines: number
  /** What it is for. */
  readonly why: string
  /** One character a byte. Empty where the change is too large to be shown. */
  readonly lines: readonly DiffLine[]
  /** Bytes that go and bytes that come. */
  readonly removed: number
  readonly added: number
}

/** Shows what edits change, line by line, as a unified diff shows it. */
export async function diffOfEdits(
  present: PresentList,
  edits: readonly MboxEdit[],
  sources: RunSources,
): Promise<DiffHunk[]> {
  const hunks: DiffHunk[] = []
  for (const [file, { name, bytes }] of present.files.entries()) {
    const own = editsOf(file, edits)
    if (own.length === 0) continue
    const before = new MendedFile(file, bytes, [], sources)
    const after = new MendedFile(file, bytes, edits, sources)
    const lines = new LineCounter(before)
    let shift = 0
    let lineShift = 0
    for (const group of groupsOf(own)) {
      const start = await startOfContext(before, group.start)
      const end = await endOfContext(before, group.end)
      const growth = group.edits.reduce((sum, edit) => sum + growthOf(edit), 0)
      const oldSize = end - start
      const newSize = oldSize + growth
      const why = [...new Set(group.edits.flatMap(({ why }) => (why === '' ? [] : [why])))].join(', ')
      const removed = group.edits.reduce((sum, edit) => sum + edit.end - edit.start, 0)
      const added = removed + growth
      const oldStart = await lines.lineOf(start)
      const isShown = oldSize <= MOST_BYTES && newSize <= MOST_BYTES
      const old = isShown ? linesOf(await before.read(start, oldSize)) : []
      const now = isShown ? linesOf(await after.read(start + shift, newSize)) : []
      const diff = diffLines(old, now, CONTEXT)
      const { skipped } = diff
      const shown = diff.lines.map(({ sign, text }) => ({ sign, text: cut(text) }))
      hunks.push({
        file: name,
        oldStart: oldStart + skipped,
        oldLines: shown.filter(({ sign }) => sign !== '+').length,
        newStart: oldStart + skipped + lineShift,
        newLines: shown.filter(({ sign }) => sign !== '-').length,
        why,
        lines: shown,
        removed,
        added,
      })
      shift += growth
      lineShift += now.length - old.length
    }
  }
  return hunks
}

interface Group {
  readonly start: number
  end: number
  readonly edits: MboxEdit[]
}

/** Edits so near to each other that their context would overlap are one hunk. */
const NEAR = 400

function groupsOf(edits: readonly MboxEdit[]): Group[] {
  const groups: Group[] = []
  for (const edit of edits) {
    const last = groups.at(-1)
    if (last !== undefined && edit.start - last.end < NEAR) {
      last.end = edit.end
      last.edits.push(edit)
    } else groups.push({ start: edit.start, end: edit.end, edits: [edit] })
  }
  return groups
}

function growthOf({ runs, start, end }: MboxEdit): number {
  return runs.reduce((sum, run) => sum + runLength(run), 0) - (end - start)
}

/** Context is looked for so far from a change, in bytes. */
const REACH = 200

async function startOfContext(file: MendedFile, at: number): Promise<number> {
  const from = Math.max(0, at - REACH * 2)
  const bytes = await file.read(from, at - from)
  let start = bytes.length
  let lines = 0
  while (start > 0 && (bytes[start - 1] !== 10 || lines++ < CONTEXT)) start--
  // A long line before it is not shown from its middle on.
  if (start === 0 && from > 0) {
    const first = bytes.indexOf(10)
    start = first === -1 ? bytes.length : first + 1
  }
  return from + start
}

async function endOfContext(file: MendedFile, at: number): Promise<number> {
  const bytes = await file.read(at, REACH)
  let end = 0
  let lines = 0
  // The line that the change ends in is no context.
  const needed = at === 0 || (await file.read(at - 1, 1))[0] === 10 ? CONTEXT : CONTEXT + 1
  for (let i = 0; i < bytes.length && lines < needed; i++) {
    if (bytes[i] !== 10) continue
    lines++
    end = i + 1
  }
  return at + (lines === 0 ? bytes.length : end)
}

function linesOf(bytes: Uint8Array): string[] {
  const lines = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1').split('\n')
  if (lines.at(-1) === '') lines.pop()
  return lines
}

function cut(text: string): string {
  return text.length > LONGEST_LINE ? `${text.slice(0, LONGEST_LINE)}…` : text
}

/** Counts the lines of a file up to offsets that only grow. */
class LineCounter {
  readonly #file: MendedFile
  #offset = 0
  #line = 1

  constructor(file: MendedFile) {
    this.#file = file
  }

  async lineOf(offset: number): Promise<number> {
    while (this.#offset < offset) {
      const bytes = await this.#file.read(this.#offset, Math.min(1024 * 1024, offset - this.#offset))
      for (const byte of bytes) if (byte === 10) this.#line++
      this.#offset += bytes.length
    }
    return this.#line
  }
}
