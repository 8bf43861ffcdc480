#!/usr/bin/env node
import { readFileSync } from 'node:fs'
import { EXIT } from './exit-codes.ts'

// `--version` answers without loading anything: scripts ask it often.
const args = process.argv.slice(2)
if (args.length === 1 && (args[0] === '--version' || args[0] === '-V')) {
  process.stdout.write(`${packageVersion()}\n`)
} else {
  // A reader that has seen enough (`| head`) is no error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    process.exit(EXIT.ok)
  })
  const { runCommandLine } = await import('./command-line.ts')
  process.exitCode = await runCommandLine(args, packageVersion())
}

function packageVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}
