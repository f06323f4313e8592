/**
 * CSV as every engine reads it: RFC 4180, comma and double quote, and total beyond it.
 *
 * Lines end with LF, CRLF or CR, also mixed. A line without any character is no record. An empty cell,
 * quoted or not, is NULL. Cells are not trimmed, but spaces around quotes are dropped. A quote within an
 * unquoted cell is a character. A leading byte order mark is dropped. What else may follow a closing
 * quote is dropped, and a quote that is never closed reaches to the end of the text: there alone other
 * engines may read another text, never an error.
 *
 * Rejected: a general parser, which guesses line ends from the first megabyte of private data, and
 * takes quadratic time for a quote that is never closed.
 */

/** Takes text in pieces and gives the records that are complete. */
export interface CsvReader {
  push(piece: string): CsvRecord[]
  /** The last record, where the text does not end with a line end. */
  end(): CsvRecord[]
}

/** The cells of one line; an empty one is NULL. */
export type CsvRecord = readonly (string | null)[]

const comma = 44
const quote = 34
const lf = 10
const cr = 13
const space = 32

/** A reader in its initial state. */
export function csvReader(): CsvReader {
  let state: 'start' | 'lead' | 'plain' | 'quoted' | 'closing' | 'closed' = 'start'
  let record: (string | null)[] = []
  let cell = ''
  let blank = true
  let afterCr = false
  let first = true

  function endCell(): void {
    record.push(cell === '' ? null : cell)
    cell = ''
    state = 'start'
  }

  function read(text: string): CsvRecord[] {
    const done: CsvRecord[] = []
    let from = 0 // start of the part of this cell that lies in `text`, unless it lies between quotes
    for (let index = 0; index < text.length; index++) {
      const code = text.charCodeAt(index)
      if (state === 'quoted') {
        if (code !== quote) continue
        cell += text.slice(from, index)
        state = 'closing'
        continue
      }
      if (state === 'closing' && code === quote) {
        from = index // a doubled quote is one
        state = 'quoted'
        continue
      }
      if (state === 'closing') state = 'closed'
      if (code === lf && afterCr) {
        afterCr = false
        from = index + 1
        continue
      }
      afterCr = code === cr
      if (code === comma || code === lf || code === cr) {
        if (state === 'lead' || state === 'plain') cell += text.slice(from, index)
        if (code === comma || !blank) endCell()
        blank = code !== comma
        if (blank && record.length > 0) {
          done.push(record)
          record = []
        }
        from = index + 1
        continue
      }
      blank = false
      if (state === 'closed') continue
      if (code === quote && (state === 'start' || state === 'lead')) {
        cell = ''
        from = index + 1
        state = 'quoted'
      } else if (state === 'start') {
        from = index
        state = code === space ? 'lead' : 'plain'
      } else if (state === 'lead' && code !== space) state = 'plain'
    }
    if (state === 'lead' || state === 'plain' || state === 'quoted') cell += text.slice(from)
    return done
  }

  return {
    push(piece) {
      const text = first && piece.startsWith('\ufeff') ? piece.slice(1) : piece
      if (piece !== '') first = false
      return read(text)
    },
    end() {
      if (blank) return []
      endCell()
      return [record]
    },
  }
}
