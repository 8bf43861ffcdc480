import type { FindingCode } from './finding-codes.ts'

/** What the words of a finding may speak of. */
export interface WordArguments {
  /** How many messages or places. */
  readonly count: number
  readonly messageId: string | null
  /** Recorded position. */
  readonly recorded: number | null
  /** Present position. */
  readonly present: number | null
  /** How many recorded messages stand behind this place. */
  readonly following: number
  /** A short addition, such as another position or a value that was wrong. */
  readonly detail: string | null
}

/** The words of one finding: a line of fact, a line of consequence, a line of action. */
export interface Words {
  readonly message: string
  readonly consequence: string
  readonly hint: string
}

const ACCEPT = 'or say that it was meant: holdfast accept'
const RESTORE = `restore the bytes from a backup (holdfast repair --from), ${ACCEPT}`

function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`
}

function name({ messageId, recorded, present }: WordArguments): string {
  const id = messageId === null ? 'without a Message-ID' : `<${messageId}>`
  const position = recorded ?? present
  return position === null ? `the message ${id}` : `message ${position}, ${id},`
}

function shift({ following }: WordArguments): string {
  if (following === 0) return 'no recorded message stands behind it'
  return `numbered by position, ${counted(following, 'message')} behind it would move, and old links to them would open another message`
}

function suffix(detail: string | null): string {
  return detail === null ? '' : ` (${detail})`
}

const edited =
  (what: string) =>
  (args: WordArguments): Words => ({
    message: `${what} of ${name(args).replace(/,$/, '')} changed${suffix(args.detail)}`,
    consequence: 'its published page would show another text under the same link',
    hint: RESTORE,
  })

const noticed =
  (fact: string, consequence = '', hint = '') =>
  (args: WordArguments): Words => ({ message: `${fact}${suffix(args.detail)}`, consequence, hint })

const WORDS: Readonly<Record<FindingCode, (args: WordArguments) => Words>> = {
  deleted: (args) => ({
    message: `${name(args)} is recorded, but no longer in the list`,
    consequence: shift(args),
    hint: `restore the message (holdfast repair --from BACKUP), ${ACCEPT}`,
  }),
  inserted: (args) => ({
    message:
      args.detail === null
        ? `${name(args)} stands between recorded messages, but was never recorded`
        : `${name(args)} is back in the list, but ${args.detail}`,
    consequence: shift(args),
    hint: `move it to the end of the list, ${ACCEPT}`,
  }),
  duplicated: (args) => ({
    message: `${name(args)} is a second copy of message ${args.detail ?? ''}`.trimEnd(),
    consequence: shift(args),
    hint: `take the copy out (holdfast repair --remove-inserted), ${ACCEPT}`,
  }),
  moved: (args) => ({
    message: `${name(args)} was moved to position ${args.present ?? '?'}`,
    consequence: 'numbered by position, every message between the two places would move too',
    hint: `put it back (holdfast repair), ${ACCEPT}`,
  }),
  replaced: (args) => ({
    message: `${name(args)} is gone, and another message stands in its place`,
    consequence: 'its link would open the other message',
    hint: RESTORE,
  }),
  split: (args) => ({
    message: `message ${args.recorded ?? '?'} was cut in two: a From_ line inside it begins a new entry`,
    consequence: shift(args),
    hint: `put a > in front of that From_ line (holdfast repair), ${ACCEPT}`,
  }),
  merged: (args) => ({
    message: `${name(args)} was swallowed by the message before it: its From_ line no longer separates them`,
    consequence: shift(args),
    hint: `restore the From_ line and the empty line before it (holdfast repair), ${ACCEPT}`,
  }),
  'header-edited': edited('the header'),
  'body-edited': edited('the body'),
  'from-line-edited': (args) => ({
    message: `the From_ line of ${name(args).replace(/,$/, '')} changed`,
    consequence: 'archivers that date a message by its From_ line may put it in another volume',
    hint: RESTORE,
  }),
  'message-id-changed': (args) => ({
    message: `the Message-ID of ${name(args).replace(/,$/, '')} changed${suffix(args.detail)}`,
    consequence:
      'replies no longer find it, and archivers that make links from it would give it another link',
    hint: RESTORE,
  }),
  'charset-changed': (args) => ({
    message: `letters beyond ASCII in ${name(args).replace(/,$/, '')} are other bytes than those recorded`,
    consequence: 'its page would show wrong letters: an editor probably saved the file in another charset',
    hint: RESTORE,
  }),
  'whitespace-changed': (args) => ({
    message: `blanks or line breaks inside ${name(args).replace(/,$/, '')} changed`,
    consequence: 'tables, patches and signatures on its page may break',
    hint: RESTORE,
  }),
  'quoting-changed': (args) => ({
    message: `the > before a From line in ${name(args).replace(/,$/, '')} was added or taken away`,
    consequence: 'a From line without > may cut the message in two for archivers that split at any From line',
    hint: RESTORE,
  }),
  truncated: (args) => ({
    message: `the file ends inside message ${args.recorded ?? '?'}`,
    consequence: 'the rest of it, and what stood behind it, is missing: a full disk or a broken copy',
    hint: 'restore the file from a backup; accept only if the rest is really lost',
  }),
  loss: (args) => ({
    message: `${counted(args.count, 'recorded message is', 'recorded messages are')} missing at once${suffix(args.detail)}`,
    consequence: 'a rebuild would take all their pages away',
    hint: 'check that every part of the list was given, and restore what is missing; holdfast accept wants --loss with this number',
  }),
  'redaction-undone': (args) => ({
    message: `what was redacted is back in ${name(args).replace(/,$/, '')}${suffix(args.detail)}`,
    consequence: 'its page would show again what was taken down',
    hint: 'an old backup was restored: redact it again with holdfast redact',
  }),
  'nul-block': noticed(
    'a block of NUL bytes',
    'the disk or file system lost data here',
    `restore these bytes from a backup, ${ACCEPT}`,
  ),
  'byte-order-mark': noticed(
    'a UTF-8 byte-order mark stands before a From_ line',
    'Pipermail and MHonArc do not see that From_ line: every later number would be one lower',
    `take the three bytes EF BB BF out (holdfast repair), ${ACCEPT}`,
  ),
  'not-an-mbox': noticed(
    'no message found: this is not an mbox file',
    'nothing of it can be published',
    'give an mbox file, or another --separator if its From_ lines have no date',
  ),
  'folder-internal-data': noticed(
    "a mail program's own record stands in the list as a message",
    'it would be published and take a number',
    `take it out if it was never published, ${ACCEPT}`,
  ),
  'gzip-damaged': noticed(
    'the compressed data is damaged',
    'what stands behind the damage can not be read',
    'restore the file from a backup',
  ),
  'gzip-truncated': noticed(
    'the compressed file ends too early',
    'its last messages can not be read',
    'restore the file from a backup',
  ),
  'line-endings-changed': (args) => ({
    message: `line ends changed in ${counted(args.count, 'message')}`,
    consequence: '',
    hint: 'no page changes; holdfast accept records the new bytes',
  }),
  'reader-fields-changed': (args) => ({
    message: `fields that mail programs add (Status, Content-Length and the like) changed in ${counted(args.count, 'message')}`,
    consequence: '',
    hint: 'no page changes; holdfast accept records the new bytes',
  }),
  'trailing-whitespace-changed': (args) => ({
    message: `blank lines at the end of ${name(args).replace(/,$/, '')} changed`,
    consequence: 'without an empty line at its end, the next message may be swallowed',
    hint: 'end the file with an empty line, or accept',
  }),
  'suspect-from-line': noticed(
    'a line begins with From, but does not separate messages here',
    'Pipermail, MHonArc and HyperKitty would begin a new message at it',
    'put a > in front of it if it belongs to the text; mend its date if it begins a message',
  ),
  'unseparated-message': noticed(
    'a From_ line with a date and header fields follows without an empty line before it',
    'a message may be hidden in the one before it',
    'put an empty line before it if it begins a message, or a > in front of it if it is text',
  ),
  'ambiguous-from-line': noticed(
    'a From_ line separates messages here, but no header field follows',
    'it may be text, and the message a piece of the one before it',
    'put a > in front of it if it is text',
  ),
  'glued-from-line': noticed(
    'a From_ line stands behind other bytes in the same line',
    'the message that it begins is hidden in the one before it',
    'take the bytes before it out, so that it begins a line',
  ),
  preamble: noticed(
    'bytes stand before the first message',
    'archivers drop them in silence; a message with a damaged From_ line may be among them',
    'mend or remove them',
  ),
  'duplicate-message-id': (args) => ({
    message: `${name(args)} has a Message-ID that another message of the list has${suffix(args.detail)}`,
    consequence: 'archivers that make links from Message-IDs show only one of the two',
    hint: '',
  }),
  'missing-message-id': noticed(
    'no Message-ID',
    'Mailman makes a new one at every rebuild; Holdfast derives a lasting ID from the content',
  ),
  'multiple-message-id': noticed('more than one Message-ID field; the first counts'),
  'malformed-message-id': noticed(
    'the Message-ID is no left@right in angle brackets; its bytes are kept as they are',
  ),
  'message-id-case-twins': noticed(
    'the Message-ID differs from another only in upper and lower case',
    'servers and disks that ignore case take the two for one',
  ),
  'readers-disagree': noticed(
    'a second mbox reader sees other messages here',
    'one of the two readers is wrong: other programs may number this list otherwise',
    'look at this place, and report it if the file is right',
  ),
  'not-cross-checked': noticed('a second mbox reader was not asked here'),
  'empty-file': noticed('the file is empty'),
  'nul-bytes': noticed('NUL bytes', 'some programs end the message at them'),
  'doubled-cr': noticed('lines end in CR CR LF', 'the file was converted twice', 'convert it back'),
  'binary-bytes': noticed('the file holds binary data'),
  'content-length-conflict': noticed(
    'Content-Length and From_ lines disagree on where the message ends',
    'programs that trust Content-Length see other messages here',
  ),
  'gzip-trailing-bytes': noticed('bytes stand behind the compressed data; they are ignored'),
  'malformed-header': noticed('a line in the header is no field'),
  'no-header': noticed('the message has no header'),
  'unclosed-multipart': noticed('the closing boundary of a multipart message is missing'),
  'missing-date': noticed('no Date field'),
  'unreadable-date': noticed('the Date field can not be read'),
  'missing-from': noticed('no From field'),
  'no-body': noticed('the message has no body'),
  'invalid-utf8': noticed('8-bit bytes that are not UTF-8 and have no charset declared'),
  'long-line': noticed('a line is longer than 998 bytes'),
  'bare-cr': noticed('a CR stands without LF'),
  'mixed-line-endings': noticed('some lines end in LF, some in CR LF'),
  'crlf-line-endings': noticed('lines end in CR LF'),
  'no-final-newline': noticed('the file does not end with a line end'),
  appended: (args) => ({
    message: `${counted(args.count, 'new message')} at the end of the list`,
    consequence: '',
    hint: '',
  }),
  'unfinished-message': (args) => ({
    message:
      args.recorded === null
        ? 'the last message seems to be still being written; it is held back until it is whole'
        : `message ${args.recorded}, the last when it was recorded, has grown at its end`,
    consequence: '',
    hint:
      args.recorded === null
        ? 'run again later; accept this finding by its ref if the message will never grow'
        : '',
  }),
  compressed: noticed('the file is gzipped; its decompressed bytes count'),
  'archiver-crash': (args) => ({
    message: `the archiver stops at ${name(args).replace(/,$/, '')}${suffix(args.detail)}`,
    consequence: `a full rebuild would publish nothing of ${counted(args.count, 'message')}`,
    hint: 'mend the message, or take it out of what is given to the archiver',
  }),
  'archiver-no-page': (args) => ({
    message: `${name(args).replace(/,$/, '')} would have no page${suffix(args.detail)}`,
    consequence: 'a full rebuild leaves it out, and links to it lead nowhere',
    hint: '',
  }),
  'archiver-extra-page': (args) => ({
    message: `a page would be made of text ${
      args.present === null ? 'before the first message' : `inside ${name(args).replace(/,$/, '')}`
    }${suffix(args.detail)}`,
    consequence:
      'a piece of text would be published as a message, and take a number where pages are numbered',
    hint: 'put a > in front of its From line if it is text',
  }),
  'archiver-unknown-path': (args) => ({
    message: `the address of ${name(args).replace(/,$/, '')} cannot be known before${suffix(args.detail)}`,
    consequence: '',
    hint: '',
  }),
}

/**
 * The words for a finding, in English: what happened, what it breaks, what to do.
 *
 * Programs read the code and the fields, never the words: those may change with any release.
 */
export function wordsFor(code: FindingCode, args: WordArguments): Words {
  return WORDS[code](args)
}
