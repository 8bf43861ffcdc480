import { threadMessages, type ThreadOptions } from '../../src/threads/thread-messages.ts'
import type { ThreadMessage } from '../../src/threads/thread-message.ts'
import type { Threads } from '../../src/threads/threads.ts'
import { walkThread } from '../../src/threads/walk-thread.ts'

export const DAY = 86_400

/** A message with nothing in it but what a test names. */
export function mail(position: number, fields: Partial<ThreadMessage> = {}): ThreadMessage {
  return {
    id: `S${position}`,
    messageId: null,
    inReplyTo: [],
    references: [],
    subject: '',
    date: position * 60,
    position,
    ...fields,
  }
}

/**
 * Reads a list, one message a line: `id < references | subject @day`; `-` for no id, `<<` for In-Reply-To.
 * A message without a day comes a minute after the one before it in the list.
 */
export function readList(drawing: string): ThreadMessage[] {
  return lines(drawing).map((line, position) => {
    const match = /^(\S+)(?: (<<?)((?: [^|@]\S*)*))?(?: \|(?: (.*?))?)?(?: @(\S+))?$/.exec(line.trim())
    if (match === null) throw new Error(`unreadable line: ${line}`)
    const [, id, arrow, named = '', subject = '', day] = match
    const ids = named.split(' ').filter((name) => name !== '')
    return mail(position, {
      messageId: id === '-' ? null : id!,
      references: arrow === '<' ? ids : [],
      inReplyTo: arrow === '<<' ? ids : [],
      subject,
      date: day === undefined ? position * 60 : day === 'none' ? null : Number(day) * DAY,
    })
  })
}

/** Draws threads as an indented list; a ghost in parentheses, a second message with an id as `id#position`. */
export function drawThreads(messages: readonly ThreadMessage[], threads: Threads): string {
  const name = (node: number): string => {
    if (node >= threads.count) return `(${threads.ghostIds[node - threads.count] ?? '?'})`
    const { messageId, position } = messages[node]!
    const isPlain = messageId !== null && threads.imposterOf[node] === -1
    return isPlain ? messageId : `${messageId ?? '-'}#${position}`
  }
  const rows: string[] = []
  for (let thread = 0; thread < threads.roots.length; thread++) {
    for (const node of walkThread(threads, thread))
      rows.push('  '.repeat(threads.depthOf[node]!) + name(node))
  }
  return rows.join('\n')
}

/** Threads a drawn list and draws the result. */
export function threadDrawing(list: string, options?: ThreadOptions): string {
  const messages = readList(list)
  return drawThreads(messages, threadMessages(messages, options))
}

/** A drawn tree without the indentation of the test around it. */
export function tree(drawing: string): string {
  const rows = lines(drawing)
  const margin = Math.min(...rows.map((row) => row.search(/\S/)))
  return rows.map((row) => row.slice(margin)).join('\n')
}

function lines(drawing: string): string[] {
  return drawing.split('\n').filter((line) => line.trim() !== '')
}
