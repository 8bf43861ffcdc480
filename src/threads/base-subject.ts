/** A subject without what mail programs add to it. */
export interface BaseSubject {
  /** The base subject, white space normalized, letters as written; may be empty. */
  readonly text: string
  /** A reply word such as `Re:` was removed. */
  readonly isReply: boolean
  /** `Fwd:`, `(fwd)` or `[fwd: …]` was removed. */
  readonly isForward: boolean
}

/** Settings of {@link baseSubject}. */
export interface BaseSubjectOptions {
  /** Words that mean "reply" beside `re`, in lower-case ASCII letters; none in the RFC. */
  readonly replyWords?: readonly string[]
}

/** Reply words of German, Dutch and Nordic mail programs, some of which write no References. */
export const LOCAL_REPLY_WORDS: readonly string[] = ['aw', 'antw', 'sv', 'vs']

/**
 * Extracts the base subject by RFC 5256 section 2.1, steps 1 (without decoding) to 6.
 *
 * White space runs become one blank; then `(fwd)` at the end, `Re:`, `Fw:`, `Fwd:` and `[blobs]` at the start, and
 * a surrounding `[fwd: …]` are removed until nothing more can be. A blob that is all there is stays. Case is kept:
 * compare with {@link foldAscii}. Takes time linear in the subject, however its brackets nest.
 *
 * @param subject - Decoded subject, any text.
 *
 * @example
 * baseSubject('[garden] Re: [garden] Tulips (fwd)') // => { text: 'Tulips', isReply: true, isForward: true }
 * baseSubject('[announce]') // => { text: '[announce]', isReply: false, isForward: false }
 */
export function baseSubject(subject: string, options: BaseSubjectOptions = {}): BaseSubject {
  const replyWords = options.replyWords ?? []
  const text = subject.replace(/[ \t\r\n]+/g, ' ')
  let isReply = false
  let isForward = false
  let start = 0
  let end = text.length
  // Steps 2 to 6 move two marks over one string: cutting copies would make nested brackets quadratic.
  for (;;) {
    for (;;) {
      if (end > start && text[end - 1] === ' ') end--
      else if (end - start >= 5 && equalsFolded(text, end - 5, '(fwd)')) {
        end -= 5
        isForward = true
      } else break
    }
    for (;;) {
      while (start < end && text[start] === ' ') start++
      const run = blobRun(text, start, end)
      const leader = replyOrForward(text, run.end, end, replyWords)
      if (leader !== null) {
        start = leader.end
        if (leader.isReply) isReply = true
        else isForward = true
        continue
      }
      // Step 4 takes the blobs away one by one, and the last one only if something is left.
      start = run.end < end ? run.end : run.last
      break
    }
    if (end - start < 6 || text[end - 1] !== ']' || !equalsFolded(text, start, '[fwd:')) break
    start += 5
    end--
    isForward = true
  }
  return { text: text.slice(start, end), isReply, isForward }
}

/**
 * Lower-cases the letters A to Z and nothing else.
 *
 * The tables for other letters grow with each Unicode version, so that two versions of Node could thread differently.
 *
 * @example
 * foldAscii('ÄRGER Mit X') // => 'Ärger mit x'
 */
export function foldAscii(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
}

/** `*subj-blob` from `start`: where the run ends, and where its last blob begins (`start` if there is none). */
function blobRun(text: string, start: number, end: number): { end: number; last: number } {
  let last = start
  let at = start
  for (;;) {
    const next = blobEnd(text, at, end)
    if (next === null) return { end: at, last }
    last = at
    at = next
  }
}

/** The end of the `subj-blob` at `start`: brackets, no bracket between them, and the blanks that follow. */
function blobEnd(text: string, start: number, end: number): number | null {
  if (start >= end || text[start] !== '[') return null
  let at = start + 1
  while (at < end && text[at] !== '[' && text[at] !== ']') at++
  if (at >= end || text[at] !== ']') return null
  at++
  while (at < end && text[at] === ' ') at++
  return at
}

/** The `subj-refwd` at `start`: a word, blanks, perhaps a blob, a colon. */
function replyOrForward(
  text: string,
  start: number,
  end: number,
  replyWords: readonly string[],
): { end: number; isReply: boolean } | null {
  const isWord = (word: string) => start + word.length < end && equalsFolded(text, start, word)
  const after = (word: string): number | null => {
    if (!isWord(word)) return null
    let at = start + word.length
    while (at < end && text[at] === ' ') at++
    at = blobEnd(text, at, end) ?? at
    return at < end && text[at] === ':' ? at + 1 : null
  }
  for (const word of ['re', ...replyWords]) {
    const reply = after(word)
    if (reply !== null) return { end: reply, isReply: true }
  }
  const forward = after('fwd') ?? after('fw')
  return forward === null ? null : { end: forward, isReply: false }
}

/** Whether `text` holds the lower-case ASCII `word` at `start`, in any case. */
function equalsFolded(text: string, start: number, word: string): boolean {
  for (let at = 0; at < word.length; at++) {
    const code = text.charCodeAt(start + at)
    if ((code >= 0x41 && code <= 0x5a ? code + 0x20 : code) !== word.charCodeAt(at)) return false
  }
  return true
}
