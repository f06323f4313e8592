import type { BoundedPlan } from '../../plan/bounded-plan.ts'
import type { Engine, EngineAnswer, Source } from '../engine.ts'
import { engineFailed, stopIfAborted } from '../failure.ts'
import { checkColumnNames } from '../missing-columns.ts'
import { checkSeveral, partOf, type Several } from '../several-sources.ts'
import type { TextEncoding } from '../text-encoding.ts'
import { interpreter } from './interpreter.ts'
import { type RawRow, type RowSource, rowSource } from './row-source.ts'

/**
 * Rows as objects, CSV as text, or CSV in a `Blob` or a browser's `File`, which is read piecewise; or several of
 * these as one table, `{ all: [a, b] }`.
 */
export type MemorySource =
  | readonly RawRow[]
  | string
  | Blob
  | Several<readonly RawRow[] | string | Blob>

/** How a source is read. */
export interface MemoryOptions {
  /** Of a Blob or a File: 'utf-8' unless said. */
  readonly encoding?: TextEncoding
}

/**
 * The reference engine: rows that lie in memory, or a CSV text or file that is read anew for each
 * question. Slow and obvious; every other engine must give the same integers. Runs everywhere.
 *
 * A row object's own properties are its cells; a property that is not there, or whose getter throws, is
 * NULL. Something that is no object, such as null, is a row without cells. Opening looks at no row, since
 * whether a name is there would depend on who is (S15): a misspelt column is a column of NULLs. The first
 * line of a CSV names its columns, and is checked on opening. What is not in the encoding of a Blob becomes
 * U+FFFD, so that the line still is a row; `duckdb` has no row for a line that is not UTF-8.
 *
 * @throws DitherError "invalid_parameter"; on opening, of a CSV, "unknown_column"
 *
 * @see duckdb, for files and for more than a few million rows
 */
export function memory(source: MemorySource, options: MemoryOptions = {}): Source {
  const parts = partsOf(source).map(({ rows, part }) => ({
    rows: rowSource(rows, rows instanceof Blob ? options.encoding : undefined),
    part,
  }))
  if (options.encoding !== undefined && !partsOf(source).some(({ rows }) => rows instanceof Blob))
    rowSource([], options.encoding) // refuses it
  return Object.freeze({
    engine: 'memory',
    async open(schema) {
      for (const { rows } of parts) {
        const names = await rows.columnNames()
        if (names !== undefined) checkColumnNames(schema, names)
      }
      return memoryEngine(parts)
    },
  } satisfies Source)
}

interface Part<Rows> {
  readonly rows: Rows
  /** Before the ids of this part; empty where ids are shared. */
  readonly part: string
}

function partsOf(source: MemorySource): Part<readonly RawRow[] | string | Blob>[] {
  if (typeof source !== 'object' || source === null || !('all' in source))
    return [{ rows: source, part: '' }]
  const { all, units } = checkSeveral(source)
  return all.map((rows, place) => ({ rows, part: units === 'disjoint' ? partOf(place) : '' }))
}

function memoryEngine(parts: readonly Part<RowSource>[]): Engine {
  let closed = false
  return Object.freeze({
    name: 'memory',
    rowCeiling: 2n ** 53n, // every integer is a bigint; a row's number is a double
    async run(plan: BoundedPlan, { signal } = {}): Promise<EngineAnswer> {
      const steps = interpreter(plan)
      try {
        for (const { rows, part } of parts)
          for await (const piece of rows.pieces()) {
            if (closed) break
            stopIfAborted(signal)
            for (const row of piece) steps.take(row, part)
          }
      } catch {
        stopIfAborted(signal)
        throw engineFailed('memory')
      }
      stopIfAborted(signal)
      if (closed) throw engineFailed('memory')
      try {
        return steps.answer()
      } catch {
        throw engineFailed('memory') // more keys than the plan allows
      }
    },
    async close() {
      closed = true
    },
  } satisfies Engine)
}
