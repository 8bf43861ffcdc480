import { oneLine } from './html-events.ts'

/** Who wrote a message, as a page shows it. */
export interface ShownMailbox {
  readonly author: string | null
  readonly email: string | null
}

/**
 * Splits the value of a From field: `Name <address>`, `address (Name)`, or an address alone, which is then both.
 *
 * @param value - One line, encoded words undone.
 */
export function splitMailbox(value: string): ShownMailbox {
  const bracketed = /^([^<]*)<([^<>]*)>/.exec(value)
  if (bracketed !== null) return mailbox(bracketed[1]!, bracketed[2]!)
  const commented = /^([^()]*)\(([^]*)\)\s*$/.exec(value)
  if (commented !== null) return mailbox(commented[2]!, commented[1]!)
  return mailbox('', value)
}

function mailbox(name: string, address: string): ShownMailbox {
  const email = oneLine(address)
  const quoted = /^\s*"([^]*)"\s*$/.exec(name)
  const author = oneLine(quoted === null ? name : quoted[1]!.replace(/\\([^])/g, '$1'))
  return { author: author ?? email, email }
}
