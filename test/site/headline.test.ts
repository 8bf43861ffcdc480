import { expect, test } from 'vitest'
import { authorName, readHeadline } from '../../src/site/headline.ts'

for (const [from, name] of [
  ['Ann Lee <ann@…>', 'Ann Lee'],
  ['"Lee, Ann" <ann@…>', 'Lee, Ann'],
  ['"Ann \\"the spade\\" Lee" <ann@…>', 'Ann "the spade" Lee'],
  ['ann@… (Ann Lee)', 'Ann Lee'],
  ['ann@… ()', 'ann@…'],
  ['ann at example.org (Ann Lee)', 'Ann Lee'],
  ['ann at … (Ann Lee)', 'Ann Lee'],
  ['ann at … ()', 'ann at …'],
  ['Ann at the shed (in spring)', 'Ann at the shed (in spring)'],
  ['<ann@…>', 'ann@…'],
  ['"" <ann@…>', 'ann@…'],
  ['ann@…', 'ann@…'],
  ['Ann (the spade) Lee', 'Ann (the spade) Lee'],
  ['', ''],
] as const) {
  test(`the author in ${JSON.stringify(from)} is ${JSON.stringify(name)}`, () => {
    expect(authorName(from)).toBe(name)
  })
}

const read = (text: string, addresses: 'obscured' | 'shown' = 'obscured') =>
  readHeadline(Buffer.from(text, 'latin1'), { addresses })

test('a headline is read from the head alone, decoded, on one line, and empty where there is none', () => {
  const message =
    'From: =?utf-8?Q?J=C3=BCrgen?= <j@example.org>\nSubject: Re:\n =?utf-8?Q?caf=C3=A9?=\nReferences: <a@x> <b@x>\n' +
    'In-Reply-To: <b@x>\n\nSubject: not this\n'
  expect(read(message)).toEqual({
    subject: 'Re: café',
    author: 'Jürgen',
    fullSubject: 'Re: café',
    inReplyTo: ['b@x'],
    references: ['a@x', 'b@x'],
  })
  expect(read('\nno head\n')).toMatchObject({
    subject: '',
    author: '',
    fullSubject: '',
  })
})

test('a sender without a name is shown by address, whole only where addresses are shown', () => {
  expect(read('From: ann@example.org\n\n').author).toBe('ann@…')
  expect(read('From: ann@example.org\n\n', 'shown').author).toBe('ann@example.org')
})

test('an address in a subject is cut for headlines, not for threading', () => {
  const message = 'From: ann at example.org (Ann Lee)\nSubject: Re: mail for bob@example.org\n\n'
  const fullSubject = 'Re: mail for bob@example.org'
  expect(read(message)).toMatchObject({ subject: 'Re: mail for bob@…', author: 'Ann Lee', fullSubject })
  expect(read(message, 'shown')).toMatchObject({ subject: fullSubject, author: 'Ann Lee' })
})

test('a long subject is cut for headlines, not for threading', () => {
  const { subject, fullSubject } = read(`Subject: ${'x'.repeat(500)}\n\n`)
  expect(subject).toBe(`${'x'.repeat(200)}…`)
  expect(fullSubject).toHaveLength(500)
})
