import type { ComparedTree } from '../node/against/compare-with-tree.ts'
import type { VerifyFinding } from '../node/verify/verify-finding.ts'
import type { ArchiveVerification } from '../node/verify-archive.ts'
import { REPORT_SCHEMA } from './audit-report.ts'
import type { CommandDefinition } from './command.ts'
import { EXIT } from './exit-codes.ts'
import { expectLedger } from './list-options.ts'
import { Progress } from './progress.ts'
import { countFindings } from './report-findings.ts'
import { counted, harmless, harmlessJson, type Terminal } from './terminal.ts'

interface VerifyFlags {
  readonly ledger?: string
  readonly list?: string
  readonly expect?: string
  readonly rebuild?: readonly string[]
  readonly base?: string
  readonly against?: string
  readonly keepOrder?: boolean
  readonly theme?: string
  readonly json?: boolean
  readonly quiet?: boolean
}

/** `holdfast verify`: the site against the ledger. */
export const verify: CommandDefinition<VerifyFlags> = {
  name: 'verify',
  summary: 'check a published site against its ledger: every file, old URL, link and anchor; writes nothing',
  arguments: '[dir]',
  options: [
    'ledger',
    'list',
    'config',
    'all-lists',
    'rebuild',
    'base',
    'against',
    'keep-order',
    'theme',
    'expect',
    'json',
    'quiet',
  ],
  examples: [
    ['holdfast verify site --ledger list.ledger', 'is every page there, and every old URL answered'],
    [
      'holdfast verify site --ledger list.ledger --rebuild list.mbox',
      'build it again too, and compare every byte',
    ],
    [
      'holdfast verify site --ledger list.ledger --against old-archive',
      'does every path and anchor of the old archive still show the same message',
    ],
    ['holdfast verify site --ledger list.ledger --quiet', 'for cron: silent and 0 while all is well'],
  ],
  exit: '0 all as recorded, 1 errors, 2 usage, 3 a file cannot be read',
  async run(words, flags, { terminal, signal }) {
    const [dir] = words
    const ledger = expectLedger(flags.ledger)
    const { verifyArchive } = await import('../node/verify-archive.ts')
    const progress = new Progress(terminal, flags.quiet === true || flags.json === true)
    const checking = progress.step('checking', 'files')
    const reading = progress.step('reading', 'bytes')
    const verification = await verifyArchive({
      ...flags,
      dir: dir!,
      ledger,
      signal,
      onProgress: checking,
      onRead: (done, total) => {
        if (total !== null) reading(done, total)
      },
      onPages: progress.step('making pages', 'messages'),
    })
    progress.clear()
    const code = verification.findings.some(({ level }) => level === 'error') ? EXIT.findings : EXIT.ok
    if (flags.json === true) terminal.out(`${harmlessJson(verifyJson(dir!, verification), 2)}\n`)
    else if (flags.quiet !== true || code !== EXIT.ok) {
      terminal.out(verifyText(dir!, verification, terminal.colors))
    }
    return code
  },
}

/** The JSON object of a verification; `schema/verify.schema.json` describes it. */
function verifyJson(dir: string, verification: ArchiveVerification): object {
  const { list, ledgerSum, siteSum, files, paths, links, rebuilt, against, findings } = verification
  return {
    tool: 'holdfast', schema: REPORT_SCHEMA, command: 'verify', list, dir, ledgerSum, siteSum, files, paths, links, rebuilt,
    against, findings,
  } // prettier-ignore
}

/** A run of findings of one code is shown by its first ones, and counted. */
const SHOWN_OF_A_RUN = 3

function verifyText(dir: string, verification: ArchiveVerification, colors: Terminal['colors']): string {
  const { findings, files, paths, links, list, against } = verification
  const byCode = new Map<string, VerifyFinding[]>()
  for (const finding of findings) {
    const run = byCode.get(finding.code)
    if (run === undefined) byCode.set(finding.code, [finding])
    else run.push(finding)
  }
  const blocks = [...byCode.values()].map((run) => {
    const shown = run.slice(0, SHOWN_OF_A_RUN)
    const [{ code, level, consequence, hint }] = run as [VerifyFinding]
    const paint = level === 'error' ? colors.red : colors.yellow
    const lines = shown.flatMap(({ path, message }) => [
      `${harmless(path === null ? dir : `${dir.replace(/\/$/, '')}/${path}`)}: ${paint(`${level} ${code}`)}`,
      `  ${harmless(message)}`,
    ])
    if (run.length > shown.length) lines.push(`  … and ${run.length - shown.length} more like it`)
    lines.push(`  ${consequence}`, `  ${colors.dim('hint:')} ${hint}`)
    return `${lines.join('\n')}\n\n`
  })
  const checked = `${counted(files, 'file')}, ${counted(paths, 'recorded path')}, ${counted(links, 'link')}`
  const said = findings.length === 0 ? 'all as recorded' : countFindings(findings)
  const compared = against === null ? '' : `${harmless(list)}: ${againstText(against)}\n`
  return `${blocks.join('')}${compared}${harmless(list)}: ${checked} checked; ${said}\n`
}

function againstText({ tree, paths, anchors, pages, redirected }: ComparedTree): string {
  const shown = Object.entries(pages)
    .filter(([, count]) => count > 0)
    .map(([what, count]) => `${count} ${PAGE_WORDS[what as keyof ComparedTree['pages']]}`)
  return `of ${counted(paths, 'path')} and ${counted(anchors, 'anchor')} of ${harmless(tree)}, message pages: ${shown.join(', ') || 'none'}; ${counted(redirected, 'path leads', 'paths lead')} elsewhere`
}

const PAGE_WORDS: Readonly<Record<keyof ComparedTree['pages'], string>> = {
  same: 'the same',
  differs: 'with another text',
  wrong: 'of another message',
  withdrawn: 'withdrawn',
  missing: 'missing',
}
