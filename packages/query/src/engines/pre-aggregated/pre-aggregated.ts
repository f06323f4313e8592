/** Totals that were computed elsewhere, in the place of a table. */
import { compile } from '../../expression/evaluate.ts'
import type { BoundedPlan, Lattice } from '../../plan/bounded-plan.ts'
import { cellCount, cellOf } from '../../plan/cells.ts'
import { originSteps } from '../../proof/lattice/lattice.ts'
import type { Schema } from '../../schema/schema.ts'
import type { Value } from '../../schema/value.ts'
import type { CellIntegers, ColumnIntegers, Engine, EngineAnswer, Source } from '../engine.ts'
import { stopIfAborted } from '../failure.ts'
import { checkPlan } from './fits-plan.ts'
import { type SummedColumn, summedColumns } from './fits-schema.ts'
import { type ColumnTotals, type PreAggregated, readTotals, type Totals } from './totals.ts'

/**
 * Exact totals that the owner vouches for, where rows are elsewhere: counts and sums by public keys, out of a
 * warehouse or a secure sum. Questions about them are proved, priced and charged as those about a table are.
 *
 * Promise: what is released is private as if Dither had read the table, **if** the owner's word holds: the
 * totals are of rows whose values were clamped to the schema's bounds and rounded to whole numbers, of which
 * every unit kept no more than the schema's limits (in each combination of keys, and of combinations), chosen by
 * its own rows alone. Dither cannot see that; explanations and certificates say `asserted: 'totals'`.
 * [pre-aggregated.proof.md]
 *
 * Counts, sums, means, variances, and histograms or quantiles over the keys can be asked, by the keys or, where
 * rows are the unit, by anything computed of them; else the question is refused before it is charged.
 *
 * @throws DitherError "invalid_parameter"; on opening also "unknown_column", "wrong_type", "missing_bound", and
 *   "unreadable_source" where the totals contradict each other or the schema
 */
export function preAggregated(given: PreAggregated): Source {
  const totals = readTotals(given)
  return Object.freeze({
    engine: 'pre-aggregated',
    async open(schema) {
      return totalsEngine(totals, summedColumns(totals, schema), schema)
    },
  } satisfies Source)
}

function totalsEngine(totals: Totals, summed: readonly SummedColumn[], schema: Schema): Engine {
  const check = (plan: BoundedPlan): void => checkPlan(plan, totals, summed, schema)
  return Object.freeze({
    name: 'pre-aggregated',
    rowCeiling: 2n ** 53n, // every integer is a bigint
    asserted: 'totals',
    check,
    async run(plan: BoundedPlan, { signal } = {}): Promise<EngineAnswer> {
      check(plan)
      stopIfAborted(signal)
      return answerOf(plan, totals)
    },
    close: async () => undefined,
  } satisfies Engine)
}

function answerOf({ axes, columns, schema }: BoundedPlan, totals: Totals): EngineAnswer {
  const positions = axes.map(({ of }) => compile(of))
  const cells = Array.from({ length: cellCount(axes) }, () => ({
    rows: 0n,
    units: 0n,
    columns: columns.map(() => ({ count: 0n, sum: 0n, square: 0n })),
  }))
  for (const group of totals.groups) {
    const row: Record<string, Value> = Object.create(null)
    for (const [i, name] of totals.keys.entries()) row[name] = group.keys[i] ?? null
    const place = cellOf(
      axes,
      positions.map((value) => value(row)),
    )
    const cell = place === undefined ? undefined : cells[place]
    if (place === undefined || cell === undefined) continue
    cell.rows += group.rows
    cell.units += group.units ?? group.rows
    for (const [i, { of, lattice, lattices, square }] of columns.entries()) {
      const column = of.kind === 'column' ? totals.sums.indexOf(of.name) : -1
      const [into, values] = [cell.columns[i], group.values[column]]
      if (into === undefined || values === undefined) throw new RangeError('a column has no sums')
      const steps = inSteps(values, lattices?.[place] ?? lattice)
      into.count += steps.count
      into.sum += steps.sum
      if (square) into.square += steps.square
    }
  }
  return {
    cells: cells.map((cell): CellIntegers => Object.freeze(cell)),
    totalUnits: schema.publicSize === undefined ? 0n : (totals.units ?? 0n),
  }
}

/** Of the steps x 2^k - c of count values x, exactly. */
function inSteps({ count, sum, square }: ColumnTotals, lattice: Lattice): ColumnIntegers {
  const k = BigInt(lattice.exponent)
  const centre = originSteps(lattice)
  const scaled = sum << k
  return {
    count,
    sum: scaled - centre * count, // (3)
    square: (square << (2n * k)) - 2n * centre * scaled + centre * centre * count, // (4)
  }
}
