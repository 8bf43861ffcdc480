import { expect, test } from 'vitest'
import type { OldArchive } from '../../src/site/old-archive.ts'
import { filesOf, listed, modelOf } from './sample-site.ts'

/** An old archive that shows addresses wherever it can, and holds one in a file that is kept. */
const OLD: OldArchive = {
  hasVolumes: false,
  paths: new Set(['thread.html', 'msg00009.html', 'kept.txt']),
  files: () => [
    {
      kind: 'index',
      path: 'thread.html',
      index: {
        path: 'thread.html',
        title: 'Thread',
        anchors: [],
        rows: [
          {
            path: 'msg00009.html',
            anchors: ['00009'],
            subject: 'for a@one.example',
            author: 'b@two.example',
            epoch: null,
            depth: 0,
          },
        ],
      },
    },
    {
      kind: 'page',
      path: 'msg00009.html',
      page: {
        path: 'msg00009.html',
        volume: '',
        number: 9,
        messageId: null,
        madeUpId: null,
        author: null,
        email: 'c@three.example',
        subject: 'for a@one.example',
        date: null,
        dateText: '1 May, d@four.example',
        text: '> e@five.example\n\nf at six.example',
        isDeleted: false,
        attachments: [],
      },
    },
    { kind: 'copy', path: 'kept.txt', bytes: Buffer.from('g@seven.example') },
  ],
}

const DOMAINS = ['one', 'two', 'three', 'four', 'five', 'six', 'seven'].map((name) => `${name}.example`)

const shownDomains = async (addresses: 'obscured' | 'shown'): Promise<readonly string[]> => {
  const files = await filesOf(modelOf([listed(0)], { addresses, old: OLD }))
  const all = files.map(({ bytes }) => Buffer.from(bytes).toString()).join('\n')
  return DOMAINS.filter((domain) => all.includes(domain))
}

test('what an old page and an old index showed is cut too; text that says `at`, and kept files, stay', async () => {
  expect(await shownDomains('obscured')).toEqual(['six.example', 'seven.example'])
  expect(await shownDomains('shown')).toEqual(DOMAINS)
})
