/** Whether the time zone database of this Node knows a zone of this name. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

/** The version of the time zone database of this Node, such as `2025a`; null where it does not say. */
export function timeZoneVersion(): string | null {
  return process.versions['tz'] ?? null
}
