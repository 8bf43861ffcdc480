#!/usr/bin/env node
import { packageVersion } from '../node/package-version.ts'

// `--version` answers without loading anything: scripts ask it often.
const args = process.argv.slice(2)
if (args.length === 1 && (args[0] === '--version' || args[0] === '-V')) {
  process.stdout.write(`${packageVersion()}\n`)
} else {
  const { runCommandLine } = await import('./command-line.ts')
  process.exitCode = await runCommandLine(args, packageVersion())
}
