/** Whether totals answer a plan as the table would: decided by the plan and the schema alone. */
import { DitherError } from '@dither/core'
import { columnsOf } from '../../expression/columns-of.ts'
import type { BoundedPlan, Lattice, LatticeColumn } from '../../plan/bounded-plan.ts'
import { originSteps } from '../../proof/lattice/lattice.ts'
import type { Schema } from '../../schema/schema.ts'
import type { SummedColumn } from './fits-schema.ts'
import type { Totals } from './totals.ts'

/**
 * Refuses what would need rows, other bounds, or a cut of what units bring. [pre-aggregated.proof.md]
 *
 * @throws DitherError "unsupported"
 */
export function checkPlan(
  plan: BoundedPlan,
  totals: Totals,
  summed: readonly SummedColumn[],
  schema: Schema,
): void {
  const { from, axes, columns, products = [], distinct, keys } = plan
  if (from.kind !== 'scan')
    throw unsupported('filters, derived columns, joins and unions need rows')
  if (products.length > 0) throw unsupported('products of two columns need rows')
  if (distinct !== undefined) throw unsupported('distinct values need rows')
  if (keys !== undefined) throw unsupported('keys that are not listed need rows')
  for (const { of } of axes)
    for (const name of columnsOf(of))
      if (!totals.keys.includes(name)) throw unsupported(`the totals are not cut by ${name}`)
  if (plan.unit.kind === 'id') checkIdUnit(plan, totals, schema) // (1)
  for (const column of columns) checkColumn(column, totals, summed) // (2)
}

/** What units bring is bounded already, in these very cells: no other cells, and no tighter limits. */
function checkIdUnit(
  { unit, axes }: BoundedPlan,
  { keys }: Totals,
  { columns, privacyUnit }: Schema,
): void {
  if (unit.kind !== 'id' || privacyUnit.kind !== 'id')
    throw unsupported('the privacy unit is another')
  const most = privacyUnit.maxRowsTotal ?? privacyUnit.maxRows * privacyUnit.maxGroups
  if (
    unit.maxRows < privacyUnit.maxRows ||
    unit.maxGroups < privacyUnit.maxGroups ||
    (unit.maxRowsTotal ?? most) < most
  )
    throw unsupported('the totals were bounded by wider limits')
  const cut = axes.map(({ of }) => (of.kind === 'column' ? of.name : ''))
  const same = cut.length === keys.length && keys.every((key) => cut.includes(key))
  if (!same) throw unsupported(`units were bounded in groups by ${keys.join(', ') || 'nothing'}`)
  for (const [i, axis] of axes.entries()) {
    const column = columns[cut[i] ?? '']
    const listed =
      column?.type === 'category'
        ? column.categories
        : column?.type === 'boolean'
          ? [false, true]
          : []
    const whole =
      axis.kind === 'values' &&
      (!axis.rest || (listed.length > 0 && listed.every((value) => axis.values.includes(value))))
    if (!whole) throw unsupported('groups of totals would fall together, and units with them')
  }
}

function checkColumn(
  { of, lattice, lattices = [], square }: LatticeColumn,
  { squares }: Totals,
  summed: readonly SummedColumn[],
): void {
  const column = of.kind === 'column' ? summed.find(({ name }) => name === of.name) : undefined
  if (column === undefined) throw unsupported('the totals have no sums of what is asked for')
  if (square && !squares.includes(column.name))
    throw unsupported(`the totals have no squares of ${column.name}`)
  if (![lattice, ...lattices].every((one) => holds(one, column)))
    throw unsupported(`${column.name} was clamped to [${column.lower}, ${column.upper}]`)
}

/** Whether every whole number between the bounds is a point of the lattice. */
function holds(lattice: Lattice, { lower, upper }: SummedColumn): boolean {
  const { origin, exponent, low, high } = lattice
  if (exponent < 0 || !Number.isInteger(origin)) return false
  const [scale, centre] = [1n << BigInt(exponent), originSteps(lattice)]
  return lower * scale - centre >= BigInt(low) && upper * scale - centre <= BigInt(high)
}

function unsupported(why: string): DitherError {
  return new DitherError('unsupported', `pre-aggregated totals cannot answer this: ${why}`, {
    charged: false,
    wayOut: 'Ask it of the table, or have the owner compute other totals',
  })
}
