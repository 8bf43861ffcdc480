import { createColors } from 'picocolors'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { Progress, type ProgressUnit } from '../../src/cli/progress.ts'

beforeEach(() => vi.useFakeTimers({ toFake: ['performance'] }))
afterEach(() => vi.useRealTimers())

/** What is shown of a step: it is called with each pair, the given milliseconds after the one before. */
function shown(
  unit: ProgressUnit,
  calls: readonly (readonly [after: number, done: number, total: number])[],
  { isTerminal = true, quiet = false } = {},
): string[] {
  const said: string[] = []
  const colors = createColors(false)
  const terminal = {
    out: () => undefined, err: (text: string) => void said.push(text), colors, errColors: colors, showsProgress: isTerminal,
  } // prettier-ignore
  const progress = new Progress(terminal, quiet)
  const step = progress.step('checking', unit)
  for (const [after, done, total] of calls) {
    vi.advanceTimersByTime(after)
    step(done, total)
  }
  progress.clear()
  return said.map((text) => text.replace('\r\u001b[K', ''))
}

describe('progress', () => {
  test('tells share, rate and time left after a second, and clears its line', () => {
    expect(shown('files', [[500, 0, 1000], [2000, 100, 1000]])).toEqual(['checking: 10 %, 50 files/s, 18 s left', '']) // prettier-ignore
    expect(shown('bytes', [[0, 0, 80_000_000], [2000, 20_000_000, 80_000_000]])).toEqual(['checking: 25 %, 10 MB/s, 6 s left', '']) // prettier-ignore
  })

  test('counts from where its step began, whatever went before', () => {
    expect(shown('messages', [[60_000, 500, 1000], [1000, 600, 1000]])).toEqual(['checking: 60 %, 100 messages/s, 4 s left', '']) // prettier-ignore
  })

  test('promises no end while nothing is done', () => {
    expect(
      shown('files', [
        [0, 0, 10],
        [2000, 0, 10],
      ]),
    ).toEqual(['checking: 0 %, 0 files/s', ''])
  })

  test('is silent for the first second, between two lines, without a terminal, and where talk is not wanted', () => {
    expect(
      shown('files', [
        [0, 0, 10],
        [900, 5, 10],
      ]),
    ).toEqual([])
    expect(
      shown('files', [
        [0, 0, 10],
        [1000, 5, 10],
        [100, 6, 10],
      ]),
    ).toHaveLength(2)
    const calls = [[0, 0, 10], [5000, 5, 10]] as const // prettier-ignore
    expect(shown('files', calls, { isTerminal: false })).toEqual([])
    expect(shown('files', calls, { quiet: true })).toEqual([])
  })
})
