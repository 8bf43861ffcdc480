import { describe, expect, test } from 'vitest'
import { threadMessages } from '../../src/threads/thread-messages.ts'
import {
  childrenOf,
  nextInThread,
  previousInThread,
  threadsByLastActivity,
  threadSize,
  walkThread,
} from '../../src/threads/walk-thread.ts'
import { readList } from './draw-threads.ts'

//  thread 0: a(0) > b(1), c(3); thread 1: ghost g(6) > d(2), e(5); thread 2: f(4)
const threads = threadMessages(readList('a @1\nb < a @9\nd < g @3\nc < a @4\nf @5\ne < g @6'))

describe('ways through threads', () => {
  test('a thread is walked parents first, siblings by date, its ghost in front', () => {
    expect(Array.from(walkThread(threads, 0))).toEqual([0, 3, 1])
    expect(Array.from(walkThread(threads, 1))).toEqual([6, 2, 5])
    expect(Array.from(walkThread(threads, 2))).toEqual([4])
  })

  test('a thread that does not exist has no nodes', () => {
    for (const thread of [-1, 3, 0.5]) expect(walkThread(threads, thread)).toHaveLength(0)
  })

  test('next and previous stay inside the thread and pass over its ghost', () => {
    expect([0, 3, 1].map((node) => nextInThread(threads, node))).toEqual([3, 1, null])
    expect([0, 3, 1].map((node) => previousInThread(threads, node))).toEqual([null, 0, 3])
    expect([6, 2, 5].map((node) => nextInThread(threads, node))).toEqual([2, 5, null])
    expect([6, 2, 5].map((node) => previousInThread(threads, node))).toEqual([null, null, 2])
    expect(nextInThread(threads, 99)).toBeNull()
  })

  test('children are given in order', () => {
    expect(childrenOf(threads, 0)).toEqual([3, 1])
    expect(childrenOf(threads, 6)).toEqual([2, 5])
    expect(childrenOf(threads, 4)).toEqual([])
    expect(childrenOf(threads, 99)).toEqual([])
  })

  test('a ghost is not counted', () => {
    expect([0, 1, 2, 3].map((thread) => threadSize(threads, thread))).toEqual([3, 2, 1, 0])
  })

  test('threads know their first and last message', () => {
    expect(Array.from(threads.firstMessages)).toEqual([0, 2, 4])
    expect(Array.from(threads.lastMessages)).toEqual([1, 5, 4])
  })

  test('threads are listed with the last active one first', () => {
    expect(Array.from(threadsByLastActivity(threads))).toEqual([0, 1, 2])
    expect(Array.from(threadsByLastActivity(threadMessages(readList('a @1\nb @2\nc < a @3\nd @3'))))).toEqual(
      [2, 0, 1],
    )
  })
})
