import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { obscureAddress, obscureText } from '../../src/display/obscure-address.ts'

describe('in a field of addresses', () => {
  for (const [text, shown] of [
    ['ann@example.org', 'ann@…'],
    ['Ann <ann@example.org>, Bob <bob@example.com>', 'Ann <ann@…>, Bob <bob@…>'],
    ['ann@mail', 'ann@…'],
    ['ann@[192.0.2.1]', 'ann@…'],
    ['jörg@bücher.example', 'jörg@…'],
    ['"ann lee"@example.org', '"ann lee"@…'],
    ['a@b.example@c.example', 'a@…@…'],
    ['@ nobody, a @ b, @example', '@ nobody, a @ b, @example'],
    ['already ann@…', 'already ann@…'],
    ['ann at example.org (Ann Lee)', 'ann at … (Ann Lee)'],
    ['Ann at home, look at that.', 'Ann at home, look at that.'],
  ] as const) {
    test(`${text} shows as ${shown}`, () => expect(obscureAddress(text)).toBe(shown))
  }
})

describe('in text', () => {
  for (const [text, shown] of [
    ['Write to ann@example.org.', 'Write to ann@….'],
    ['> > Ann <ann@example.org> wrote:', '> > Ann <ann@…> wrote:'],
    ['<20010305.1a$b@mail.example.org>', '<20010305.1a$b@…>'],
    ['mailto:ann@example.org?subject=hi', 'mailto:ann@…?subject=hi'],
    ['mailto:ann%40example.org', 'mailto:ann%40…'],
    [
      'https://lists.example/unsubscribe?who=ann@example.org&x=1',
      'https://lists.example/unsubscribe?who=ann@…&x=1',
    ],
    ['git@host.example:repo.git', 'git@…:repo.git'],
    ['git clone ssh://git@host.example/repo', 'git clone ssh://git@…/repo'],
    ['_ann@example.org_ and *ann@my_host.example*', '_ann@…_ and *ann@…*'],
    ['From ann@[192.0.2.1] and ann@[IPv6:2001:db8::1] and ann@192.0.2.1', 'From ann@… and ann@… and ann@…'],
    ['print "ann\\@example.org"', 'print "ann\\@…"'],
    ['"ann lee"@example.org', '"ann lee"@…'],
    ['用户@例え.jp と jörg@bücher.example', '用户@… と jörg@…'],
    ['ann@example.orgまで。', 'ann@…まで。'],
    ['اكتب إلى ann@example.org، من فضلك', 'اكتب إلى ann@…، من فضلك'],
    ['ann@example.org.', 'ann@….'],
    ['ann@example.org... and so on', 'ann@…... and so on'],
  ] as const) {
    test(`${text} shows as ${shown}`, () => expect(obscureText(text)).toBe(shown))
  }

  test.each([
    'https://host.example/@ann.lee/1 and https://medium.example/@x.yz',
    '@param text.length, @pytest.fixture, `@app.route`, +@app.route("/")',
    '@@ -1,3 +1,4 @@ class A.bc',
    'a @ b.example, foo@bar, root@mail:~#, ann@, @example.org',
    'vue@2.6.14, memcpy@GLIBC_2.2.5, A@B.T, x@[1, 2], x@[a.b]',
    'Ann at example.org, ann@…, ann (at) example.org',
    '+\tint a@b;\n-\t@Override public void x.yz()',
    '“@app.route”, require("@scope.name/x")',
  ])('%s stays', (text) => {
    expect(obscureText(text)).toBe(text)
  })

  test('what stands behind a domain is not lost, however long', () => {
    expect(obscureText(`ann@例え.${'語'.repeat(200)}`).length).toBeGreaterThan(130)
    expect(obscureText(`ann@example.org${'語'.repeat(200)}`)).toBe(`ann@…${'語'.repeat(200)}`)
  })
})

/** Not one that ends in a slash: behind `://` that is a path. */
const atext = fc.stringMatching(/^[a-z0-9]([a-z0-9!#$%&'*+/=?^_{|}~-]{0,11}[a-z0-9!#$%&'*+=?^_{|}~-])?$/)
const local = fc.oneof(
  atext,
  fc.tuple(atext, atext).map((pair) => pair.join('.')),
  fc.constant('用户'),
)
const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?$/)
const domain = fc.oneof(
  fc.tuple(fc.array(label, { minLength: 1, maxLength: 3 }), fc.stringMatching(/^[a-z]{2,6}$/)).map(([labels, top]) => [...labels, top].join('.')),
  fc.constantFrom('bücher.example', '例え.テスト', 'xn--bcher-kva.example', '[192.0.2.1]', '[IPv6:2001:db8::1]'),
) // prettier-ignore
const address = fc.tuple(local, domain).map((pair) => pair.join('@'))
/** What may stand beside an address in mail. */
const beside = fc.constantFrom(
  '',
  ' ',
  '<',
  '>',
  '\n> ',
  'mailto:',
  ', ',
  '(',
  ')',
  '"',
  "'",
  ';',
  '\t',
  '@',
  'x',
  '.',
  '://',
  '%40',
  '\\',
)

test('no address survives in text, whatever stands around it, and doing it twice changes nothing more', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(beside, address, beside), { minLength: 1, maxLength: 4 }), (pieces) => {
      const text = pieces.map((piece) => piece.join('')).join('\n')
      const shown = obscureText(text)
      for (const [, whole] of pieces) expect(shown).not.toContain(whole)
      expect(obscureText(shown)).toBe(shown)
      expect(shown.split('\n')).toHaveLength(text.split('\n').length)
    }),
    { numRuns: 2_000 },
  )
}) // prettier-ignore

test('of any text only what stands behind an at sign changes', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
      const shown = obscureText(text)
      if (!/@|%40/.test(text)) expect(shown).toBe(text)
      expect(shown.startsWith(text.slice(0, text.search(/@|%40|$/)))).toBe(true)
      expect(obscureText(shown)).toBe(shown)
    }),
  )
})

test.each(['a@', 'a@[', '@', 'a@b.', 'a@b.cd', '%40', '!%40@', '"@', '://@', 'a"@b.cd ', '.@-', 'ä@ö', '“@'])('a megabyte of %s is no work', (piece) => {
  const text = piece.repeat(2 ** 20 / piece.length)
  expect(obscureText(text).length).toBeGreaterThan(0)
  expect(obscureAddress(text).length).toBeGreaterThan(0)
}) // prettier-ignore
