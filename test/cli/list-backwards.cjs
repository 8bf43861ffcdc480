// Preloaded into the program: turns around what Node says is in a folder, before anything else is loaded.
'use strict'
const fs = require('node:fs')
const { syncBuiltinESMExports } = require('node:module')
const { readdir, readdirSync } = fs
const { readdir: readdirLater } = fs.promises

fs.readdirSync = (...words) => readdirSync(...words).reverse()
fs.readdir = (...words) => {
  const done = words.pop()
  readdir(...words, (error, names) => done(error, names && names.reverse()))
}
fs.promises.readdir = async (...words) => (await readdirLater(...words)).reverse()
syncBuiltinESMExports()
