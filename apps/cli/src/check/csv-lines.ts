/** Lines of a CSV that a release cannot read, for the owner: exact counts, NOT private. */

import { isUtf8 } from 'node:buffer'
import { createReadStream } from 'node:fs'

export interface LineFindings {
  /** Records with bytes that are not UTF-8: no rows for a release. */
  readonly notUtf8: Found
  /** Records of more than 2 MiB: no rows either. */
  readonly tooLong: Found
  /** The line of a quote that is never closed; what follows it is one cell. */
  readonly unclosedQuote?: number
}

interface Found {
  readonly count: number
  /** Lines count from 1, which is the header's. */
  readonly firstLine?: number
}

/** The longest record that DuckDB takes. */
const longest = 2 << 20

const comma = 44
const quote = 34
const lf = 10
const cr = 13
const space = 32

/** Reads the whole file once, piece by piece. */
export async function lineFindings(path: string, signal: AbortSignal): Promise<LineFindings> {
  let state: 'start' | 'lead' | 'plain' | 'quoted' | 'closing' | 'closed' = 'start'
  let line = 1
  let afterCr = false
  let openedOn = 1
  let startedOn = 1
  let length = 0
  let held: Buffer[] = []
  const bad = { count: 0 } as { count: number; firstLine?: number }
  const long = { count: 0 } as { count: number; firstLine?: number }

  /** Keeps a part of the record, as far as it must be looked at. */
  const hold = (part: Buffer): void => {
    length += part.length
    if (length <= longest) held.push(part)
  }
  const endRecord = (): void => {
    const found = length > longest ? long : isUtf8(joined(held)) ? undefined : bad
    if (found !== undefined) {
      found.count += 1
      found.firstLine ??= startedOn
    }
    held = []
    length = 0
  }

  for await (const piece of createReadStream(path, { signal, highWaterMark: 1 << 20 })) {
    const bytes: Buffer = piece
    let from = 0
    for (let at = 0; at < bytes.length; at += 1) {
      const code = bytes[at]
      const newLine = code === cr || (code === lf && !afterCr)
      if (newLine) line += 1
      const tail = code === lf && afterCr
      afterCr = code === cr
      if (state === 'quoted') {
        if (code === quote) state = 'closing'
        continue
      }
      if (state === 'closing') {
        state = code === quote ? 'quoted' : 'closed'
        if (code === quote) continue
      }
      if (code === lf || code === cr) {
        state = 'start'
        if (tail) {
          from = at + 1
          continue
        }
        hold(bytes.subarray(from, at))
        endRecord()
        from = at + 1
        startedOn = line
      } else if (code === comma) state = 'start'
      else if (state === 'closed' || state === 'plain') continue
      else if (code === quote) {
        state = 'quoted'
        openedOn = line
      } else state = code === space ? 'lead' : 'plain'
    }
    hold(Buffer.from(bytes.subarray(from)))
  }
  endRecord()
  return {
    notUtf8: bad,
    tooLong: long,
    ...(state === 'quoted' ? { unclosedQuote: openedOn } : {}),
  }
}

function joined(parts: readonly Buffer[]): Buffer {
  const [only] = parts
  return parts.length === 1 && only !== undefined ? only : Buffer.concat(parts)
}
