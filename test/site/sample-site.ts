import type { LedgerSettings, RecordedMessage } from '../../src/ledger/ledger-state.ts'
import type { MessageDisplay } from '../../src/display/message-display.ts'
import { authorName } from '../../src/site/headline.ts'
import { hasPage, threadMessage } from '../../src/site/paged-messages.ts'
import { BUILT_IN_THEME } from '../../src/site/site-theme.ts'
import { planSite } from '../../src/site/plan-site.ts'
import type { ListedMessage, SiteFile, SiteModel } from '../../src/site/site-model.ts'
import { threadMessages } from '../../src/threads/thread-messages.ts'

export const SETTINGS: LedgerSettings = {
  list: 'garden-talk',
  separator: 'rfc4155',
  quoting: 'mboxrd',
  layout: 'stable',
  period: 'month',
  timezone: 'UTC',
  tzVersion: null,
  baseUrl: null,
}

/** A recorded message: its path follows from its ID, unless something else is said. */
export function recorded(seq: number, changes: Partial<RecordedMessage> = {}): RecordedMessage {
  const id = changes.id ?? `ID${seq}`
  const path = changes.path === undefined ? `m/${id.slice(0, 2)}/${id}.html` : changes.path
  return {
    seq,
    kind: 'message',
    id,
    of: null,
    messageId: `m${seq}@example.org`,
    date: '2001-03-05T06:07:08Z',
    dateFrom: 'date',
    number: null,
    path,
    paths: path === null ? [] : [path],
    aliases: [],
    digests: {
      raw: `raw${seq}`, fromLine: '', head: '', headLoose: '', body: '', size: 0, loose: '', dense: '',
      content: `content${seq}`,
    }, // prettier-ignore
    noArchive: false,
    predicted: false,
    withdrawn: null,
    ...changes,
  }
}

/** What a message shows: one text part, unless something else is said. */
export function display(text: string, changes: Partial<MessageDisplay> = {}): MessageDisplay {
  return {
    from: 'Ann <ann@…>',
    to: 'garden-talk@…',
    cc: null,
    subject: `About ${text}`,
    date: 'Mon, 5 Mar 2001 07:07:08 +0100',
    listPost: null,
    parts: [{ kind: 'text', text, flavour: 'plain', displayName: null }],
    text,
    textFrom: 'part',
    problems: [],
    ...changes,
  }
}

/** A listed message with what it shows, and whom it answers. */
export interface SampleMessage {
  readonly recorded: RecordedMessage
  readonly display: MessageDisplay | null
  readonly duplicateOf: string | null
  readonly references?: readonly string[]
  readonly raw?: Uint8Array
}

/** An ordinary listed message. */
export function listed(
  seq: number,
  changes: Partial<RecordedMessage> = {},
  text = `text ${seq}`,
): SampleMessage {
  return { recorded: recorded(seq, changes), display: display(text), duplicateOf: null }
}

/** A message with a subject, an author and a text. */
export function mail(
  seq: number,
  date: string | null,
  subject: string,
  from: string,
  text: string,
): SampleMessage {
  return { recorded: recorded(seq, { date }), display: display(text, { subject, from }), duplicateOf: null }
}

/** The model of a list. Each message is answered for; asking for one that shows nothing throws. */
export function modelOf(samples: readonly SampleMessage[], changes: Partial<SiteModel> = {}): SiteModel {
  const messages: ListedMessage[] = samples.map(({ recorded, display, duplicateOf }) => ({
    recorded,
    headline:
      display === null || recorded.kind === 'phantom'
        ? null
        : {
            subject: display.subject?.trim() ?? '',
            author: authorName(display.from ?? ''),
          },
    duplicateOf,
  }))
  const threaded = samples.flatMap(({ recorded, display, references = [] }, position) =>
    hasPage(recorded)
      ? [threadMessage(recorded, position, {
          subject: '', author: '', fullSubject: display?.subject ?? '', inReplyTo: [], references,
        })] // prettier-ignore
      : [],
  )
  return {
    settings: SETTINGS,
    language: 'en',
    addresses: 'obscured',
    listAddress: null,
    search: 'none',
    theme: BUILT_IN_THEME,
    downloads: false,
    robots: 'index',
    messages,
    threads: threadMessages(threaded),
    files: [],
    old: null,
    displayOf: (position) => Promise.resolve(samples[position]!.display!),
    rawOf: null,
    sourceOf: null,
    ...changes,
  }
}

/** Every file of a site, in order. */
export async function filesOf(model: SiteModel): Promise<SiteFile[]> {
  const files: SiteFile[] = []
  for await (const file of planSite(model)) files.push(file)
  return files
}

export const WITHDRAWN = {
  reason: 'asked by its <author>',
  by: 'ann',
  at: '2004-05-06T07:08:09Z',
  codes: ['deleted'],
}

/** A list with one of each: months, a moved message, a phantom, duplicates, a withdrawn and a withheld message. */
export function sampleModel(more: readonly SampleMessage[] = []): SiteModel {
  const SAME = { messageId: 'm0@example.org', digests: recorded(0).digests }
  const moved = {
    path: 'm/ID/ID1.html',
    paths: ['2001-March/000001.html', 'm/ID/ID1.html'],
    aliases: ['msg00001.html'],
  }
  return modelOf(
    [
      listed(0, { date: '2001-02-28T23:59:59Z' }),
      listed(1, moved),
      listed(2, { date: '2001-03-05T06:07:07Z' }),
      {
        recorded: recorded(3, {
          kind: 'phantom',
          of: 'ID2',
          path: null,
          paths: ['2001-March/000003.html'],
          date: null,
        }),
        display: display('From here the text went on', { from: null, to: null, subject: null, date: null }),
        duplicateOf: null,
      },
      { ...listed(4, { ...SAME, path: null, paths: ['2001-March/000004.html'] }), duplicateOf: 'ID0' },
      { ...listed(5, { path: '2001-March/000005.html', date: '2001-04-01T00:00:00Z' }), duplicateOf: 'ID0' },
      {
        recorded: recorded(6, {
          withdrawn: WITHDRAWN,
          paths: ['2001-March/000006.html', 'm/ID/ID6.html'],
          aliases: ['a6.html', 'x.html#6'],
        }),
        display: null,
        duplicateOf: null,
      },
      {
        recorded: recorded(7, { noArchive: true, date: '2002-01-01T00:00:00Z' }),
        display: null,
        duplicateOf: null,
      },
      listed(8, { date: null, dateFrom: null, messageId: null }),
      ...more,
    ],
    { files: [{ path: 'map.json', bytes: new TextEncoder().encode('{}\n') }] },
  )
}
