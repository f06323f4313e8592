/**
 * A bounded plan as one SELECT (S4-S6, S8). Its rows are (cell, rows, units, then count, sum and square
 * of every column, then count and sum of every product), all BIGINT or HUGEINT; cells without rows are left out, a NULL cell holds the rows
 * that lie in none, and the cell -1 holds the number of all units in `units`.
 *
 * Nothing that a person wrote enters the text but through `sql.ts`.
 */
import { DitherError } from '@dither/core'
import type { Expression } from '../../expression/expression.ts'
import { typeOf } from '../../expression/facts-of.ts'
import type {
  BoundedPlan,
  Lattice,
  LatticeColumn,
  StepProduct,
  UnitBound,
} from '../../plan/bounded-plan.ts'
import { columnsOfRelation } from '../../plan/columns-of-relation.ts'
import type { Relation } from '../../plan/plan.ts'
import { cellCount } from '../../plan/cells.ts'
import { axisSql, cellSql } from './cell-sql.ts'
import { checkParts, expressionSql, openSql } from './expression-sql.ts'
import { bareName, relationSql, type SourceTable, select, unitsSql } from './relation-sql.ts'
import { sqlHuge, sqlInteger, sqlName, sqlText } from './sql.ts'
import {
  type Folded,
  flooredSql,
  fold,
  foldScan,
  isWhole,
  stepSql,
  wholeStepSql,
} from './step-sql.ts'

/** The number of all units, where it is asked for by an id unit. */
export const totalCell = -1n

/** @throws DitherError from the plan and the schema alone: "wrong_type", "unsupported", … */
export function planSql(plan: BoundedPlan, source: SourceTable): string {
  checkPlan(plan)
  const { unit } = plan
  const totals = plan.schema.publicSize !== undefined
  if (unit.kind === 'row') return rowUnitSql(plan, stepsSql(plan, source, totals))
  const answer = idUnitSql(plan, unit, stepsSql(plan, source, false))
  if (!totals) return answer
  const ids = `SELECT DISTINCT "unit" FROM (${unitsSql(plan.schema, source, unit.column)}) WHERE ("unit" IS NOT NULL)`
  const padding = [
    ...plan.columns.map(() => ', 0, 0, 0'),
    ...(plan.products ?? []).map(() => ', 0, 0'),
  ].join('')
  return `(${answer}) UNION ALL (SELECT ${totalCell}, 0, count(*)${padding} FROM (${ids}))`
}

function checkPlan(plan: BoundedPlan): void {
  const columns = columnsOfRelation(plan.from, plan.schema)
  for (const { of } of plan.columns)
    if (typeOf(of, columns) !== 'number')
      throw new DitherError('wrong_type', 'a lattice column is not a number', { parameter: 'of' })
  for (const { of } of plan.axes) typeOf(of, columns)
  if (!(cellCount(plan.axes) <= 2 ** 31 - 1))
    throw new DitherError('unsupported', 'the question has more than 2^31 - 1 cells', {
      parameter: 'groupBy',
      wayOut: 'Ask with fewer keys or bins',
    })
}

