/** The file that a person points at: which kind it is, and the names in a CSV's header. */
import { DitherError } from '@dither/core'
import { csvReader } from '../csv.ts'
import type { NodeFiles } from './node.ts'

export interface DataFile {
  readonly kind: 'csv' | 'parquet' | 'database'
  /** Absolute, without links. */
  readonly path: string
}

/**
 * Looks at a file's first bytes, never at its rows.
 *
 * @throws DitherError "unreadable_source"
 */
export function dataFile(file: string, { fs, path }: NodeFiles): DataFile {
  try {
    const real = fs.realpathSync(path.resolve(file))
    if (!fs.statSync(real).isFile()) throw new RangeError('not a file')
    const start = firstBytes(real, 16, fs)
    const text = (from: number, to: number) => String.fromCharCode(...start.subarray(from, to))
    if (text(0, 4) === 'PAR1') return { kind: 'parquet', path: real }
    return { kind: text(8, 12) === 'DUCK' ? 'database' : 'csv', path: real }
  } catch {
    throw unreadable(file)
  }
}

/** The names in the first line of a CSV in UTF-8, however long it is. */
export function csvHeader(file: string, { fs }: NodeFiles): readonly string[] {
  const decoder = new TextDecoder()
  const reader = csvReader()
  const handle = fs.openSync(file, 'r')
  try {
    const piece = new Uint8Array(65_536)
    for (let at = 0; ; ) {
      const length = fs.readSync(handle, piece, 0, piece.length, at)
      const text = decoder.decode(piece.subarray(0, length), { stream: length > 0 })
      const records = length > 0 ? reader.push(text) : [...reader.push(text), ...reader.end()]
      const header = records[0]
      if (header !== undefined) return header.map((name) => name ?? '')
      if (length === 0) return []
      at += length
    }
  } finally {
    fs.closeSync(handle)
  }
}

/** @throws never; the error names the file that the caller named, and nothing in it */
export function unreadable(file: string): DitherError {
  return new DitherError('unreadable_source', `${file} cannot be read as CSV, Parquet or DuckDB`, {
    parameter: 'file',
    wayOut: 'Check that it is there, that it may be read, and that no other program has it open',
  })
}

function firstBytes(file: string, count: number, fs: NodeFiles['fs']): Uint8Array {
  const bytes = new Uint8Array(count)
  const handle = fs.openSync(file, 'r')
  try {
    return bytes.subarray(0, fs.readSync(handle, bytes, 0, count, 0))
  } finally {
    fs.closeSync(handle)
  }
}
