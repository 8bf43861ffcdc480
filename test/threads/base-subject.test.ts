import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { baseSubject, foldAscii, LOCAL_REPLY_WORDS } from '../../src/threads/base-subject.ts'

/** Subject, base subject, and what was removed: r a reply word, f a forward. By the grammar of RFC 5256 section 2.1. */
const TABLE: readonly (readonly [string, string, string])[] = [
  ['Tulips', 'Tulips', ''],
  ['', '', ''],
  ['   ', '', ''],
  ['\t Tulips  in\t\t May \r\n now ', 'Tulips in May now', ''],
  ['Re: Tulips', 'Tulips', 'r'],
  ['RE:Tulips', 'Tulips', 'r'],
  ['re  : Tulips', 'Tulips', 'r'],
  ['Re: Re: RE: Tulips', 'Tulips', 'r'],
  ['Re[2]: Tulips', 'Tulips', 'r'],
  ['Re [2] : Tulips', 'Tulips', 'r'],
  ['Re: [3]: Tulips', ': Tulips', 'r'],
  ['Re(2): Tulips', 'Re(2): Tulips', ''],
  ['Re Tulips', 'Re Tulips', ''],
  ['Regarding: Tulips', 'Regarding: Tulips', ''],
  ['Tulips Re: seeds', 'Tulips Re: seeds', ''],
  ['Fw: Tulips', 'Tulips', 'f'],
  ['Fwd: Tulips', 'Tulips', 'f'],
  ['FWD[1]: Tulips', 'Tulips', 'f'],
  ['Re: Fwd: Tulips', 'Tulips', 'rf'],
  ['Forward: Tulips', 'Forward: Tulips', ''],
  ['Tulips (fwd)', 'Tulips', 'f'],
  ['Tulips(FWD) (fwd) ', 'Tulips', 'f'],
  ['Tulips (fwd) please', 'Tulips (fwd) please', ''],
  ['(fwd)', '', 'f'],
  ['Re: (fwd)', '', 'rf'],
  ['[garden] Tulips', 'Tulips', ''],
  ['[garden][a b]  [c] Tulips', 'Tulips', ''],
  ['[garden]Tulips', 'Tulips', ''],
  ['[garden] Re: Tulips', 'Tulips', 'r'],
  ['Re: [garden] Re: [garden] Tulips', 'Tulips', 'r'],
  ['[garden] [x] Re[4]: [y] fwd: Tulips (fwd)', 'Tulips', 'rf'],
  ['[garden]', '[garden]', ''],
  ['[a] [b]', '[b]', ''],
  ['Re: [a] [b]', '[b]', 'r'],
  ['[garden] Re:', '', 'r'],
  ['[]', '[]', ''],
  ['[] x', 'x', ''],
  ['[open Tulips', '[open Tulips', ''],
  ['[a [b] c] Tulips', '[a [b] c] Tulips', ''],
  ['Tulips [garden]', 'Tulips [garden]', ''],
  ['[Fwd: Tulips]', 'Tulips', 'f'],
  ['[fwd:Tulips]', 'Tulips', 'f'],
  ['[Fwd: Re: Tulips (fwd)]', 'Tulips', 'rf'],
  ['[Fwd: [Fwd: Tulips]]', 'Tulips', 'f'],
  ['Re: [Fwd: [garden] Tulips]', 'Tulips', 'rf'],
  ['[garden] [Fwd: Tulips]', 'Tulips', 'f'],
  ['[Fwd: Tulips] seeds', 'seeds', ''],
  ['[fwd:]', '', 'f'],
  ['[fwd: ]', '', 'f'],
  ['[fwd:', '[fwd:', ''],
  ['fwd:]', ']', 'f'],
  ['Re:', '', 'r'],
  ['Re', 'Re', ''],
  [':', ':', ''],
  ['AW: Tulips', 'AW: Tulips', ''],
  ['Ré: Tülips ÄÖ', 'Ré: Tülips ÄÖ', ''],
  ['__proto__', '__proto__', ''],
]

describe('base subjects', () => {
  test.each(TABLE)('%j is %j', (subject, text, removed) => {
    expect(baseSubject(subject)).toEqual({
      text,
      isReply: removed.includes('r'),
      isForward: removed.includes('f'),
    })
  })

  test('reply words of other languages count where they are asked for', () => {
    const replyWords = LOCAL_REPLY_WORDS
    for (const subject of ['AW: T', 'Antw: T', 'sv[2]: T', '[garden] VS : Re: T'])
      expect(baseSubject(subject, { replyWords })).toEqual({ text: 'T', isReply: true, isForward: false })
    expect(baseSubject('Swans: T', { replyWords }).isReply).toBe(false)
  })

  test('only A to Z are folded', () => {
    expect(foldAscii('AZaz[]ÄЖİ')).toBe('azaz[]ÄЖİ')
  })

  const piece = fc.constantFrom(
    're:',
    'Fwd:',
    'RE',
    '(fwd)',
    '[fwd:',
    ']',
    '[',
    '[a]',
    ' ',
    '\t',
    ':',
    'x',
    'ü',
  )
  const subjects = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''))

  test('property: a base subject is its own base subject', () => {
    fc.assert(
      fc.property(subjects, (subject) => {
        const { text } = baseSubject(subject)
        expect(baseSubject(text)).toEqual({ text, isReply: false, isForward: false })
      }),
    )
  })

  test('property: it is a piece of the subject with blanks at neither end', () => {
    fc.assert(
      fc.property(subjects, (subject) => {
        const { text } = baseSubject(subject)
        expect(subject.replace(/[ \t]+/g, ' ')).toContain(text)
        expect(text.trim()).toBe(text)
      }),
    )
  })

  test('property: one more reply changes nothing but that it is one', () => {
    fc.assert(
      fc.property(subjects, (subject) => {
        const { text, isForward } = baseSubject(subject)
        expect(baseSubject(`Re: ${subject}`)).toEqual({ text, isReply: true, isForward })
      }),
    )
  })

  const deep = 200_000
  test.each([
    ['Re: ', 'x', ''],
    ['[a]', '', ''],
    ['[', '', ''],
    ['[fwd: ', 'x', ']'],
    ['[fwd: re [', 'x', ']'],
    ['re [', '', ''],
    ['', 'x', ' (fwd)'],
    ['re ', '', ''],
  ])('200,000 times %j, %j, %j is read in one go', (before, middle, after) => {
    const { text } = baseSubject(before.repeat(deep) + middle + after.repeat(deep))
    expect(text.length).toBeLessThanOrEqual((before.length + after.length) * deep + middle.length)
    expect(baseSubject(text).text).toBe(text)
  })
})
