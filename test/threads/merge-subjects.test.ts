import { describe, expect, test } from 'vitest'
import { SUBJECT_WINDOW_DAYS } from '../../src/threads/merge-subjects.ts'
import { threadMessages } from '../../src/threads/thread-messages.ts'
import { drawThreads, mail, readList, threadDrawing } from './draw-threads.ts'

const late = SUBJECT_WINDOW_DAYS + 1

/** Name, list, tree. */
const CASES: readonly (readonly [string, string, string])[] = [
  ['a reply that names nothing joins the thread of its subject', 'a | Tulips\nb | Re: Tulips', 'a\n  b'],
  ['... also if what it names is unknown', 'a | Tulips\nb < x | Re: tulips', 'a\n  b'],
  ['... with all that hangs from it', 'a | T\nb | Re: T\nc < b | Re: T', 'a\n  b\n    c'],
  ['... also where the list adds its name', 'a | [garden] T\nb | Re: [garden] T (fwd)', 'a\n  b'],
  ['... also with a reply word of another language', 'a | T\nb | AW: T\nc | SV: T', 'a\n  b\n  c'],
  ['a reply that names a message stays under it', 'a | T\nx | U\nb < x | Re: T', 'a\nx\n  b'],
  ['two originals with one subject stay two threads', 'a | T\nb | T', 'a\nb'],
  ['a reply joins the last thread opened with its subject', 'a | T @1\nb | T @2\nc | Re: T @3', 'a\nb\n  c'],
  ['a forward is no reply', 'a | T\nb | Fwd: T\nc | T (fwd)\nd | [fwd: T]', 'a\nb\nc\nd'],
  ['an empty base subject joins nothing', 'a | \nb | Re:\nc | Re:', 'a\nb\nc'],
  ['a reply does not join a later original', 'a | Re: T @1\nb | T @2', 'a\nb'],
  ['on the last day of the window a reply joins', `a | T @0\nb | Re: T @${SUBJECT_WINDOW_DAYS}`, 'a\n  b'],
  ['after the window it does not', `a | T @0\nb | Re: T @${late}`, 'a\nb'],
  ['the window runs from the last message', `a | T @0\nc < a | U @20\nb | Re: T @${late}`, 'a\n  c\n  b'],
  ['... of those until then', `a | T @0\nb | Re: T @${late}\nc < a | Re: T @${late + 9}`, 'a\n  c\nb'],
  ['... joined ones too', 'a | T @0\nb | Re: T @29\nc | Re: T @58\nd | Re: T @99', 'a\n  b\n  c\nd'],
  [
    'a reply left alone is joined by later ones',
    `a | T @0\nb | Re: T @${late}\nc | Re: T @${late + 1}`,
    'a\n(?)\n  b\n  c',
  ],
  [
    'replies without their original are held by a ghost',
    'b | Re: T\nc | Re: T\nd | Re: T',
    '(?)\n  b\n  c\n  d',
  ],
  ['... which has an id if some name it', 'b | Re: T\nc < g | Re: T\nd < g | Re: T', '(g)\n  b\n  c\n  d'],
  ['a ghost gives its children to the original', 'a | T\nc < g | Re: T\nd < g | Re: T', 'a\n  c\n  d'],
  [
    'a ghost gives its children to a ghost before it',
    'a < f | Re: T\nb < f | Re: T\nc < g | Re: T\nd < g | Re: T\ne | Re: T',
    '(f)\n  a\n  b\n  c\n  d\n  e',
  ],
  ['the subject of a ghost is that of its first child', 'a | T\nc < g | Re: T\nd < g | V', 'a\n  c\n  d'],
  ['... and of no other', 'c < g | Re: T\nd < g | Re: V\ne | Re: V', '(g)\n  c\n  d\ne'],
  ['only heads open threads', 'a | T\nb < a | V\nc | Re: V', 'a\n  b\nc'],
  [
    'a reply dated before its child is found by its own date',
    'c < b | Re: T @1\na | T @2\nb | Re: T @3',
    'a\n  b\n    c',
  ],
  [
    'subjects that are property names are subjects',
    'a | __proto__\nb | Re: __proto__\nc | Re: toString',
    'a\n  b\nc',
  ],
]

describe('threads joined by subject', () => {
  test.each(CASES)('%s', (_, list, expected) => {
    expect(threadDrawing(list)).toBe(expected)
  })

  test('nothing is joined where it is turned off', () => {
    expect(threadDrawing('a | T\nb | Re: T\nc | Re: T', { mergeSubjects: false })).toBe('a\nb\nc')
  })

  test('the window can be set, and 0 days is the same second', () => {
    const list = 'a | T @0\nb | Re: T @0\nc | Re: T @1'
    expect(threadDrawing(list, { subjectWindowDays: 0 })).toBe('a\n  b\nc')
    expect(threadDrawing(list, { subjectWindowDays: 1 })).toBe('a\n  b\n  c')
  })

  test.each([-1, Number.NaN])('a window of %s days is refused', (subjectWindowDays) => {
    expect(() => threadMessages([], { subjectWindowDays })).toThrow(TypeError)
  })

  test('the same subject each month for ten years makes a thread a month', () => {
    const messages = Array.from({ length: 240 }, (_, at) =>
      mail(at, {
        messageId: `m${at}`,
        subject: at % 2 === 0 ? 'Meeting' : 'Re: Meeting',
        date: Math.floor(at / 2) * 30 * 86_400 + at,
      }),
    )
    const threads = threadMessages(messages)
    expect(threads.roots).toHaveLength(120)
    expect(Array.from(threads.parentOf)).toEqual(messages.map((_, at) => (at % 2 === 0 ? -1 : at - 1)))
  })

  test('100,000 replies with one subject are one thread', () => {
    const messages = Array.from({ length: 100_000 }, (_, at) => mail(at, { subject: 'Re: T' }))
    const threads = threadMessages(messages)
    expect(threads.roots).toEqual(Int32Array.of(100_000))
    expect(threads.ghostIds).toEqual([null])
    expect(threads.depthOf.every((depth, node) => depth === (node < 100_000 ? 1 : 0))).toBe(true)
  })

  test('mail with later dates moves nothing but a lone reply', () => {
    const list = readList('a | T\nb | Re: T\nc < g | Re: U\nd < g | Re: U\ne | V')
    const before = drawThreads(list, threadMessages(list))
    const more = [
      ...list,
      mail(9, { subject: 'Re: T' }),
      mail(10, { subject: 'Re: U' }),
      mail(11, { subject: 'V' }),
    ]
    const after = drawThreads(more, threadMessages(more))
    expect(after.split('\n').filter((row) => !row.includes('#'))).toEqual(before.split('\n'))
  })
})
