#!/usr/bin/env node
import { EXIT } from './exit-codes.ts'
import { packageVersion } from '../node/package-version.ts'

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
