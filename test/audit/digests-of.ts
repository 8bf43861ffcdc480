import type { Alignable } from '../../src/audit/align.ts'

/** An entry with made-up digests: the same letters stand for the same bytes. */
export function entryOf(
  name: string,
  { fromLine = name, head = name, body = name, id = name, size = 100 } = {},
): Alignable {
  return {
    messageId: id,
    digests: {
      raw: `raw ${head} ${body}`,
      fromLine: `from ${fromLine}`,
      head: `head ${head}`,
      headLoose: `headLoose ${head}`,
      body: `body ${body}`,
      size,
      loose: `loose ${body}`,
      dense: `dense ${head} ${body}`,
      content: `content ${head} ${body}`,
    },
  }
}
