import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MAX_QUOTE_DEPTH, quoteDepth, readTextBlocks } from '../../src/display/text-blocks.ts'

const kinds = (text: string) =>
  readTextBlocks(text).map(({ kind, depth }) => (depth > 0 ? `${kind} ${depth}` : kind))
const UNDERSCORES = '_'.repeat(47)

const CASES: readonly (readonly [name: string, text: string, kinds: readonly string[]])[] = [
  ['nothing', '', ['paragraph']],
  ['paragraphs', 'one\ntwo\n\nthree', ['paragraph', 'paragraph']],
  ['quotes by depth', '> a\n>> b\n> > c\n> d\nme', ['quote 1', 'quote 2', 'quote 1', 'paragraph']],
  ['an attribution', 'Hello\n\nOn Mon, 5 Mar 2001, Ann wrote:\n> hi', ['paragraph', 'attribution', 'quote 1']],
  ['an attribution that was wrapped', 'On Mon, 5 Mar 2001 at 10:00, Ann Example\n<ann@example.org> wrote:\n\n> hi', ['attribution', 'quote 1']],
  ['a German one', 'Ann schrieb am 5.3.2001:\n> hi', ['attribution', 'quote 1']],
  ['a heading is no attribution', 'Two things:\n> hi', ['paragraph', 'quote 1']],
  ['a signature', 'text\n-- \nAnn\ngarden', ['paragraph', 'signature']],
  ['a signature without its blank, at the end', 'text\n--\nAnn', ['paragraph', 'signature']],
  ['two hyphens far from the end', `text\n--\n${'more\n'.repeat(20)}`, ['paragraph']],
  ['a signature above a quote', '-- \nAnn\n\nBob wrote:\n> hi', ['signature', 'attribution', 'quote 1']],
  ['the footer of Mailman', `text\n\n${UNDERSCORES}\nx mailing list\nx@example.org\nhttps://example.org/listinfo/x`, ['paragraph', 'footer']],
  ['a footer behind a signature', `text\n-- \nAnn\n${UNDERSCORES}\nx mailing list`, ['paragraph', 'signature', 'footer']],
  ['a line of underscores alone', `text\n${UNDERSCORES}\nmore text`, ['paragraph']],
  ['a git patch and its signature', 'Fix\n\n---\n a.c | 1 -\n\ndiff --git a/a.c b/a.c\nindex 1234567..89abcde 100644\n--- a/a.c\n+++ b/a.c\n@@ -1,2 +1 @@\n x\n-- \n-- \n2.1', ['paragraph', 'paragraph', 'diff', 'signature']],
  ['a unified diff in prose', 'try this:\n--- a\n+++ b\n@@ -1 +1 @@\n-x\n+y\nthanks', ['paragraph', 'diff', 'paragraph']],
  ['a context diff', '*** a\n--- b\n***************\n*** 1 ****\n! x\n--- 1 ----\n! y\nthanks', ['diff', 'paragraph']],
  ['hyphens in prose are no diff', '--- snip ---\ntext', ['paragraph']],
  ['a quoted patch is a quote', '> --- a\n> +++ b\n> @@ -1 +1 @@', ['quote 1']],
  ['a table', 'name      size\ntulips      12\nroses        3', ['preformatted']],
  ['a uuencoded file', 'see\nbegin 644 a.bin\n#0V%T\n`\nend\nbye', ['paragraph', 'preformatted', 'paragraph']],
  ['a beginning without an end', 'we\nbegin 2001 with\nroses', ['paragraph']],
  ['armour', 'a\n-----BEGIN PGP SIGNATURE-----\n\niQ\n-----END PGP SIGNATURE-----\nb', ['paragraph', 'preformatted', 'paragraph']],
] // prettier-ignore

describe('blocks of a text', () => {
  for (const [name, text, expected] of CASES) {
    test(name, () => {
      const blocks = readTextBlocks(text)
      expect(kinds(text)).toEqual(expected)
      expect(blocks.flatMap(({ lines }) => lines).join('\n')).toBe(text)
    })
  }

  test('joined they are the text, whatever it is', () => {
    const line = fc.constantFrom(
      '', '> a', '>> b', '> > c', '-- ', '--', 'Ann wrote:', UNDERSCORES, 'x mailing list', 'diff --git a b', '--- a',
      '+++ b', '@@ -1,3 +1,2 @@', '-x', '+y', ' z', '*** a', '***************', 'begin 644 a', 'end', 'prose', 'a    b',
      '-----BEGIN PGP SIGNATURE-----', '-----END PGP SIGNATURE-----', ' > x', 'Index: a', '='.repeat(67),
    ) // prettier-ignore
    fc.assert(
      fc.property(fc.array(line, { maxLength: 30 }), (lines) => {
        const text = lines.join('\n')
        const blocks = readTextBlocks(text)
        expect(blocks.flatMap((block) => block.lines).join('\n')).toBe(text)
        for (const block of blocks) {
          expect(block.lines).not.toHaveLength(0)
          expect(block.kind === 'quote').toBe(block.depth > 0)
        }
      }),
    )
  })

  test('depth is capped, and hostile texts are no work', () => {
    expect(quoteDepth('>'.repeat(100_000))).toBe(MAX_QUOTE_DEPTH)
    for (const line of ['begin 644 x', '-- ', '--', UNDERSCORES, '--- a', '@@ -1,999999999 +1,999999999 @@', 'Ann wrote:', '>']) {
      const text = `${line}\n`.repeat(50_000)
      expect(readTextBlocks(text).flatMap(({ lines }) => lines)).toHaveLength(50_001)
    }
  }) // prettier-ignore
})
