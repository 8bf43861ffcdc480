import { readFileSync } from 'node:fs'

/** The sample list, 445 messages. */
export const GARDEN_TALK = readFileSync(new URL('../fixtures/garden-talk.mbox', import.meta.url))

/** What {@link message} can be told. */
export interface MessageParts {
  readonly subject?: string
  readonly from?: string
  readonly messageId?: string
  readonly body?: string
}

/** One well-formed entry; the n-th is delivered n minutes after the first. */
export function message(n: number, parts: MessageParts = {}): string {
  const minute = String(n % 60).padStart(2, '0')
  const hour = String(Math.floor(n / 60) % 24).padStart(2, '0')
  const head = [
    `From writer${n}@example.org Mon Jan  1 ${hour}:${minute}:00 2001`,
    `From: ${parts.from ?? `Writer ${n} <writer${n}@example.org>`}`,
    `Date: Mon, 01 Jan 2001 ${hour}:${minute}:00 +0000`,
    `Subject: ${parts.subject ?? `Message ${n}`}`,
    `Message-ID: <${parts.messageId ?? `m${n}@example.org`}>`,
  ]
  return `${head.join('\n')}\n\n${parts.body ?? `The text of message ${n}.`}\n\n`
}

/** Messages `0` to `count - 1` as one mbox. */
export function mbox(count: number): string {
  return Array.from({ length: count }, (_, n) => message(n)).join('')
}

/** The same without the messages at these positions. */
export function mboxWithout(count: number, positions: readonly number[]): string {
  const all = Array.from({ length: count }, (_, n) => message(n))
  return all.filter((_, n) => !positions.includes(n)).join('')
}

/** The page of {@link message} `n` as Pipermail publishes it, in words of our own. */
export const pipermailPage = (n: number): string =>
  `<HTML><HEAD><TITLE> Message ${n}\n</TITLE>
<LINK REL="made" HREF="mailto:garden%40example.org?Subject=Re%3A%20Message%20${n}&In-Reply-To=%3Cm${n}%40example.org%3E">
</HEAD><BODY><H1>Message ${n}</H1><B>Writer ${n}</B>
<I>Mon Jan  1 00:0${n}:00 UTC 2001</I>
<!--beginarticle-->
<PRE>The text of message ${n}.
</PRE>
<!--endarticle-->
</BODY></HTML>`
