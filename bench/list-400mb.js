// Holdfast on one big list, beside programs that only hash or count it. After `npm run build`:
//   node bench/list-400mb.js [MB] [--rounds N]
// Prints a markdown table; of N rounds (default 3), each figure is the least. Needs bash, for its `time`.
// The list is made once, in the system's folder for temporary files, and found there again.
import { spawnSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { writeList } from './generate-list.js'

const args = process.argv.slice(2)
const roundsAt = args.indexOf('--rounds')
const rounds = roundsAt === -1 ? 3 : Number(args.splice(roundsAt, 2)[1])
const megabytes = Number(args[0] ?? 400)
if (!(megabytes > 0 && rounds > 0)) {
  console.error('usage: node bench/list-400mb.js [MB] [--rounds N]')
  process.exit(2)
}

const cli = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url))
const list = join(tmpdir(), `holdfast-bench-${megabytes}.mbox`)
const bytes = writeList(list, { bytes: megabytes * 1e6 })
const folder = mkdtempSync(join(tmpdir(), 'holdfast-bench-'))
const ledger = join(folder, 'list.ledger')
const edited = join(folder, 'edited.mbox')

/** Runs a program with bash's `time`: seconds by the wall clock and of CPU; null where there is no such program. */
function run(command, expectedStatus = 0) {
  const script = 'TIMEFORMAT="%R %U %S"; time "$@" >/dev/null'
  const { status, stderr } = spawnSync('bash', ['-c', script, 'bash', ...command], {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
  })
  if (status === 127) return null
  if (status !== expectedStatus) throw new Error(`${command.join(' ')} ended with ${status}:\n${stderr}`)
  const [wall, user, system] = stderr.trimEnd().split('\n').at(-1).split(' ').map(Number)
  return { wall, cpu: user + system }
}

/** The list without the message in its middle. */
function writeEdited() {
  const whole = readFileSync(list)
  const start = whole.indexOf('\n\nFrom ', whole.length >> 1) + 2
  const end = whole.indexOf('\n\nFrom ', start) + 2
  const file = openSync(edited, 'w')
  for (const part of [whole.subarray(0, start), whole.subarray(end)]) {
    for (let at = 0; at < part.length;) at += writeSync(file, part, at, Math.min(1 << 24, part.length - at))
  }
  closeSync(file)
}

const holdfast = (...words) => [process.execPath, cli, ...words]
const jobs = [
  { name: '`sha256sum`', work: () => run(['sha256sum', list]) },
  { name: '`openssl dgst -sha256`', work: () => run(['openssl', 'dgst', '-sha256', list]) },
  { name: '`wc -l`', work: () => run(['wc', '-l', list]) },
  {
    name: '`holdfast record`, no ledger yet',
    work: () => {
      rmSync(ledger, { force: true })
      return run(holdfast('record', list, '--ledger', ledger))
    },
  },
  { name: '`holdfast audit`, unchanged', work: () => run(holdfast('audit', list, '--ledger', ledger)) },
  {
    name: '`holdfast audit`, one message deleted',
    work: () => run(holdfast('audit', edited, '--ledger', ledger), 1),
  },
  { name: '`holdfast --version`', work: () => run(holdfast('--version')), sized: false },
]

try {
  writeEdited()
  const best = new Map()
  for (let round = 0; round < rounds; round++) {
    for (const { name, work } of jobs) {
      const time = work()
      if (time === null) continue
      const before = best.get(name) ?? time
      best.set(name, { wall: Math.min(before.wall, time.wall), cpu: Math.min(before.cpu, time.cpu) })
    }
  }
  const unit = best.get('`sha256sum`')
  const speed = (seconds) => `${Math.round(bytes / 1e6 / seconds)} MB/s`
  console.log(
    `${(bytes / 1e6).toFixed(0)} MB, Node ${process.version}, ${availableParallelism()} × ${cpus()[0]?.model.trim()}, ` +
      `load ${loadavg()[0].toFixed(1)}, least of ${rounds}\n`,
  )
  console.log('| what | wall | CPU | per CPU second | CPU, sha256sum = 1 |\n|---|---|---|---|---|')
  for (const { name, sized = true } of jobs) {
    const time = best.get(name)
    if (time === undefined) continue
    const relative = sized && unit !== undefined ? (time.cpu / unit.cpu).toFixed(2) : ''
    console.log(
      `| ${name} | ${time.wall.toFixed(2)} s | ${time.cpu.toFixed(2)} s | ${sized ? speed(time.cpu) : ''} | ${relative} |`,
    )
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
