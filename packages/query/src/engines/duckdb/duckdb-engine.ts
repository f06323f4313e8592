/** Runs bounded plans on an open DuckDB. */
import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api'
import type { BoundedPlan } from '../../plan/bounded-plan.ts'
import { cellCount } from '../../plan/cells.ts'
import { scansOf } from '../../plan/relation-rows.ts'
import type {
  CellIntegers,
  ColumnIntegers,
  Engine,
  EngineAnswer,
  ProductIntegers,
} from '../engine.ts'
import { engineFailed, stopIfAborted } from '../failure.ts'
import type { HardenedDuckdb } from './hardened.ts'
import { planSql, totalCell } from './plan-sql.ts'
import type { SourceTable } from './relation-sql.ts'

/**
 * Rows below 2^63, which is where count(*) ends: a sum of squares is then below 2^62 * 2^63 = 2^125 in
 * size, inside the 128 bits in which DuckDB adds integers.
 */
const rowCeiling = 2n ** 63n - 1n

/** @param emit writes the statement; another one than `planSql` only to show that tests would notice */
export function duckdbEngine(
  database: HardenedDuckdb,
  table: SourceTable,
  emit: typeof planSql = planSql,
): Engine {
  const running = new Set<Running>()
  let closed = false

  async function run(plan: BoundedPlan, signal: AbortSignal | undefined): Promise<EngineAnswer> {
    const sql = emit(plan, table)
    stopIfAborted(signal)
    if (closed) throw engineFailed('duckdb')
    const own: Running = { connection: undefined }
    const stop = (): void => {
      own.connection?.interrupt()
      // Again, since an interruption before the statement starts is forgotten.
      if (running.has(own)) setTimeout(stop, 10)
    }
    running.add(own)
    signal?.addEventListener('abort', stop)
    try {
      own.connection = await database.instance.connect()
      const result = await own.connection.runAndReadAll(sql)
      stopIfAborted(signal)
      return answerOf(plan, result.getRows())
    } catch {
      // What DuckDB says may hold a cell: it goes nowhere (S15, S16).
      stopIfAborted(signal)
      throw engineFailed('duckdb')
    } finally {
      signal?.removeEventListener('abort', stop)
      own.connection?.closeSync()
      running.delete(own)
    }
  }

  return Object.freeze({
    name: 'duckdb',
    rowCeiling,
    check: (plan) => void emit(plan, table),
    run: (plan, { signal } = {}) => run(plan, signal),
    async close() {
      closed = true
      while (running.size > 0) {
        for (const { connection } of running) connection?.interrupt()
        await new Promise<void>((resolve) => setTimeout(resolve, 5))
      }
      database.close()
    },
  } satisfies Engine)
}

interface Running {
  connection: DuckDBConnection | undefined
}

/** Rows of `planSql` as one entry a cell, in order. */
function answerOf(plan: BoundedPlan, rows: readonly (readonly DuckDBValue[])[]): EngineAnswer {
  const cells = new Map<bigint, CellIntegers>()
  let total = 0n
  for (const [cell, count, units, ...sums] of rows) {
    const place = cell === null || cell === undefined ? undefined : integer(cell)
    total += plan.unit.kind === 'row' ? integer(count) : place === totalCell ? integer(units) : 0n
    if (place === undefined || place === totalCell) continue
    const columns = plan.columns.map((_, index): ColumnIntegers => {
      const [nonNull, sum, square] = sums.slice(3 * index, 3 * index + 3)
      return Object.freeze({ count: integer(nonNull), sum: integer(sum), square: integer(square) })
    })
    const products = plan.products?.map((_, index): ProductIntegers => {
      const from = 3 * columns.length + 2 * index
      const [both, sum] = sums.slice(from, from + 2)
      return Object.freeze({ count: integer(both), sum: integer(sum) })
    })
    const counted = plan.distinct === undefined
    const values = integer(counted ? null : sums[0])
    const cellSums = { columns, ...(products === undefined ? {} : { products }) }
    cells.set(
      place,
      Object.freeze({
        rows: counted ? integer(count) : 0n,
        units: counted ? integer(units) : 0n,
        ...cellSums,
        ...(counted ? {} : { distinct: values }),
      }),
    )
  }
  const nothing = Object.freeze({
    rows: 0n,
    units: 0n,
    columns: plan.columns.map(() => Object.freeze({ count: 0n, sum: 0n, square: 0n })),
    ...(plan.products === undefined
      ? {}
      : { products: plan.products.map(() => Object.freeze({ count: 0n, sum: 0n })) }),
    ...(plan.distinct === undefined ? {} : { distinct: 0n }),
  })
  return {
    cells: Array.from({ length: cellCount(plan.axes) }, (_, i) => cells.get(BigInt(i)) ?? nothing),
    totalUnits:
      plan.schema.publicSize === undefined
        ? 0n
        : plan.unit.kind === 'row'
          ? total / BigInt(scansOf(plan.from)) // each scan gives every row once
          : total,
  }
}

/** BIGINT and HUGEINT come as bigint, INTEGER as a number; the sum of no step is NULL, and 0. */
function integer(value: DuckDBValue | undefined): bigint {
  if (typeof value === 'bigint') return value
  if (typeof value === 'number') return BigInt(value)
  if (value === null) return 0n
  throw new RangeError('not an integer')
}
