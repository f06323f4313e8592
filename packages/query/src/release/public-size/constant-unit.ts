/** The unit that fills a public size: one row of the schema's impute values (S3). */

import type { CellIntegers, ProductIntegers } from '../../engines/engine.ts'
import { latticeStep } from '../../engines/lattice-step.ts'
import { compile, type Row } from '../../expression/evaluate.ts'
import type { BoundedPlan, LatticeColumn, StepProduct } from '../../plan/bounded-plan.ts'
import { cellCount, cellOf } from '../../plan/cells.ts'
import type { Relation } from '../../plan/plan.ts'
import type { Value } from '../../schema/value.ts'

/**
 * What one constant unit adds to every cell: a function of public data alone.
 *
 * Its row goes through the relation and the axes as every row does; a filter may drop it.
 */
export function constantUnit(plan: BoundedPlan): readonly CellIntegers[] {
  const row = through(plan.from, imputed(plan))
  const cell =
    row === undefined
      ? undefined
      : cellOf(
          plan.axes,
          plan.axes.map((axis) => compile(axis.of)(row)),
        )
  return Array.from({ length: cellCount(plan.axes) }, (_, index) => {
    const here = row !== undefined && index === cell
    return {
      rows: here ? 1n : 0n,
      units: here ? 1n : 0n,
      columns: plan.columns.map((column) => values(column, here ? row : undefined)),
      ...(plan.products === undefined
        ? {}
        : { products: plan.products.map((one) => product(one, plan, here ? row : undefined)) }),
      ...(plan.distinct === undefined ? {} : { distinct: 0n }), // it brings no value of its own
    }
  })
}

function imputed(plan: BoundedPlan): Row {
  return Object.fromEntries(
    Object.entries(plan.schema.columns).map(([name, column]): [string, Value] => [
      name,
      column.impute,
    ]),
  )
}

/** The row after filters and derived columns, or undefined if a filter drops it. */
function through(relation: Relation, row: Row): Row | undefined {
  switch (relation.kind) {
    case 'scan':
      return row
    case 'filter': {
      const input = through(relation.input, row)
      return input !== undefined && compile(relation.condition)(input) === true ? input : undefined
    }
    case 'derive': {
      const input = through(relation.input, row)
      if (input === undefined) return undefined
      const derived = Object.entries(relation.columns).map(([name, expression]) => [
        name,
        compile(expression)(input),
      ])
      return { ...input, ...Object.fromEntries(derived) }
    }
  }
}

function values(
  { of, lattice, square }: LatticeColumn,
  row: Row | undefined,
): CellIntegers['columns'][number] {
  const value = row === undefined ? null : compile(of)(row)
  if (typeof value !== 'number') return { count: 0n, sum: 0n, square: 0n }
  const step = BigInt(latticeStep(lattice, value))
  return { count: 1n, sum: step, square: square ? step * step : 0n }
}

/** A sum over one row is its step, and its count says whether it has one. */
function product(
  { left, right }: StepProduct,
  { columns }: BoundedPlan,
  row: Row | undefined,
): ProductIntegers {
  const [a, b] = [left, right].map((index) => {
    const column = columns[index]
    return column === undefined ? undefined : values(column, row)
  })
  if (a === undefined || b === undefined) throw new RangeError('a product lacks a column')
  return { count: a.count * b.count, sum: a.sum * b.sum }
}
