/** A message of the list whose Hypermail archive {@link hypermailTree} lays out, in words of our own. */
interface ListedMessage {
  readonly id: string | null
  readonly name: string
  readonly subject: string
  readonly text: string
  /** Index of the message that it answers. */
  readonly answers?: number
  /** Name of a picture that comes with it. */
  readonly picture?: string
}

/** A dozen of messages: one without a Message-ID and one with an ID that was used before, to which Hypermail gives no page. */
const LIST: readonly ListedMessage[] = [
  { id: 'beans-1@example.org', name: 'Ann Leek', subject: 'Beans', text: 'When do the runner beans go out here?' },
  { id: 'beans-2@example.org', name: 'Bo Marl', subject: 'Re: Beans', text: 'After the ice saints, never before.', answers: 0 },
  { id: null, name: 'Cron', subject: 'nightly', text: 'Nothing was done in the night.' },
  { id: 'slugs--1@example.org', name: 'Cleo Fern', subject: 'Slugs <here>', text: 'They ate every lettuce & the dahlias.' },
  { id: 'beans-3@example.org', name: 'Ann Leek', subject: 'Re: Beans', text: 'Thank you, so I shall wait a week more.', answers: 1 },
  { id: 'slugs-2@example.org', name: 'Dan Ash', subject: 'Re: Slugs <here>', text: 'Put sheep wool around the young plants.', answers: 3 },
  { id: 'beans-1@example.org', name: 'Eve Moss', subject: 'Something else', text: 'My program uses identifiers twice.' },
  { id: 'plan-1@example.org', name: 'Flo Reed', subject: 'Plan of the beds', text: 'The plan comes with this message.', picture: 'plan.png' },
  { id: 'plan-2@example.org', name: 'Bo Marl', subject: 'Re: Plan of the beds', text: 'The third bed lies in the shade all day.', answers: 7 },
  { id: 'frost-1@example.org', name: 'Gus Thorn', subject: 'Frost tonight', text: 'Cover what is out: minus two is forecast.' },
  { id: 'frost-2@example.org', name: 'Ann Leek', subject: 'Re: Frost tonight', text: 'All is covered, with old curtains.', answers: 9 },
  { id: 'compost-1@example.org', name: 'Hal Stone', subject: 'Compost', text: 'Free compost at the gate on Saturday.' },
] // prettier-ignore

/** Files of a tree by path, and the mbox that it was made from. */
export interface HypermailTree {
  readonly mbox: string
  readonly files: Readonly<Record<string, string>>
  /** Paths of the message pages, in the order of their numbers. */
  readonly pages: readonly string[]
}

/** The archive that Hypermail 2 publishes of a list: numbered pages with their comments, four indexes, an attachment. */
export function hypermailTree(): HypermailTree {
  const used = new Set<string>()
  const shown = LIST.flatMap((message, at) => {
    if (message.id === null || used.has(message.id)) return []
    used.add(message.id)
    return [{ ...message, id: message.id, at, number: used.size - 1 }]
  })
  const numbers = new Map(shown.map(({ at, number }) => [at, number]))
  const files: Record<string, string> = {}
  for (const message of shown) files[pathOf(message.number)] = pageOf(message, numbers)
  for (const { number, picture } of shown) {
    if (picture !== undefined) files[`att-${fourDigits(number)}/${picture}`] = 'a picture'
  }
  const rows = shown.map(
    ({ number, subject, name }) =>
      `<li><a href="${pathOf(number)}"><strong>${escaped(subject)}</strong></a>&nbsp;<a name="${number}"><em>${name}</em></a></li>`,
  )
  for (const [file, title] of [
    ['index.html', 'by thread'],
    ['date.html', 'by date'],
    ['author.html', 'by author'],
    ['subject.html', 'by subject'],
  ]) {
    files[file!] =
      `<html><head><title>garden: ${title}</title>\n<meta name="generator" content="hypermail 2.1.5"></head><body>\n` +
      `<a name="start"></a><ul>\n${rows.join('\n')}\n</ul><a name="end"></a></body></html>\n`
  }
  return { mbox: LIST.map(entryOf).join(''), files, pages: shown.map(({ number }) => pathOf(number)) }
}

const fourDigits = (number: number): string => String(number).padStart(4, '0')
const pathOf = (number: number): string => `${fourDigits(number)}.html`
const addressOf = (name: string): string => `${name.split(' ')[0]!.toLowerCase()}@example.org`
const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
/** No comment may hold two hyphens. */
const inComment = (text: string): string => (text.includes('--') ? text.replaceAll('-', '&ndash;') : text)
const timeOf = (at: number): string => `10:${String(at).padStart(2, '0')}:00`

function entryOf({ id, name, subject, text, answers, picture }: ListedMessage, at: number): string {
  const head = [
    `From ${addressOf(name)} Mon May  6 ${timeOf(at)} 2002`,
    `From: ${name} <${addressOf(name)}>`,
    `Date: Mon, 06 May 2002 ${timeOf(at)} +0000`,
    `Subject: ${subject}`,
    ...(id === null ? [] : [`Message-ID: <${id}>`]),
    ...(answers === undefined ? [] : [`In-Reply-To: <${LIST[answers]!.id!}>`]),
  ]
  if (picture === undefined) return `${head.join('\n')}\n\n${text}\n\n`
  const part = `--b\nContent-Type: image/png; name="${picture}"\nContent-Transfer-Encoding: base64\n\nYSBwaWN0dXJl\n--b--`
  return `${head.join('\n')}\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\n${text}\n${part}\n\n`
}

interface ShownMessage extends ListedMessage {
  readonly id: string
  readonly at: number
  readonly number: number
}

function pageOf(
  { id, name, subject, text, answers, picture, at, number }: ShownMessage,
  numbers: ReadonlyMap<number, number>,
): string {
  const email = addressOf(name).replace('@', '_at_')
  const stamp = `20020506${timeOf(at).replaceAll(':', '')}`
  const comments = [
    ['received', `Mon May  6 ${timeOf(at)} 2002`],
    ['isoreceived', stamp],
    ['sent', `Mon, 06 May 2002 ${timeOf(at)} +0000`],
    ['isosent', stamp],
    ['name', name],
    ['email', email],
    ['subject', escaped(subject)],
    ['id', id.replace('@', '_at_')],
    ['charset', 'us-ascii'],
    ...(answers === undefined ? [] : [['inreplyto', LIST[answers]!.id!.replace('@', '_at_')]]),
  ].map(([key, value]) => `<!-- ${key!}="${inComment(value!)}" -->`)
  const parent = answers === undefined ? undefined : numbers.get(answers)
  const reply = parent === undefined ? '' : `<li>answers <a href="${pathOf(parent)}">an older one</a></li>`
  const attached =
    picture === undefined
      ? ''
      : `<ul><li>picture: <a href="att-${fourDigits(number)}/${picture}">${picture}</a></li></ul>`
  return `<html><head><title>garden: ${escaped(subject)}</title>
<meta name="generator" content="hypermail 2.1.5">
<meta name="Author" content="${name} (${email})">
<meta name="Subject" content="${escaped(subject)}"></head><body>
<h1>${escaped(subject)}</h1>
${comments.join('\n')}
<p><strong>From:</strong> ${name} (<a href="mailto:${email}?Subject=${encodeURIComponent(`Re: ${subject}`)}"><em>${email}</em></a>)</p>
<ul><li><a href="date.html#${number}">by date</a> <a href="index.html#${number}">by thread</a></li>${reply}</ul>
<!-- body="start" -->
<p>${escaped(text)}<br>
${attached}
<!-- body="end" -->
</body></html>
`
}
