/**
 * Reads a thread file: hand-written mail in a form that is quick to write and to read.
 *
 * `# YYYY-MM-DD HH:MM Subject` opens a thread, at the opener's local time. `@person <N +5h option ...` opens
 * a message: an answer to the N-th message of the thread, sent that long after it. `~subject ...` changes
 * the subject. Then come paragraphs; lines that begin `|` stand as they are, and `[N]` alone quotes the
 * N-th paragraph of the parent.
 */
export function readThreads(source, file) {
  const threads = []
  let thread
  let message
  for (const [at, line] of source.split('\n').entries()) {
    const fail = (why) => new Error(`${file}:${at + 1}: ${why}`)
    if (/^# \d/.test(line)) {
      const [, start, subject] = /^# (\S+ \S+) (.+)$/.exec(line) ?? []
      thread = { start, subject, messages: [] }
      threads.push(thread)
      message = undefined
    } else if (/^@\w/.test(line)) {
      message = readMessageLine(line, fail)
      thread.messages.push(message)
    } else if (line.startsWith('~subject ')) {
      message.subject = line.slice(9)
    } else if (message !== undefined) {
      addLine(message, line)
    } else if (line !== '') {
      throw fail('text outside a message')
    }
  }
  return threads
}

function readMessageLine(line, fail) {
  const [who, ...words] = line.slice(1).trim().split(/\s+/)
  const message = { who, parent: null, delay: 0, options: {}, paragraphs: [], gap: true }
  for (const word of words) {
    if (word.startsWith('<')) message.parent = Number(word.slice(1)) - 1
    else if (word.startsWith('+')) message.delay = minutes(word.slice(1), fail)
    else {
      const [name, value = true] = word.split(/=(.*)/s)
      message.options[name] = value
    }
  }
  return message
}

/** Minutes of `30m`, `5h` or `2d`. */
export function minutes(text, fail = (why) => new Error(why)) {
  const [, count, unit] = /^(\d+)([mhd])$/.exec(text) ?? []
  if (unit === undefined) throw fail(`no length of time: ${text}`)
  return Number(count) * { m: 1, h: 60, d: 1440 }[unit]
}

function addLine(message, line) {
  const last = message.paragraphs.at(-1)
  const verbatim = line.startsWith('|')
  if (line === '') message.gap = true
  else if (!message.gap && last.verbatim === verbatim)
    last.text += verbatim ? `\n${line.slice(1)}` : ` ${line}`
  else {
    message.paragraphs.push({ verbatim, text: verbatim ? line.slice(1) : line })
    message.gap = false
  }
}
