/** What a bounded plan means, word for word (S4-S6, S8). */
import { compile, type Row } from '../../expression/evaluate.ts'
import type { BoundedPlan, LatticeColumn } from '../../plan/bounded-plan.ts'
import { cellCount, cellOf } from '../../plan/cells.ts'
import { columnsOfRelation } from '../../plan/columns-of-relation.ts'
import { scanCell } from '../../schema/cell.ts'
import type { Schema } from '../../schema/schema.ts'
import type { Value } from '../../schema/value.ts'
import { cutRows } from '../cut-rows.ts'
import type { CellIntegers, ColumnIntegers, EngineAnswer, ProductIntegers } from '../engine.ts'
import { portableRank } from '../hash-order.ts'
import { keepRows } from '../keep-rows.ts'
import { checkAlone, inKeyOrder, keyText, keyTypes } from '../key-text.ts'
import { latticeStep } from '../lattice-step.ts'
import { unitIdOf } from '../unit-id.ts'
import { distinctCounter } from './distinct-values.ts'
import { relationPipe } from './relation-pipe.ts'
import type { RawRow } from './row-source.ts'

export interface Interpreter {
  /** @param part before the id of its unit, where several sources have ids of their own */
  take(raw: RawRow, part?: string): void
  answer(): EngineAnswer
}

/** Exact sums over rows; `rows` is m for one (unit, cell) pair and the sum of r for a cell. */
interface Sums {
  rows: bigint
  units: bigint
  readonly columns: { count: bigint; sum: bigint; square: bigint }[]
  readonly products: { count: bigint; sum: bigint }[]
}

/** A listed cell's number, or the text of keys that are not listed. */
type Cell = number | string

export function interpreter(plan: BoundedPlan): Interpreter {
  checkAlone(plan)
  const { schema, unit, axes, columns, products = [], distinct, keys } = plan
  const scanned = Object.keys(schema.columns)
  const pipe = relationPipe(plan.from, schema, { take: place, end: () => undefined })
  const axisValues = axes.map((axis) => compile(axis.of))
  const latticeValues = columns.map((column) => compile(column.of))
  const keyTypesOf = keys && keyTypes(keys, columnsOfRelation(plan.from, schema))
  const keyParts = keys?.of.map((of) => compile(of))
  const cells = Array.from({ length: keys === undefined ? cellCount(axes) : 0 }, () => noSums(plan))
  const found = new Map<string, Sums>()
  /** For an id unit: all units of the table, and within each the cells it touches. */
  const units = new Map<string, Map<Cell, Sums>>()
  let totalRows = 0n
  const values = distinct && distinctCounter(distinct, unit, cells.length)
  const distinctOf = distinct && compile(distinct.of)

  function take(raw: RawRow, part = ''): void {
    totalRows += 1n
    let id: string | null = null
    if (unit.kind === 'id') {
      const own = unitId(schema, unit.column, raw)
      if (own === null) return
      id = part + own
      if (!units.has(id)) units.set(id, new Map<Cell, Sums>())
    }
    pipe.take(id, scanRow(schema, scanned, raw))
  }

  function place(id: string | null, row: Row): void {
    const touched = id === null ? undefined : units.get(id)
    const cell = cellIn(row)
    if (cell === undefined) return
    if (values !== undefined && typeof cell === 'number') {
      values.take(id, cell, distinctOf?.(row) ?? null)
      return
    }
    const sums = touched === undefined ? sumsOf(cell) : pairOf(touched, cell, plan)
    if (sums === undefined) return
    sums.rows += 1n
    sums.units += 1n
    const steps = columns.map((column, index) =>
      stepOf(column, cell, latticeValues[index]?.(row) ?? null),
    )
    for (const [index, column] of columns.entries())
      addStep(sums.columns[index], column, steps[index] ?? null)
    for (const [index, { left, right }] of products.entries())
      addProduct(sums.products[index], steps[left] ?? null, steps[right] ?? null)
  }

  function cellIn(row: Row): Cell | undefined {
    if (keyParts !== undefined) return keyText(keyParts.map((value) => value(row))) ?? undefined
    return cellOf(
      axes,
      axisValues.map((value) => value(row)),
    )
  }

  function sumsOf(cell: Cell): Sums | undefined {
    return typeof cell === 'number' ? cells[cell] : pairOf(found, cell, plan)
  }

  function answer(): EngineAnswer {
    pipe.end()
    if (unit.kind === 'id')
      for (const [id, touched] of units) {
        const kept = [...touched]
          .map(([cell, pair]) => ({ cell, pair, rank: portableRank(unit.orderKey, id, cell) }))
          .sort((a, b) => (a.rank === b.rank ? before(a.cell, b.cell) : before(a.rank, b.rank)))
          .slice(0, unit.maxGroups)
        const most = unit.maxRowsTotal === undefined ? undefined : BigInt(unit.maxRowsTotal)
        const sizes = kept.map(({ pair }) => pair.rows)
        const rows = keepRows(sizes, BigInt(unit.maxRows), most)
        for (const [place, { cell, pair }] of kept.entries()) {
          const all = rows[place] ?? 0n
          if (all > 0n) addPair(sumsOf(cell), pair, all)
        }
      }
    const counts = values?.counts()
    const total = unit.kind === 'row' ? totalRows : BigInt(units.size)
    const totalUnits = schema.publicSize === undefined ? 0n : total
    if (keys === undefined || keyTypesOf === undefined)
      return { cells: cells.map((cell, place) => frozen(cell, plan, counts?.[place])), totalUnits }
    const all = new Map([...found].map(([text, cell]) => [text, frozen(cell, plan, undefined)]))
    return { ...inKeyOrder(all, keyTypesOf, keys), totalUnits }
  }

  return { take, answer }
}

