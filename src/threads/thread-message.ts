/** What threading reads of one message: plain values, decoded by the caller. */
export interface ThreadMessage {
  /** Stable ID. Not used to link; it travels with the record so that a caller can find its message again. */
  readonly id: string
  /** Message-ID without angle brackets; null (or empty) where there is none. */
  readonly messageId: string | null
  /** msg-ids of In-Reply-To, in field order, without brackets. */
  readonly inReplyTo: readonly string[]
  /** msg-ids of References, in field order, without brackets. Only the last {@link MAX_REFERENCES} count. */
  readonly references: readonly string[]
  /** Subject with its encoded words decoded. */
  readonly subject: string
  /** Resolved date in seconds since 1970-01-01 UTC; null takes the date of a neighbour in the list. */
  readonly date: number | null
  /** Place in the list, from 0; decides between equals, and which of two messages held an id first. */
  readonly position: number
}

/**
 * How many msg-ids of one message are looked at: the last ones, which stand nearest to it.
 *
 * A sender controls how many there are. RFC 5537 section 3.4.4 lets software cut a long References field from its
 * middle, and real fields seldom pass 100; ids further up would add nothing but ghosts.
 */
export const MAX_REFERENCES = 200
