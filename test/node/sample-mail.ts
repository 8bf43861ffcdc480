/** What a mail of the tests says where a test says nothing else: `about ID`, `hello from ID`, and no more fields. */
export interface MailWords {
  readonly subject?: string
  readonly text?: string
  /** More header fields, behind the subject. */
  readonly fields?: readonly string[]
}

/** An entry of an mbox: a mail of Ann's with the Message-ID `<ID>`. */
export function mail(id: string, { subject, text, fields = [] }: MailWords = {}): string {
  return [
    'From ann@example.org Mon May  4 10:00:00 2015',
    `Message-ID: <${id}>`,
    'Date: Mon, 4 May 2015 10:00:00 +0000',
    'From: Ann <ann@example.org>',
    `Subject: ${subject ?? `about ${id}`}`,
    ...fields,
    '',
    text ?? `hello from ${id}`,
    '',
    '',
  ].join('\n')
}
