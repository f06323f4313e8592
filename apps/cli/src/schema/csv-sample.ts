/** The header and the first records of a CSV, by the same rules as a release reads it. */

import { type CsvRecord, csvReader } from '@dither/query'
import { firstBytes, unreadable } from '../source-file.ts'

export interface CsvSample {
  /** Names by place; an empty cell is an empty name. */
  readonly header: readonly string[]
  readonly records: readonly CsvRecord[]
}

/** The bytes that are looked at. */
const most = 1 << 20

/** @throws DitherError "unreadable_source" that says why; nothing of what the file holds */
export async function csvSample(path: string): Promise<CsvSample> {
  const bytes = await firstBytes(path, most)
  const whole = bytes.length < most
  const text = utf8(bytes, path, whole)
  const all = csvRecords(text, whole)
  const [header, ...records] = all
  if (header === undefined) {
    throw whole
      ? unreadable(path, 'it is empty', 'A header line with the names of the columns comes first')
      : unreadable(path, 'its first line does not end', 'Is a quote in it never closed?')
  }
  return { header: header.map((cell) => cell ?? ''), records }
}

function utf8(bytes: Buffer, path: string, whole: boolean): string {
  // A file of two-byte letters, and other things than text.
  const wide = /^(\xff\xfe|\xfe\xff)/.test(bytes.toString('latin1', 0, 2))
  if (bytes.includes(0) && !wide) {
    throw unreadable(path, 'it is neither CSV, nor Parquet, nor a DuckDB database')
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: !whole })
  } catch {
    throw unreadable(
      path,
      'it is not UTF-8',
      `Convert it: iconv -f ${wide ? 'utf-16' : 'latin1'} -t utf-8 ${path} > utf8.csv`,
    )
  }
}

/** @param whole whether the text ends where the file does; if not, its last record is left out */
export function csvRecords(text: string, whole = true): CsvRecord[] {
  const reader = csvReader()
  const complete = reader.push(text)
  return whole ? [...complete, ...reader.end()] : complete
}
