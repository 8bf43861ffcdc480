import { describe, expect, test } from 'vitest'
import { MAX_REFERENCES } from '../../src/threads/thread-message.ts'
import { threadMessages } from '../../src/threads/thread-messages.ts'
import { drawThreads, mail, readList, threadDrawing, tree } from './draw-threads.ts'

/** Name, list, tree. */
const CASES: readonly (readonly [string, string, string])[] = [
  ['replies stand under what they answer', 'a\nb < a\nc < a b\nd < a\ne', 'a\n  b\n    c\n  d\ne'],
  ['a reply may stand in the list before what it answers', 'b < a\na', 'a\n  b'],
  ['In-Reply-To counts where References are missing', 'a\nb << a', 'a\n  b'],
  ['References count before In-Reply-To', 'a\nb\nc < a', 'a\n  c\nb'],
  ['an address before the id in In-Reply-To is passed over', 'a@x\nb@x << joe@example.org a@x', 'a@x\n  b@x'],
  ['of unknown ids in In-Reply-To the first counts', 'b << x y\nc << x z\nd << y', '(x)\n  b\n  c\nd'],
  ['two replies to a missing message are held by its ghost', 'b < a\nc < a', '(a)\n  b\n  c'],
  ['one reply to a missing message takes its place', 'b < a', 'b'],
  ['a ghost inside a thread gives its children to its parent', 'a\nc < a b\nd < a b', 'a\n  c\n  d'],
  ['a row of ghosts is removed whole', 'a\nd < a b c', 'a\n  d'],
  ['of a row of ghosts the lowest common one stays', 'c < x y a\nd < x y a\ne < x y', '(y)\n  c\n  d\n  e'],
  ['of a row of ghosts with one branch the branching one stays', 'c < x y\nd < x y', '(y)\n  c\n  d'],
  ['a ghost that nothing hangs from is removed', 'a\nb < a\nc < b x b', 'a\n  b\n    c'],
  ['references tell what stood above a message that names nothing', 'a\nb\nc < a b', 'a\n  b\n    c'],
  ['... also if it comes after them', 'c < a b\na\nb', 'a\n  b\n    c'],
  ['what a message says of itself beats what others say', 'a\nx\nb < a\nc < x b', 'a\n  b\n    c\nx'],
  ['... also if the others come first', 'c < x b\nx\nb < a\na', 'x\na\n  b\n    c'],
  ['of contradictory words about a ghost the first counts', 'p\nq\nc < p g\nd < q g', 'p\n  c\n  d\nq'],
  ['a message that answers itself is a root', 'a < a', 'a'],
  ['its own id among references is passed over', 'a\nb < a b', 'a\n  b'],
  ['its own id in References does not hide In-Reply-To', 'a\nb < b', 'a\nb'],
  ['two that answer each other: the first link made stays', 'a < b\nb < a', 'b\n  a'],
  ['a ring of three is cut once', 'a < c\nb < a\nc < b', 'c\n  a\n    b'],
  ['references in both directions close no loop', 'b\na < b\nc < a b a', 'b\n  a\n    c'],
  ['a ghost is not put under its own reply', 'a < g\nb < a g', '(g)\n  a\n  b'],
  ['ids repeated in References change nothing', 'a\nb\nc < a a b a b b', 'a\n  b\n    c'],
  ['a message without an id is answered by nobody', '-\nb < -', '-#0\nb'],
  ['an imposter keeps its place, threaded by its own references', 'x\na\nb < a\na < x', 'x\n  a#3\na\n  b'],
  ['an imposter does not get the answers to the first', 'a\na\nb < a', 'a\n  b\na#1'],
  ['a copy that refers to its own id is no child of the first', 'a\na < a\na < a', 'a\na#1\na#2'],
  ['an imposter is not moved by references to the id', 'x\na\na\nb < x a', 'x\n  a\n    b\na#2'],
  ['siblings stand by date, not by position', 'a @1\nb < a @3\nc < a @2', 'a\n  c\n  b'],
  ['siblings of one second stand by position', 'a @1\nb < a @2\nc < a @2', 'a\n  b\n  c'],
  ['threads stand by the date of their first message', 'a @3\nb @1\nc < b @9', 'b\n  c\na'],
  ['a ghost stands where its first child would', 'b < g @5\na @3\nc < g @2\nd @4', '(g)\n  c\n  b\na\nd'],
  ['an undated message takes the date before it', 'a @3\nb @none\nc @1', 'c\na\nb'],
  ['an undated first message takes the date after it', 'a @none\nb @3\nc @1', 'c\na\nb'],
  ['a list without dates stands by position', 'a @none\nb @none\nc < a @none', 'a\n  c\nb'],
  [
    'ids that are property names are ids',
    '__proto__\nconstructor < __proto__\ntoString < __proto__ constructor\nx < hasOwnProperty',
    '__proto__\n  constructor\n    toString\nx',
  ],
  ['ghosts may have such names', 'a < __proto__\nb < __proto__', '(__proto__)\n  a\n  b'],
  [
    'gaps, a late root and a lone answer together',
    'c < a b\ne < a b d\na\nf < a b d e\ng < q\nb < a',
    'a\n  b\n    c\n    e\n      f\ng',
  ],
]

