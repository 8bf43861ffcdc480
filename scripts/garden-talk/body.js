import { ATTACHMENTS } from './attachments.js'
import { FOOTER } from './compose.js'
import { base64Lines, encodeWords, firstFitting, parameter2231, quotedPrintable } from './encode.js'
import { png } from './pictures.js'

const ascii = (text) => Buffer.from(text, 'latin1')
const TRANSFER = { '7bit': '7bit', '8bit': '8bit', qp: 'quoted-printable', base64: 'base64' }

/** A MIME part: its fields in order, and its bytes as they stand in the file, ending with LF. */
function part(type, cte, bytes, more = []) {
  const encoded = cte === 'base64' ? base64Lines(bytes) : cte === 'qp' ? quotedPrintable(bytes) : bytes
  return {
    fields: [['Content-Type', type], ['Content-Transfer-Encoding', TRANSFER[cte]], ...more],
    body: encoded,
  }
}

function multipart(type, boundary, parts, preamble = '') {
  const pieces = [ascii(preamble)]
  for (const { fields, body } of parts) {
    pieces.push(
      ascii(`--${boundary}\n${fields.map(([name, value]) => `${name}: ${value}\n`).join('')}\n`),
      body,
      ascii('\n'),
    )
  }
  const [name, ...parameters] = type.split('; ')
  const value = [name, ...parameters, `boundary="${boundary}"`].join(';\n\t')
  return { fields: [['Content-Type', value]], body: Buffer.concat([...pieces, ascii(`--${boundary}--\n`)]) }
}

/** A text part in the sender's charset, or in what fits; ASCII stays ASCII, as mail programs have it. */
function textPart(text, message, type = 'text/plain', extra = '') {
  const { person, options } = message
  const wanted = options.cs ?? person.charset
  const { charset, bytes } = firstFitting(text, options.cs === undefined ? ['us-ascii', wanted] : [wanted])
  const plain = charset === 'us-ascii' || charset === 'iso-2022-jp'
  const cte = options.cte ?? (plain ? '7bit' : person.cte === '7bit' ? '8bit' : person.cte)
  if (options.undeclared) return { fields: [], body: bytes }
  return part(`${type}; charset=${charset}${extra}`, cte, bytes)
}

function fileName(form, name, charset, parameter) {
  if (form === '2231') return parameter2231(parameter, name, charset)
  if (form === '2047') return `${parameter}="${encodeWords(name, charset, 'B')}"`
  return `${parameter}="${name}"`
}

function attachment(key) {
  const {
    type,
    name,
    bytes,
    form,
    charset,
    textCharset,
    cte = 'base64',
    disposition = 'attachment',
  } = ATTACHMENTS[key]
  const full = textCharset === undefined ? type : `${type}; charset=${textCharset}`
  return part(`${full};\n\t${fileName(form, name, charset, 'name')}`, cte, bytes, [
    ['Content-Disposition', `${disposition};\n\t${fileName(form, name, charset, 'filename')}`],
  ])
}

