import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ThreadMessage } from '../../src/threads/thread-message.ts'
import { threadMessages } from '../../src/threads/thread-messages.ts'
import type { Threads } from '../../src/threads/threads.ts'
import { walkThread } from '../../src/threads/walk-thread.ts'
import { mail } from './draw-threads.ts'

const msgId = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', '__proto__', 'constructor', '')
const msgIds = fc.array(msgId, { maxLength: 5 })
const subject = fc.constantFrom('T', 'Re: T', 'U', 'RE: u', 'Fwd: T', '', 'Re:', '__proto__', 'Re: __proto__')

/** Any list: reused ids, loops, contradictions, dates in any order. */
const lists: fc.Arbitrary<ThreadMessage[]> = fc
  .array(
    fc.record({
      messageId: fc.option(msgId),
      references: msgIds,
      inReplyTo: fc.array(msgId, { maxLength: 2 }),
      subject,
      date: fc.option(fc.integer({ min: 0, max: 90 }).map((day) => day * 86_400)),
    }),
    { maxLength: 25 },
  )
  .map((fields) => fields.map((field, position) => mail(position, field)))

const settings = fc.record({
  mergeSubjects: fc.boolean(),
  subjectWindowDays: fc.constantFrom(0, 1, 30, Infinity),
})

/** A tree, some of whose messages are not in the list; each names a run of its ancestors up to its parent. */
const trees = fc
  .array(fc.record({ parent: fc.nat(), named: fc.integer({ min: 1, max: 30 }), present: fc.boolean() }), {
    minLength: 1,
    maxLength: 30,
  })
  .map((nodes) => {
    const parents = nodes.map(({ parent }, at) => (at === 0 || parent % 4 === 0 ? -1 : parent % at))
    return nodes.map((node, at) => {
      const ancestors: string[] = []
      for (let up = parents[at]!; up !== -1; up = parents[up]!) ancestors.unshift(`m${up}`)
      return { ...node, ancestors, parent: parents[at]! }
    })
  })

function asMail(
  nodes: readonly { named: number; ancestors: string[]; present: boolean }[],
  order: readonly number[],
): ThreadMessage[] {
  return order
    .filter((at) => nodes[at]!.present)
    .map((at, position) =>
      mail(position, {
        id: `m${at}`,
        messageId: `m${at}`,
        references: nodes[at]!.ancestors.slice(-nodes[at]!.named),
        date: at * 60,
      }),
    )
}

/** Parent of each message by name: the id of a message or ghost, or null. */
function parentNames(messages: readonly ThreadMessage[], threads: Threads): Record<string, string | null> {
  const name = (node: number) =>
    node === -1
      ? null
      : node < threads.count
        ? messages[node]!.id
        : `ghost ${threads.ghostIds[node - threads.count]}`
  return Object.fromEntries(messages.map((message, at) => [message.id, name(threads.parentOf[at]!)]))
}

