/** Functions of all rows of one unit, as aggregates: `unitFold` in SQL. */
import type { UnitColumn } from '../../plan/unit-columns.ts'
import { unitSumLattice } from '../unit-sum.ts'
import type { SqlValue } from './expression-sql.ts'
import { clampSql } from './parse-sql.ts'
import { sqlHuge, sqlInteger, sqlName, sqlNumber } from './sql.ts'
import { flooredSql, stepSql } from './step-sql.ts'

/** What is read of each row, under an alias, and the aggregate of that alias. */
export interface UnitColumnSql {
  /** Undefined where rows alone count. */
  readonly row: string | undefined
  readonly aggregate: string
}

/** @param value of `column.of`, which is never NaN */
export function unitColumnSql(
  column: UnitColumn,
  value: SqlValue | undefined,
  alias: string,
): UnitColumnSql {
  const x = sqlName(alias)
  const sql = value?.sql
  switch (column.kind) {
    case 'count':
      return { row: sql, aggregate: counted(sql === undefined ? '*' : x, column.upper) }
    case 'countDistinct':
      return { row: keyed(value), aggregate: counted(`DISTINCT ${x}`, column.upper) }
    case 'sum': {
      const integral = value?.facts.type === 'number' && value.facts.integral
      const { lattice, width, low, high } = unitSumLattice(column, integral)
      const floored = flooredSql(lattice, x)
      const step = stepSql(lattice, { ...lattice, missing: null }, floored, x)
      const sum = `COALESCE(sum(${step}), ${sqlHuge(0)})`
      const steps = `LEAST(GREATEST(${sum}, ${sqlHuge(low)}), ${sqlHuge(high)})`
      const number = `(CAST(${steps} AS DOUBLE) * ${sqlNumber(width)})`
      return { row: sql, aggregate: clampSql(number, column.lower, column.upper) }
    }
    case 'min':
    case 'max':
      return { row: plain(value), aggregate: `${column.kind}(${x})` }
    case 'only':
      return {
        row: plain(value),
        aggregate: `(CASE WHEN (min(${x}) = max(${x})) THEN min(${x}) END)`,
      }
  }
}

function counted(what: string, upper: number | undefined): string {
  const count = `count(${what})`
  return `CAST(${upper === undefined ? count : `LEAST(${count}, ${sqlInteger(upper)})`} AS DOUBLE)`
}

/** Without the sign of 0. */
function plain(value: SqlValue | undefined): string | undefined {
  return value?.facts.type === 'number' ? `(${value.sql} + ${sqlNumber(0)})` : value?.sql
}

function keyed(value: SqlValue | undefined): string | undefined {
  return value?.facts.type === 'number'
    ? `CAST(CAST(${plain(value)} AS BIT) AS BIGINT)`
    : value?.sql
}