describe('threads by references', () => {
  test.each(CASES)('%s', (_, list, expected) => {
    expect(threadDrawing(list)).toBe(expected)
  })

  test('a longer thread, drawn', () => {
    const list = `
      root @1
      one < root @2
      two < root @3
      lost1 < gone missing @4
      deep < root one unknown @5
      lost2 < gone missing @6
      lost3 < gone @7
      deeper < root one unknown deep @8
      alone @9`
    expect(threadDrawing(list)).toBe(
      tree(`
        root
          one
            deep
              deeper
          two
        (gone)
          lost1
          lost2
          lost3
        alone`),
    )
  })

  test('the example of docs/threading.md', () => {
    const list = 'a\nb < a\nd < a x\nc < a b\ne < y\nf < y'
    expect(threadDrawing(list)).toBe('a\n  b\n    c\n  d\n(y)\n  e\n  f')
  })

  test('an empty list has no threads', () => {
    const threads = threadMessages([])
    expect(threads.roots).toHaveLength(0)
    expect(threads.walkOrder).toHaveLength(0)
    expect(Array.from(threads.threadStarts)).toEqual([0])
  })

  test('an empty Message-ID is none, and an empty reference names nothing', () => {
    const messages = [mail(0, { messageId: '' }), mail(1, { messageId: 'b', references: ['', ''] })]
    messages.push(mail(2, { messageId: 'c', references: [''] }))
    const threads = threadMessages(messages)
    expect(Array.from(threads.parentOf)).toEqual([-1, -1, -1])
    expect(Array.from(threads.imposterOf)).toEqual([-1, -1, -1])
  })

  test('a date that is no finite number is none', () => {
    const dates = [300, Number.NaN, 200, Infinity]
    const messages = dates.map((date, position) => mail(position, { messageId: `m${position}`, date }))
    expect(drawThreads(messages, threadMessages(messages))).toBe('m2\nm3\nm0\nm1')
  })

  test('an imposter knows who had its id first', () => {
    const threads = threadMessages(readList('a\nb\na\na'))
    expect(Array.from(threads.imposterOf)).toEqual([-1, -1, 0, 0])
  })

  test('the position decides who had an id first, not the place in the array', () => {
    const messages = readList('a\na < x\nx\nb < a')
    const shuffled = [messages[3]!, messages[1]!, messages[2]!, messages[0]!]
    expect(drawThreads(shuffled, threadMessages(shuffled))).toBe('a\n  b\nx\n  a#1')
  })

  test('Object.prototype is untouched by hostile ids', () => {
    const before = Object.getOwnPropertyNames(Object.prototype)
    threadMessages(readList('__proto__ < constructor\nb < __proto__ prototype\nc < __proto__ prototype'))
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before)
    expect(Object.keys(Object.prototype)).toEqual([])
  })
})

describe('what a sender controls is bounded', () => {
  const SIZE = 100_000
  const ids = Array.from({ length: SIZE }, (_, index) => `m${index}@example.org`)

  test('a chain of 100,000 replies is one thread, as deep', () => {
    const messages = ids.map((messageId, at) =>
      mail(at, { messageId, references: at === 0 ? [] : [ids[at - 1]!] }),
    )
    const threads = threadMessages(messages)
    expect(threads.roots).toHaveLength(1)
    expect(threads.depthOf[SIZE - 1]).toBe(SIZE - 1)
    expect(Array.from(threads.walkOrder.subarray(0, 3))).toEqual([0, 1, 2])
  })

  test('a chain whose replies come first, each naming 200 ancestors, is one thread', () => {
    const size = 20_000
    const messages = Array.from({ length: size }, (_, position) => {
      const at = size - 1 - position
      return mail(position, { messageId: ids[at]!, references: ids.slice(Math.max(0, at - 200), at) })
    })
    const threads = threadMessages(messages)
    expect(threads.roots).toEqual(Int32Array.of(size - 1))
    expect(threads.depthOf[0]).toBe(size - 1)
  })

  test('of 100,000 references in one message the last ones count', () => {
    const first = SIZE - MAX_REFERENCES
    const messages = [first - 1, first].map((at, position) => mail(position, { messageId: ids[at]! }))
    messages.push(mail(2, { messageId: 'late', references: ids }))
    expect(drawThreads(messages, threadMessages(messages))).toBe(`${ids[first - 1]}\n${ids[first]}\n  late`)
  })

  test('100,000 ids in In-Reply-To make one link', () => {
    const messages = [mail(0, { messageId: 'a', inReplyTo: ids }), mail(1, { inReplyTo: ids })]
    expect(drawThreads(messages, threadMessages(messages))).toBe(`(${ids[0]})\n  a\n  -#1`)
  })

  test('a ring of 100,000 is cut once', () => {
    const messages = ids.map((messageId, at) => mail(at, { messageId, references: [ids[(at + 1) % SIZE]!] }))
    const threads = threadMessages(messages)
    expect(threads.roots).toEqual(Int32Array.of(SIZE - 1))
    expect(threads.walkOrder).toHaveLength(SIZE)
  })

  test('100,000 replies to one message are its children in order', () => {
    const messages = ids.map((messageId, at) =>
      mail(at, { messageId, references: at === 0 ? [] : [ids[0]!] }),
    )
    const threads = threadMessages(messages)
    expect(threads.depthOf.every((depth, node) => depth === Math.min(node, 1))).toBe(true)
    expect(threads.walkOrder.every((node, place) => node === place)).toBe(true)
  })

  test('100,000 messages with one id are 100,000 threads', () => {
    const messages = ids.map((_, at) => mail(at, { messageId: 'same', references: ['same'] }))
    expect(threadMessages(messages).roots).toHaveLength(SIZE)
  })

  test('ghosts that hold nothing together take no room in the result', () => {
    const messages = Array.from({ length: 500 }, (_, at) =>
      mail(at, { messageId: `x${at}`, references: ids.slice(at * 200, at * 200 + 200) }),
    )
    const threads = threadMessages(messages)
    expect(threads.ghostIds).toEqual([])
    expect(threads.parentOf).toHaveLength(500)
  })
})
