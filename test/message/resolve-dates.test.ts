import { describe, expect, test } from 'vitest'
import type { DateCandidates } from '../../src/message/present-message.ts'
import { MOST_AHEAD, resolveDates } from '../../src/message/resolve-dates.ts'

/** 2015-05-04T10:00:00Z. */
const NOW = 1430733600
const candidates = (dates: Partial<DateCandidates>): DateCandidates => ({
  date: null,
  received: null,
  fromLine: null,
  ...dates,
})
const resolve = (dates: Partial<DateCandidates>, options = {}) =>
  resolveDates([candidates(dates)], options)[0]!

describe('dates', () => {
  test('Date comes before Received, Received before the From_ line', () => {
    expect(resolve({ date: NOW, received: NOW + 1, fromLine: NOW + 2 })).toEqual({
      date: '2015-05-04T10:00:00Z',
      dateFrom: 'date',
    })
    expect(resolve({ received: NOW + 1, fromLine: NOW + 2 })).toEqual({
      date: '2015-05-04T10:00:01Z',
      dateFrom: 'received',
    })
    expect(resolve({ fromLine: NOW + 2 })).toEqual({ date: '2015-05-04T10:00:02Z', dateFrom: 'from-line' })
  })

  test.each([
    ['1970 itself', { date: 0, fromLine: NOW }, 'date'],
    ['a second before 1970', { date: -1, fromLine: NOW }, 'from-line'],
    ['15 days after the From_ date', { date: NOW + MOST_AHEAD, fromLine: NOW }, 'date'],
    ['a second more', { date: NOW + MOST_AHEAD + 1, fromLine: NOW }, 'from-line'],
    ['20 years before the From_ date', { date: NOW - 20 * 31_557_600, fromLine: NOW }, 'date'],
    [
      'too late for the From_ date, though not for Received',
      { date: NOW, received: NOW, fromLine: NOW - 2 * MOST_AHEAD },
      'from-line',
    ],
    [
      '15 days after Received, where the From_ line has none',
      { date: NOW + MOST_AHEAD, received: NOW },
      'date',
    ],
    ['a second more than that', { date: NOW + MOST_AHEAD + 1, received: NOW }, 'received'],
  ] as const)('plausible or not: %s', (_, dates, dateFrom) => {
    expect(resolve(dates, { now: NOW + 100 * MOST_AHEAD }).dateFrom).toBe(dateFrom)
  })

  test('now is the reference only where there is neither From_ date nor Received', () => {
    const late = { date: NOW + MOST_AHEAD + 1 }
    expect(resolve(late, { now: NOW })).toEqual({ date: null, dateFrom: null })
    expect(resolve(late, { now: NOW + 1 }).dateFrom).toBe('date')
  })

  test('now is by default the newest From_ or Received date of the list', () => {
    const list = [
      { date: NOW + MOST_AHEAD },
      { received: NOW },
      { fromLine: NOW - 5 },
      { date: NOW + MOST_AHEAD + 1 },
    ]
    expect(resolveDates(list.map(candidates)).map(({ dateFrom }) => dateFrom)).toEqual([
      'date',
      'received',
      'from-line',
      'previous',
    ])
  })

  test('without any reference only the past is bounded', () => {
    expect(resolve({ date: 253_402_300_799 }).date).toBe('9999-12-31T23:59:59Z')
    expect(resolve({ date: 253_402_300_800 }).date).toBeNull()
  })

  test('a message without a date takes that of the one before it, and the first one that which was recorded', () => {
    const list = [{}, { fromLine: NOW }, {}, { date: -5 }].map(candidates)
    expect(resolveDates(list)).toEqual([
      { date: null, dateFrom: null },
      { date: '2015-05-04T10:00:00Z', dateFrom: 'from-line' },
      { date: '2015-05-04T10:00:00Z', dateFrom: 'previous' },
      { date: '2015-05-04T10:00:00Z', dateFrom: 'previous' },
    ])
    expect(resolveDates([candidates({})], { previous: '2001-01-01T00:00:00Z' })).toEqual([
      { date: '2001-01-01T00:00:00Z', dateFrom: 'previous' },
    ])
  })
})
