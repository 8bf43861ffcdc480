import { readFileSync, readdirSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { displayMessage } from '../../src/display/display-message.ts'
import { MAX_HTML_BYTES, type DisplayPart } from '../../src/display/message-display.ts'
import { placePictures } from '../../src/display/place-pictures.ts'
import { sanitiseHtml } from '../../src/display/sanitise-html.ts'
import { corpus, corpusPath, CORPUS_MISSING } from '../corpus.ts'
import { harmsOf } from './harmless-html.ts'

const clean = (source: string) =>
  sanitiseHtml(source, { pictureOf: (id) => (id === 'pic' ? '001-pic.png' : null), showsAddresses: false })

const REL = 'rel="nofollow noopener noreferrer ugc"'
const CASES: readonly (readonly [source: string, html: string, text: string])[] = [
  ['<p>one<p><b>two</p>three', '<p>one</p><p><b>two</b></p>three', 'one\n\ntwo\n\nthree'],
  ['<script>x</script><style>y</style>a<!-- b --><![if c]>d', 'ad', 'ad'],
  ['<a href="javascript:x">a</a> <a href=//evil.invalid>b</a> <a href="http:evil">c</a> <a name=x>d</a>', 'a b c d', 'a b c d'],
  ['<a href=" ht\ntps://example.org/" target=_blank onclick=x>a</a>', `<a href="https://example.org/" ${REL}>a</a>`, 'a'],
  ['<a href="mailto:ann@example.org">Ann</a>', 'Ann', 'Ann'],
  ['<img src=cid:pic alt="A &quot;b&quot;" width=10 height=x> <img src="http://track.invalid/1" alt=gone>', '<img src="cid:001-pic.png" alt="A &#x22;b&#x22;" width="10"> gone', 'A "b" gone'],
  ['<table><tr><td colspan=2>1<td>2<tr><td colspan=99999>3</table>', '<table><tbody><tr><td colspan="2">1</td><td>2</td></tr><tr><td>3</td></tr></tbody></table>', '1\t2\n3'],
  ['<div id=a class=b style=c name=d dir=rtl>x</div>', '<div dir="rtl">x</div>', 'x'],
  ['<blockquote>a<p>b</p></blockquote>c', '<blockquote>a<p>b</p></blockquote>c', '> a\n> b\n\nc'],
  ['<ul><li>a<li>b</ul>', '<ul><li>a</li><li>b</li></ul>', '- a\n- b'],
  ['<h1>a</h1><h4>b</h4><h2>c</h2><h1>d</h1>', '<h3>a</h3><h5>b</h5><h4>c</h4><h3>d</h3>', 'a\n\nb\n\nc\n\nd'],
  ['<h5>a</h5><h6>b</h6>', '<h3>a</h3><h4>b</h4>', 'a\n\nb'],
  ['<h1>1</h1><h2>2</h2><h3>3</h3><h4>4</h4><h5>5</h5><h6>6</h6>', '<h3>1</h3><h4>2</h4><h5>3</h5><h6>4</h6><h6>5</h6><h6>6</h6>', '1\n\n2\n\n3\n\n4\n\n5\n\n6'],
  ['1 < 2 &lt;b&gt; &amp;lt; x<y', '1 &#x3C; 2 &#x3C;b> &#x26;lt; x&#x3C;y', '1 < 2 <b> &lt; x<y'],
  ['a&#1;b&#128;c', 'a␁b€c', 'a␁b€c'],
  ['</div></table>a<td>b', 'ab', 'ab'],
] // prettier-ignore

for (const [source, html, text] of CASES) {
  test(`${source} is made ${html}`, () => {
    const result = clean(source)
    expect(result.html).toBe(html)
    expect(result.text).toBe(text)
    expect(harmsOf(result.html)).toEqual([])
  })
}

test('the reader that looks for harm finds it', () => {
  for (const html of ['<p onclick=x>', '<a href=javascript:x>', '<img src=http://x/>', '<svg>', '<!-- x -->', '<a href=http://x>']) {
    expect(harmsOf(html)).not.toEqual([])
  }
}) // prettier-ignore

test('things of other servers are counted', () => {
  expect(clean('<img src=http://a><img src=//b><img src=cid:c><table background=https://d>').remote).toBe(3)
  expect(clean('<p>nothing</p>').remote).toBe(0)
})

test('pictures are placed, and text that looks like one is left alone', () => {
  const { html } = clean(
    '<img src=cid:pic alt="<img src=&quot;cid:001-pic.png&quot;">&lt;img src="cid:001-pic.png"',
  )
  expect(placePictures(html, (name) => ({ href: `../a"b/${name}`, size: null }))).toBe(
    '<img src="../a&quot;b/001-pic.png" alt="<img src=&#x22;cid:001-pic.png&#x22;">&#x3C;img src="cid:001-pic.png"',
  )
})

test('whatever the tags, the result is harmless, and sanitising it again changes nothing', () => {
  const piece = fc.constantFrom(
    '<p>', '</p>', '<b>', '</b>', '<table>', '</table>', '<tr>', '<td>', '</td>', '<li>', '<ul>', '</ul>', '<a href=http://x/>',
    '</a>', '<svg>', '</svg>', '<math>', '<mtext>', '<style>', '</style>', '<script>', '</script>', '<!--', '-->', '<textarea>',
    '</textarea>', '<title>', '</title>', '<noscript>', '</noscript>', '<img src=x onerror=y>', '<img src="cid:pic" alt="', '"', "'",
    '>', '<', '&lt;', '<select>', '<option>', '<template>', '<xmp>', '</xmp>', '<![CDATA[', ']]>', '<?', '<pre>', '<h1>', '<h2>', '<h5>', '</h2>', 'text',
    '<iframe srcdoc="', '<form><input name=x>', '\0', '<blockquote>', '</blockquote>', '<dd>', '<dt>', '<caption>', '<tbody>',
  ) // prettier-ignore
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const { html } = clean(pieces.join(''))
      expect(harmsOf(html)).toEqual([])
      // A picture is named by its file now, and so goes.
      const again = clean(html.replace(/<img[^>]*>/g, '')).html
      expect(clean(again).html).toBe(again)
    }),
  )
})

