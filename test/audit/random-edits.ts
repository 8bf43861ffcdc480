import * as fc from 'fast-check'
import { fromLineOf, makeEntries, type Drawn, type Entry, type Files } from './random-lists.ts'

/** An edit by hand: what it does, and where (numbers are taken modulo what there is). */
export interface Edit {
  readonly kind: EditKind
  readonly at: number
  readonly to: number
  readonly length: number
  readonly drawn: readonly Drawn[]
}

/** Changes one entry, or gives null where there is nothing to change. */
type EntryEdit = (entry: Entry, salt: string, edit: Edit) => Entry | null

const onBody =
  (change: (body: string, salt: string) => string): EntryEdit =>
  (entry, salt) =>
    entry.cut === undefined ? { ...entry, body: change(entry.body, salt) } : null

const ENTRY_EDITS = {
  'edit-head': (entry, salt) => ({ ...entry, head: `${entry.head}X-Archived-At: ${salt}\n` }),
  'edit-body': onBody((body, salt) => `${body}edited ${salt}\n`),
  'edit-from-line': (entry, salt, { to }) =>
    entry.fromLine === null ? null : { ...entry, fromLine: fromLineOf(`redacted-${salt}`, to) },
  'edit-message-id': (entry, salt) =>
    entry.head.includes('Message-ID')
      ? { ...entry, head: entry.head.replace(/Message-ID: .*\n/, `Message-ID: <${salt}@new.example>\n`) }
      : null,
  'remove-message-id': (entry) => ({ ...entry, head: entry.head.replace(/Message-ID: .*\n/, '') }),
  crlf: (entry) => (entry.cut === undefined ? { ...entry, eol: '\r\n' } : null),
  charset: onBody((body) => body.replaceAll('\xfc', '\xc3\xbc')),
  tabs: onBody((body) => body.replaceAll('\t', '    ')),
  status: (entry) => ({ ...entry, head: `${entry.head}Status: RO\n` }),
  'blank-lines': onBody((body) => `${body}\n\n`),
  unquote: onBody((body) => body.replaceAll(/^>From /gm, 'From ')),
  'break-from-line': (entry) =>
    entry.fromLine === null ? null : { ...entry, fromLine: entry.fromLine.replace(/ \d{4}$/, '') },
  'remove-from-line': (entry) => (entry.fromLine === null ? null : { ...entry, fromLine: null }),
  'remove-blank-line': (entry) => ({ ...entry, trailer: false }),
  'insert-from-line': onBody((body, salt) =>
    body.replace(/\n/, `\n\n${fromLineOf('typed@example.org', salt.length)}\n`),
  ),
} satisfies Record<string, EntryEdit>

interface Place {
  readonly file: number
  readonly index: number
}
type ListEdit = (files: Files, edit: Edit, salt: string) => Files

const LIST_EDITS = {
  delete: (files, { at, length }) => splice(files, at, length, []),
  insert: (files, { at, drawn }, salt) => splice(files, at, 0, makeEntries(drawn, salt)),
  paste: (files, { at, to, length }) => splice(files, to, 0, flat(files).slice(at, at + length)),
  move: (files, { at, to, length }) => {
    const block = flat(files).slice(at, at + length)
    return splice(splice(files, at, length, []), to, 0, block)
  },
  append: (files, { drawn }, salt) => atEnd(files, makeEntries(drawn, salt)),
  truncate: (files, { at, to }) => {
    const place = placeOf(files, at)
    if (place === null) return files
    return files.map((entries, file) => {
      if (file !== place.file) return entries
      const entry = entries[place.index]!
      return [...entries.slice(0, place.index), { ...entry, trailer: false, cut: 20 + to * 4 }]
    })
  },
  redeliver: (files, { at, to }, salt) => {
    const original = flat(files)[at % Math.max(1, flat(files).length)]
    if (original?.cut !== undefined) return files
    return original
      ? atEnd(files, [
          {
            ...original,
            fromLine: fromLineOf('list@example.org', to),
            head: original.head.replace(/; \w+/, `; ${salt}`),
          },
        ])
      : files
  },
} satisfies Record<string, ListEdit>

export type EditKind = keyof typeof ENTRY_EDITS | keyof typeof LIST_EDITS

export const EDIT_KINDS = [...Object.keys(ENTRY_EDITS), ...Object.keys(LIST_EDITS)] as readonly EditKind[]

/** Applies one edit. `salt` makes what it writes different from what others write. */
export function applyEdit(files: Files, edit: Edit, salt: string): Files {
  if (edit.kind in LIST_EDITS) return LIST_EDITS[edit.kind as keyof typeof LIST_EDITS](files, edit, salt)
  const place = placeOf(files, edit.at)
  if (place === null) return files
  const change = ENTRY_EDITS[edit.kind as keyof typeof ENTRY_EDITS]
  return files.map((entries, file) =>
    entries.map((entry, index) =>
      file === place.file && index === place.index ? (change(entry, salt, edit) ?? entry) : entry,
    ),
  )
}

export function applyEdits(files: Files, edits: readonly Edit[]): Files {
  return edits.reduce((edited, edit, index) => applyEdit(edited, edit, `e${'x'.repeat(index)}`), files)
}

/** Draws an edit of one of the kinds. */
export const randomEdit = (
  drawn: fc.Arbitrary<Drawn[]>,
  kinds: readonly EditKind[] = EDIT_KINDS,
): fc.Arbitrary<Edit> =>
  fc.record({
    kind: fc.constantFrom(...kinds),
    at: fc.nat(60),
    to: fc.nat(60),
    length: fc.integer({ min: 1, max: 4 }),
    drawn,
  })

export function flat(files: Files): Entry[] {
  return files.flat()
}

function placeOf(files: Files, at: number): Place | null {
  const count = flat(files).length
  if (count === 0) return null
  let index = at % count
  for (const [file, entries] of files.entries()) {
    if (index < entries.length) return { file, index }
    index -= entries.length
  }
  return null
}

/** Takes entries out from a place on, over file borders, and puts others there. */
function splice(files: Files, at: number, length: number, entries: readonly Entry[]): Files {
  const count = flat(files).length
  const start = count === 0 ? 0 : at % (length === 0 ? count + 1 : count)
  let position = 0
  let put = false
  return files.map((file, number) => {
    const kept: Entry[] = []
    for (const entry of file) {
      if (position === start && !put) {
        kept.push(...entries)
        put = true
      }
      if (position < start || position >= start + length) kept.push(entry)
      position++
    }
    if (!put && number === files.length - 1) {
      kept.push(...entries)
      put = true
    }
    return kept
  })
}

function atEnd(files: Files, entries: readonly Entry[]): Files {
  if (files.length === 0) return [entries]
  return files.map((file, index) => (index === files.length - 1 ? [...file, ...entries] : file))
}
