/** From the rows of `planSql` to one entry a cell, in order. */
import type { DuckDBDataChunk, DuckDBValue } from '@duckdb/node-api'
import type { BoundedPlan } from '../../plan/bounded-plan.ts'
import { cellCount } from '../../plan/cells.ts'
import { columnsOfRelation } from '../../plan/columns-of-relation.ts'
import { scansOf } from '../../plan/relation-rows.ts'
import type { CellIntegers, ColumnIntegers, EngineAnswer, ProductIntegers } from '../engine.ts'
import { inKeyOrder, keyTypes } from '../key-text.ts'
import { totalCell } from './plan-sql.ts'

/** Takes an answer in chunks, so that no row of it outlives its chunk. */
export interface CellGatherer {
  take(chunk: DuckDBDataChunk): void
  answer(): EngineAnswer
}

/** Of cells with counts alone, those below this share one entry for each count. */
const shared = 4096

/** @throws RangeError from `take` if what a chunk holds are no integers, or keys are more than may be */
export function gatherCells(plan: BoundedPlan): CellGatherer {
  const read = cellReader(plan)
  const { keys } = plan
  const cells: CellIntegers[] = new Array<CellIntegers>(cellCount(plan.axes)).fill(nothingOf(plan))
  const found = new Map<string, CellIntegers>()
  const rowUnit = plan.unit.kind === 'row'
  let total = 0n
  return {
    take(chunk) {
      const [places, rows, units] = [0, 1, 2].map((column) => chunk.getColumnVector(column))
      if (places === undefined || rows === undefined || units === undefined)
        throw new RangeError('an answer lacks a column')
      const item = (column: number, row: number): DuckDBValue =>
        chunk.getColumnVector(column).getItem(row)
      for (let row = 0; row < places.itemCount; row++) {
        const cell = places.getItem(row)
        const count = integer(rows.getItem(row))
        if (keys !== undefined) {
          if (count === totalCell) total += integer(units.getItem(row))
          else if (rowUnit) total += count
          if (cell === null) continue
          if (found.size >= keys.most && !found.has(String(cell)))
            throw new RangeError('there are more keys than the plan allows')
          const own = rowUnit ? count : integer(units.getItem(row))
          found.set(
            String(cell),
            read(count, own, (column) => item(column, row)),
          )
          continue
        }
        const place = cell === null ? undefined : integer(cell)
        total += rowUnit ? count : place === totalCell ? integer(units.getItem(row)) : 0n
        if (place === undefined || place === totalCell) continue
        const at = Number(place)
        if (at < cells.length)
          cells[at] = read(count, rowUnit ? count : integer(units.getItem(row)), (column) =>
            item(column, row),
          )
      }
    },
    answer: () => ({
      ...(keys === undefined
        ? { cells }
        : inKeyOrder(found, keyTypes(keys, columnsOfRelation(plan.from, plan.schema)), keys)),
      totalUnits:
        plan.schema.publicSize === undefined
          ? 0n
          : rowUnit
            ? total / BigInt(scansOf(plan.from)) // each scan gives every row once
            : total,
    }),
  }
}

type Read = (rows: bigint, units: bigint, item: (column: number) => DuckDBValue) => CellIntegers

/** Reads one cell: counts, then what the plan asks besides, in columns from 3 on. */
function cellReader(plan: BoundedPlan): Read {
  const { columns, products, distinct } = plan
  if (columns.length === 0 && products === undefined && distinct === undefined) {
    const known: CellIntegers[] = []
    const none = Object.freeze([])
    const counts = (rows: bigint, units: bigint): CellIntegers =>
      Object.freeze({ rows, units, columns: none })
    return (rows, units) => {
      if (rows !== units || rows >= shared) return counts(rows, units)
      const at = Number(rows)
      const found = known[at] ?? counts(rows, units)
      known[at] = found
      return found
    }
  }
  const afterColumns = 3 + 3 * columns.length
  return (rows, units, item) => {
    const sums = columns.map((_, index): ColumnIntegers => {
      const from = 3 + 3 * index
      return Object.freeze({
        count: integer(item(from)),
        sum: integer(item(from + 1)),
        square: integer(item(from + 2)),
      })
    })
    const both = products?.map((_, index): ProductIntegers => {
      const from = afterColumns + 2 * index
      return Object.freeze({ count: integer(item(from)), sum: integer(item(from + 1)) })
    })
    return Object.freeze({
      rows: distinct === undefined ? rows : 0n,
      units: distinct === undefined ? units : 0n,
      columns: sums,
      ...(both === undefined ? {} : { products: both }),
      ...(distinct === undefined ? {} : { distinct: integer(item(3)) }),
    })
  }
}

function nothingOf({ columns, products, distinct }: BoundedPlan): CellIntegers {
  return Object.freeze({
    rows: 0n,
    units: 0n,
    columns: columns.map(() => Object.freeze({ count: 0n, sum: 0n, square: 0n })),
    ...(products === undefined
      ? {}
      : { products: products.map(() => Object.freeze({ count: 0n, sum: 0n })) }),
    ...(distinct === undefined ? {} : { distinct: 0n }),
  })
}

/** BIGINT and HUGEINT come as bigint, INTEGER as a number; the sum of no step is NULL, and 0. */
function integer(value: DuckDBValue): bigint {
  if (typeof value === 'bigint') return value
  if (typeof value === 'number') return BigInt(value)
  if (value === null) return 0n
  throw new RangeError('not an integer')
}
