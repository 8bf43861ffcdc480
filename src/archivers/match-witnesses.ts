import { compareBodies, looseId, sharedWords } from './match-words.ts'
import type { PageFacts } from './page-facts.ts'
import type { TreeEntry } from './tree-entry.ts'

/**
 * What can tell of itself which entry a page shows: the page's own date, sender, subject and text, the moment that
 * thread.html gives its number, the record of the monthly text, and the absence of any header section.
 */
export type Witness = 'date' | 'sender' | 'subject' | 'body' | 'thread' | 'text' | 'no-header'

/** What a page says about being an entry. */
export interface Evidence {
  /** Witnesses that say yes. */
  readonly agrees: readonly Witness[]
  /** Witnesses that say no. What can't be told stands in neither. */
  readonly denies: readonly (Witness | 'id')[]
}

/** A page and an entry this far apart are not the same message, whatever zone somebody took for whose. */
const MOST_HOURS_OFF = 26 * 3600
/** Subjects and senders are shown in many ways: so much of the shorter one is enough, so little is too little. */
const SAME_LINE = 0.7
const OTHER_LINE = 0.34

/**
 * Compares a page with an entry, witness by witness. Symmetric in nothing: the entry is the message, the page is what an
 * archiver made of one, with less in it.
 */
export function weigh(page: PageFacts, entry: TreeEntry): Evidence {
  const agrees: Witness[] = []
  const denies: (Witness | 'id')[] = []
  const say = (witness: Witness, answer: boolean | null): void => {
    if (answer !== null) (answer ? agrees : denies).push(witness)
  }
  say('date', compareMoment(page.moment, entry))
  say('thread', compareMoment(page.threadMoment, entry))
  say(
    'text',
    page.textId === null || entry.messageId === null ? null : page.textId === looseId(entry.messageId),
  )
  if (entry.isPiece) {
    say('no-header', page.subject.length === 0 && page.sender.length === 0)
  } else {
    say('sender', compareLines(page.sender, entry.sender))
    say('subject', compareLines(page.subject, entry.subject))
  }
  const bodies = compareBodies(page.body, entry.body)
  say('body', bodies === 'unknown' || (bodies === 'other' && !entry.isPlain) ? null : bodies === 'same')
  if (page.id !== null && entry.messageId !== null && page.id !== looseId(entry.messageId)) denies.push('id')
  return { agrees, denies }
}

function compareMoment(moment: number | null, { moments }: TreeEntry): boolean | null {
  if (moment === null || moments.length === 0) return null
  if (moments.includes(moment)) return true
  return moments.every((other) => Math.abs(other - moment) > MOST_HOURS_OFF) ? false : null
}

function compareLines(a: readonly string[], b: readonly string[]): boolean | null {
  const share = sharedWords(a, b)
  if (a.length === 0 || b.length === 0) return null
  if (share >= SAME_LINE) return true
  return share <= OTHER_LINE ? false : null
}

/** Witnesses that can tell one message from the next: many share a sender or a subject. */
const TELLING: ReadonlySet<Witness> = new Set(['date', 'thread', 'text', 'body', 'no-header'])

/** Whether the evidence is enough without a Message-ID: two witnesses, one of them telling, and nobody against. */
export function isEnough({ agrees, denies }: Evidence): boolean {
  return denies.length === 0 && agrees.length >= 2 && agrees.some((witness) => TELLING.has(witness))
}

/** Whether what a page itself shows is of another message, whatever its Message-ID says. */
export function isRefuted({ agrees, denies }: Evidence): boolean {
  if (denies.includes('body') && !agrees.includes('date')) return true
  const own = denies.filter((witness) => OWN.has(witness))
  return own.length >= 2 && own.length > agrees.filter((witness) => OWN.has(witness)).length
}

const OWN: ReadonlySet<string> = new Set(['date', 'sender', 'subject', 'body'])
