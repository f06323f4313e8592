/** From the bytes of a CSV to its text: total, and the same in every engine and on every platform. */
import { DitherError } from '@dither/core'

/**
 * How the bytes of a CSV are text. `latin-1` is Windows-1252, as the web reads that name: the ISO 8859-1
 * of older programs with typographic quotes and the euro sign. `utf-16` is little-endian, or as its byte
 * order mark says.
 */
export type TextEncoding = 'utf-8' | 'latin-1' | 'utf-16'

const encodings: readonly unknown[] = ['utf-8', 'latin-1', 'utf-16']

/** @throws DitherError "invalid_parameter" */
export function checkEncoding(encoding: unknown): void {
  if (encodings.includes(encoding)) return
  throw new DitherError(
    'invalid_parameter',
    `encoding is ${String(encoding)}, must be one of ${encodings.join(', ')}`,
    { parameter: 'encoding', wayOut: 'Save the file as UTF-8, or leave it out' },
  )
}

/** Takes bytes in pieces; what cannot be read becomes U+FFFD. */
export interface TextReader {
  push(piece: Uint8Array): string
  end(): string
}

/** A reader in its initial state. */
export function textReader(encoding: TextEncoding): TextReader {
  if (encoding === 'latin-1') return { push: fromLatin1, end: () => '' }
  let decoder: TextDecoder | undefined
  return {
    push(piece) {
      const isBig = piece[0] === 0xfe && piece[1] === 0xff
      decoder ??= new TextDecoder(encoding === 'utf-8' ? encoding : isBig ? 'utf-16be' : 'utf-16le')
      return decoder.decode(piece, { stream: true })
    },
    end: () => decoder?.decode() ?? '',
  }
}

/** The bytes 0x80 to 0x9f. `TextDecoder` differs between versions of Node here. */
const typographic =
  '\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178'

const most = 8192

function fromLatin1(bytes: Uint8Array): string {
  let text = ''
  for (let start = 0; start < bytes.length; start += most)
    text += String.fromCharCode(...bytes.subarray(start, start + most))
  return text.replace(/[\u0080-\u009f]/g, (one) => typographic.charAt(one.charCodeAt(0) - 0x80))
}
