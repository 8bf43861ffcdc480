import { describe, expect, test } from 'vitest'
import { parsePage } from './parsed-page.ts'
import { filesOf, mail, modelOf, sampleModel } from './sample-site.ts'

// What a browser without styles shows, and what is read aloud, is the text of a page in its order.

/** The text of a page with single blanks. */
const textOf = (bytes: Uint8Array): string => parsePage(bytes).text.replace(/\s+/g, ' ').trim()

/** How many words may stand before what a page is about: the way to skip them, the list's name, and where one is. */
const WORDS_ABOVE = 30

describe('a page read as text', () => {
  test('of each kind says early what it is about', async () => {
    const pages = (await filesOf(sampleModel())).filter(({ path }) => path.endsWith('.html'))
    expect(pages.length).toBeGreaterThan(30)
    for (const { path, bytes } of pages) {
      const html = Buffer.from(bytes).toString()
      const above = html.slice(html.indexOf('<body'), html.indexOf('<h1'))
      const words = above
        .replace(/<[^>]*>/g, ' ')
        .split(/\s+/)
        .filter((word) => word !== '')
      expect(words.length, path).toBeLessThan(WORDS_ABOVE)
    }
  })

  test('gives the message before the ways to others, and those before the foot of the site', async () => {
    const files = await filesOf(sampleModel())
    const text = textOf(files.find(({ path }) => path === 'm/ID/ID2.html')!.bytes)
    const places = ['About text 2', 'ann@…', 'Message-ID', 'Around this message', 'About this archive'].map(
      (words) => text.indexOf(words),
    )
    expect(places).not.toContain(-1)
    expect(places).toEqual(places.toSorted((a, b) => a - b))
  })

  test('parts subject, author and date in a row', async () => {
    const files = await filesOf(
      modelOf([mail(0, '2001-03-05T06:07:08Z', 'Compost heaps', 'Ann Lee <ann@…>', 'How warm?')]),
    )
    const text = textOf(files.find(({ path }) => path === 'date/2001/03.html')!.bytes)
    expect(text).toMatch(/Compost heaps · Ann Lee · /)
  })
})
