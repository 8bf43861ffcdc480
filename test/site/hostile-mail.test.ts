import { readFileSync, readdirSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { displayMessage } from '../../src/display/display-message.ts'
import type { DisplayPart, MessageDisplay } from '../../src/display/message-display.ts'
import { parsePage, type ParsedPage } from './parsed-page.ts'
import {
  display,
  filesOf,
  listed,
  modelOf,
  recorded,
  SETTINGS,
  WITHDRAWN,
  type SampleMessage,
} from './sample-site.ts'

async function pages(...args: Parameters<typeof modelOf>): Promise<Map<string, ParsedPage>> {
  const files = await filesOf(modelOf(...args))
  const html = files.filter(({ path }) => path.endsWith('.html'))
  // The page of an author is named for the author.
  const pathOf = (path: string) => path.replace(/^author\/by\/.*/, 'author/by/AUTHOR.html')
  return new Map(html.map(({ path, bytes }) => [pathOf(path), parsePage(bytes)]))
}

/** Elements that the HTML of a mail may have on a page. */
const MAIL_ELEMENTS = new Set(
  (
    'a abbr address b blockquote br caption cite code col colgroup dd del details dfn div dl dt em figcaption figure ' +
    'font h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q s samp section small span strike strong sub summary ' +
    'sup table tbody td tfoot th thead tr tt u ul var wbr bdi bdo center big'
  ).split(' '),
)
/** Attributes that nothing of a mail may bring: they run, load, name or lay out. */
const BAD_ATTRIBUTE =
  /^(?:on.*|style|id|class|name|srcdoc|formaction|action|target|background|xlink:href|ping|form)$/i

/** The same mail with nothing in it that means anything to HTML. */
function harmless(message: SampleMessage): SampleMessage {
  const word = (text: string | null) => (text === null ? null : 'word')
  const quiet = (shown: MessageDisplay): MessageDisplay => ({
    ...shown,
    from: word(shown.from), to: word(shown.to), cc: word(shown.cc), subject: word(shown.subject),
    date: word(shown.date), parts: shown.parts.map(quietPart),
  }) // prettier-ignore
  const quietPart = (part: DisplayPart): DisplayPart => {
    if (part.kind === 'html') return { ...part, html: '' }
    if (part.kind === 'message') return { ...part, display: quiet(part.display) }
    if (part.kind === 'attachment')
      return { ...part, attachment: { ...part.attachment, displayName: word(part.attachment.displayName) } }
    return { ...part, displayName: word(part.displayName) }
  }
  const { recorded: record } = message
  return {
    ...message,
    display: quiet(message.display!),
    recorded: { ...record, messageId: word(record.messageId) },
  }
}

/** What a page is made of, but for links in the text of the mail, and for what sort of text it is taken. */
const frame = (parsed: ParsedPage) =>
  parsed.elements
    .filter((element) => !element.includes('ugc'))
    .map((element) => element.replace(/ (?:href="mailto:\?|id="by-)[^"]*"/, ''))
    .map((element) => element.replace(/ href="(?:[a-z./]*\/)?by\/[^"]*"/, ''))
    .map((element) => element.replace(/ class="(?:fixed|prose) (?:paragraph|preformatted)"/, ' class="text"'))

const folder = new URL('../fixtures/xss/', import.meta.url)
const names = readdirSync(folder).sort()

test('there is something to test', () => expect(names.length).toBeGreaterThan(40))

for (const name of names) {
  test(`${name} adds no element and no attribute to any page but harmless ones in its own place`, async () => {
    const mbox = new Uint8Array(readFileSync(new URL(name, folder)))
    const message = mbox.subarray(mbox.indexOf(0x0a) + 1)
    const messageId = /^Message-ID: (.*)$/im.exec(Buffer.from(message).toString('latin1'))?.[1] ?? null
    const hostile: SampleMessage = {
      recorded: recorded(0, { messageId }),
      display: await displayMessage(message, { quoting: 'mboxrd', addresses: 'shown' }),
      duplicateOf: null,
    }
    const [bad, good] = [await pages([hostile]), await pages([harmless(hostile)])]
    expect([...bad.keys()]).toEqual([...good.keys()])
    for (const [path, parsed] of bad) {
      expect(parsed.faults, path).toEqual([])
      expect(frame(parsed), path).toEqual(frame(good.get(path)!))
      for (const [element, attributes] of parsed.mailElements) {
        expect(MAIL_ELEMENTS, path).toContain(element)
        for (const attribute of attributes) expect(attribute, path).not.toMatch(BAD_ATTRIBUTE)
      }
      for (const link of parsed.links) {
        expect(new URL(link, 'https://site.invalid/').protocol, link).toMatch(/^(?:https?|mailto):$/)
      }
    }
  })
}

test('any text in any field, any reason and any list name adds no element', async () => {
  const marks =
    '< > " \' & ` = {{ }} {{{ </pre> </a> <script> <b --> <!-- ]]> \u0000 x http://x.example/" @'.split(' ')
  const hostile = fc.array(fc.constantFrom(...marks, ' ')).map((pieces) => pieces.join(''))
  const shapes = async (word: string) => {
    const shown = display(`Then ${word}`, { subject: word, from: `${word}x`, to: `${word}x` })
    const model = [
      { ...listed(0, { messageId: word }), display: shown },
      listed(1, { withdrawn: { ...WITHDRAWN, reason: word, at: word } }),
    ]
    const parsed = await pages(model, { settings: { ...SETTINGS, list: word } })
    return [...parsed.values()].map((page) => [
      page.faults,
      frame(page).filter((element) => !/^\d+ time /.test(element)),
    ])
  }
  await fc.assert(
    fc.asyncProperty(hostile, async (text) => {
      expect(await shapes(text)).toEqual(await shapes(text === '' ? '' : 'word'))
    }),
  )
})

describe('a stub stays inert where a path holds', () => {
  for (const id of [
    '"><script>alert(1)</script>',
    '0; url=javascript:alert(1)',
    '../../etc/passwd',
    'a b?c#d%41',
    '__proto__',
    'é\ud800',
  ]) {
    test(JSON.stringify(id), async () => {
      const path = `m/${id}.html`
      const stub = (await pages([listed(0, { id: 'X', path, paths: ['old.html', path] })])).get('old.html')!
      const plain = (await pages([listed(0, { paths: ['old.html', 'm/ID/ID0.html'] })])).get('old.html')!
      expect(stub.faults).toEqual([])
      for (const link of stub.links) expect(link).toMatch(/^(?:#content|[A-Za-z0-9\-._~/%]+)$/)
      expect(stub.elements.length).toBe(plain.elements.length)
    })
  }
})
