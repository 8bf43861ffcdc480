import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { rebuildArchive } from '../../src/node/rebuild-archive.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-addresses-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Where mail shows addresses, each place with one of its own. */
const PLACES = [
  'sender', 'sender without a name', 'to', 'cc', 'subject', 'date', 'text', 'quote', 'brackets', 'url', 'mailto', 'patch', 'signature',
  'flowed', 'html text', 'html link', 'html url', 'html alt', 'html alone', 'inner from', 'inner subject', 'inner text', 'report', 'part name', 'file name', 'source',
  'last part', 'no head',
] as const // prettier-ignore

function mailbox(at: Readonly<Record<(typeof PLACES)[number], string>>): string {
  const mail = (seq: number, head: string, body: string) =>
    `From MAILER-DAEMON Mon Mar  5 06:07:0${seq} 2001\nMessage-ID: <m${seq}@ids.invalid>\n${head}\n\n${body}\n\n`
  const multipart = (type: string) => `MIME-Version: 1.0\nContent-Type: multipart/${type}; boundary=b`
  const date = 'Date: Mon, 5 Mar 2001 06:07:08 +0000'
  return [
    mail(
      1,
      `From: Ann <${at.sender}>\nTo: ${at.to}\nCc: <${at.cc}>\nSubject: about ${at.subject}\n${date} (${at.date})`,
      `Write to ${at.text}.\n> ${at.quote} wrote\n<${at.brackets}>\nhttps://x.invalid/?u=${at.url}&b=c\nmailto:${at.mailto}\n\n` +
        `--- a/x\n+++ b/x\n@@ -1 +1 @@\n-${at.patch}\n+b\n\n-- \n${at.signature}`,
    ),
    mail(
      2,
      `From: ${at['sender without a name']}\nSubject: two\n${date}\n${multipart('mixed')}`,
      [
        `--b\nContent-Type: text/plain; format=flowed; name="${at['part name']}"\n\nlong \n${at.flowed}`,
        `--b\nContent-Type: multipart/alternative; boundary=c\n\n--c\nContent-Type: text/html\n\n<p>${at['html text']} <a href="mailto:${at['html link']}">x</a> <a href="https://x.invalid/${at['html url']}">y</a> <img src="http://x.invalid/" alt="${at['html alt']}">\n--c--`,
        `--b\nContent-Type: text/html\n\n<table><td>${at['html alone']}</table>`,
        `--b\nContent-Type: message/rfc822\n\nFrom: Bob <${at['inner from']}>\nSubject: ${at['inner subject']}\n\n${at['inner text']}`,
        `--b\nContent-Type: message/delivery-status\n\nFinal-Recipient: rfc822; ${at.report}`,
        `--b\nContent-Type: application/zip\nContent-Disposition: attachment; filename="${at['file name']}.zip"\n\nzip`,
        `--b\nContent-Type: text/plain\n\n${at['last part']}\n--b--`,
      ].join('\n'),
    ),
    mail(
      3,
      `From: Cid <c@ids.invalid>\nSubject: three\n${date}\n${multipart('mixed')}`,
      `no parts: ${at.source}\n\nFrom the hills\n\n${at['no head']}`,
    ),
  ].join('')
}

/** Every file of the site, gzipped ones as their content. */
async function site(mbox: string, addresses: 'obscured' | 'shown'): Promise<ReadonlyMap<string, string>> {
  for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true })
  const file = join(folder, 'list.mbox')
  const out = join(folder, 'site')
  writeFileSync(file, mbox)
  const options = { mbox: [file], out, ledger: join(folder, 'l.ledger'), list: 'l', now: '2007-01-01T00:00:00Z' }
  // `any` makes an entry without a head of the line in the third message.
  await rebuildArchive({ ...options, addresses, jobs: 1, separator: 'any' })
  const paths = readdirSync(out, { recursive: true, encoding: 'utf8' }).filter((path) => statSync(join(out, path)).isFile())
  return new Map(
    paths.map((path) => {
      const bytes = readFileSync(join(out, path))
      return [path, (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString()]
    }),
  )
} // prettier-ignore

const word = fc.stringMatching(/^[a-z][a-z0-9]{1,7}$/)
const addresses = fc
  .uniqueArray(
    fc.tuple(fc.stringMatching(/^[a-z0-9]([a-z0-9._+-]{0,8}[a-z0-9])?$/), word, fc.constantFrom('org', 'co.uk', 'example', 'museum')),
    { minLength: PLACES.length, maxLength: PLACES.length, selector: ([local]) => local },
  )
  .map((all) => all.map(([local, name, top], place) => `p${place}q${local}@${name}.${top}`)) // prettier-ignore

test('no whole address of any place of mail stands in any file of a site, unless they are to be shown', async () => {
  await fc.assert(
    fc.asyncProperty(addresses, async (all) => {
      const at = Object.fromEntries(PLACES.map((place, index) => [place, all[index]!])) as Parameters<typeof mailbox>[0]
      const mbox = mailbox(at)
      const [obscured, shown] = [await site(mbox, 'obscured'), await site(mbox, 'shown')]
      const holding = (files: ReadonlyMap<string, string>, what: string) =>
        [...files].filter(([, text]) => text.includes(what)).map(([path]) => path)
      for (const place of PLACES) {
        expect(holding(obscured, at[place]), place).toEqual([])
          expect(holding(shown, at[place]).length, place).toBeGreaterThan(0)
        const [local] = at[place].split('@')
        const isLink = place === 'html link' || place === 'html url'
        if (!isLink) expect(holding(obscured, local!).length, place).toBeGreaterThan(0)
      }
      // Its own identity stays, and what programs get is looked at too.
      expect(holding(obscured, 'm1@ids.invalid').length).toBeGreaterThan(0)
      const kinds = ['html', 'atom', 'json', 'js', 'gz'].filter((end) => [...obscured.keys()].some((path) => path.endsWith(`.${end}`)))
      expect(kinds).toHaveLength(5)
    }),
    { numRuns: 3 },
  )
}, 300_000) // prettier-ignore
