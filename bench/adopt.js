// Adopts a Pipermail-like tree of many pages, which it makes first: time, pages a second, peak memory.
//
// Each page is laid out as Mailman 2.1.39 does; there are four indexes and a monthly text a volume. One page in fifty shows no
// Message-ID, so that it must be matched by witnesses.
//
//   npm run build && node bench/adopt.js [--pages 20000] [--keep]

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { adoptArchive } from '../dist/node/adopt-archive.js'

const MONTHS = 'January February March April May June July August September October November December'.split(
  ' ',
)
const WORDS =
  'prune the roses in early spring before leaves come out and water them at dusk with rain from barrels'.split(
    ' ',
  )
/** Without a Message-ID on the page. */
const NAMELESS = 50

const bodyOf = (n) =>
  Array.from(
    { length: 150 },
    (_, word) => `${WORDS[(n * 7 + word * (n + 3)) % WORDS.length]}${(n * 31 + word * 17) % 997}`,
  )
    .join(' ')
    .replace(/(.{50,70}) /g, '$1\n')

/** The n-th message: one each three hours from 2001 on. */
function message(n) {
  const date = new Date(Date.UTC(2001, 0, 1) + n * 10_800_000)
  const [weekday, day, month, year, time] = date.toUTCString().replace(',', '').split(' ')
  return {
    id: `n${n}@lists.example.org`,
    subject: `Topic ${n % 3000} in the garden`,
    author: `Person ${n % 400}`,
    email: `person${n % 400}@example.org`,
    epoch: date.getTime() / 1000,
    asctime: `${weekday} ${month} ${String(Number(day)).padStart(2)} ${time}`,
    rfc: `${weekday}, ${day} ${month} ${year} ${time} +0000`,
    year,
    volume: `${year}-${MONTHS[date.getUTCMonth()]}`,
    body: bodyOf(n),
  }
}

const entryOf = (m) =>
  `From ${m.email} ${m.asctime} ${m.year}\nFrom: ${m.author} <${m.email}>\nSubject: ${m.subject}\nDate: ${m.rfc}\nMessage-ID: <${m.id}>\n\n${m.body}\n\n`

function pageOf(m, n) {
  const id = n % NAMELESS === 0 ? '' : `&In-Reply-To=${encodeURIComponent(`<${m.id}>`)}`
  const link = `mailto:list%40lists.example.org?Subject=Re%3A%20${encodeURIComponent(m.subject)}${id}`
  const sorted = ['date', 'thread', 'subject', 'author'].map(
    (by) => `              <a href="${by}.html#${n}">[ ${by} ]</a>`,
  )
  return `<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN">
<HTML>
 <HEAD>
   <TITLE> ${m.subject}
   </TITLE>
   <LINK REL="Index" HREF="index.html" >
   <LINK REL="made" HREF="${link}">
   <META NAME="robots" CONTENT="index,nofollow">
   <META http-equiv="Content-Type" content="text/html; charset=us-ascii">
 </HEAD>
 <BODY BGCOLOR="#ffffff">
   <H1>${m.subject}</H1>
    <B>${m.author}</B>${' '}
    <A HREF="${link}"
       TITLE="${m.subject}">${m.email.replace('@', ' at ')}
       </A><BR>
    <I>${m.asctime} UTC ${m.year}</I>
    <P><UL>
         <LI> <B>Messages sorted by:</B>${' '}
${sorted.join('\n')}
         </LI>
       </UL>
    <HR>${'  '}
<!--beginarticle-->
<PRE>${m.body}
</PRE>

<!--endarticle-->
    <HR>
</body></html>
`
}

const fileOf = (n) => `${String(n).padStart(6, '0')}.html`

function indexOf(numbers, list, by) {
  const rows = numbers.map((n) => {
    const comment = by === 'thread' ? `<!--0 ${String(list[n].epoch).padStart(11, '0')}.${n}- -->\n` : ''
    return `${comment}<LI><A HREF="${fileOf(n)}">${list[n].subject}\n</A><A NAME="${n}">&nbsp;</A>\n<I>${list[n].author}\n</I>\n`
  })
  return `<HTML><HEAD><TITLE>The Archive by ${by}</TITLE></HEAD><BODY><ul>\n${rows.join('\n')}</ul></BODY></HTML>\n`
}

function textOf(m) {
  const email = m.email.replace('@', ' at ')
  return `From ${email}  ${m.asctime} ${m.year}\nFrom: ${email} (${m.author})\nDate: ${m.rfc}\nSubject: ${m.subject}\nMessage-ID: <${m.id}>\n\n${m.body}\n\n`
}

function makeTree(folder, pages) {
  const list = Array.from({ length: pages }, (_, n) => message(n))
  const volumes = new Map()
  for (const [n, { volume }] of list.entries()) volumes.set(volume, [...(volumes.get(volume) ?? []), n])
  for (const [volume, numbers] of volumes) {
    mkdirSync(join(folder, 'tree', volume), { recursive: true })
    for (const n of numbers) writeFileSync(join(folder, 'tree', volume, fileOf(n)), pageOf(list[n], n))
    for (const by of ['thread', 'date', 'subject', 'author']) {
      writeFileSync(join(folder, 'tree', volume, `${by}.html`), indexOf(numbers, list, by))
    }
    writeFileSync(join(folder, 'tree', `${volume}.txt`), numbers.map((n) => textOf(list[n])).join(''))
  }
  writeFileSync(join(folder, 'list.mbox'), list.map(entryOf).join(''))
}

const { values } = parseArgs({
  options: { pages: { type: 'string', default: '20000' }, keep: { type: 'boolean', default: false } },
})
const pages = Number(values.pages)
const folder = mkdtempSync(join(tmpdir(), 'holdfast-bench-'))
try {
  makeTree(folder, pages)
  const cpu = process.cpuUsage()
  const start = performance.now()
  const { matches, findings } = await adoptArchive({
    tree: join(folder, 'tree'),
    mbox: [join(folder, 'list.mbox')],
    archiver: 'pipermail',
  })
  const seconds = (performance.now() - start) / 1000
  const { user, system } = process.cpuUsage(cpu)
  const by = (kind) => matches.filter((match) => match.by === kind).length
  const processor = (user + system) / 1e6
  console.log(
    `${matches.length} pages: ${by('id')} by id, ${by('witness')} by witnesses, ${findings.length} findings`,
  )
  console.log(`${seconds.toFixed(1)} s on the wall, ${(pages / seconds).toFixed(0)} pages/s`)
  console.log(`${processor.toFixed(1)} s of processor, ${(pages / processor).toFixed(0)} pages/s`)
  console.log(`${Math.round(process.resourceUsage().maxRSS / 1024)} MiB at most`)
} finally {
  if (!values.keep) rmSync(folder, { recursive: true, force: true })
}
