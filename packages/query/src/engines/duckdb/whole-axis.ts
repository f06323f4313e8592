/** An axis over a column of whole numbers, found by counting where nothing has to be looked up. */
import type { Expression } from '../../expression/expression.ts'
import type { Axis, BoundedPlan } from '../../plan/bounded-plan.ts'
import type { Column } from '../../schema/schema.ts'
import { type AxisSql, axisSql } from './cell-sql.ts'
import { isDerived } from './folded-column.ts'
import { bareName, type SourceTable } from './relation-sql.ts'
import { sqlInteger, sqlName } from './sql.ts'

/** An axis, and the expression that it reads under the alias "a<index>". */
export interface PlacedAxis extends AxisSql {
  readonly of: Expression
}

/**
 * `axisSql`, or a subtraction, where a bare column of 64-bit integers is cut into consecutive ones.
 *
 * Measured on 10 M rows in 1000 groups, row unit: 22 ms by subtraction, 135 ms by a join with the list. DuckDB
 * then knows from the column's statistics how many groups there can be, and needs no hash table.
 */
export function placedAxis(
  axis: Axis,
  index: number,
  { from, schema }: BoundedPlan,
  source: SourceTable,
): PlacedAxis {
  const { of } = axis
  const plain = { ...axisSql(axis, index), of }
  if (axis.kind !== 'values' || of.kind !== 'column' || isDerived(from, of.name)) return plain
  const column = schema.columns[of.name]
  const position = column === undefined ? undefined : wholeSql(axis, column, sqlName(`a${index}`))
  if (position === undefined || source.columns.get(of.name)?.physical !== 'integer') return plain
  const name = bareName(of.name, 'whole')
  return { join: '', first: undefined, position, written: 1, of: { kind: 'column', name } }
}

/** The position of a BIGINT x once it is clamped and imputed; undefined where it must be looked up. */
function wholeSql(
  { values, rest }: Extract<Axis, { kind: 'values' }>,
  column: Column,
  x: string,
): string | undefined {
  if (column.type !== 'integer') return undefined
  const [first, last] = [values[0], values.at(-1)]
  if (typeof first !== 'number' || typeof last !== 'number') return undefined
  if (!values.every((value, place) => isExact(value) && value === first + place)) return undefined
  const { lower = first, upper = last, impute } = column
  if (!isExact(lower) || !isExact(upper)) return undefined
  const elsewhere = rest ? `${values.length}` : 'CAST(NULL AS BIGINT)'
  const at = (value: number | null): string => {
    const place = value === null ? -1 : values.indexOf(value)
    return place < 0 ? elsewhere : `${place}`
  }
  const [least, most] = [sqlInteger(Math.max(first, lower)), sqlInteger(Math.min(last, upper))]
  const inside = `WHEN (${x} BETWEEN ${least} AND ${most}) THEN (${x} - ${sqlInteger(first)})`
  const above =
    column.upper === undefined ? '' : ` WHEN (${x} > ${sqlInteger(upper)}) THEN ${at(upper)}`
  const below =
    column.lower === undefined ? '' : ` WHEN (${x} < ${sqlInteger(lower)}) THEN ${at(lower)}`
  const missing = at(impute)
  // Where every number between the bounds is listed, what is left is NULL.
  const left =
    missing === elsewhere || (first <= lower && last >= upper)
      ? missing
      : `(CASE WHEN (${x} IS NULL) THEN ${missing} ELSE ${elsewhere} END)`
  return `(CASE ${inside}${above}${below} ELSE ${left} END)`
}

/** A whole number that no rounding of a larger one to a double can reach, nor one of a smaller. */
function isExact(value: number | string | boolean): boolean {
  return typeof value === 'number' && Number.isInteger(value) && Math.abs(value) < 2 ** 52
}