const escapeHtml = (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')

function html(message, picture) {
  const paragraphs = message.paragraphs.map(({ verbatim, text }) =>
    verbatim
      ? `<pre>${escapeHtml(text)}</pre>`
      : `<p>${escapeHtml(text).replace(/\*(\w[^*]*)\*/g, '<b>$1</b>')}</p>`,
  )
  const image =
    picture === undefined ? '' : `<p><img src="cid:${picture}" alt="a small drawing" width=48></p>\n`
  return `<html><head><title>${escapeHtml(message.bareSubject)}</title></head>\n<body bgcolor="#f6f3e8">\n${paragraphs.join('\n')}\n${image}<p><i>${escapeHtml(message.person.latin ?? message.person.name)}</i></p>\n</body></html>\n`
}

// RFC 3676: a soft line ends in a space; with DelSp the space goes when lines are joined. Lines that begin
// with a space, `>` or `From ` are space-stuffed.
function flow(lines, delSp) {
  return lines
    .map((line, at) => {
      const stuffed = /^( |From )/.test(line) ? ` ${line}` : line
      const next = lines[at + 1] ?? ''
      const soft = line.length > 50 && next !== '' && !line.startsWith('>') && next !== '-- '
      return soft ? `${stuffed}${delSp ? '  ' : ' '}` : stuffed
    })
    .join('\n')
}

const embedded = ({ fields, body }) =>
  Buffer.concat([ascii(`${fields.map(([name, value]) => `${name}: ${value}\n`).join('')}\n`), body])

/** The MIME fields and the body of a message, as its options ask. `find` gives an earlier message by its key. */
export function makeBody(message, random, find) {
  const { options, person, lines } = message
  const boundary = `${random.pick(['=_', '----=_Part_', '------------'])}${random.text('0123456789ABCDEF', 20)}`
  const footer = `${FOOTER.join('\n')}\n`
  const text = `${lines.join('\n')}\n`
  const plain = () => textPart(text, message)
  const withFooter = options.cte === 'base64' || person.cte === 'base64' ? text : `${text}${footer}`
  const note = 'This is a multi-part message in MIME format.\n\n'
  const files = options.attach?.split(',').map(attachment) ?? []
  switch (options.kind) {
    case 'empty':
      return { fields: [], body: Buffer.alloc(0) }
    case 'html':
      return textPart(html(message), message, 'text/html')
    case 'alt':
      return multipart(
        'multipart/alternative',
        boundary,
        [plain(), textPart(html(message), message, 'text/html')],
        note,
      )
    case 'related': {
      const cid = `drawing.${random.text('0123456789', 6)}@${person.email.split('@')[1]}`
      const inner = multipart('multipart/alternative', `${boundary}.1`, [
        plain(),
        textPart(html(message, cid), message, 'text/html'),
      ])
      const image = part('image/png; name="drawing.png"', 'base64', png(options.picture), [
        ['Content-ID', `<${cid}>`],
        ['Content-Disposition', 'inline; filename="drawing.png"'],
      ])
      return multipart('multipart/related; type="multipart/alternative"', boundary, [inner, image], note)
    }
    case 'signed': {
      const signature = `-----BEGIN PGP SIGNATURE-----\nComment: an invented signature, good for nothing\n\n${base64Lines(random.bytes(65))}=${random.text('ABCDEFGHabcdefgh0123', 4)}\n-----END PGP SIGNATURE-----\n`
      const proof = {
        fields: [['Content-Type', 'application/pgp-signature; name="signature.asc"']],
        body: ascii(signature),
      }
      return multipart('multipart/signed; micalg=pgp-sha1; protocol="application/pgp-signature"', boundary, [
        plain(),
        proof,
      ])
    }
    case 'forward':
      return multipart('multipart/mixed', boundary, [
        plain(),
        {
          fields: [
            ['Content-Type', 'message/rfc822'],
            ['Content-Disposition', 'inline'],
          ],
          body: embedded(find(options.of)),
        },
      ])
    case 'digest': {
      const parts = options.of.split(',').map((key) => ({ fields: [], body: embedded(find(key)) }))
      const digest = multipart('multipart/digest', `${boundary}.2`, parts)
      return multipart('multipart/mixed', boundary, [plain(), digest], note)
    }
    case 'flowed':
    case 'delsp': {
      const delSp = options.kind === 'delsp'
      const flowed = `${flow(lines, delSp)}\n${footer}`
      return textPart(flowed, message, 'text/plain', `; format=flowed${delSp ? '; delsp=yes' : ''}`)
    }
  }
  if (files.length === 0) return textPart(withFooter, message)
  // Mailman 2.1 puts its footer after the attachments, as a part of its own.
  const last = {
    ...part('text/plain; charset="us-ascii"', '7bit', ascii(footer), [['Content-Disposition', 'inline']]),
  }
  return multipart(
    'multipart/mixed',
    boundary,
    [plain(), ...files, ...(message.year >= 2003 ? [last] : [])],
    note,
  )
}
