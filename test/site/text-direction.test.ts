import type { Element, Nodes, Root } from 'hast'
import { fromHtml } from 'hast-util-from-html'
import { describe, expect, test } from 'vitest'
import { display, filesOf, listed, modelOf, recorded, WITHDRAWN, type SampleMessage } from './sample-site.ts'

/** Right-to-left override: whatever follows it, until its isolate ends, reads backwards. */
const OVERRIDE = '\u202e'
const hostile = (word: string) => `${OVERRIDE}${word}`

/** A message in which every text that a sender controls turns the direction. */
function turning(seq: number, references: readonly string[] = []): SampleMessage {
  const text = hostile('body')
  const file = {
    fileName: '001-a.png', displayName: hostile('file'), mediaType: 'image/png', size: 1, sha256: '',
    contentId: null, bytes: new Uint8Array(1),
  } // prettier-ignore
  const inner = display(text, { from: hostile('from'), subject: hostile('subject'), parts: [] })
  return {
    recorded: recorded(seq, { messageId: hostile(`${seq}@example.org`) }),
    display: display(text, {
      from: hostile('from'), to: hostile('to'), cc: hostile('cc'), subject: hostile('subject'), date: hostile('date'),
      parts: [
        { kind: 'text', text, flavour: 'plain', displayName: hostile('name') },
        { kind: 'text', text: `> ${text}\n> https://example.org/${OVERRIDE}\n`, flavour: 'plain', displayName: null },
        { kind: 'html', html: text, saysTheSameAsText: false },
        { kind: 'message', display: inner },
        { kind: 'attachment', role: 'file', attachment: file },
      ],
    }),
    duplicateOf: null,
    references,
  } // prettier-ignore
}

/** Texts that turn the direction, each with all that stands in the element that holds their direction in. */
function isolatesOf(tree: Root): { readonly turning: string; readonly isolate: string }[] {
  const found: { turning: string; isolate: string }[] = []
  const visit = (node: Nodes, isolate: Element | null): void => {
    if (node.type === 'text' && node.value.includes(OVERRIDE)) {
      found.push({ turning: node.value, isolate: isolate === null ? 'none' : textOf(isolate) })
    }
    if (!('children' in node)) return
    const isIsolate = node.type === 'element' && (node.tagName === 'bdi' || node.properties['dir'] === 'auto')
    for (const child of node.children) visit(child, isIsolate ? node : isolate)
  }
  visit(tree, null)
  return found
}

function textOf(node: Nodes): string {
  if (node.type === 'text') return node.value
  return 'children' in node ? node.children.map(textOf).join('') : ''
}

describe('text that a sender wrote', async () => {
  const withdrawn = listed(9, { withdrawn: { ...WITHDRAWN, reason: hostile('reason') } })
  const samples = [
    turning(0),
    turning(1, ['m0@example.org', hostile('0@example.org')]),
    turning(2),
    withdrawn,
  ]
  const files = await filesOf(modelOf(samples, { addresses: 'shown' }))
  const pages = files.filter(({ path }) => path.endsWith('.html'))
  const parsed = pages.map(({ path, bytes }) => ({ path, tree: fromHtml(Buffer.from(bytes).toString()) }))

  test('turns nothing on a page but itself', () => {
    const kinds = new Set<string>()
    for (const { path, tree } of parsed) {
      for (const { turning, isolate } of isolatesOf(tree)) {
        kinds.add(`${path.slice(0, 2)} ${turning.replace(/.*\u202e(\w*).*/s, '$1')}`)
        const pieces = isolate.split(/[\s>]+/).filter((piece) => piece !== '')
        for (const piece of pieces) expect(piece, `${path}: ${isolate}`).toContain(OVERRIDE)
      }
    }
    for (const word of ['body', 'file', 'from', 'to', 'cc', 'subject', 'date', 'name']) expect(kinds).toContain(`m/ ${word}`) // prettier-ignore
    for (const kind of ['t/ subject', 't/ body', 'au from', 'su subject', 'in subject', 'm/ reason']) expect(kinds).toContain(kind) // prettier-ignore
  })

  test('turns no title', () => {
    for (const { path, bytes } of pages) {
      const title = /<title>(.*)<\/title>/.exec(Buffer.from(bytes).toString())![1]!
      expect(title, path).not.toContain(OVERRIDE)
      expect(title, path).toMatch(/garden-talk$/)
    }
  })

  test('is told from the words around it: a text that is not held in is found', () => {
    const found = (html: string) =>
      isolatesOf(fromHtml(html, { fragment: true })).map(({ isolate }) => isolate)
    expect(found(`<p>by ${hostile('x')}`)).toEqual(['none'])
    expect(found(`<p dir=auto>by ${hostile('x')}`)).toEqual([`by ${hostile('x')}`])
    expect(found(`<p>by <bdi>${hostile('x')}</bdi>`)).toEqual([hostile('x')])
  })
})
