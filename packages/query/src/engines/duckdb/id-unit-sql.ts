/** What an id unit keeps, in SQL: its first cells, and in each as many rows as may count (S4-S6). */
import type { BoundedPlan, LatticeColumn, StepProduct, UnitBound } from '../../plan/bounded-plan.ts'
import { cellCount } from '../../plan/cells.ts'
import { select } from './relation-sql.ts'
import { sqlHuge, sqlInteger, sqlName, sqlText } from './sql.ts'

export type IdUnit = Extract<UnitBound, { kind: 'id' }>

/**
 * Per (unit, cell) first; cut to r rows; rank only where a unit can touch too many cells, or have too many rows.
 *
 * What a step's sum is cut to is below maxRows times the largest step in size, so mostly a BIGINT: the sort by
 * rank then carries half as many bytes. Nothing is counted twice.
 *
 * @param always of each column, whether every row has a step
 */
export function idUnitSql(
  { columns, axes, products = [], keys }: BoundedPlan,
  unit: IdUnit,
  sql: string,
  always: readonly boolean[],
): string {
  const [id, cell] = [sqlName('unit'), sqlName('cell')]
  const cells = keys === undefined ? cellCount(axes) : Number.POSITIVE_INFINITY
  const fewer = unit.maxGroups < cells
  const capped = isCapped(unit, cells)
  const most = capped ? sqlName('r') : sqlInteger(unit.maxRows)
  const pair = new Map([
    ['unit', id],
    ['cell', cell],
    ['m', 'count(*)'],
  ])
  const cut = new Map([
    ['unit', id],
    ['cell', narrowSql(cell, cells)],
    ['r', capped ? most : narrowSql(`LEAST(${sqlName('m')}, ${most})`, unit.maxRows)],
  ])
  const sums: string[] = []
  /** Sums over the rows that `count` counts; all rows, where that is undefined. */
  const add = (name: string, count: string | undefined, parts: readonly Summand[]): void => {
    if (count !== undefined) {
      pair.set(name, count)
      cut.set(name, `LEAST(${sqlName(name)}, ${most})`)
    }
    sums.push(`, sum(${sqlName(count === undefined ? 'r' : name)})`)
    const counted = sqlName(count === undefined ? 'm' : name)
    for (const { part, of, largest } of parts) {
      pair.set(part, `sum(${of})`)
      cut.set(part, cutSql(sqlName(part), counted, most, largest * BigInt(unit.maxRows)))
      sums.push(`, sum(${sqlName(part)})`)
    }
  }
  for (const [index, column] of columns.entries()) {
    const step = sqlName(`s${index}`)
    const largest = largestStep(column)
    const square = { part: `q${index}`, of: `(${step} * ${step})`, largest: largest * largest }
    add(`n${index}`, always[index] ? undefined : `count(${step})`, [
      { part: `t${index}`, of: step, largest },
      ...(column.square ? [square] : []),
    ])
    if (!column.square) sums.push(', 0')
  }
  for (const [index, product] of products.entries()) {
    const of = productSql(product)
    const [left, right] = [columns[product.left], columns[product.right]]
    const largest = largestStep(left) * largestStep(right)
    const each = always[product.left] === true && always[product.right] === true
    add(`c${index}`, each ? undefined : `count(${of})`, [{ part: `p${index}`, of, largest }])
  }
  const pairs = `${select(pair, `(${sql})`)} WHERE (${cell} IS NOT NULL) GROUP BY ${id}, ${cell}`
  const kept = capped
    ? select(cut, `(${cappedSql(pairs, unit)})`)
    : fewer
      ? pickedSql(select(cut, `(${pairs})`), unit)
      : select(cut, `(${pairs})`)
  return `SELECT ${cell}, sum(${sqlName('r')}), count(*)${sums.join('')} FROM (${kept}) GROUP BY ${cell}`
}

/** In the smallest type that holds 0 to `most`: what is sorted by rank should be short. */
function narrowSql(integer: string, most: number): string {
  if (most > 2 ** 31 - 1) return integer
  return `CAST(${integer} AS ${most > 32_767 ? 'INTEGER' : 'SMALLINT'})`
}

interface Summand {
  /** The alias of the sum. */
  readonly part: string
  readonly of: string
  /** In size. */
  readonly largest: bigint
}

/** In size, over all cells. */
function largestStep(column: LatticeColumn | undefined): bigint {
  if (column === undefined) return 2n ** 31n
  const { lattice, lattices = [] } = column
  return [lattice, ...lattices]
    .flatMap(({ low, high }) => [BigInt(-low), BigInt(high)])
    .reduce((a, b) => (a > b ? a : b))
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
 *
 * @param largest of the result, in size [cut-rows.proof.md]; a BIGINT where that fits
 */
function cutSql(sum: string, count: string, most: string, largest: bigint): string {
  const [c, r] = [`CAST(${count} AS HUGEINT)`, `CAST(${most} AS HUGEINT)`]
  const cut = `(((${sum} // ${c}) * ${r}) + (((${sum} % ${c}) * ${r}) // ${c}))`
  const kept = `(CASE WHEN (${count} <= ${most}) THEN ${sum} ELSE ${cut} END)`
  return largest < 2n ** 63n ? `CAST(${kept} AS BIGINT)` : kept
}

/** Below 2^62 in size, so a BIGINT; NULL where either step is. */
export function productSql({ left, right }: StepProduct): string {
  return `(${sqlName(`s${left}`)} * ${sqlName(`s${right}`)})`
}
