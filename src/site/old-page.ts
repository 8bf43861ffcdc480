import type { PublishedPage } from '../archivers/published-tree.ts'
import type { TextPart } from '../display/message-display.ts'
import { obscureAddress, obscureText } from '../display/obscure-address.ts'
import { formatUtc } from '../message/utc.ts'
import type { OldPageData } from './old-page-data.ts'
import { pageFrame, type SiteContext } from './page-frame.ts'
import { relativeHref } from './relative-href.ts'
import type { SiteModel } from './site-model.ts'
import { textPieces } from './text-blocks-data.ts'
import { timeText } from './utc-dates.ts'

/**
 * The data of the page of a message that is known only from its page in the old archive: what that page showed, and links
 * to what it linked to of the message, which stands where it stood.
 */
export function oldPageData(
  site: SiteContext,
  { addresses, old }: SiteModel,
  path: string,
  page: PublishedPage,
): OldPageData {
  const { words } = site
  const shown = (text: string): string => (addresses === 'shown' ? text : obscureText(text))
  const subject = page.subject === null ? words.labels.noSubject : shown(page.subject)
  const from = page.author ?? page.email
  const isoDate = page.date === null ? null : formatUtc(page.date)
  const text: TextPart = { kind: 'text', text: shown(page.text), flavour: 'plain', displayName: null }
  const kept = page.attachments.filter((attachment) => old?.paths.has(attachment) === true)
  return {
    ...pageFrame(site, path, subject),
    subject,
    from: from === null || addresses === 'shown' ? from : obscureAddress(from),
    writtenDate: page.dateText === null ? null : shown(page.dateText),
    utcDate: isoDate === null ? null : timeText(words, isoDate),
    isoDate,
    body: {
      notes: page.isDeleted ? [words.labels.deletedThere] : [],
      parts: [
        {
          text: { name: null, pieces: textPieces(text, { addresses, words }), isCut: false },
          html: null,
          inner: null,
        },
      ],
      attachments: kept.map((attachment) => ({
        href: relativeHref(path, attachment),
        name: attachment.slice(attachment.lastIndexOf('/') + 1),
        detail: words.labels.asInOldArchive,
        picture: null,
      })),
    },
  }
}
