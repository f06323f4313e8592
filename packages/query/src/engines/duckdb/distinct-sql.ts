/** Distinct values in SQL: (cell, rows, units, values), of which a plan with `distinct` answers the last (S7). */

import type { Columns } from '../../expression/facts-of.ts'
import { typeOf } from '../../expression/facts-of.ts'
import type { DistinctValues } from '../../plan/bounded-plan.ts'
import { type IdUnit, rankSql } from './id-unit-sql.ts'
import { sqlHuge, sqlName, sqlNumber } from './sql.ts'

/**
 * A value as `valueText` tells it apart: the 64 bits of a double as a BIGINT, 0 for -0; a text or a BOOLEAN
 * as it is.
 */
export function valueKeySql(
  { of }: Pick<DistinctValues, 'of'>,
  columns: Columns,
  value: string,
): string {
  const type = typeOf(of, columns)
  if (type === 'text' || type === 'boolean') return value // dates and times are doubles too
  return `CAST(CAST((${value} + ${sqlNumber(0)}) AS BIT) AS BIGINT)`
}

/** A row has one value at most. @param sql has "cell" and "d" */
export function rowDistinctSql(sql: string): string {
  const cell = sqlName('cell')
  return `SELECT ${cell}, count(*), count(*), count(DISTINCT ${sqlName('d')}) FROM (${sql}) GROUP BY ${cell}`
}

/** A unit's distinct pairs of cell and value, of which its first in hash order count. [distinct.proof.md] */
export function idDistinctSql({ maxValues }: DistinctValues, unit: IdUnit, sql: string): string {
  const [id, cell, value, rank] = ['unit', 'cell', 'd', 'rank'].map(sqlName)
  const pairs = `SELECT DISTINCT ${id}, ${cell}, ${value} FROM (${sql}) WHERE ((${cell} IS NOT NULL) AND (${value} IS NOT NULL))`
  const order = rankSql(unit, ['unit', 'cell', 'd'])
  const window = `row_number() OVER (PARTITION BY ${id} ORDER BY ${order}, ${cell}, ${value})`
  const ranked = `SELECT ${cell}, ${value}, ${window} AS ${rank} FROM (${pairs})`
  return `SELECT ${cell}, 0, 0, count(DISTINCT ${value}) FROM (${ranked}) WHERE (${rank} <= ${sqlHuge(maxValues)}) GROUP BY ${cell}`
}
