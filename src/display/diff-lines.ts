/** How much of a line is looked at. */
const MAX_LOOK = 1_000
/** How many lines may stand between two hunks or files of one patch. */
const MAX_BETWEEN = 12

const HUNK = /^@@ -\d{1,9}(?:,(\d{1,9}))? \+\d{1,9}(?:,(\d{1,9}))? @@/
const CONTEXT_HUNK = /^\*{15}/
/** Lines about a file above its hunks: git, Subversion, CVS, plain diff. */
const ABOUT_FILE =
  /^(?:diff |index [0-9a-f]|Index: |={50,}|RCS file: |retrieving revision |--- |\+\+\+ |\*\*\* |old mode |new mode |deleted file mode |new file mode |copy (?:from|to) |rename (?:from|to) |(?:dis)?similarity index |Binary files |GIT binary patch|Only in |Property changes on: |Added: svn:|Modified: svn:)/

/**
 * Where a patch ends that begins at a line, or `at` itself where none does.
 *
 * Unified and context diffs as diff, git, Subversion and CVS write them. The lines of a unified hunk are counted by its
 * `@@` line, so that a removed line `-- ` is no signature and a `From ` of the mail behind no patch.
 *
 * @param lines - Of a text.
 */
export function diffEnd(lines: readonly string[], at: number): number {
  if (!beginsDiff(lines, at)) return at
  let end = at
  let next = at
  while (next < lines.length && next - end <= MAX_BETWEEN) {
    const line = look(lines, next)
    const hunk = HUNK.exec(line)
    if (hunk !== null) end = next = hunkEnd(lines, next, count(hunk[1]), count(hunk[2]))
    else if (CONTEXT_HUNK.test(line)) end = next = contextHunkEnd(lines, next)
    else if (ABOUT_FILE.test(line)) end = next += 1
    // Empty lines stand between the files of some patches.
    else if (line === '' && ABOUT_FILE.test(look(lines, next + 1))) next += 1
    else break
  }
  return end
}

/** A line about a file counts where another one, or a hunk, stands below it: `--- ` alone is prose. */
function beginsDiff(lines: readonly string[], at: number): boolean {
  const line = look(lines, at)
  if (HUNK.test(line)) return true
  const next = look(lines, at + 1)
  if (/^diff (?:--git |-|--cc )/.test(line)) return ABOUT_FILE.test(next)
  if (line.startsWith('Index: ')) return /^={50,}/.test(next)
  if (line.startsWith('--- ')) return next.startsWith('+++ ')
  return line.startsWith('*** ') && next.startsWith('--- ') && CONTEXT_HUNK.test(look(lines, at + 2))
}

function hunkEnd(lines: readonly string[], at: number, removed: number, added: number): number {
  let end = at + 1
  let [old, now] = [removed, added]
  while (end < lines.length && (old > 0 || now > 0)) {
    const first = look(lines, end)[0]
    if (first === '-') old -= 1
    else if (first === '+') now -= 1
    else if (first === ' ' || first === '\t' || (first === undefined && end + 1 < lines.length)) {
      // An empty line is a context line that lost its blank on the way.
      old -= 1
      now -= 1
    } else if (first !== '\\') break
    end += 1
  }
  if (look(lines, end).startsWith('\\ No newline')) end += 1
  return end
}

function contextHunkEnd(lines: readonly string[], at: number): number {
  let end = at + 1
  while (end < lines.length && /^(?:[ !+-] |[ !+-]$|\*\*\* \d|--- \d|\\ No newline)/.test(look(lines, end)))
    end += 1
  return end
}

function count(digits: string | undefined): number {
  return digits === undefined ? 1 : Number(digits)
}

function look(lines: readonly string[], at: number): string {
  return (lines[at] ?? '').slice(0, MAX_LOOK)
}
