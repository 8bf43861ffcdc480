import { expect, test } from 'vitest'
import type { DisplayPart } from '../../src/display/message-display.ts'
import { parsePage } from './parsed-page.ts'
import { display, filesOf, modelOf, recorded } from './sample-site.ts'

const text = (words: string): DisplayPart => ({
  kind: 'text',
  text: words,
  flavour: 'plain',
  displayName: null,
})
const inner = (subject: string, parts: readonly DisplayPart[]): DisplayPart => ({
  kind: 'message',
  display: display('', { subject, parts }),
})

/** The page of a message with these parts. */
async function page(parts: readonly DisplayPart[]): Promise<string> {
  const sample = { recorded: recorded(0), display: display('', { parts }), duplicateOf: null }
  const files = await filesOf(modelOf([sample]))
  const { bytes } = files.find(({ path }) => path === 'm/ID/ID0.html')!
  expect(parsePage(bytes).faults).toEqual([])
  return Buffer.from(bytes).toString()
}

/** For each of some words, how many messages inside the message stand around it. */
function depths(html: string, words: readonly string[]): readonly number[] {
  const open: boolean[] = []
  const found = new Map<string, number>()
  for (const [token, close, attributes] of html.matchAll(/<(\/?)div\b([^>]*)>|[^<]+/g)) {
    if (attributes === undefined) {
      for (const word of words) if (token.includes(word)) found.set(word, open.filter(Boolean).length)
    } else if (close === '/') open.pop()
    else open.push(attributes.includes('class="inner"'))
  }
  return words.map((word) => found.get(word) ?? -1)
}

test('a message inside the message stands in a box of its own, its text too, and what follows stands outside', async () => {
  const html = await page([
    text('before'),
    inner('first', [text('within'), inner('second', [text('deeper')]), text('again')]),
    text('behind'),
  ])
  const words = ['before', 'first', 'within', 'second', 'deeper', 'again', 'behind']
  expect(depths(html, words)).toEqual([0, 1, 1, 2, 2, 1, 0])
})

test('a hundred messages inside one another are one page', async () => {
  let parts: readonly DisplayPart[] = [text('innermost')]
  for (let depth = 100; depth > 0; depth--) parts = [inner(`number ${depth}`, parts)]
  expect(depths(await page(parts), ['innermost'])).toEqual([100])
})