function unitId(schema: Schema, name: string, raw: RawRow): string | null {
  const column = schema.columns[name]
  return column === undefined ? null : unitIdOf(column, cellIn(raw, name))
}

function scanRow(schema: Schema, names: readonly string[], raw: RawRow): Row {
  const row: Record<string, Value> = Object.create(null)
  for (const name of names) {
    const column = schema.columns[name]
    if (column !== undefined) row[name] = scanCell(column, cellIn(raw, name))
  }
  return row
}

/** Never throws, whatever the row is: its getters and traps are data too (S14). */
function cellIn(raw: RawRow | null, name: string): unknown {
  if (typeof raw !== 'object' || raw === null) return null
  try {
    return Object.hasOwn(raw, name) ? raw[name] : null
  } catch {
    return null
  }
}

/** The step of a value; where the plan says that none is NULL, the origin's for one that is. */
function stepOf(
  { lattice, lattices = [], nullable }: LatticeColumn,
  cell: Cell,
  value: Value,
): bigint | null {
  const own = typeof cell === 'number' ? lattices[cell] : undefined
  if (typeof value === 'number') return BigInt(latticeStep(own ?? lattice, value))
  return nullable ? null : 0n
}

function addStep(
  sums: Sums['columns'][number] | undefined,
  { square }: LatticeColumn,
  step: bigint | null,
): void {
  if (sums === undefined || step === null) return
  sums.count += 1n
  sums.sum += step
  if (square) sums.square += step * step
}

function addProduct(
  sums: Sums['products'][number] | undefined,
  left: bigint | null,
  right: bigint | null,
): void {
  if (sums === undefined || left === null || right === null) return
  sums.count += 1n
  sums.sum += left * right
}

/** A strict order of the cells of one unit. */
function before(a: Cell, b: Cell): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  return a < b ? -1 : a > b ? 1 : 0
}

/** Adds one unit's rows in one cell, cut to `kept` of them, and at most as many of its values (S6). */
function addPair(total: Sums | undefined, pair: Sums, kept: bigint): void {
  if (total === undefined || kept === 0n) return
  total.rows += kept
  total.units += 1n
  for (const [index, column] of pair.columns.entries()) {
    const sums = total.columns[index]
    if (sums === undefined) continue
    const values = column.count < kept ? column.count : kept
    sums.count += values
    sums.sum += cutRows(column.sum, column.count, values)
    sums.square += cutRows(column.square, column.count, values)
  }
  for (const [index, product] of pair.products.entries()) {
    const sums = total.products[index]
    if (sums === undefined) continue
    const values = product.count < kept ? product.count : kept
    sums.count += values
    sums.sum += cutRows(product.sum, product.count, values)
  }
}

function pairOf<C extends Cell>(touched: Map<C, Sums>, cell: C, plan: BoundedPlan): Sums {
  const pair = touched.get(cell) ?? noSums(plan)
  touched.set(cell, pair)
  return pair
}

function noSums({ columns, products = [] }: BoundedPlan): Sums {
  return {
    rows: 0n,
    units: 0n,
    columns: columns.map(() => ({ count: 0n, sum: 0n, square: 0n })),
    products: products.map(() => ({ count: 0n, sum: 0n })),
  }
}

function frozen(
  { rows, units, columns, products }: Sums,
  plan: BoundedPlan,
  distinct: bigint | undefined,
): CellIntegers {
  const integers = columns.map((sums): ColumnIntegers => Object.freeze({ ...sums }))
  const sums = products.map((product): ProductIntegers => Object.freeze({ ...product }))
  return Object.freeze({
    rows,
    units,
    columns: Object.freeze(integers),
    ...(plan.products === undefined ? {} : { products: Object.freeze(sums) }),
    ...(distinct === undefined ? {} : { distinct }),
  })
}