/** One row per row of the table: "cell" (INTEGER), "unit", and the steps s0, s1, … (BIGINT). */
function stepsSql(plan: BoundedPlan, source: SourceTable, keepAll: boolean): Steps {
  const lattices = plan.columns.map((column) => foldAll(column, plan, source))
  const inners = lattices.map(({ inner }) => inner)
  const unit = plan.unit.kind === 'id' ? plan.unit.column : undefined
  const above = [...plan.axes.map(({ of }) => of), ...inners]
  const rows = relationSql(plan.from, plan.schema, source, unit, above)
  const carried = new Map<string, string>()
  if (rows.unit !== undefined) carried.set('unit', rows.unit)

  const axes = plan.axes.map(axisSql)
  const values = new Map(carried)
  for (const [index, axis] of plan.axes.entries()) {
    const { sql, parts } = expressionSql(axis.of, rows.scope)
    checkParts(parts * (axes[index]?.written ?? 1))
    values.set(`a${index}`, sql)
  }
  for (const [index, inner] of inners.entries())
    values.set(`x${index}`, openSql(inner, rows.scope).sql)
  if (rows.kept !== undefined) values.set('kept', rows.kept)
  const valued = `(${select(values, `(${rows.sql})`)})`

  const placed = new Map(carried)
  for (const [index, { first }] of axes.entries()) {
    placed.set(`a${index}`, sqlName(`a${index}`))
    if (first !== undefined) placed.set(`g${index}`, first)
  }
  for (const [index, { lattice, whole }] of lattices.entries()) {
    placed.set(`x${index}`, sqlName(`x${index}`))
    if (!whole) placed.set(`f${index}`, flooredSql(lattice, sqlName(`x${index}`)))
  }
  const marked = keepAll && rows.kept !== undefined
  if (marked) placed.set('kept', rows.kept)
  const conditions: string[] = []
  if (!keepAll && rows.kept !== undefined) conditions.push(rows.kept)
  if (rows.unit !== undefined) conditions.push(`(${rows.unit} IS NOT NULL)`)
  const where = conditions.length === 0 ? '' : ` WHERE (${conditions.join(' AND ')})`
  const joins = axes.map(({ join }) => join).join('')

  const place = cellSql(
    plan.axes,
    axes.map(({ position }) => position),
  )
  const steps = new Map(carried)
  steps.set('cell', marked ? `(CASE WHEN ${rows.kept} THEN ${place} END)` : place)
  for (const [index, { lattice, folded, whole }] of lattices.entries()) {
    const [x, floored] = [sqlName(`x${index}`), sqlName(`f${index}`)]
    const step = whole ? wholeStepSql(lattice, folded, x) : stepSql(lattice, folded, floored, x)
    steps.set(`s${index}`, step)
  }
  return {
    sql: select(steps, `(${select(placed, `${valued}${joins}${where}`)})`),
    oneCell: plan.axes.length === 0 && !marked,
  }
}

interface Steps {
  readonly sql: string
  /** Whether every row lies in cell 0. */
  readonly oneCell: boolean
}

/** The clamp of a scan is folded into the step too, where the lattice reads a column of the schema. */
function foldAll(
  column: LatticeColumn,
  { from, schema }: BoundedPlan,
  source: SourceTable,
): FoldedColumn {
  const { lattice } = column
  const { inner, folded } = fold(column)
  const plain = { inner, folded, lattice, whole: false }
  if (inner.kind !== 'column' || isDerived(from, inner.name)) return plain
  const read = schema.columns[inner.name]
  const scanned = read === undefined ? undefined : foldScan(read, lattice, folded)
  if (scanned === undefined) return plain
  const whole = source.columns.get(inner.name)?.physical === 'integer' && isWhole(lattice)
  const name = bareName(inner.name, whole ? 'whole' : 'parsed')
  return { inner: { kind: 'column', name }, folded: scanned, lattice, whole }
}

interface FoldedColumn {
  readonly inner: Expression
  readonly folded: Folded
  readonly lattice: Lattice
  /** Whether the value is a BIGINT, whose step needs no doubles. */
  readonly whole: boolean
}

function isDerived(relation: Relation, name: string): boolean {
  if (relation.kind === 'scan') return false
  if (relation.kind === 'derive' && Object.hasOwn(relation.columns, name)) return true
  return isDerived(relation.input, name)
}

