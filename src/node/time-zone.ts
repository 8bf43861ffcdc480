import { makeZone } from '../archivers/zone.ts'

/** Whether a text names a zone: an offset, or a name that the time zone database of this Node knows. */
export function isTimeZone(name: string): boolean {
  try {
    makeZone(name)
    return true
  } catch {
    return false
  }
}

/** The version of the time zone database of this Node, such as `2025a`; null where it does not say. */
export function timeZoneVersion(): string | null {
  return process.versions['tz'] ?? null
}
