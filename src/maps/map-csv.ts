import type { UrlMap, UrlMapRow, UrlStatus } from './url-map.ts'

const HEADER = ['from', 'to', 'id', 'messageId', 'status', 'reason']
/** What makes a spreadsheet take a cell for a formula, and the sign that keeps it from that. */
const FORMULA = /^['=+\-@\t\r\n]/

/**
 * Writes a map as CSV (RFC 4180): a header line, CR LF line ends, quotes where they are needed.
 *
 * An empty cell is null. A cell that begins with `=`, `+`, `-`, `@`, a tab, a line end or `'` has a `'` in front, so
 * that no spreadsheet takes what stands in mail for a formula; whoever reads the file takes one `'` away.
 */
export function formatMapCsv(map: UrlMap): string {
  const rows = map.rows.map(({ from, to, id, messageId, status, reason }) =>
    [from, to, id, messageId, String(status), reason].map(cell).join(','),
  )
  return [HEADER.join(','), ...rows].map((row) => `${row}\r\n`).join('')
}

function cell(value: string | null): string {
  if (value === null) return ''
  const inert = FORMULA.test(value) ? `'${value}` : value
  // What is only blank, or nothing, would come back as null or be trimmed.
  return /[",\r\n]|^\s*$|^\s|\s$/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert
}

/** Reads what {@link formatMapCsv} wrote. */
export function readMapCsv(text: string): readonly Partial<UrlMapRow>[] {
  return readCells(text)
    .slice(1)
    .map(([from, to, id, messageId, status, reason]) => ({
      from: from ?? '',
      to: to ?? null,
      id: id ?? '',
      messageId: messageId ?? null,
      status: Number(status) as UrlStatus,
      reason: reason ?? '',
    }))
}

function readCells(text: string): (string | null)[][] {
  const rows: (string | null)[][] = []
  let row: (string | null)[] = []
  // A cell, and the comma or line end behind it.
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    const value = quoted?.replaceAll('""', '"') ?? plain!
    row.push(quoted === undefined && value === '' ? null : value.replace(/^'/, ''))
    if (end === '\r\n') {
      rows.push(row)
      row = []
    }
  }
  return rows
}
