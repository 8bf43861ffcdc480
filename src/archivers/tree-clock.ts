import type { Period } from '../ledger/ledger-state.ts'
import { MONTHS, SHORT_MONTHS } from '../mbox/english-dates.ts'
import { pipermailVolume } from './pipermail-volumes.ts'
import type { PublishedPage } from './published-tree.ts'
import { makeZone, type Zone } from './zone.ts'

/** What the names of a tree's volumes are made from. */
export interface TreeClock {
  readonly period: Period
  readonly timezone: string
  /** Pages that another volume holds than period and zone would choose, with the volume that they would choose. */
  readonly strays: readonly { readonly path: string; readonly volume: string }[]
  /** Whether the tree has volumes at all. */
  readonly hasVolumes: boolean
}

/** A page, and the moment that it is filed under, where that is known. */
export interface ClockSample {
  readonly page: PublishedPage
  /** Seconds since 1970 UTC. */
  readonly moment: number | null
}

/** What the caller was told to take. */
export interface ClockOptions {
  readonly period?: Period | undefined
  readonly timezone?: string | undefined
}

const VOLUMES: readonly (readonly [Period, RegExp])[] = [
  ['year', /^\d{4}$/],
  ['quarter', /^\d{4}q[1-4]$/],
  ['month', new RegExp(`^\\d{4}-(?:${MONTHS.join('|')})$`)],
  ['week', /^Week-of-Mon-\d{8}$/],
  ['day', /^\d{8}$/],
]

/**
 * For each abbreviation that a server prints, one zone of those who use it. Which of them it is can't be told, and does
 * not matter: in the years of Pipermail their clocks showed the same.
 */
const ZONES: ReadonlyMap<string, string> = new Map([
  ...['CET', 'CEST', 'MET', 'MEST', 'MEZ', 'MESZ'].map((name) => [name, 'Europe/Berlin'] as const),
  ...['WET', 'WEST'].map((name) => [name, 'Europe/Lisbon'] as const),
  ...['EET', 'EEST'].map((name) => [name, 'Europe/Helsinki'] as const),
  ...['MSK', 'MSD'].map((name) => [name, 'Europe/Moscow'] as const),
  ...['EST', 'EDT'].map((name) => [name, 'America/New_York'] as const),
  ...['CST', 'CDT'].map((name) => [name, 'America/Chicago'] as const),
  ...['MST', 'MDT'].map((name) => [name, 'America/Denver'] as const),
  ...['PST', 'PDT'].map((name) => [name, 'America/Los_Angeles'] as const),
  ...['AEST', 'AEDT'].map((name) => [name, 'Australia/Sydney'] as const),
  ...['NZST', 'NZDT'].map((name) => [name, 'Pacific/Auckland'] as const),
  ['BST', 'Europe/London'],
  ['GMT', 'Europe/London'],
  ['BRT', 'America/Sao_Paulo'],
  ['IST', 'Asia/Kolkata'],
  ['JST', 'Asia/Tokyo'],
])

/** So many pages are looked at to find the zone out; what is found is then held against all of them. */
const MOST_SAMPLES = 2000
/** So many zones are tried. */
const MOST_ZONES = 12

/**
 * Finds out the period and the zone that a Pipermail tree's volumes were made under: the period from their names, the
 * zone from what its pages print, held against the volumes that they stand in.
 *
 * What is given counts; pages that contradict it are named as strays, as are those that contradict what was found.
 * Without volumes: `month` and UTC, and no strays.
 */
