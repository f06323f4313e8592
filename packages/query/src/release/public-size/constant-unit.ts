/** The unit that fills a public size: one row of the schema's impute values (S3). */

import type { CellIntegers, ColumnIntegers, ProductIntegers } from '../../engines/engine.ts'
import { latticeStep } from '../../engines/lattice-step.ts'
import { relationPipe } from '../../engines/memory/relation-pipe.ts'
import { compile, type Row } from '../../expression/evaluate.ts'
import type { BoundedPlan, LatticeColumn, StepProduct } from '../../plan/bounded-plan.ts'
import { cellCount, cellOf } from '../../plan/cells.ts'
import type { Value } from '../../schema/value.ts'

/**
 * What one constant unit adds to every cell: a function of public data alone.
 *
 * Its row goes through the relation and the axes as every row does; a filter may drop it.
 */
export function constantUnit(plan: BoundedPlan): readonly CellIntegers[] {
  const here: Row[][] = Array.from({ length: cellCount(plan.axes) }, () => [])
  const axes = plan.axes.map((axis) => compile(axis.of))
  const pipe = relationPipe(plan.from, plan.schema, {
    take(_, row) {
      const cell = cellOf(
        plan.axes,
        axes.map((value) => value(row)),
      )
      if (cell !== undefined) here[cell]?.push(row)
    },
    end: () => undefined,
  })
  pipe.take('constant', imputed(plan))
  pipe.end()
  return here.map((rows, cell) => ({
    rows: BigInt(rows.length),
    units: BigInt(plan.unit.kind === 'id' ? Math.min(rows.length, 1) : rows.length),
    columns: plan.columns.map((column) => added(rows.map((row) => values(column, row, cell)))),
    ...(plan.products === undefined
      ? {}
      : { products: plan.products.map((one) => productsOf(one, plan, rows, cell)) }),
    ...(plan.distinct === undefined ? {} : { distinct: 0n }), // it brings no value of its own
  }))
}

function added(all: readonly ColumnIntegers[]): ColumnIntegers {
  return all.reduce(
    (a, b) => ({ count: a.count + b.count, sum: a.sum + b.sum, square: a.square + b.square }),
    { count: 0n, sum: 0n, square: 0n },
  )
}

function imputed(plan: BoundedPlan): Row {
  return Object.fromEntries(
    Object.entries(plan.schema.columns).map(([name, column]): [string, Value] => [
      name,
      column.impute,
    ]),
  )
}

function values(
  { of, lattice, lattices, square }: LatticeColumn,
  row: Row,
  cell: number,
): ColumnIntegers {
  const value = compile(of)(row)
  if (typeof value !== 'number') return { count: 0n, sum: 0n, square: 0n }
  const step = BigInt(latticeStep(lattices?.[cell] ?? lattice, value))
  return { count: 1n, sum: step, square: square ? step * step : 0n }
}

/** A sum over one row is its step, and its count says whether it has one. */
function productsOf(
  { left, right }: StepProduct,
  { columns }: BoundedPlan,
  rows: readonly Row[],
  cell: number,
): ProductIntegers {
  const [a, b] = [columns[left], columns[right]]
  if (a === undefined || b === undefined) throw new RangeError('a product lacks a column')
  return rows.reduce<ProductIntegers>(
    (all, row) => {
      const [one, other] = [values(a, row, cell), values(b, row, cell)]
      return { count: all.count + one.count * other.count, sum: all.sum + one.sum * other.sum }
    },
    { count: 0n, sum: 0n },
  )
}
