import type { ServerLimits, ServerRules } from './server-rules.ts'

/** One key of a map as a server reads it, and where it leads: null is gone, an empty text is nothing that we write. */
export interface MapPair {
  readonly key: string
  readonly to: string | null
}

/** One server's format: what it can say, how it is written, and how the server reads it. */
export interface ServerFormatWriter {
  readonly limits: ServerLimits
  /** The few lines of configuration that use the file; they stand at its head as comments. */
  readonly head: (name: string, file: string) => readonly string[]
  /** The map itself. `name` is that of its variable: letters, digits, `_`. */
  readonly write: (rules: ServerRules, name: string) => string
  /** Reads the pairs of a file, comments and all, by the rules of the server; not by how it was written. */
  readonly read: (text: string, name: string) => readonly MapPair[]
  /** What the format's hosts would cut off or not take, of this text. */
  readonly notes?: (text: string, pairs: number) => readonly string[]
}
