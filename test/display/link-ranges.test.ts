import { expect, test } from 'vitest'
import { linkRanges } from '../../src/display/link-ranges.ts'

for (const [text, hrefs] of [
  ['see http://example.org/a.', ['http://example.org/a']],
  [
    '<URL:https://example.org/?a=(b)> (ftp://example.org/x)',
    ['https://example.org/?a=(b)', 'ftp://example.org/x'],
  ],
  ['example.org, file.py, 192.0.2.1 and ann@example.org', []],
  ['javascript:alert(1) data:text/html,x vbscript:x file:///etc/passwd //evil.invalid', []],
  ['javascript:alert("http://example.org/")', ['http://example.org/']],
  ['http://a.b.c.d.e.f.g.example/', []],
] as const) {
  test(`${text} links to ${hrefs.length === 0 ? 'nothing' : hrefs.join(' and ')}`, () => {
    const ranges = linkRanges(text)
    expect(ranges.map(({ href }) => href)).toEqual(hrefs)
    for (const { start, end, href } of ranges) expect(text.slice(start, end)).toBe(href)
  })
}

test('a mail address leads somewhere only where addresses are shown', () => {
  const text = 'write to mailto:ann@example.org now'
  expect(linkRanges(text)).toEqual([])
  expect(linkRanges(text, { addresses: 'shown' })).toEqual([
    { start: 9, end: 31, href: 'mailto:ann@example.org' },
  ])
})

test('a URL that lost the domain of an address leads nowhere, another one beside it still does', () => {
  const cut =
    'http://x.example/?to=ann@… https://x.example/@ann http://x.example/ann%40…&a=b https://ann@…/x http://ann%40…'
  expect(linkRanges(cut).map(({ href }) => href)).toEqual(['https://x.example/@ann'])
  expect(linkRanges(cut, { addresses: 'shown' }).length).toBeGreaterThan(2)
})

test('hostile texts are no work', () => {
  expect(linkRanges(`http://${'xn--a.'.repeat(50_000)}`)).toEqual([])
  expect(linkRanges(`http://${'a'.repeat(500_000)}`)).toEqual([])
  expect(linkRanges('http://a '.repeat(10_000))).toHaveLength(10_000)
  expect(linkRanges(`${'http:'.repeat(800)} `.repeat(100)).length).toBeGreaterThanOrEqual(0)
})
