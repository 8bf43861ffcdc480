// Preloaded into the program by kill.test.ts: kills it right before or right after its n-th call that changes the disk.
'use strict'
const fs = require('node:fs')
const { syncBuiltinESMExports } = require('node:module')

const at = Number(process.env.KILL_AT)
const after = process.env.KILL_WHEN === 'after'
let calls = 0

const CHANGING = [
  'writeSync',
  'writeFileSync',
  'renameSync',
  'linkSync',
  'unlinkSync',
  'rmSync',
  'rmdirSync',
  'mkdirSync',
  'ftruncateSync',
  'fsyncSync',
  'fchmodSync',
  'chmodSync',
]
const die = () => process.kill(process.pid, 'SIGKILL')

function wrap(name, changes = () => true) {
  const original = fs[name]
  if (original === undefined) return
  fs[name] = function (...args) {
    if (!changes(args)) return original.apply(this, args)
    const mine = ++calls === at
    if (mine && !after) die()
    try {
      return original.apply(this, args)
    } finally {
      if (mine) die()
    }
  }
}

for (const name of CHANGING) wrap(name, (args) => args[0] !== 1 && args[0] !== 2)
const { O_CREAT, O_TRUNC } = fs.constants
wrap('openSync', ([, flags]) =>
  typeof flags === 'number' ? (flags & (O_CREAT | O_TRUNC)) !== 0 : /[wa]/.test(flags ?? 'r'),
)
syncBuiltinESMExports()
process.on('exit', () => {
  if (process.env.KILL_COUNT) fs.appendFileSync(process.env.KILL_COUNT, `${calls}\n`)
})
