import { expect, test } from 'vitest'
import { readListPost } from '../../src/display/list-post.ts'
import { replyHref } from '../../src/site/reply-link.ts'

test('a reply goes to the list, in the thread, under the subject', () => {
  const href = replyHref({
    listPost: 'garden@example.org',
    messageId: 'a1@example.org',
    subject: 'Tulips & more?',
  })
  const url = new URL(href)
  expect(url.pathname).toBe('garden@example.org')
  expect(url.searchParams.get('In-Reply-To')).toBe('<a1@example.org>')
  expect(url.searchParams.get('Subject')).toBe('Re: Tulips & more?')
})

test('a subject that is an answer already gets no second Re:', () => {
  expect(replyHref({ listPost: null, messageId: null, subject: 'RE: Tulips' })).toBe(
    'mailto:?Subject=RE%3A%20Tulips',
  )
})

test('nothing of a sender adds a field to the link', () => {
  const href = replyHref({
    listPost: null,
    messageId: 'a&bcc=x@example.org',
    subject: 'x&cc=y@example.org\nBcc: z',
  })
  expect([...new URL(href).searchParams.keys()]).toEqual(['In-Reply-To', 'Subject'])
  expect(replyHref({ listPost: null, messageId: '\\xFF@example.org', subject: '' })).not.toContain(
    'In-Reply-To',
  )
})

test.each([
  ['<mailto:garden@example.org>', 'garden@example.org'],
  ['<https://example.org/post>, <MAILTO:garden@example.org?subject=x> (write to us)', 'garden@example.org'],
  ['NO (posting is not allowed)', null],
  ['<mailto:>', null],
  ['<mailto:a b@example.org>', null],
  [`<mailto:${'a'.repeat(300)}@example.org>`, null],
  ['<mailto:garden@example.org', null],
  ['', null],
])('List-Post %s names %s', (field, address) => expect(readListPost(field)).toBe(address))
