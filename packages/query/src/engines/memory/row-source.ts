/** Where the reference engine's rows come from, a piece at a time so that others get their turn. */
import { DitherError } from '@dither/core'
import { type CsvRecord, csvReader } from '../csv.ts'
import { checkEncoding, type TextEncoding, textReader } from '../text-encoding.ts'

/** A row as it came: what a cell holds is decided by the schema. What is no object is a row without cells. */
export type RawRow = Readonly<Record<string, unknown>>

export interface RowSource {
  /** The names in the header; undefined for row objects, which have none: a name is in no row or in any. */
  columnNames(): Promise<readonly string[] | undefined>
  pieces(): AsyncIterable<readonly RawRow[]>
}

const rowsInPiece = 16_384
const bytesInPiece = 1 << 20

/** @throws DitherError "invalid_parameter" if it is neither rows, text nor a Blob */
export function rowSource(
  source: readonly RawRow[] | string | Blob,
  encoding?: TextEncoding,
): RowSource {
  if (encoding !== undefined) checkEncoding(encoding)
  if (isBlob(source)) return csvSource(() => blobPieces(source, encoding ?? 'utf-8'))
  if (encoding !== undefined)
    throw new DitherError(
      'invalid_parameter',
      `encoding is ${encoding}, but the source is no Blob`,
      { parameter: 'encoding', wayOut: 'Leave it out: rows and text are decoded already' },
    )
  if (typeof source === 'string') return csvSource(() => textPieces(source))
  if (Array.isArray(source)) return objectSource(source)
  throw new DitherError('invalid_parameter', 'the source is neither rows, CSV text nor a Blob', {
    parameter: 'source',
    wayOut: 'Give an array of row objects, a text that holds CSV, or a File',
  })
}

function objectSource(rows: readonly RawRow[]): RowSource {
  return {
    columnNames: async () => undefined,
    async *pieces() {
      for (let start = 0; start < rows.length; start += rowsInPiece) {
        yield rows.slice(start, start + rowsInPiece)
        await turn()
      }
    },
  }
}

function csvSource(pieces: () => AsyncIterable<string>): RowSource {
  return {
    async columnNames() {
      for await (const records of recordsOf(pieces()))
        if (records[0] !== undefined) return records[0].map((name) => name ?? '')
      return []
    },
    async *pieces() {
      let header: readonly string[] | undefined
      for await (const records of recordsOf(pieces())) {
        let rows = records
        if (header === undefined && records[0] !== undefined) {
          header = records[0].map((name) => name ?? '')
          rows = records.slice(1)
        }
        const names = header ?? []
        yield rows.map((record) => rowOf(names, record))
        await turn()
      }
    },
  }
}

/** Cells beyond the header are dropped; cells that are not there are NULL. */
function rowOf(names: readonly string[], record: CsvRecord): RawRow {
  const row: Record<string, unknown> = Object.create(null)
  for (const [index, name] of names.entries()) row[name] = record[index] ?? null
  return row
}

async function* recordsOf(pieces: AsyncIterable<string>): AsyncIterable<readonly CsvRecord[]> {
  const reader = csvReader()
  for await (const piece of pieces) yield reader.push(piece)
  yield reader.end()
}

async function* textPieces(text: string): AsyncIterable<string> {
  for (let start = 0; start < text.length; start += bytesInPiece)
    yield text.slice(start, start + bytesInPiece)
}

async function* blobPieces(blob: Blob, encoding: TextEncoding): AsyncIterable<string> {
  const reader = textReader(encoding)
  for (let start = 0; start < blob.size; start += bytesInPiece) {
    const bytes = await blob.slice(start, start + bytesInPiece).arrayBuffer()
    yield reader.push(new Uint8Array(bytes))
  }
  yield reader.end()
}

function isBlob(source: unknown): source is Blob {
  return source instanceof Blob
}

/** Lets the event loop run, so that a signal can fire. */
function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0))
}
