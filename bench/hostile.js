// Displays every message of a corpus of hostile mail: how long the slowest takes, and how much memory. After `npm run build`:
//   HOLDFAST_CORPUS=FOLDER node bench/hostile.js [KIND...]
// FOLDER/vectors/KIND/*.mbox are read; without a KIND, `mime` and `identity`. Each kind has a process of its own, one message
// after the other: its peak memory, Node itself included, is more than any of its messages would need alone.
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { availableParallelism, cpus, loadavg } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { displayMessage, scanMbox } from '../dist/index.js'
import { nodeHost } from '../dist/node/node-host.js'

const MOST_SECONDS = 5
const MOST_MIB = 512
const CHILD = '--one-kind'

/** Displays the messages of all files of a folder one after the other, and tells the slowest. */
async function displayFolder(folder) {
  const files = readdirSync(folder).filter((name) => name.endsWith('.mbox'))
  const result = { files: files.length, messages: 0, cpu: 0, wall: 0, slow: '', mib: 0, large: '' }
  for (const name of files.sort()) {
    const bytes = new Uint8Array(readFileSync(join(folder, name)))
    for (const { message } of scanMbox(bytes, { separator: 'rfc4155', host: nodeHost }).entries) {
      const before = process.cpuUsage()
      const start = performance.now()
      await displayMessage(bytes.subarray(message.start, message.end), { quoting: 'mboxrd' })
      const { user, system } = process.cpuUsage(before)
      const cpu = (user + system) / 1e6
      const wall = (performance.now() - start) / 1000
      result.messages += 1
      if (cpu > result.cpu) Object.assign(result, { cpu, wall, slow: basename(name, '.mbox') })
    }
    const mib = process.resourceUsage().maxRSS / 1024
    if (mib > result.mib) Object.assign(result, { mib, large: basename(name, '.mbox') })
  }
  return result
}

if (process.argv[2] === CHILD) {
  console.log(JSON.stringify(await displayFolder(process.argv[3])))
} else {
  const corpus = process.env.HOLDFAST_CORPUS
  if (corpus === undefined) {
    console.error(
      'HOLDFAST_CORPUS does not name a folder\nusage: HOLDFAST_CORPUS=FOLDER node bench/hostile.js [KIND...]',
    )
    process.exit(2)
  }
  const kinds = process.argv.length > 2 ? process.argv.slice(2) : ['mime', 'identity']
  console.log(
    `Node ${process.version}, ${availableParallelism()} × ${cpus()[0]?.model.trim()}, load ${loadavg()[0].toFixed(1)}\n`,
  )
  console.log(
    '| kind | messages | slowest, CPU | wall | which | peak memory | last reached by |\n|---|---|---|---|---|---|---|',
  )
  for (const kind of kinds) reportKind(kind, join(corpus, 'vectors', kind))
}

function reportKind(kind, folder) {
  const words = [fileURLToPath(import.meta.url), CHILD, folder]
  const { status, stdout, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${kind} ended with ${status}\n${stderr}`)
  const { files, messages, cpu, wall, slow, mib, large } = JSON.parse(stdout)
  console.log(
    `| ${kind} | ${messages} in ${files} files | ${cpu.toFixed(2)} s | ${wall.toFixed(2)} s | ${slow} | ` +
      `${mib.toFixed(0)} MiB | ${large} |`,
  )
  if (cpu <= MOST_SECONDS && mib <= MOST_MIB) return
  console.error(`${kind}: more than ${MOST_SECONDS} s or ${MOST_MIB} MiB`)
  process.exitCode = 1
}
