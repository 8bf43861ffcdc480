import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readShownPage } from '../../../src/node/against/shown-message.ts'

const page = (html: string) => readShownPage(new TextEncoder().encode(html))

const MESSAGE = `<body><nav><a href="../index.html">Front page</a></nav><main><article>
<header><h1 dir="auto">Re: Beans</h1>
<dl class="head"><div><dt>From</dt><dd><bdi>Ada Example</bdi></dd></div>
<div><dt>UTC</dt><dd><time datetime="2001-03-02T03:06:40Z">2 March 2001</time></dd></div></dl></header>
<div class="text"><p>The <b>be</b>ans want<br>water.</p><details><summary>2 lines</summary><blockquote>Why?</blockquote></details></div>
<footer><dl class="head"><div><dt>Permanent ID</dt><dd><code>4UIS</code></dd></div></dl></footer>
</article><nav>Next: other words</nav></main><script>alert(1)</script></body>`

describe('readShownPage', () => {
  test('tells heading, head and text of a message apart, and leaves out what stands around them', () => {
    const { message } = page(MESSAGE)
    expect(message?.heading.trim()).toBe('Re: Beans')
    expect(message?.head).toContain('Ada Example')
    expect(message?.head).not.toContain('beans')
    expect(message?.text).not.toContain('Front page')
    expect(message?.text).not.toContain('other words')
    expect(message?.text).not.toContain('Permanent ID')
  })

  test('reads folded text as text, and words across inline elements as one', () => {
    const words = page(MESSAGE).message?.text.split(/\s+/)
    expect(words).toEqual(expect.arrayContaining(['beans', 'want', 'water.', 'Why?']))
  })

  test('reads the moment that the page gives to machines', () => {
    expect(page(MESSAGE).message?.date).toBe(983_502_400)
  })

  test('lists anchors and links in their order', () => {
    const { marks, message } = page('<ul><li id="a"><a name="16" href="x.html">x</a></li></ul>')
    expect(marks).toEqual([{ anchor: 'a' }, { anchor: '16' }, { href: 'x.html' }])
    expect(message).toBeNull()
  })

  test('takes the first article only', () => {
    expect(page('<article><p>one</p></article><article><p>two</p></article>').message?.text).not.toContain(
      'two',
    )
  })

  test('whatever the bytes are, it reads something', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.string({ unit: 'grapheme' }), (bytes, text) => {
        readShownPage(bytes)
        readShownPage(new TextEncoder().encode(`<article><h1>${text}<dl class=head></article>${text}`))
      }),
    )
  })
})
