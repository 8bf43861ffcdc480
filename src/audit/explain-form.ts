import { quoteBody, unquoteBody } from '../mbox/quoting.ts'
import { encodeBase64url } from '../message/base64url.ts'
import type { Host } from '../mbox/host.ts'
import type { ChangeCode } from './finding-codes.ts'

const LF = 10
const CR = 13

/** Blank lines at the end are tried up to this number: editors add or cut a few, not thousands. */
const MOST_BLANK_LINES = 16

/** The codes for bytes that changed while head and body, in their canonical form, did not. */
export type FormCode = Extract<
  ChangeCode,
  'line-endings-changed' | 'trailing-whitespace-changed' | 'quoting-changed' | 'reader-fields-changed'
>

/**
 * Says why a message's bytes differ although its canonical head and body are the same.
 *
 * The recorded bytes are gone, but their SHA-256 is known: the present bytes are turned into what they
 * would have been before each harmless change, until one has the recorded digest. Where none has, several
 * changes came together, and what stands in the message decides: an unquoted `From ` line, or else the
 * fields that mail programs add, which the canonical form leaves out.
 *
 * @param message - The present bytes, From_ line and trailer left out.
 * @param recordedRaw - The recorded `raw` digest.
 */
export function explainForm(message: Uint8Array, recordedRaw: string, host: Host): FormCode {
  const found = findForm(message, recordedRaw, host)
  if (found !== null) return found.code
  return hasUnquotedFromLine(toLf(message), host) ? 'quoting-changed' : 'reader-fields-changed'
}

/**
 * Finds the bytes that a message had when it was recorded among those that it may have had before one harmless change:
 * of its line ends, of the quoting of its From_ lines, of the blank lines at its end. Null where none has the digest.
 */
export function findForm(
  message: Uint8Array,
  recordedRaw: string,
  host: Host,
): { readonly bytes: Uint8Array; readonly code: FormCode } | null {
  for (const form of forms(message)) {
    if (encodeBase64url(host.hash('sha256', form.bytes)) === recordedRaw) return form
  }
  return null
}

function* forms(message: Uint8Array): Generator<{ bytes: Uint8Array; code: FormCode }, void, undefined> {
  const lf = toLf(message)
  const crlf = toCrlf(lf)
  yield { bytes: lf, code: 'line-endings-changed' }
  yield { bytes: crlf, code: 'line-endings-changed' }
  for (const variant of ['mboxrd', 'mboxo'] as const) {
    yield { bytes: quoteBody(message, variant), code: 'quoting-changed' }
    yield { bytes: unquoteBody(message, variant), code: 'quoting-changed' }
  }
  const variants = [
    { bytes: message, lineEnd: lineEndOf(message), code: 'trailing-whitespace-changed' },
    { bytes: lf, lineEnd: [LF], code: 'line-endings-changed' },
    { bytes: crlf, lineEnd: [CR, LF], code: 'line-endings-changed' },
  ] as const
  for (const { bytes, lineEnd, code } of variants) {
    const core = withoutTrailingLineEnds(bytes)
    for (let lines = 0; lines <= MOST_BLANK_LINES; lines++) {
      yield { bytes: withLineEnds(core, lineEnd, lines), code }
    }
  }
}

function hasUnquotedFromLine(lf: Uint8Array, host: Host): boolean {
  return host.indexOf(lf, LINE_FEED_FROM, 0) !== -1
}

/** LF `From `. */
const LINE_FEED_FROM = Uint8Array.of(LF, 0x46, 0x72, 0x6f, 0x6d, 0x20)

function lineEndOf(bytes: Uint8Array): readonly number[] {
  const first = bytes.indexOf(LF)
  return first > 0 && bytes[first - 1] === CR ? [CR, LF] : [LF]
}

/** CR LF and lone CR become LF, as in the canonical form. */
function toLf(bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(bytes.length)
  let length = 0
  for (let at = 0; at < bytes.length; at++) {
    if (bytes[at] !== CR) out[length++] = bytes[at]!
    else if (bytes[at + 1] !== LF) out[length++] = LF
  }
  return out.subarray(0, length)
}

function toCrlf(lf: Uint8Array): Uint8Array {
  const out = new Uint8Array(lf.length * 2)
  let length = 0
  for (const byte of lf) {
    if (byte === LF) out[length++] = CR
    out[length++] = byte
  }
  return out.subarray(0, length)
}

function withoutTrailingLineEnds(bytes: Uint8Array): Uint8Array {
  let end = bytes.length
  while (end > 0 && (bytes[end - 1] === LF || bytes[end - 1] === CR)) end--
  return bytes.subarray(0, end)
}

function withLineEnds(core: Uint8Array, lineEnd: readonly number[], lines: number): Uint8Array {
  const out = new Uint8Array(core.length + lineEnd.length * lines)
  out.set(core)
  for (let line = 0; line < lines; line++) out.set(lineEnd, core.length + line * lineEnd.length)
  return out
}
