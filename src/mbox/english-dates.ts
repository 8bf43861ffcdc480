/** The names of the months, as mail, From_ lines and archivers write them. */
export const MONTHS: readonly string[] = [
  ...['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September'],
  ...['October', 'November', 'December'],
]

/** Their first three letters: `Jan`. */
export const SHORT_MONTHS: readonly string[] = MONTHS.map((name) => name.slice(0, 3))

/** The days of the week, three letters each, from Sunday on. */
export const SHORT_WEEKDAYS: readonly string[] = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
