/** Names that archivers and we make of a Message-ID: what stands at their end is no number that was issued. */
const MADE_OF_AN_ID = /^(?:[0-9a-f]{16}|[A-Z2-7]{32}(?:-\d+)?)\./
/** `000412.html`, `msg00412.html`, `0412.html`: at most nine digits, because a longer one counts nothing. */
const NUMBERED = /^[^\d]{0,80}(\d{3,9})\.[a-z0-9]{1,8}(?:\.gz)?$/i

/**
 * The number that an archiver gave to a message page, as the name of its file tells it; null where it has none.
 *
 * @param path - With `/` between the names.
 *
 * @example
 * numberInPath('2015-May/004389.html') // => 4389
 */
export function numberInPath(path: string): number | null {
  const name = path.slice(path.lastIndexOf('/') + 1)
  const digits = MADE_OF_AN_ID.test(name) ? undefined : NUMBERED.exec(name)?.[1]
  return digits === undefined ? null : Number(digits)
}
