// Makes the sample list, test/fixtures/garden-talk.mbox, from the hand-written threads in garden-talk/threads/.
//
//   node scripts/make-garden-talk.js            write the fixture
//   node scripts/make-garden-talk.js --check    exit 1 if the fixture is not what would be written
//   node scripts/make-garden-talk.js --count    print the number of messages
//
// A last argument names another file than the fixture. The same threads give the same bytes, always.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { makeArchive } from './garden-talk/archive.js'

const words = process.argv.slice(2)
const file =
  words.find((word) => !word.startsWith('--')) ??
  fileURLToPath(new URL('../test/fixtures/garden-talk.mbox', import.meta.url))
const { bytes, count } = makeArchive()

if (words.includes('--count')) {
  console.log(count)
} else if (!words.includes('--check')) {
  writeFileSync(file, bytes)
} else if (!existsSync(file) || !bytes.equals(readFileSync(file))) {
  console.error(`${file} differs from what the threads give`)
  console.error('hint: run node scripts/make-garden-talk.js and look at the difference before you commit it')
  process.exitCode = 1
}
