/** The header and the first records of a CSV, by the same rules as a release reads it. */

import { type CsvRecord, csvReader } from '@dither/query'
import { empty, firstBytes, unreadable } from '../source-file.ts'
import { decoderOf, type Encoding } from './separators.ts'

export interface CsvSample {
  /** Names by place; an empty cell is an empty name. */
  readonly header: readonly string[]
  readonly records: readonly CsvRecord[]
}

/** The bytes that are looked at. */
const most = 1 << 20

/** @throws DitherError "unreadable_source" that says why; nothing of what the file holds */
export async function csvSample(path: string, encoding?: Encoding): Promise<CsvSample> {
  const bytes = await firstBytes(path, most)
  const whole = bytes.length < most
  const text = textOf(bytes, path, whole, encoding)
  const all = csvRecords(text, whole)
  const [header, ...records] = all
  if (header === undefined) {
    throw whole
      ? empty(path)
      : unreadable(path, 'its first line does not end', 'Is a quote in it never closed?')
  }
  return { header: header.map((cell) => cell ?? ''), records }
}

function textOf(bytes: Buffer, path: string, whole: boolean, encoding: Encoding = 'utf-8'): string {
  // A file of two-byte letters, and other things than text.
  const wide = /^(\xff\xfe|\xfe\xff)/.test(bytes.toString('latin1', 0, 2))
  if (bytes.includes(0) && !wide && encoding !== 'utf-16') {
    throw unreadable(path, 'it is neither CSV, nor Parquet, nor a DuckDB database')
  }
  try {
    return decoderOf(encoding, bytes, true).decode(bytes, { stream: !whole })
  } catch {
    throw encoding === 'utf-8'
      ? unreadable(path, 'it is not UTF-8', `Say --encoding ${wide ? 'utf-16' : 'latin-1'}`)
      : unreadable(path, 'it is not UTF-16', 'Leave out --encoding')
  }
}

/** @param whole whether the text ends where the file does; if not, its last record is left out */
export function csvRecords(text: string, whole = true): CsvRecord[] {
  const reader = csvReader()
  const complete = reader.push(text)
  return whole ? [...complete, ...reader.end()] : complete
}
