import { existsSync, realpathSync } from 'node:fs'
import { isAbsolute, relative, sep } from 'node:path'
import type { ArchiveRebuild } from '../node/rebuild-archive.ts'
import { HoldfastError } from '../node/holdfast-error.ts'
import { auditJson } from './audit-report.ts'
import type { SearchEngine } from '../site/site-model.ts'
import type { SiteLanguage } from '../site/words/languages.ts'
import type { CommandDefinition } from './command.ts'
import { expectFiles, LAYOUT_OPTIONS, LIST_OPTIONS, listOptions, type ListFlags } from './list-options.ts'
import { exitForRecording, printedAudit, recordingJson, reportRecording } from './record-report.ts'
import { counted, harmless, harmlessJson } from './terminal.ts'

interface RebuildFlags extends ListFlags {
  readonly language?: SiteLanguage
  readonly addresses?: 'obscured' | 'shown'
  readonly listAddress?: string
  readonly rawMessages?: boolean
  readonly search?: SearchEngine
  readonly robots?: 'index' | 'noindex'
  readonly downloads?: boolean
  readonly theme?: string
  readonly jobs?: number
  readonly cache?: boolean
  readonly out?: string
  readonly base?: string
  readonly ignoreNoArchive?: boolean
}

/** `holdfast rebuild`: the main job. */
export const rebuild: CommandDefinition<RebuildFlags> = {
  name: 'rebuild',
  summary: 'audit the list, record what is new, and write the HTML archive',
  arguments: '[mbox...]',
  options: [
    'out',
    ...LIST_OPTIONS,
    ...LAYOUT_OPTIONS,
    'base',
    'now',
    'expect',
    'keep-order',
    'ignore-no-archive',
    'language',
    'addresses',
    'list-address',
    'raw-messages',
    'search',
    'robots',
    'no-downloads',
    'theme',
    'jobs',
    'no-cache',
    'dry-run',
    'json',
    'strict',
    'quiet',
  ],
  examples: [
    ['holdfast rebuild list.mbox --out site', 'the archive of one list'],
    ['holdfast rebuild archives/*.mbox --list my-list --out site', 'a list in several files'],
    [
      'holdfast rebuild list.mbox --out site --layout pipermail --timezone Europe/Berlin',
      'a new archive under the paths of Pipermail',
    ],
    [
      'holdfast rebuild list.mbox --out site --relayout stable',
      'new paths for every message; old ones lead there',
    ],
    ['holdfast rebuild list.mbox --out site --base old-archive', 'after adopt: every old address answers'],
    ['holdfast rebuild list.mbox --out site --dry-run', 'say what would be written'],
  ],
  exit: '0 rebuilt, 1 refused because of errors, 2 usage, 3 a file cannot be read or written',
  async run(mbox, flags, context) {
    const { terminal } = context
    const out = expectOut(flags.out)
    expectFiles(mbox, 'rebuild')
    const { options, progress } = listOptions(mbox, flags, context)
    const { rebuildArchive } = await import('../node/rebuild-archive.ts')
    const onPages = progress.step('making pages', 'messages')
    // What decides the pages has the same names here and there.
    const result = await rebuildArchive({ ...flags, ...options, out, onPages })
    progress.clear()
    const { recording, published, pages } = result
    if (flags.json === true) {
      const json = {
        ...auditJson('rebuild', printedAudit(recording)),
        ...recordingJson(recording, flags),
        out,
        pages,
        published,
      }
      terminal.out(`${harmlessJson(json, 2)}\n`)
    } else if (recording.refused || flags.quiet !== true) {
      const untouched = 'nothing was recorded, and no page was touched'
      reportRecording(recording, mbox, flags, { terminal, untouched })
      terminal.out(publishedText(result, out, flags))
      if (result.isOtherTheme)
        terminal.err('note: the site was made with another theme before; every page is made anew\n')
      if (!recording.refused) terminal.err(exposedText(recording.audit.location.files, out))
    }
    return exitForRecording(recording, flags)
  },
}

function expectOut(out: string | undefined): string {
  if (out !== undefined) return out
  throw new HoldfastError('no-match', 2, "required option '--out <folder>' not specified", {
    hint: 'name the folder of the site, or a list of holdfast.config.json that has it with --list',
  })
}

/** A site folder is served to everybody, with all that lies in it. */
function exposedText(files: readonly string[], out: string): string {
  const inside = files.filter((file) => file !== '-' && isInside(out, file))
  if (inside.length === 0) return ''
  const names = inside.length === 1 ? harmless(inside[0]!) : `${inside.length} mbox files`
  return `warning: ${names} can be read by whoever can read ${harmless(out)}, with all addresses in clear; keep mboxes outside of the site\n`
}

function isInside(folder: string, file: string): boolean {
  if (!existsSync(folder)) return false // a dry run
  const way = relative(realpathSync(folder), realpathSync(file))
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}

function publishedText({ published, pages }: ArchiveRebuild, out: string, { dryRun }: RebuildFlags): string {
  if (published === null) return ''
  const { written, unchanged, removed } = published
  const did = dryRun === true ? 'would write' : 'wrote'
  const site = harmless(out)
  const front = site.endsWith('/') ? `${site}index.html` : `${site}/index.html`
  return [
    `${did} ${counted(written, 'file')} in ${site}, ${unchanged} unchanged, ${removed} removed; ${counted(pages, 'message page')}`,
    ...(dryRun === true ? [] : [`open ${front}`]),
    '',
  ].join('\n')
}