describe('what would hurt a parser', () => {
  for (const [name, piece] of [
    ['nesting', '<div>'],
    ['unclosed formatting', '<a><b><i><u>'],
    ['formatting that leaves tables', '<b x=1><table></b></table>'],
    ['tables in tables', '<table><tr><td>'],
    ['items in items', '<li><dd>'],
    ['bare marks', '<'],
    ['unclosed quotes', '<a b="'],
    ['unclosed comments', '<!-'],
  ] as const) {
    test(`${name}: bounded`, () => {
      const result = clean(`begin ${piece.repeat(200_000 / piece.length)} end`)
      expect(result.html.length).toBeLessThan(2_000_000)
      expect(harmsOf(result.html)).toEqual([])
      expect(result.text.startsWith('begin')).toBe(true)
    })
  }

  test('depth is bounded, said, and costs no text', () => {
    const result = clean(`${'<div>'.repeat(20_000)}deep${'</div>'.repeat(20_000)}after`)
    expect(result.simplified).toBe(true)
    expect(result.text).toBe('deep\nafter')
    expect(clean('<div><div>x</div></div>').simplified).toBe(false)
  })

  test('HTML over the limit shows its source', async () => {
    const mail = `Content-Type: text/html\n\n${'<p>x'.repeat(MAX_HTML_BYTES / 4)}y`
    const display = await displayMessage(Buffer.from(mail), { quoting: 'mboxrd' })
    expect(display.parts).toMatchObject([{ kind: 'text', flavour: 'source' }])
    expect(display.problems.map(({ code }) => code)).toEqual(['html-too-large', 'source-clipped'])
  })
})

function harmsOfParts(parts: readonly DisplayPart[]): readonly string[] {
  return parts.flatMap((part) => {
    if (part.kind === 'html') return harmsOf(part.html)
    if (part.kind === 'message') return harmsOfParts(part.display.parts)
    if (part.kind === 'text') return []
    const { fileName } = part.attachment
    return /^\d{3,4}(?:-[a-z0-9]+)*\.(?!html?|svg|xml|js|s?html|php)[a-z0-9]{2,5}$/.test(fileName) && fileName.length <= 80
      ? []
      : [fileName]
  }) // prettier-ignore
}

describe.skipIf(corpus === null)(`hostile HTML (${corpus === null ? CORPUS_MISSING : 'corpus'})`, () => {
  for (const folder of ['xss', 'mime']) {
    test(`nothing in ${folder} does harm`, { timeout: 600_000 }, async () => {
      const names = readdirSync(corpusPath('vectors', folder)).filter((name) => name.endsWith('.json'))
      expect(names.length).toBeGreaterThan(50)
      let html = 0
      for (const name of names) {
        const mbox = new Uint8Array(
          readFileSync(corpusPath('vectors', folder, name.replace(/json$/, 'mbox'))),
        )
        const { expect: truth } = JSON.parse(readFileSync(corpusPath('vectors', folder, name), 'utf8')) as {
          expect: { segments?: { start: number; end: number }[] }
        }
        for (const { start, end } of truth.segments ?? []) {
          const entry = mbox.subarray(start, end)
          const { parts } = await displayMessage(entry.subarray(entry.indexOf(0x0a) + 1), {
            quoting: 'mboxrd',
          })
          expect(harmsOfParts(parts), name).toEqual([])
          html += parts.filter((part) => part.kind === 'html').length
        }
      }
      expect(html).toBeGreaterThan(3)
    })
  }
})
