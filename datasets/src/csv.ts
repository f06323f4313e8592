/** Writing rows to files, piece by piece: a table larger than memory is no larger a matter. */

import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

type Cell = string | number | boolean | null

/**
 * Writes rows as CSV: a header, quotes only where needed, `\n` at each line's end, NULL as nothing.
 * Waits for the disk (backpressure). A file that could not be finished is removed.
 */
export async function writeCsv<C extends string>(
  path: string,
  columns: readonly C[],
  rows: Iterable<{ readonly [K in C]: Cell }>,
  options: { readonly signal?: AbortSignal } = {},
): Promise<void> {
  const file = createWriteStream(path, { highWaterMark: 1 << 20 })
  try {
    await pipeline(Readable.from(csvChunks(columns, rows), { highWaterMark: 2 }), file, {
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    })
  } catch (error) {
    await rm(path, { force: true })
    throw error
  }
}

/** The same text, in pieces of about 64 KiB. */
export function* csvChunks<C extends string>(
  columns: readonly C[],
  rows: Iterable<{ readonly [K in C]: Cell }>,
): Generator<string> {
  let text = `${columns.map(field).join(',')}\n`
  for (const row of rows) {
    let line = ''
    for (const column of columns) line += `,${field(row[column])}`
    text += `${line.slice(1)}\n`
    if (text.length >= 1 << 16) {
      yield text
      text = ''
    }
  }
  yield text
}

function field(cell: Cell): string {
  if (cell === null) return ''
  if (typeof cell !== 'string') return String(cell)
  return cell === '' || /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}