/** One pass: the cells are added up as the rows stream by. */
function rowUnitSql({ columns, products = [] }: BoundedPlan, { sql, oneCell }: Steps): string {
  const sums = columns.map(({ square }, index) => {
    const step = sqlName(`s${index}`)
    return `, count(${step}), sum(${step}), ${square ? `sum((${step} * ${step}))` : '0'}`
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

/** Below 2^62 in size, so a BIGINT; NULL where either step is. */
function productSql({ left, right }: StepProduct): string {
  return `(${sqlName(`s${left}`)} * ${sqlName(`s${right}`)})`
}

/** Per (unit, cell) first; cut to maxRows; rank only where a unit can touch too many cells. */
function idUnitSql(
  { columns, axes, products = [] }: BoundedPlan,
  unit: Extract<UnitBound, { kind: 'id' }>,
  { sql }: Steps,
): string {
  const [id, cell, rows] = [sqlName('unit'), sqlName('cell'), sqlName('m')]
  const pair = new Map([
    ['unit', id],
    ['cell', cell],
    ['m', 'CAST(count(*) AS HUGEINT)'],
  ])
  const cut = new Map([
    ['unit', id],
    ['cell', cell],
    ['r', `LEAST(${rows}, ${sqlHuge(unit.maxRows)})`],
  ])
  const sums: string[] = []
  for (const [index, { square }] of columns.entries()) {
    const step = sqlName(`s${index}`)
    const [count, total, squares] = [`n${index}`, `t${index}`, `q${index}`]
    pair.set(count, `CAST(count(${step}) AS HUGEINT)`)
    pair.set(total, `sum(${step})`)
    pair.set(squares, square ? `sum((${step} * ${step}))` : sqlHuge(0))
    cut.set(count, `LEAST(${sqlName(count)}, ${sqlHuge(unit.maxRows)})`)
    for (const name of [total, squares])
      cut.set(name, cutSql(sqlName(name), sqlName(count), unit.maxRows))
    for (const name of [count, total, squares]) sums.push(`, sum(${sqlName(name)})`)
  }
  for (const [index, product] of products.entries()) {
    const [count, total] = [`c${index}`, `p${index}`]
    pair.set(count, `CAST(count(${productSql(product)}) AS HUGEINT)`)
    pair.set(total, `sum(${productSql(product)})`)
    cut.set(count, `LEAST(${sqlName(count)}, ${sqlHuge(unit.maxRows)})`)
    cut.set(total, cutSql(sqlName(total), sqlName(count), unit.maxRows))
    for (const name of [count, total]) sums.push(`, sum(${sqlName(name)})`)
  }
  const pairs = `${select(pair, `(${sql})`)} WHERE (${cell} IS NOT NULL) GROUP BY ${id}, ${cell}`
  const most = unit.maxGroups < cellCount(axes) ? pickedSql(pairs, unit) : pairs
  const kept = select(cut, `(${most})`)
  return `SELECT ${cell}, sum(${sqlName('r')}), count(*)${sums.join('')} FROM (${kept}) GROUP BY ${cell}`
}

/** A unit's first cells in hash order: row_number, which has no ties (S5). */
function pickedSql(pairs: string, unit: Extract<UnitBound, { kind: 'id' }>): string {
  const [id, cell, rank] = [sqlName('unit'), sqlName('cell'), sqlName('rank')]
  const order = unit.order === 'native' ? nativeRank(unit.orderKey) : portableRankSql(unit.orderKey)
  const window = `row_number() OVER (PARTITION BY ${id} ORDER BY ${order}, ${cell})`
  return `SELECT * FROM (SELECT *, ${window} AS ${rank} FROM (${pairs})) WHERE (${rank} <= ${sqlInteger(unit.maxGroups)})`
}

function nativeRank(key: string): string {
  return `hash(${sqlText(key)}, ${sqlName('unit')}, ${sqlName('cell')})`
}

/** The same 64 bits as `portableRank`. */
function portableRankSql(key: string): string {
  const [unit, cell] = [sqlName('unit'), sqlName('cell')]
  const text = `((((${sqlText(key)} || chr(31)) || CAST(${unit} AS VARCHAR)) || chr(31)) || CAST(${cell} AS VARCHAR))`
  return `substr(md5(${text}), 1, 16)`
}

/**
 * `cutRows` in HUGEINT, whose division is toward zero. The values kept are min(count, r), which is
 * min(count, maxRows), as no more values than rows are there: so up to maxRows values nothing is cut.
 */
function cutSql(sum: string, count: string, maxRows: number): string {
  const most = sqlHuge(maxRows)
  const cut = `(((${sum} // ${count}) * ${most}) + (((${sum} % ${count}) * ${most}) // ${count}))`
  return `(CASE WHEN (${count} <= ${most}) THEN ${sum} ELSE ${cut} END)`
}
