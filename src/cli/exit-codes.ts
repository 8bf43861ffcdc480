/** What the exit code of every command says. Never renumbered: scripts and cron jobs read them. */
export const EXIT = {
  /** All is well. */
  ok: 0,
  /** Findings of level error (with `--strict` warnings too), or refused because of them. */
  findings: 1,
  /** Wrong usage or configuration. */
  usage: 2,
  /** An input that cannot be read, or a write that failed. */
  input: 3,
  /** Our own fault. */
  internal: 4,
  /** Stopped by the user. */
  interrupted: 130,
} as const

/** One of the exit codes. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT]
