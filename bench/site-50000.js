// Makes the site of one long list, beside MHonArc where it is installed. After `npm run build`:
//   node bench/site-50000.js [MESSAGES]
// Prints a markdown table of one run: each program once into an empty folder and once over what it made. Needs GNU time.
// The list is made once, in the system's folder for temporary files, and found there again.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { writeList } from './generate-list.js'

const messages = Number(process.argv[2] ?? 50_000)
if (!Number.isSafeInteger(messages) || messages < 1) {
  console.error('usage: node bench/site-50000.js [MESSAGES]')
  process.exit(2)
}

const cli = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url))
const list = join(tmpdir(), `holdfast-bench-${messages}-messages.mbox`)
const bytes = writeList(list, { messages })
const folder = mkdtempSync(join(tmpdir(), 'holdfast-bench-'))
const ledger = join(folder, 'list.ledger')

/** Runs a program under GNU time; null where there is no such program. */
function run(command, out) {
  const started = Date.now()
  const words = ['-f', '%e %U %S %M', ...command]
  const { status, stderr, error } = spawnSync('/usr/bin/time', words, {
    encoding: 'utf8',
    maxBuffer: 1 << 30,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, LC_ALL: 'C', XDG_CACHE_HOME: join(folder, 'cache') },
  })
  if (error !== undefined) throw new Error('this needs GNU time in /usr/bin/time', { cause: error })
  if (status === 127) return null
  if (status !== 0) throw new Error(`${command.join(' ')} ended with ${status}:\n${stderr}`)
  const [wall, user, system, kib] = stderr.trimEnd().split('\n').at(-1).split(' ').map(Number)
  return { wall, cpu: user + system, mib: kib / 1024, ...writtenSince(out, started) }
}

/** Files of a folder that were written since a time, and their bytes. */
function writtenSince(out, time) {
  let files = 0
  let size = 0
  for (const name of readdirSync(out, { recursive: true, encoding: 'utf8' })) {
    const stats = statSync(join(out, name))
    if (!stats.isFile() || stats.mtimeMs < time) continue
    files += 1
    size += stats.size
  }
  return { files, size }
}

const rebuild = (out) => [process.execPath, cli, 'rebuild', list, '--ledger', ledger, '--out', out]
const jobs = [
  { name: '`holdfast rebuild`, first run', out: 'holdfast', command: rebuild },
  { name: '`holdfast rebuild`, nothing new', out: 'holdfast', command: rebuild },
  { name: '`mhonarc -outdir`', out: 'mhonarc', command: (out) => ['mhonarc', '-outdir', out, list] },
  {
    name: '`mhonarc -add -outdir`, nothing new',
    out: 'mhonarc',
    command: (out) => ['mhonarc', '-add', '-outdir', out, list],
  },
]

try {
  console.log(
    `${messages} messages, ${(bytes / 1e6).toFixed(0)} MB, Node ${process.version}, ` +
      `${availableParallelism()} × ${cpus()[0]?.model.trim()}, load ${loadavg()[0].toFixed(1)}\n`,
  )
  console.log(
    '| what | CPU | wall | messages per CPU second | per second | peak memory | files written | bytes written |',
  )
  console.log('|---|---|---|---|---|---|---|---|')
  const taken = []
  for (const { name, out, command } of jobs) {
    const path = join(folder, out)
    mkdirSync(path, { recursive: true })
    const figures = run(command(path), path)
    if (figures === null) continue
    taken.push(figures)
    const { cpu, wall, mib, files, size } = figures
    console.log(
      `| ${name} | ${cpu.toFixed(1)} s | ${wall.toFixed(1)} s | ${Math.round(messages / cpu)} | ` +
        `${Math.round(messages / wall)} | ${mib.toFixed(0)} MiB | ${files} | ${(size / 1e6).toFixed(1)} MB |`,
    )
  }
  const [first, , other] = taken
  if (other !== undefined) {
    console.log(
      `\nfirst run, \`mhonarc\` = 1: CPU ${(first.cpu / other.cpu).toFixed(2)}, wall ${(first.wall / other.wall).toFixed(2)}`,
    )
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