describe('properties of threads', () => {
  test('every message appears exactly once, whatever the headers say', () => {
    fc.assert(
      fc.property(lists, settings, (messages, options) => {
        const threads = threadMessages(messages, options)
        const walked: number[] = []
        for (let thread = 0; thread < threads.roots.length; thread++) {
          const nodes = walkThread(threads, thread)
          expect(nodes[0]).toBe(threads.roots[thread])
          walked.push(...nodes)
        }
        const all = messages.length + threads.ghostIds.length
        expect(walked.sort((a, b) => a - b)).toEqual(Array.from({ length: all }, (_, node) => node))
      }),
    )
  })

  test('parents make no loop, and every array tells the same tree', () => {
    fc.assert(
      fc.property(lists, settings, (messages, options) => {
        const threads = threadMessages(messages, options)
        for (let node = 0; node < threads.parentOf.length; node++) {
          let steps = 0
          let root = node
          for (; threads.parentOf[root] !== -1; root = threads.parentOf[root]!) {
            steps++
            expect(steps).toBeLessThan(threads.parentOf.length)
          }
          expect(threads.depthOf[node]).toBe(steps)
          expect(threads.roots[threads.threadOf[node]!]).toBe(root)
          expect(threads.walkOrder[threads.placeOf[node]!]).toBe(node)
          const parent = threads.parentOf[node]!
          if (parent !== -1) expect(threads.placeOf[parent]).toBeLessThan(threads.placeOf[node]!)
        }
      }),
    )
  })

  test('siblings and threads stand by date, and ghosts are roots with two children at least', () => {
    fc.assert(
      fc.property(lists, settings, (messages, options) => {
        const threads = threadMessages(messages, options)
        const rank = (node: number) =>
          threads.dateRank[node < threads.count ? node : threads.firstChild[node]!]!
        for (let node = 0; node < threads.parentOf.length; node++) {
          const next = threads.nextSibling[node]!
          if (next === -1) continue
          expect(rank(node)).toBeLessThan(rank(next))
          expect(threads.parentOf[next]).toBe(threads.parentOf[node])
        }
        for (let ghost = threads.count; ghost < threads.parentOf.length; ghost++) {
          expect(threads.parentOf[ghost]).toBe(-1)
          expect(threads.nextSibling[threads.firstChild[ghost]!]).not.toBe(-1)
        }
      }),
    )
  })

  test('the same list gives the same threads, also out of a shuffled array', () => {
    const shuffled = lists.chain((messages) =>
      fc.tuple(
        fc.constant(messages),
        fc.shuffledSubarray(messages, { minLength: messages.length, maxLength: messages.length }),
      ),
    )
    fc.assert(
      fc.property(shuffled, settings, ([messages, other], options) => {
        const threads = threadMessages(messages, options)
        expect(threadMessages(messages, options)).toEqual(threads)
        const again = threadMessages(other, options)
        expect(parentNames(other, again)).toEqual(parentNames(messages, threads))
        expect(Array.from(again.walkOrder, (node) => other[node]?.id ?? null)).toEqual(
          Array.from(threads.walkOrder, (node) => messages[node]?.id ?? null),
        )
      }),
    )
  })

  test('the order of the list does not matter for parents where references agree', () => {
    const orders = trees.chain((nodes) => {
      const order = nodes.map((_, at) => at)
      return fc.tuple(
        fc.constant(nodes),
        fc.shuffledSubarray(order, { minLength: order.length, maxLength: order.length }),
      )
    })
    fc.assert(
      fc.property(orders, ([nodes, order]) => {
        const inOrder = asMail(
          nodes,
          nodes.map((_, at) => at),
        )
        const mixed = asMail(nodes, order)
        expect(parentNames(mixed, threadMessages(mixed))).toEqual(
          parentNames(inOrder, threadMessages(inOrder)),
        )
      }),
    )
  })

  test('a whole tree is found again from one reference each', () => {
    fc.assert(
      fc.property(trees, (nodes) => {
        const messages = asMail(
          nodes.map((node) => ({ ...node, present: true, named: 1 })),
          nodes.map((_, at) => at),
        )
        expect(Array.from(threadMessages(messages).parentOf)).toEqual(nodes.map(({ parent }) => parent))
      }),
    )
  })

  test('a message of a gap-ridden tree hangs from its nearest present ancestor, if all are named', () => {
    fc.assert(
      fc.property(trees, (nodes) => {
        const messages = asMail(
          nodes.map((node) => ({ ...node, named: 30 })),
          nodes.map((_, at) => at),
        )
        const parents = parentNames(messages, threadMessages(messages))
        for (const { id, references } of messages) {
          const nearest = references.findLast((name) => messages.some((other) => other.id === name))
          if (nearest === undefined) expect(parents[id] ?? 'ghost').toMatch(/^ghost/)
          else expect(parents[id]).toBe(nearest)
        }
      }),
    )
  })

  test('mail with new ids that names one message each changes no parent of those before it', () => {
    fc.assert(
      fc.property(lists, lists, (messages, more) => {
        const appended = more.map(({ references, subject }, at) => {
          const position = messages.length + at
          // More than one reference would be a word about others: what stood above a message that names nothing.
          return mail(position, { messageId: `new${at}`, references: references.slice(-1), subject })
        })
        const before = threadMessages(messages, { mergeSubjects: false })
        const after = threadMessages([...messages, ...appended], { mergeSubjects: false })
        for (let node = 0; node < messages.length; node++) {
          const parent = before.parentOf[node]!
          if (parent !== -1 && parent < before.count) expect(after.parentOf[node]).toBe(parent)
          else expect(after.parentOf[node] === -1 || after.parentOf[node]! >= after.count).toBe(true)
        }
      }),
    )
  })
})
