import type { ListIndex } from './list-index.ts'
import { periodLabel } from './utc-dates.ts'

/** A bar of the chart: where it stands and how high it is, in percent of the chart. */
export interface ChartBar {
  readonly x: string
  readonly y: string
  readonly width: string
  readonly height: string
}

/** A label below the chart. */
export interface ChartLabel {
  readonly x: string
  readonly text: string
}

/** How many messages each month had, as a picture. */
export interface MonthChart {
  /** What it shows, in words. */
  readonly text: string
  /** The number at the top. */
  readonly most: string
  readonly bars: readonly ChartBar[]
  readonly years: readonly ChartLabel[]
  /** Where the time begins: at the right where words run from there. */
  readonly isMirrored: boolean
}

/** So many labels of years fit below the chart on a phone. */
const MOST_LABELS = 7
/** How much of its month's room a bar takes. */
const BAR_SHARE = 0.8
/** A chart of fewer months says nothing. */
const MIN_MONTHS = 3
/** A date that is far off must not make the rest invisible: what stands before so many empty months is not drawn. */
const LONGEST_GAP = 60

/**
 * Draws the messages of each month; null for a list of few months. Whatever it says stands in the table of months
 * too. A month without messages has its place.
 */
export function monthChart({ words, months }: ListIndex): MonthChart | null {
  const dated = months.filter(({ period }) => period.kind === 'month')
  const last = dated.at(-1)
  if (last === undefined) return null
  const end = monthNumber(last.period)
  const gap = dated.findLastIndex(
    ({ period }, index) =>
      monthNumber(dated[index + 1]?.period ?? period) - monthNumber(period) > LONGEST_GAP,
  )
  const shown = dated.slice(gap + 1)
  const first = shown[0]!
  const start = monthNumber(first.period)
  const count = end - start + 1
  if (count < MIN_MONTHS) return null
  const most = Math.max(...shown.map(({ messages }) => messages.length))
  const busiest = shown.find(({ messages }) => messages.length === most)!
  const isMirrored = words.direction === 'rtl'
  const room = 100 / count
  const bars = shown.map(({ period, messages }) => {
    const at = (monthNumber(period) - start) * room
    const height = (100 * messages.length) / most
    const width = room * BAR_SHARE
    const x = isMirrored ? 100 - at - width : at
    return { x: percent(x), y: percent(100 - height), width: percent(width), height: percent(height) }
  })
  const span = words.span(periodLabel(words, first.period), periodLabel(words, last.period))
  return {
    text: words.chartText(
      words.messages(shown.reduce((sum, { messages }) => sum + messages.length, 0)),
      span,
      words.number(most),
      periodLabel(words, busiest.period),
    ),
    most: words.number(most),
    bars,
    years: yearLabels(start, count, isMirrored),
    isMirrored,
  }
}

/** The years whose Januaries stand in the chart, or every second, third … of them. */
function yearLabels(start: number, count: number, isMirrored: boolean): readonly ChartLabel[] {
  const labels: ChartLabel[] = []
  const firstYear = Math.ceil(start / 12)
  const lastYear = Math.floor((start + count - 1) / 12)
  const step = Math.max(1, Math.ceil((lastYear - firstYear + 1) / MOST_LABELS))
  for (let year = firstYear; year <= lastYear; year += step) {
    const at = ((year * 12 - start) * 100) / count
    // A label that begins near the end would be cut off.
    if (at <= 90) labels.push({ x: percent(isMirrored ? 100 - at : at), text: String(year) })
  }
  return labels
}

/** Months since the year 0. */
function monthNumber({ year, month }: { readonly year: string; readonly month: number }): number {
  return Number(year) * 12 + month - 1
}

function percent(share: number): string {
  return `${String(Math.round(share * 100) / 100)}%`
}
