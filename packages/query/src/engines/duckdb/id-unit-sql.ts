/** What an id unit keeps, in SQL: its first cells, and in each as many rows as may count (S4-S6). */
import type { BoundedPlan, StepProduct, UnitBound } from '../../plan/bounded-plan.ts'
import { cellCount } from '../../plan/cells.ts'
import { select } from './relation-sql.ts'
import { sqlHuge, sqlInteger, sqlName, sqlText } from './sql.ts'

export type IdUnit = Extract<UnitBound, { kind: 'id' }>

/** Per (unit, cell) first; cut to r rows; rank only where a unit can touch too many cells, or have too many rows. */
export function idUnitSql(
  { columns, axes, products = [] }: BoundedPlan,
  unit: IdUnit,
  sql: string,
): string {
  const [id, cell, rows] = [sqlName('unit'), sqlName('cell'), sqlName('m')]
  const pair = new Map([
    ['unit', id],
    ['cell', cell],
    ['m', 'CAST(count(*) AS HUGEINT)'],
  ])
  const fewer = unit.maxGroups < cellCount(axes)
  const capped = isCapped(unit, cellCount(axes))
  const most = capped ? sqlName('r') : sqlHuge(unit.maxRows)
  const cut = new Map([
    ['unit', id],
    ['cell', cell],
    ['r', capped ? most : `LEAST(${rows}, ${most})`],
  ])
  const sums: string[] = []
  for (const [index, { square }] of columns.entries()) {
    const step = sqlName(`s${index}`)
    const [count, total, squares] = [`n${index}`, `t${index}`, `q${index}`]
    pair.set(count, `CAST(count(${step}) AS HUGEINT)`)
    pair.set(total, `sum(${step})`)
    pair.set(squares, square ? `sum((${step} * ${step}))` : sqlHuge(0))
    cut.set(count, `LEAST(${sqlName(count)}, ${most})`)
    for (const name of [total, squares]) cut.set(name, cutSql(sqlName(name), sqlName(count), most))
    for (const name of [count, total, squares]) sums.push(`, sum(${sqlName(name)})`)
  }
  for (const [index, product] of products.entries()) {
    const [count, total] = [`c${index}`, `p${index}`]
    pair.set(count, `CAST(count(${productSql(product)}) AS HUGEINT)`)
    pair.set(total, `sum(${productSql(product)})`)
    cut.set(count, `LEAST(${sqlName(count)}, ${most})`)
    cut.set(total, cutSql(sqlName(total), sqlName(count), most))
    for (const name of [count, total]) sums.push(`, sum(${sqlName(name)})`)
  }
  const pairs = `${select(pair, `(${sql})`)} WHERE (${cell} IS NOT NULL) GROUP BY ${id}, ${cell}`
  const picked = capped ? cappedSql(pairs, unit) : fewer ? pickedSql(pairs, unit) : pairs
  const kept = select(cut, `(${picked})`)
  return `SELECT ${cell}, sum(${sqlName('r')}), count(*)${sums.join('')} FROM (${kept}) GROUP BY ${cell}`
}

/** Whether the cap on a unit's rows in all cells says more than those in each do. */
function isCapped({ maxRows, maxGroups, maxRowsTotal }: IdUnit, cells: number): boolean {
  return (
    maxRowsTotal !== undefined &&
    BigInt(maxRowsTotal) < BigInt(maxRows) * BigInt(Math.min(maxGroups, cells))
  )
}

/** A unit's first cells in hash order: row_number, which has no ties (S5). */
function pickedSql(pairs: string, unit: IdUnit): string {
  const [id, cell, rank] = [sqlName('unit'), sqlName('cell'), sqlName('rank')]
  const window = `row_number() OVER (PARTITION BY ${id} ORDER BY ${rankSql(unit, ['unit', 'cell'])}, ${cell})`
  return `SELECT * FROM (SELECT *, ${window} AS ${rank} FROM (${pairs})) WHERE (${rank} <= ${sqlInteger(unit.maxGroups)})`
}

/** Those cells with "r", what the cells before leave of all rows; 0 drops a cell. [keep-rows.proof.md] */
function cappedSql(pairs: string, unit: IdUnit): string {
  const [id, cell, rank, used] = ['unit', 'cell', 'rank', 'used'].map(sqlName)
  const [each, total] = [sqlHuge(unit.maxRows), sqlHuge(unit.maxRowsTotal ?? 0)]
  const rows = `LEAST(${sqlName('m')}, ${each})`
  const order = `PARTITION BY ${id} ORDER BY ${rankSql(unit, ['unit', 'cell'])}, ${cell}`
  const before = `COALESCE(sum(${rows}) OVER (${order} ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), ${sqlHuge(0)})`
  const ranked = `SELECT *, row_number() OVER (${order}) AS ${rank}, ${before} AS ${used} FROM (${pairs})`
  return `SELECT *, LEAST(${rows}, (${total} - ${used})) AS ${sqlName('r')} FROM (${ranked}) WHERE ((${rank} <= ${sqlInteger(unit.maxGroups)}) AND (${used} < ${total}))`
}

/** A unit's rank of what lies under these aliases, in the order that the plan asks for. */
export function rankSql({ order, orderKey }: IdUnit, aliases: readonly string[]): string {
  const names = aliases.map(sqlName)
  if (order === 'native') return `hash(${[sqlText(orderKey), ...names].join(', ')})`
  // The same 64 bits as `portableRank`.
  const text = names.reduce(
    (before, name) => `((${before} || chr(31)) || CAST(${name} AS VARCHAR))`,
    sqlText(orderKey),
  )
  return `substr(md5(${text}), 1, 16)`
}

/**
 * `cutRows` in HUGEINT, whose division is toward zero. The values kept are min(count, r), which without a
 * cap is min(count, maxRows), as no more values than rows are there: so up to that many nothing is cut.
 */
function cutSql(sum: string, count: string, most: string): string {
  const cut = `(((${sum} // ${count}) * ${most}) + (((${sum} % ${count}) * ${most}) // ${count}))`
  return `(CASE WHEN (${count} <= ${most}) THEN ${sum} ELSE ${cut} END)`
}

/** Below 2^62 in size, so a BIGINT; NULL where either step is. */
export function productSql({ left, right }: StepProduct): string {
  return `(${sqlName(`s${left}`)} * ${sqlName(`s${right}`)})`
}
