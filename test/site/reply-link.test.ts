import { expect, test } from 'vitest'
import { isListAddress, readListPost } from '../../src/display/list-post.ts'
import { replyHref } from '../../src/site/reply-link.ts'
import { display, filesOf, listed, modelOf } from './sample-site.ts'

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

test.each([
  ['garden@example.org', true],
  ['garden+talk@lists.example.org', true],
  ['Garden <garden@example.org>', false],
  ['a@example.org,b@example.org', false],
  ['a@example.org?bcc=b@example.org', false],
  ['a@example.org%0aBcc:b', false],
  ['a@example.org\nBcc: b@example.org', false],
  [`${'a'.repeat(250)}@b.org`, false],
  ['', false],
])('%j as the address of the list: %s', (address, isOne) => expect(isListAddress(address)).toBe(isOne))

test('a message without List-Post is answered at the address of the list, one with it at its own', async () => {
  const own = { ...listed(1), display: display('own', { listPost: 'own@example.org' }) }
  const hrefs = async (listAddress: string | null) => {
    const files = await filesOf(modelOf([listed(0), own], { listAddress }))
    const pages = files.filter(({ path }) => path.startsWith('m/'))
    return pages.map(({ bytes }) => /href="mailto:([^?"]*)/.exec(Buffer.from(bytes).toString())![1])
  }
  expect(await hrefs(null)).toEqual(['', 'own@example.org'])
  expect(await hrefs('garden@example.org')).toEqual(['garden@example.org', 'own@example.org'])
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
