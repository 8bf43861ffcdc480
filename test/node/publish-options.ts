import { beginLedger } from '../../src/ledger/begin-ledger.ts'
import { withUsualPages } from '../../src/node/publish-manifest.ts'
import type { PublishOptions } from '../../src/node/publish.ts'

/** What a run of the tests publishes with, where a test says nothing else. */
export const PUBLISH_OPTIONS: PublishOptions = {
  list: 'garden-talk',
  version: '0.1.0',
  ledgerSum: 'sum',
  mail: 'mail',
  pages: withUsualPages({}),
  records: [
    beginLedger({
      ...{ list: 'garden-talk', separator: 'rfc4155', quoting: 'mboxo', layout: 'stable', period: 'month' },
      ...{ timezone: 'UTC', tzVersion: null, baseUrl: null },
    }).record,
  ],
  messages: [],
}
