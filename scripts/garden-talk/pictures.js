// Pictures drawn in text: one character a pixel. Kept small; each pixel becomes a square of three by three.
const COLOURS = {
  '.': [246, 243, 232],
  g: [74, 133, 62],
  r: [200, 52, 58],
  y: [240, 196, 64],
  b: [110, 78, 52],
  k: [40, 36, 32],
  p: [176, 110, 170],
  w: [255, 255, 255],
  o: [226, 130, 52],
  s: [150, 190, 220],
}

const DRAWINGS = {
  tulip: `
......r...r.....
.....rrr.rrr....
.....rrrrrrr....
.....rryrryr....
......rrrrr.....
.......rrr......
........g.......
....g...g...g...
....gg..g..gg...
.....gg.g.gg....
......ggggg.....
........g.......
..bbbbbbbbbbbb..
.bbbbbbbbbbbbbb.`,
  snail: `
................
..k.k...........
...k.k..........
...ooo..bbbb....
...oko.bbyybb...
...ooobbyyyybb..
....oobbybbybb..
....ooobyybybb..
.....oooobbbb...
..oooooooooooo..
.gggggggggggggg.`,
  pumpkin: `
.......gg.......
......gg........
...ooooobooo....
..ooooooooooo...
.oookoooookooo..
.ookkooookkooo..
.ooooookoooooo..
.ookoooooookoo..
..ookokokokoo...
...ooookoooo....
....oooooo......`,
  pond: `
ssssssssssssssss
..g..........g..
.ggg..pp....ggg.
..gssspysssssg..
..ssssggssssss..
.sssssssssoosss.
.sskkssssooooss.
.sskwkssssoosss.
..sggggssssss...
..bssggsssssb...
...bbbbbbbbb....`,
}

const CRC_TABLE = Array.from({ length: 256 }, (_, index) => {
  let value = index
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1
  return value >>> 0
})

function crc32(bytes) {
  let crc = 0xffffffff
  for (const byte of bytes) crc = (crc >>> 8) ^ CRC_TABLE[(crc ^ byte) & 0xff]
  return (crc ^ 0xffffffff) >>> 0
}

function adler32(bytes) {
  let low = 1
  let high = 0
  for (const byte of bytes) {
    low = (low + byte) % 65521
    high = (high + low) % 65521
  }
  return ((high << 16) | low) >>> 0
}

const uint32 = (value) => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  return Buffer.concat([uint32(data.length), body, uint32(crc32(body))])
}

// A zlib stream of one stored block: no compressor, so no zlib version can change the bytes. At most 65535 bytes.
function stored(data) {
  const head = Buffer.from([0x78, 0x01, 0x01, 0, 0, 0, 0])
  head.writeUInt16LE(data.length, 3)
  head.writeUInt16LE(~data.length & 0xffff, 5)
  return Buffer.concat([head, data, uint32(adler32(data))])
}

/** A drawing as a PNG file, four bits a pixel with a palette. */
export function png(name) {
  const rows = DRAWINGS[name].trim().split('\n')
  const letters = Object.keys(COLOURS)
  const scale = 3
  const width = rows[0].length * scale
  const lines = rows.flatMap((row) => {
    const pixels = Array.from(row).flatMap((char) => Array(scale).fill(letters.indexOf(char)))
    const packed = [0]
    for (let at = 0; at < pixels.length; at += 2) packed.push((pixels[at] << 4) | pixels[at + 1])
    return Array(scale).fill(Buffer.from(packed))
  })
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', Buffer.concat([uint32(width), uint32(rows.length * scale), Buffer.from([4, 3, 0, 0, 0])])),
    chunk('PLTE', Buffer.from(letters.flatMap((letter) => COLOURS[letter]))),
    chunk('IDAT', stored(Buffer.concat(lines))),
    chunk('IEND', Buffer.alloc(0)),
  ])
}
