/** Runs bounded plans on an open DuckDB. */
import type { DuckDBConnection } from '@duckdb/node-api'
import type { BoundedPlan } from '../../plan/bounded-plan.ts'
import type { Engine, EngineAnswer } from '../engine.ts'
import { engineFailed, stopIfAborted } from '../failure.ts'
import { gatherCells } from './gather-cells.ts'
import type { HardenedDuckdb } from './hardened.ts'
import { planSql } from './plan-sql.ts'
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
      const result = await own.connection.run(sql)
      stopIfAborted(signal)
      const cells = gatherCells(plan)
      for (;;) {
        const chunk = await result.fetchChunk()
        if (chunk === null || chunk.rowCount === 0) break
        cells.take(chunk)
      }
      stopIfAborted(signal)
      return cells.answer()
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
