import { describe, expect, test } from 'vitest'
import type { PublishedPage } from '../../../src/archivers/published-tree.ts'
import { likeness, sharedWords } from '../../../src/node/against/same-message.ts'
import type { ShownMessage } from '../../../src/node/against/shown-message.ts'

const TEXT = 'The beans want water twice a week, and the string must be tight before they climb.\n'

const old = (changes: Partial<PublishedPage> = {}): PublishedPage => ({
  path: '2001-March/000016.html',
  volume: '2001-March',
  number: 16,
  messageId: 'a1@example.org',
  madeUpId: null,
  author: 'Ada Example',
  email: 'ada at example.org',
  subject: '[garden] Re: Beans',
  date: 983_500_000,
  dateText: 'Fri Mar  2 03:06:40 UTC 2001',
  text: TEXT,
  isDeleted: false,
  attachments: [],
  ...changes,
})

const shown = (changes: Partial<ShownMessage> = {}): ShownMessage => ({
  heading: 'Re: Beans',
  head: 'From Ada Example <ada@…> Date Fri, 2 Mar 2001 03:06:40 +0000',
  text: TEXT,
  date: 983_500_000,
  ...changes,
})

describe('likeness', () => {
  test('the same head and words are the same message', () => {
    expect(likeness(old(), shown())).toBe('same')
  })

  test('another charset, quoting and obscured addresses make no other message', () => {
    const before = old({ text: `Gr\u00C3\u00BC\u00C3\u0178e!\n${TEXT}> mail ada at example.org\n` })
    expect(likeness(before, shown({ text: `Grüße! ${TEXT} mail ada@…` }))).toBe('same')
  })

  test('a text of many addresses is the same where its domains are cut, and another one is not', () => {
    const names = ['ada', 'bob', 'cid', 'dan', 'eve', 'fay']
    const lines = (at: string) => names.map((name) => `${name}${at}`).join('\n')
    const cut = shown({ text: lines('@…') })
    for (const at of ['@lists.garden.example.org', ' at lists.garden.example.org']) {
      expect(likeness(old({ text: lines(at) }), cut)).toBe('same')
    }
    expect(
      likeness(old({ text: lines('@lists.garden.example.org') }), shown({ text: 'gus@… hal@… ian@…' })),
    ).toBe('differs')
  })

  test('a note of what was cut off is not counted', () => {
    const note =
      '-------------- next part --------------\nAn HTML attachment was scrubbed...\nURL: <http://lists.example.org/attachments/20010302/0a1b2c3d/attachment.html>\n'
    expect(likeness(old({ text: `Yes, do.\n${note}` }), shown({ text: 'Yes, do.' }))).toBe('same')
  })

  test('another author and another moment are another message, though it quotes the whole first one', () => {
    const reply = shown({
      head: 'From Bert Example <bert@…>',
      date: 983_600_000,
      text: `> ${TEXT}\nMine too.`,
    })
    expect(likeness(old(), reply)).toBe('wrong')
  })

  test('another text under the same head is said to differ', () => {
    expect(likeness(old(), shown({ text: 'something else altogether that nobody wrote here' }))).toBe(
      'differs',
    )
  })

  test('an undated message that was filed under the day of a rebuild is known by its words', () => {
    expect(likeness(old({ date: 1_700_000_000 }), shown())).toBe('same')
  })

  test('an empty message is known by who and when', () => {
    expect(likeness(old({ text: '\n' }), shown({ text: '' }))).toBe('same')
  })

  test('an empty message by another author is another one', () => {
    expect(likeness(old({ text: '\n' }), shown({ text: '', head: 'From Bert Example', date: 1 }))).toBe(
      'wrong',
    )
  })

  test('without author, date and subject on the old page, the words decide', () => {
    const bare = old({ author: null, email: null, subject: null, date: null })
    expect(likeness(bare, shown())).toBe('same')
    expect(likeness(bare, shown({ text: 'Nothing of the kind was ever said about tomatoes.' }))).toBe('wrong')
  })
})

describe('sharedWords', () => {
  test('is 1 for equal words in another order and 0 for none', () => {
    expect(sharedWords('one two three', 'three, one - TWO')).toBe(1)
    expect(sharedWords('one two', 'three four')).toBe(0)
  })

  test('counts repeated words as often as they stand', () => {
    expect(sharedWords('no no no no', 'no')).toBe(0.25)
  })

  test('compares characters where a script has no such words', () => {
    expect(sharedWords('豆に水をやる', '豆に水をやる')).toBe(1)
    expect(sharedWords('豆に水をやる', '紐を張る')).toBeLessThan(0.5)
  })
})
