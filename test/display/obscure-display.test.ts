import { expect, test } from 'vitest'
import { displayMessage, displayPhantom } from '../../src/display/display-message.ts'
import type { MessageDisplay } from '../../src/display/message-display.ts'

const show = (text: string, addresses?: 'shown') =>
  displayMessage(
    Buffer.from(text),
    addresses === undefined ? { quoting: 'mboxrd' } : { quoting: 'mboxrd', addresses },
  )
const part = ({ parts }: MessageDisplay, at = 0) => parts[at]!

test('text is cut with its quotes and its patch, whose lines stay as many and as they begin', async () => {
  const patch =
    '--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@ ann@example.org\n-by ann@example.org\n+@app.route("/")\n a@b'
  const { text } = await show(`Subject: x\n\n> ann@example.org:\n${patch}\n`)
  expect(text).toBe(`> ann@…:\n${patch.replaceAll('example.org', '…')}`)
})

test('the list takes mail at its whole address, and attachments keep their bytes', async () => {
  const display = await show(
    'Subject: x\nList-Post: <mailto:list@example.org>\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n' +
      '--b\nContent-Type: text/x-patch; name="for ann@example.org.patch"\nContent-Disposition: attachment\n\nby ann@example.org\n--b--\n',
  )
  expect(display.listPost).toBe('list@example.org')
  expect(part(display)).toMatchObject({ attachment: { displayName: 'for ann@…' } })
  const { attachment } = part(display) as { attachment: { bytes: Uint8Array } }
  expect(Buffer.from(attachment.bytes).toString()).toBe('by ann@example.org')
})

test('a URL with an address in it is no link in HTML, another one stays', async () => {
  const html =
    '<p><a href="https://x.invalid/?u=ann%40example.org">a</a> <a href="https://x.invalid/@ann">ann@<b>example.org</b></a></p>'
  const head = 'MIME-Version: 1.0\nContent-Type: text/html\n\n'
  const display = await show(`${head}${html}`)
  expect(part(display)).toMatchObject({
    html: '<p>a <a href="https://x.invalid/@ann" rel="nofollow noopener noreferrer ugc">ann@<b>example.org</b></a></p>',
  })
  // Tags break an address for a page, but not for its text.
  expect(display.text).toBe('a ann@…')
  expect(part(await show(`${head}${html}`, 'shown'))).toMatchObject({
    html: expect.stringContaining('href="https://x.invalid/?u=ann%40example.org"') as string,
  })
})

test('what sanitising leaves out breaks no address in HTML in two', async () => {
  const html =
    'ann<font color=red>@</font>exam<wbr>ple.org bob@<!-- x -->example.org <a>cid@</a>example.org <img src="http://x.invalid/" alt="dan@">example.org'
  const head = 'MIME-Version: 1.0\nContent-Type: text/html\n\n'
  expect(part(await show(`${head}${html}`))).toMatchObject({ html: 'ann@… bob@… cid@… dan@…' })
  expect(part(await show(`${head}${html}`, 'shown'))).toMatchObject({
    html: 'ann@example.org bob@example.org cid@example.org dan@example.org',
  })
})

test('messages inside a message are cut in their heads and texts', async () => {
  const inner = 'From: ann@mail\nSubject: for bob@example.org\n\nwrite to bob@example.org'
  const display = await show(`MIME-Version: 1.0\nContent-Type: message/rfc822\n\n${inner}\n`)
  expect(part(display)).toMatchObject({
    display: { from: 'ann@…', subject: 'for bob@…', text: 'write to bob@…' },
  })
  expect(display.text).toBe('From: ann@…\nSubject: for bob@…\n\nwrite to bob@…')
})

test('a phantom is cut too, its From_ line and all', () => {
  const entry = Buffer.from('From ann@example.org on\nbob@example.org\n')
  expect(displayPhantom(entry, { quoting: 'mboxrd' }).text).toBe('From ann@… on\nbob@…')
  expect(displayPhantom(entry, { quoting: 'mboxrd', addresses: 'shown' }).text).toContain('bob@example.org')
})

test('mail without addresses shows the same in both ways, to the byte', async () => {
  const mail =
    'From: Ann\nSubject: @param a @ b\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n' +
    '--b\n\n@@ -1 +1 @@\n+@app.route\nvue@2.6.14 https://x.invalid/@ann.lee\n--b\nContent-Type: text/html\n\n<a href="https://x.invalid/@ann.lee">x@y</a>\n--b--\n'
  expect(await show(mail)).toEqual(await show(mail, 'shown'))
})
