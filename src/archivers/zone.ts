/** Seconds east of UTC at a moment, given in seconds since 1970 UTC. */
export type Zone = (epoch: number) => number

/** Zones change their offset at a multiple of this many seconds, so one look-up serves them all. */
const STEP = 900

/** The zone of a server that runs in UTC. */
export const UTC: Zone = () => 0

/** Whether a zone is looked up in the time zone database: its rules are then those of the database's version. */
export function isNamedZone(name: string): boolean {
  return !UTC_NAME.test(name) && !OFFSET.test(name)
}

const UTC_NAME = /^(?:UTC|Z|GMT)$/i
const OFFSET = /^([+-])(\d\d):?(\d\d)?$/

/**
 * Makes a zone from its name: `UTC`, `Z`, an offset such as `+02:00`, `-0500` or `+02`, or a name of the time zone
 * database such as `Europe/Berlin`.
 *
 * Offsets are read here; only names ask the time zone database of this Node, which differs between versions of it: the
 * version is recorded with what was made from it.
 *
 * @throws RangeError for a name that the database does not know.
 *
 * @example
 * makeZone('+02:00')(0) // => 7200
 */
export function makeZone(name: string): Zone {
  if (UTC_NAME.test(name)) return UTC
  const offset = OFFSET.exec(name)
  if (offset !== null) {
    const seconds = Number(offset[2]) * 3600 + Number(offset[3] ?? 0) * 60
    return () => (offset[1] === '-' ? -seconds : seconds)
  }
  return namedZone(name)
}

function namedZone(name: string): Zone {
  // The one place that asks Intl: a zone's rules are data, and nothing else of the locale is used.
  // eslint-disable-next-line no-restricted-globals
  const format = new Intl.DateTimeFormat('en-US-u-ca-gregory-nu-latn', {
    timeZone: name,
    hourCycle: 'h23',
    era: 'short',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  const known = new Map<number, number>()
  return (epoch) => {
    const step = Math.floor(epoch / STEP)
    let offset = known.get(step)
    if (offset === undefined) {
      const parts = new Map<string, string>()
      for (const part of format.formatToParts(step * STEP * 1000)) parts.set(part.type, part.value)
      const read = (type: string): number => Number(parts.get(type))
      const year = parts.get('era') === 'BC' ? 1 - read('year') : read('year')
      const shown = Date.UTC(
        2000,
        read('month') - 1,
        read('day'),
        read('hour'),
        read('minute'),
        read('second'),
      )
      // Date.UTC takes years below 100 for 19xx: the year is set apart from the rest.
      const local = new Date(shown).setUTCFullYear(year, read('month') - 1, read('day'))
      offset = local / 1000 - step * STEP
      known.set(step, offset)
    }
    return offset
  }
}

/**
 * The moment that a clock on the wall shows, as mktime(3) of the GNU C library finds it when it is not told whether
 * summer time is on.
 *
 * An hour that happens twice is its first occurrence; one that never happens is moved on by the change.
 *
 * @param wall - Seconds since 1970-01-01 00:00:00 on that clock.
 */
export function wallToEpoch(wall: number, zone: Zone): number {
  const before = zone(wall - 86_400)
  const after = zone(wall + 86_400)
  for (const offset of [before, after]) if (zone(wall - offset) === offset) return wall - offset
  return wall - before
}
