/**
 * A bounded plan as one SELECT (S4-S6, S8). With keys that are not listed, cells are their texts, and rows of -1 stand beside the number of all units. Else its rows are (cell, rows, units, then count, sum and square
 * of every column, then count and sum of every product, then the distinct values), all BIGINT or HUGEINT; cells without rows are left out, a NULL cell holds the rows
 * that lie in none, and the cell -1 holds the number of all units in `units`.
 *
 * Nothing that a person wrote enters the text but through `sql.ts`.
 */
import { DitherError } from '@dither/core'
import { typeOf } from '../../expression/facts-of.ts'
import type { BoundedPlan, LatticeColumn } from '../../plan/bounded-plan.ts'
import { cellCount } from '../../plan/cells.ts'
import { columnsOfRelation } from '../../plan/columns-of-relation.ts'
import { rowsPerUnit } from '../../plan/relation-rows.ts'
import { checkAlone, keyTypes } from '../key-text.ts'
import { cellLatticeSql } from './cell-lattice-sql.ts'
import { cellSql } from './cell-sql.ts'
import { idDistinctSql, rowDistinctSql, valueKeySql } from './distinct-sql.ts'
import { checkParts, expressionSql, joinsOf, openSql, type SqlValue } from './expression-sql.ts'
import { foldedColumn, foldedStepSql } from './folded-column.ts'
import { foundCellSql, foundKeySql } from './found-keys-sql.ts'
import { type IdUnit, idUnitSql, productSql } from './id-unit-sql.ts'
import { relationSql, type SourceTable, select, unitsSql } from './relation-sql.ts'
import { sqlName } from './sql.ts'
import { flooredSql } from './step-sql.ts'
import { placedAxis } from './whole-axis.ts'

/** The number of all units, where it is asked for by an id unit. */
export const totalCell = -1n

/** @throws DitherError from the plan and the schema alone: "wrong_type", "unsupported", … */
export function planSql(plan: BoundedPlan, source: SourceTable): string {
  checkPlan(plan)
  const { unit } = plan
  const totals = plan.schema.publicSize !== undefined
  if (unit.kind === 'row') {
    const steps = stepsSql(plan, source, totals)
    return oneRowSql(plan, steps)
  }
  const steps = stepsSql(plan, source, false)
  const answer =
    rowsPerUnit(plan.from) === 1 ? oneRowSql(plan, steps) : manyRowsSql(plan, unit, steps)
  if (!totals) return answer
  const ids = `SELECT DISTINCT "unit" FROM (${unitsSql(plan.schema, source, unit.column)}) WHERE ("unit" IS NOT NULL)`
  const padding = [
    ...plan.columns.map(() => ', 0, 0, 0'),
    ...(plan.products ?? []).map(() => ', 0, 0'),
    plan.distinct === undefined ? '' : ', 0',
  ].join('')
  const [cell, rows] = plan.keys === undefined ? [totalCell, 0] : ['NULL', totalCell]
  return `(${answer}) UNION ALL (SELECT ${cell}, ${rows}, count(*)${padding} FROM (${ids}))`
}

/** Where a unit has one row, nothing is cut and nothing is chosen. */
function oneRowSql(plan: BoundedPlan, steps: Steps): string {
  return plan.distinct === undefined ? rowUnitSql(plan, steps) : rowDistinctSql(steps.sql)
}

function manyRowsSql(plan: BoundedPlan, unit: IdUnit, { sql, always }: Steps): string {
  return plan.distinct === undefined
    ? idUnitSql(plan, unit, sql, always)
    : idDistinctSql(plan.distinct, unit, sql)
}

function checkPlan(plan: BoundedPlan): void {
  const columns = columnsOfRelation(plan.from, plan.schema)
  for (const { of } of plan.columns)
    if (typeOf(of, columns) !== 'number')
      throw new DitherError('wrong_type', 'a lattice column is not a number', { parameter: 'of' })
  for (const { of } of plan.axes) typeOf(of, columns)
  checkAlone(plan)
  if (plan.keys !== undefined) keyTypes(plan.keys, columns)
  if (plan.distinct !== undefined) typeOf(plan.distinct.of, columns)
  if (!(cellCount(plan.axes) <= 2 ** 31 - 1))
    throw new DitherError('unsupported', 'the question has more than 2^31 - 1 cells', {
      parameter: 'groupBy',
      wayOut: 'Ask with fewer keys or bins',
    })
}

