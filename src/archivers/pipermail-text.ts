import { decodeHeaderText } from '../charsets/decode-header-text.ts'
import { oneLine } from './html-events.ts'
import { latin1Bytes, latin1Text, readShownId } from './page-bytes.ts'
import type { MonthlyRecord, MonthlyText } from './published-tree.ts'

/** How Pipermail opens a record: the address, obscured or not, two blanks, and a C date of the server's own time. */
const FROM_LINE_END = / \S+ \S+ +\d{1,2} \d\d:\d\d:\d\d \d{4}\r?$/
/** No C date with its carriage return is longer. */
const LONGEST_DATE = 60
/** The fields that Pipermail writes, in its order: From, Date and Subject always, the others where the message has them. */
const FIELD = /^(From|Date|Subject|In-Reply-To|References|Message-ID):[ \t]?([^]*)$/i

/**
 * Reads the text that Pipermail keeps of a volume: one record for each message, in the order of their numbers.
 *
 * Bodies stand there unquoted, so a `From ` line begins a record only where it has Pipermail's own form and the From field
 * of a record follows it. Message-IDs whose `@` was obscured are put right.
 *
 * @param bytes - Unzipped.
 * @param madeUp - What IDs look like that the archiver makes up: these are left out.
 */
export function readMonthlyText(path: string, bytes: Uint8Array, madeUp: RegExp): MonthlyText {
  const text = latin1Text(bytes)
  const records: MonthlyRecord[] = []
  for (let at = text.startsWith('From ') ? 0 : nextFromLine(text, 0); at >= 0; at = nextFromLine(text, at)) {
    const lineEnd = endOfLine(text, at)
    if (
      FROM_LINE_END.test(text.slice(Math.max(at, lineEnd - LONGEST_DATE), lineEnd)) &&
      text.startsWith('From:', lineEnd + 1)
    ) {
      records.push(readRecord(text, lineEnd + 1, records.length, madeUp))
    }
  }
  return { path, volume: path.replace(/\.txt(?:\.gz)?$/i, ''), records }
}

/** The start of the next line that begins `From `, behind `at`; -1 where there is none. */
function nextFromLine(text: string, at: number): number {
  const found = text.indexOf('\nFrom ', at)
  return found < 0 ? -1 : found + 1
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at)
  return end < 0 ? text.length : end
}

function readRecord(text: string, start: number, place: number, madeUp: RegExp): MonthlyRecord {
  const fields = new Map<string, string>()
  let name: string | null = null
  for (let at = start; at < text.length;) {
    const end = endOfLine(text, at)
    const line = text.slice(at, end).replace(/\r$/, '')
    at = end + 1
    const field = FIELD.exec(line)
    if (field !== null) {
      name = field[1]!.toLowerCase()
      if (!fields.has(name)) fields.set(name, field[2]!)
    } else if (name !== null && /^[ \t]/.test(line)) fields.set(name, `${fields.get(name) ?? ''}\n${line}`)
    else break
    // The Message-ID is the last field: what follows is the body, or an empty line before it.
    if (name === 'message-id' && !/^[ \t]/.test(text.charAt(at))) break
  }
  const value = (field: string): string | null => {
    const raw = fields.get(field)
    return raw === undefined ? null : oneLine(decodeHeaderText(latin1Bytes(raw)).text)
  }
  const id = fields.get('message-id')
  return {
    place,
    messageId: id === undefined ? null : readShownId(latin1Bytes(shown(id)), madeUp).messageId,
    from: value('from'),
    date: value('date'),
    subject: value('subject'),
  }
}

/** Some lists obscure every `@` of the text. */
function shown(id: string): string {
  return id.includes('@') ? id : id.replace(/ at /, '@')
}
