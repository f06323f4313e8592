/** A CSV of another encoding, made UTF-8. */
import { type TextEncoding, textReader } from '../text-encoding.ts'
import type { NodeFiles } from './node.ts'

/**
 * Writes what a file says as UTF-8.
 *
 * Rejected: the encodings of `read_csv`. DuckDB 1.5.4 refuses a whole Latin-1 file for one byte from 0x80
 * to 0x9f, such as a euro sign, and a UTF-16 file for half a character or the other byte order: an error
 * that depends on a row, after the charge (S15).
 */
export async function utf8Copy(
  from: string,
  to: string,
  encoding: TextEncoding,
  { fs }: NodeFiles,
): Promise<void> {
  const reader = textReader(encoding)
  const encoder = new TextEncoder()
  const source = fs.openSync(from, 'r')
  try {
    const piece = new Uint8Array(1 << 20)
    fs.writeFileSync(to, '')
    for (let at = 0; ; ) {
      const length = fs.readSync(source, piece, 0, piece.length, at)
      if (length === 0) break
      fs.appendFileSync(to, encoder.encode(reader.push(piece.subarray(0, length))))
      at += length
      await new Promise<void>((resolve) => setTimeout(resolve, 0)) // others get their turn
    }
    fs.appendFileSync(to, encoder.encode(reader.end()))
  } finally {
    fs.closeSync(source)
  }
}
