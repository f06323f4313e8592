/** The header and the first records of a CSV, by the same rules as a release reads it. */

import { firstBytes, unreadable } from '../source-file.ts'

export type Cell = string | null

export interface CsvSample {
  /** Names by place; an empty cell is an empty name. */
  readonly header: readonly string[]
  readonly records: readonly (readonly Cell[])[]
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

const quoted = / *"([^"]*(?:""[^"]*)*)(?:"[^,\r\n]*|$)/y
const plain = /[^,\r\n]*/y
const lineEnd = /\r\n|\n|\r|$/y

/**
 * Comma and double quote; lines end with LF, CRLF or CR; a line without any character is no record; an
 * empty cell is NULL; spaces around quotes and what follows a closing quote are dropped.
 *
 * @param whole whether the text ends where the file does; if not, its last record is left out
 */
export function csvRecords(text: string, whole = true): Cell[][] {
  const records: Cell[][] = []
  let record: Cell[] = []
  let at = text.startsWith('\ufeff') ? 1 : 0
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at
    const found = pattern.exec(text)
    if (found !== null) at = pattern.lastIndex
    return found
  }
  while (at < text.length) {
    if (record.length === 0 && take(/[\r\n]+/y) !== null) continue
    const inQuotes = take(quoted)
    const cell = inQuotes === null ? take(plain)?.[0] : inQuotes[1]?.replaceAll('""', '"')
    record.push(cell === undefined || cell === '' ? null : cell)
    if (text[at] === ',') {
      at += 1
      if (at < text.length) continue
      record.push(null)
    }
    const ended = at < text.length
    take(lineEnd)
    if (ended || whole) records.push(record)
    record = []
  }
  return records
}
