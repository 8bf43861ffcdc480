import type { Element, ElementContent, Root } from 'hast'
import { toHtml } from 'hast-util-to-html'
import type { Finding } from '../audit/finding.ts'
import type { FindingLevel } from '../audit/finding-codes.ts'
import type { Move } from '../audit/renumbering.ts'
import type { ShownEdit } from '../node/shown-edits.ts'
import type { PrintedAudit } from './audit-report.ts'
import { verdictText } from './audit-report.ts'
import { counted, harmless } from './terminal.ts'

const STYLE = `:root{color-scheme:light dark}
body{font:1rem/1.5 system-ui,sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2rem}
code{font-family:ui-monospace,monospace;overflow-wrap:anywhere}
article{border-inline-start:.25rem solid GrayText;padding-inline-start:1rem;margin:1.25rem 0}
article.error{border-color:#b3261e}article.warning{border-color:#9a6700}
pre{overflow-x:auto;padding:.5rem;border:1px solid GrayText}
h3{font-size:1rem;margin:0}p{margin:.25rem 0}
table{border-collapse:collapse}td,th{text-align:start;padding:.2rem .75rem .2rem 0}`

/**
 * An audit as one HTML page, to be sent to somebody or kept: it loads nothing and runs nothing.
 *
 * Holds what `--format text` says of each finding, none left out, and each page that would move where `--moves` lists them.
 */
export function auditHtml(audit: PrintedAudit): string {
  const title = `Audit of ${harmless(audit.list)}`
  const root: Root = {
    type: 'root',
    children: [
      { type: 'doctype' },
      element('html', { lang: 'en' }, [
        element('head', {}, [
          element('meta', { charset: 'utf-8' }),
          element('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
          element('meta', {
            httpEquiv: 'Content-Security-Policy',
            content: "default-src 'none'; style-src 'unsafe-inline'",
          }),
          element('title', {}, [text(title)]),
          element('style', {}, [text(STYLE)]),
        ]),
        element('body', {}, [
          element('main', {}, [
            element('h1', {}, [text(title)]),
            element('p', {}, [text(verdictText(audit).trim())]),
            ...renumberingPart(audit),
            ...findingParts(audit),
          ]),
        ]),
      ]),
    ],
  }
  return `${toHtml(root)}\n`
}

function findingParts(audit: PrintedAudit): Element[] {
  if (audit.findings.length === 0) return []
  return [
    element('h2', {}, [text('Findings')]),
    ...audit.findings.map((finding) => findingPart(finding, audit)),
  ]
}

function findingPart(finding: Finding, { ledger, edits }: PrintedAudit): Element {
  const { level, code, ref, present, recorded, message, consequence, hint } = finding
  const line = present?.line === null || present === null ? '' : `, line ${present.line}`
  const place =
    present === null
      ? `${harmless(ledger)}, message ${recorded?.position ?? '?'}`
      : `${harmless(present.file)}${line}, byte ${present.offset}`
  return element('article', { className: [level] }, [
    element('h3', {}, [text(`${LEVEL_WORDS[level]}: `), element('code', {}, [text(code)])]),
    ...paragraphs([message]),
    ...sidesPart(edits.find((edit) => edit.ref === ref)),
    ...paragraphs([consequence, hint === '' ? '' : `What to do: ${hint}`]),
    element('p', {}, [
      element('small', {}, [text(`${place} · `), element('code', {}, [text(harmless(ref))])]),
    ]),
  ])
}

/** What went and what came, as a diff shows it. */
function sidesPart(edit: ShownEdit | undefined): Element[] {
  if (edit === undefined) return []
  const lines = edit.lines.map(({ sign, text: line }) => `${sign} ${harmless(line)}\n`)
  const more = edit.more === 0 ? [] : [`… ${counted(edit.more, 'more line')}\n`]
  return [element('pre', {}, [text([...lines, ...more].join(''))])]
}

const LEVEL_WORDS: Readonly<Record<FindingLevel, string>> = {
  error: 'Error',
  warning: 'Warning',
  info: 'Note',
}

function renumberingPart({ renumbering }: PrintedAudit): Element[] {
  const { archiver, moved, lost, gained, first, moves } = renumbering
  if (first === null) return []
  const by = archiver === 'position' ? 'numbered by position' : `rebuilt by ${archiver}`
  const said = `The archive ${by}: ${counted(moved, 'page')} would move, ${counted(lost, 'page')} would be lost, ${counted(gained, 'page')} would be new.`
  return [
    element('h2', {}, [text('What a rebuild would do to links')]),
    element('p', {}, [text(said)]),
    moveTable(
      moves.length === 0 ? [first] : moves,
      moves.length === 0 ? 'The first of them' : 'Each of them',
    ),
  ]
}

function moveTable(moves: readonly Pick<Move, 'id' | 'from' | 'to'>[], caption: string): Element {
  return element('table', {}, [
    element('caption', {}, [text(caption)]),
    element('thead', {}, [row('th', ['From', 'To', 'Message'], { scope: 'col' })]),
    element(
      'tbody',
      {},
      moves.map(({ from, to, id }) => row('td', [String(from), to === null ? 'nothing' : String(to), id])),
    ),
  ])
}

function row(name: 'td' | 'th', cells: readonly string[], properties: Element['properties'] = {}): Element {
  return element(
    'tr',
    {},
    cells.map((cell) => element(name, properties, [text(harmless(cell))])),
  )
}

function paragraphs(lines: readonly string[]): Element[] {
  return lines.filter((line) => line !== '').map((line) => element('p', {}, [text(harmless(line))]))
}

function element(
  tagName: string,
  properties: Element['properties'],
  children: readonly ElementContent[] = [],
): Element {
  return { type: 'element', tagName, properties, children: [...children] }
}

function text(value: string): ElementContent {
  return { type: 'text', value }
}
