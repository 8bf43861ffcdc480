import type { DisplayPart, MessageDisplay } from './message-display.ts'
import { obscureText } from './obscure-address.ts'

/**
 * Cuts the domains off all mail addresses in what a display shows: in its subject and date, in text parts and sources, in
 * the names of parts and files, and in its text for search, feeds and downloads. Messages inside it too.
 *
 * Fields of addresses and HTML are cut where they are made; the bytes of attachments stay as they came, and so does the
 * list's own address. As deep as messages stand inside one another, which displays bound.
 */
export function obscureDisplay(display: MessageDisplay): MessageDisplay {
  return {
    ...display,
    subject: obscureOrNull(display.subject),
    date: obscureOrNull(display.date),
    parts: display.parts.map(obscurePart),
    text: obscureText(display.text),
  }
}

function obscurePart(part: DisplayPart): DisplayPart {
  switch (part.kind) {
    case 'text':
      return { ...part, text: obscureText(part.text), displayName: obscureOrNull(part.displayName) }
    case 'html':
      return part
    case 'attachment': {
      const { attachment } = part
      const displayName = obscureOrNull(attachment.displayName)
      return { ...part, attachment: { ...attachment, displayName } }
    }
    case 'message':
      return { ...part, display: obscureDisplay(part.display) }
  }
}

function obscureOrNull(text: string | null): string | null {
  return text === null ? null : obscureText(text)
}