/** One row per row of the table: "cell", "unit", and the steps s0, s1, …: integers of any type, of which DuckDB's hash sees the value alone. */
function stepsSql(plan: BoundedPlan, source: SourceTable, keepAll: boolean): Steps {
  const lattices = plan.columns.map((column) => foldedColumn(column, plan, source))
  const axes = plan.axes.map((axis, index) => placedAxis(axis, index, plan, source))
  const inners = lattices.map(({ inner }) => inner)
  const unit = plan.unit.kind === 'id' ? plan.unit.column : undefined
  const { distinct, keys: { of: keys } = { of: [] } } = plan
  const above = [
    ...axes.map(({ of }) => of),
    ...inners,
    ...keys,
    ...(distinct === undefined ? [] : [distinct.of]),
  ]
  const rows = relationSql(plan.from, plan.schema, source, unit, above)
  const carried = new Map<string, string>()
  if (rows.unit !== undefined) carried.set('unit', rows.unit)

  const values = new Map(carried)
  const read: SqlValue[] = []
  for (const [index, { of, written }] of axes.entries()) {
    const value = expressionSql(of, rows.scope)
    checkParts(value.parts * written)
    values.set(`a${index}`, value.sql)
    read.push(value)
  }
  for (const [index, inner] of inners.entries()) {
    const written = lattices[index]?.lattice === undefined ? expressionSql : openSql
    const value = written(inner, rows.scope)
    values.set(`x${index}`, value.sql)
    read.push(value)
  }
  for (const [index, key] of keys.entries()) {
    const value = expressionSql(key, rows.scope)
    checkParts(3 * value.parts)
    values.set(`y${index}`, value.sql)
    read.push(value)
  }
  if (distinct !== undefined) {
    const value = expressionSql(distinct.of, rows.scope)
    checkParts(3 * value.parts)
    values.set('d', value.sql)
    read.push(value)
  }
  if (rows.kept !== undefined) values.set('kept', rows.kept)
  const valued = `(${select(values, `(${rows.sql})${joinsOf(read)}`)})`

  const placed = new Map(carried)
  for (const [index, { first }] of axes.entries()) {
    placed.set(`a${index}`, sqlName(`a${index}`))
    if (first !== undefined) placed.set(`g${index}`, first)
  }
  for (const [index, { lattice, read }] of lattices.entries()) {
    placed.set(`x${index}`, sqlName(`x${index}`))
    if (read === 'number' && lattice !== undefined)
      placed.set(`f${index}`, flooredSql(lattice, sqlName(`x${index}`)))
  }
  const columns = columnsOfRelation(plan.from, plan.schema)
  for (const [index, of] of keys.entries())
    placed.set(`y${index}`, foundKeySql(of, columns, sqlName(`y${index}`)))
  if (distinct !== undefined) placed.set('d', valueKeySql(distinct, columns, sqlName('d')))
  const marked = keepAll && rows.kept !== undefined
  if (marked) placed.set('kept', rows.kept)
  const conditions: string[] = []
  if (!keepAll && rows.kept !== undefined) conditions.push(rows.kept)
  if (rows.unit !== undefined) conditions.push(`(${rows.unit} IS NOT NULL)`)
  const where = conditions.length === 0 ? '' : ` WHERE (${conditions.join(' AND ')})`
  const joins = axes.map(({ join }) => join).join('')

  const place =
    keys.length > 0
      ? foundCellSql(keys.map((_, index) => sqlName(`y${index}`)))
      : cellSql(
          plan.axes,
          axes.map(({ position }) => position),
        )
  const steps = new Map(carried)
  steps.set('cell', marked ? `(CASE WHEN ${rows.kept} THEN ${place} END)` : place)
  if (distinct !== undefined) steps.set('d', sqlName('d'))
  for (const [index, column] of lattices.entries()) {
    const [x, floored] = [sqlName(`x${index}`), sqlName(`f${index}`)]
    if (column.lattice === undefined) steps.set(`x${index}`, x)
    else steps.set(`s${index}`, foldedStepSql(column, x, floored))
  }
  const sql = select(steps, `(${select(placed, `${valued}${joins}${where}`)})`)
  return {
    sql: withCellLattices(sql, plan.columns, [...steps.keys()]),
    oneCell: plan.axes.length === 0 && keys.length === 0 && !marked,
    always: lattices.map(({ lattice, folded }) => lattice !== undefined && folded.missing !== null),
  }
}

/** The steps of those columns whose lattice the cell decides. */
function withCellLattices(
  sql: string,
  columns: readonly LatticeColumn[],
  names: readonly string[],
): string {
  if (columns.every(({ lattices }) => lattices === undefined)) return sql
  const steps = new Map<string, string>()
  for (const name of names)
    if (!/^x[0-9]+$/.test(name)) steps.set(name, `${sqlName('p')}.${sqlName(name)}`)
  const joins: string[] = []
  for (const [index, column] of columns.entries()) {
    if (column.lattices === undefined) continue
    const { join, step } = cellLatticeSql(column, index, `${sqlName('p')}.${sqlName(`x${index}`)}`)
    joins.push(join)
    steps.set(`s${index}`, step)
  }
  return select(steps, `(${sql}) AS ${sqlName('p')}${joins.join('')}`)
}

interface Steps {
  readonly sql: string
  /** Whether every row lies in cell 0. */
  readonly oneCell: boolean
  /** Of each column, whether every row has a step. */
  readonly always: readonly boolean[]
}

/** One pass: the cells are added up as the rows stream by. */
function rowUnitSql(
  { columns, products = [] }: BoundedPlan,
  { sql, oneCell, always }: Steps,
): string {
  const sums = columns.map(({ square }, index) => {
    const step = sqlName(`s${index}`)
    return `, count(${always[index] ? '*' : step}), sum(${step}), ${square ? `sum((${step} * ${step}))` : '0'}`
  })
  for (const product of products) {
    const both = productSql(product)
    sums.push(`, count(${both}), sum(${both})`)
  }
  const cell = sqlName('cell')
  return oneCell
    ? `SELECT 0, count(*), count(*)${sums.join('')} FROM (${sql})`
    : `SELECT ${cell}, count(*), count(*)${sums.join('')} FROM (${sql}) GROUP BY ${cell}`
}
