import { MONTHS } from '../mbox/english-dates.ts'

const LOWER_MONTHS = MONTHS.map((name) => name.toLowerCase())

/** A piece of a name: `rank` orders the kinds of pieces, `value` two pieces of one kind. */
interface Piece {
  readonly rank: number
  readonly value: string
}

// Numbers stand where digits stand among the code units; months come right after them, as one block:
// were they sorted among other words by their letters, 'april' < 'b' < 'march' < 'april' would be a circle.
const NUMBER_RANK = 0x39
const MONTH_RANK = 0x39 + 0.5

function month(word: string): number {
  const lower = word.toLowerCase()
  return LOWER_MONTHS.findIndex((name) => name === lower || name.slice(0, 3) === lower)
}

function pieces(name: string): Piece[] {
  const list: Piece[] = []
  for (const [run] of name.matchAll(/[0-9]+|[A-Za-z]+|[^0-9A-Za-z]+/g)) {
    const first = run.charCodeAt(0)
    if (first >= 0x30 && first <= 0x39) {
      const digits = run.replace(/^0+(?=.)/, '')
      // A longer number is greater; of one length, the digits decide. No number is too long for that.
      list.push({ rank: NUMBER_RANK, value: String.fromCharCode(Math.min(digits.length, 0xffff)) + digits })
      continue
    }
    const index = month(run)
    if (index >= 0) {
      list.push({ rank: MONTH_RANK, value: String.fromCharCode(index) })
      continue
    }
    for (let i = 0; i < run.length; i++) list.push({ rank: run.charCodeAt(i), value: '' })
  }
  return list
}

/**
 * Compares two file names as people count: runs of digits as numbers, English month names (whole or
 * three letters, any case) as months, everything else by code unit.
 *
 * A total order that depends on no locale. Names that are equal in it (`01` and `1`) fall back to code
 * units, so that only equal names compare as 0.
 *
 * @example
 * ['2003-March.txt', '2003-February.txt', '10.mbox', '2.mbox'].toSorted(compareNaturally)
 * // => ['2.mbox', '10.mbox', '2003-February.txt', '2003-March.txt']
 */
export function compareNaturally(a: string, b: string): number {
  const left = pieces(a)
  const right = pieces(b)
  for (let i = 0; i < left.length && i < right.length; i++) {
    const x = left[i]!
    const y = right[i]!
    if (x.rank !== y.rank) return x.rank - y.rank
    if (x.value !== y.value) return x.value < y.value ? -1 : 1
  }
  if (left.length !== right.length) return left.length - right.length
  return a < b ? -1 : a > b ? 1 : 0
}
