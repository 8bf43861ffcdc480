import { createHash } from 'node:crypto'
import type { QuotingVariant } from '../../src/mbox/quoting.ts'
import type { MessageDigests } from '../../src/message/present-message.ts'

// The definitions of docs/identity.md once more, whole-buffer and slow, sharing no code with src/. Bytes are latin1 strings.

const sha = (text: string): string =>
  createHash('sha256').update(Buffer.from(text, 'latin1')).digest('base64url')
const short = (text: string): string =>
  createHash('sha256').update(Buffer.from(text, 'latin1')).digest().subarray(0, 16).toString('base64url')
const lfEnds = (text: string): string => text.replace(/\r\n|\r/g, '\n')
const linesOf = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? []
const FIELD = /^([!-9;-~]+)[ \t]*:/
const READER =
  /^(status|x-status|x-keywords|x-uid|x-uidl|x-imap|x-imapbase|x-mozilla-.*|x-evolution.*|content-length|lines)$/i
const CONTENT =
  'From, Sender, To, Cc, Date, Subject, Message-ID, In-Reply-To, References, MIME-Version, Content-Type, Content-Transfer-Encoding'

export function referenceSplit(message: string): { head: string[]; body: string } {
  const lines = linesOf(message)
  const empty = lines.findIndex((line) => line === '\n' || line === '\r\n')
  const head = empty < 0 ? lines : lines.slice(0, empty)
  if (empty !== 0 && !head.some((line) => FIELD.test(line))) return { head: [], body: message }
  return { head, body: empty < 0 ? '' : lines.slice(empty + 1).join('') }
}

export function referenceDigests(message: string, fromLine: string, quoting: QuotingVariant): MessageDigests {
  const { head, body } = referenceSplit(message)
  const fields: { name: string; text: string }[] = []
  let current = ''
  for (const line of head) {
    const field = FIELD.exec(line)
    if (field !== null) current = field[1]!.toLowerCase()
    else if (!/^[ \t]/.test(line)) current = ''
    if (field === null && fields.length > 0 && /^[ \t]/.test(line)) fields.at(-1)!.text += line
    else fields.push({ name: current, text: line })
  }
  let canonicalHead = lfEnds(
    fields
      .filter(({ name }) => !READER.test(name))
      .map(({ text }) => text)
      .join(''),
  )
  if (canonicalHead !== '' && !canonicalHead.endsWith('\n')) canonicalHead += '\n'

  const text = lfEnds(body)
  const unquoted =
    quoting === 'mboxcl2'
      ? text
      : quoting === 'mboxrd'
        ? text.replace(/^>(>*From )/gm, '$1')
        : text.replace(/^>From /gm, 'From ')
  const canonicalBody = unquoted.replace(/\n+$/, '')

  let content = ''
  for (const wanted of CONTENT.toLowerCase().split(', ')) {
    for (const { name, text } of fields) {
      if (name !== wanted || !FIELD.test(text)) continue
      const value = text.slice(FIELD.exec(text)![0].length).replace(/[\r\n]/g, '')
      content += `${wanted}:${value.replace(/^[ \t]+|[ \t]+$/g, '')}\n`
    }
  }
  content += `\n${text.replace(/^>+From /gm, 'From ').replace(/\n+$/, '')}\n`

  return {
    raw: sha(message),
    fromLine: short(fromLine.replace(/\r?\n$/, '')),
    head: short(canonicalHead),
    headLoose: short(canonicalHead.replace(/[^!-~]/g, '')),
    body: short(canonicalBody),
    size: canonicalBody.length,
    loose: short(canonicalBody.replace(/[^!-~]/g, '')),
    dense: short(`${canonicalHead}\n${canonicalBody}`.replace(/[\x00-\x20\x7f]/g, '')),
    content: sha(content),
  }
}