export function treeClock(samples: readonly ClockSample[], options: ClockOptions = {}): TreeClock {
  const periods = samples.flatMap(({ page }) => periodOf(page.volume) ?? [])
  const hasVolumes = periods.length > 0
  const period = options.period ?? mostFrequent(periods) ?? 'month'
  const known = samples.filter(({ page, moment }) => moment !== null && periodOf(page.volume) !== null)
  const named = options.timezone ?? findZone(thinned(known), period)
  const zone = makeZone(named)
  const strays = known.flatMap(({ page, moment }) => {
    const volume = pipermailVolume(moment!, period, zone)
    return volume === page.volume ? [] : [{ path: page.path, volume }]
  })
  const misnamed = samples.filter(({ page, moment }) => moment === null && isOther(page.volume, period))
  return {
    period,
    timezone: named,
    strays: [...strays, ...misnamed.map(({ page }) => ({ path: page.path, volume: '' }))],
    hasVolumes,
  }
}

const isOther = (volume: string, period: Period): boolean => {
  const own = periodOf(volume)
  return own !== null && own !== period
}

function periodOf(volume: string): Period | null {
  return VOLUMES.find(([, pattern]) => pattern.test(volume))?.[0] ?? null
}

function findZone(samples: readonly ClockSample[], period: Period): string {
  const walls = samples.flatMap(({ page, moment }) => {
    const wall = wallClock(page.dateText)
    return wall === null ? [] : [{ ...wall, moment: moment! }]
  })
  const printed = walls.flatMap(({ name }) => ZONES.get(name) ?? [])
  const offsets = walls
    .map(({ seconds, moment }) => offsetName(seconds - moment))
    .filter((name) => name !== null)
  const candidates = [...new Set(['UTC', ...byFrequency(printed), ...byFrequency(offsets)])].slice(
    0,
    MOST_ZONES,
  )
  let best = { name: 'UTC', faults: Infinity }
  for (const name of candidates) {
    const zone = knownZone(name)
    if (zone === null) continue
    const misfiled = samples.filter(
      ({ page, moment }) => pipermailVolume(moment!, period, zone) !== page.volume,
    )
    const misread = walls.filter(({ seconds, moment }) => moment + zone(moment) !== seconds)
    const faults = misfiled.length + misread.length
    if (faults < best.faults) best = { name, faults }
  }
  return best.name
}

function knownZone(name: string): Zone | null {
  try {
    return makeZone(name)
  } catch {
    return null // a Node without the whole time zone database
  }
}

/** What a clock on the wall of the server showed: `Mon May  4 10:00:00 CEST 2015`, as seconds since 1970 on that clock. */
function wallClock(text: string | null): { readonly name: string; readonly seconds: number } | null {
  const parts = /^\w{3} (\w{3}) {1,2}(\d{1,2}) (\d\d):(\d\d):(\d\d) ([A-Z]{2,5}) (\d{4})$/.exec(
    (text ?? '').trim(),
  )
  if (parts === null) return null
  const [, month, day, hour, minute, second, name, year] = parts
  const place = SHORT_MONTHS.indexOf(month!)
  if (place === -1) return null
  const seconds =
    Date.UTC(Number(year), place, Number(day), Number(hour), Number(minute), Number(second)) / 1000
  return { name: name!, seconds }
}

/** An offset as a zone is named, where it is one: whole quarters of an hour, up to 14 hours. */
function offsetName(offset: number): string | null {
  const size = Math.abs(offset)
  if (offset === 0 || size % 900 !== 0 || size > 14 * 3600) return null
  const two = (value: number): string => String(value).padStart(2, '0')
  return `${offset < 0 ? '-' : '+'}${two(Math.floor(size / 3600))}:${two((size % 3600) / 60)}`
}

function thinned(samples: readonly ClockSample[]): readonly ClockSample[] {
  const step = Math.ceil(samples.length / MOST_SAMPLES)
  return step <= 1 ? samples : samples.filter((_, index) => index % step === 0)
}

function mostFrequent<T>(values: readonly T[]): T | null {
  return byFrequency(values)[0] ?? null
}

/** Each value once, the most frequent first; of equals the one that came first. */
function byFrequency<T>(values: readonly T[]): T[] {
  const counts = new Map<T, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts].sort(([, a], [, b]) => b - a).map(([value]) => value)
}
