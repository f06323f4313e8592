/** The numeric column that a question sums, on its lattice (S8). */
import { formatRational } from '@dither/math'
import { factsOf } from '../expression/facts-of.ts'
import { printExpression } from '../expression/print-expression.ts'
import { boundsOf } from '../plan/aggregates/bounded.ts'
import { type BoundedAggregate, groupsOf, inGroup } from '../plan/aggregates/keyed-bounds.ts'
import type { LatticeColumn } from '../plan/bounded-plan.ts'
import { latticeFor, stepWidth } from './lattice/lattice.ts'
import type { Reason } from './needs.ts'
import type { Setting } from './setting.ts'
import { larger, type StepRange, smaller } from './worst-cases/cell-ranges.ts'

export interface ValueColumn {
  readonly column: LatticeColumn
  readonly steps: StepRange
  /** What every value is clamped to; public. */
  readonly lower: number
  readonly upper: number
  /** Whether every value is a whole number. */
  readonly integral: boolean
  readonly reason: Reason
  /** One a group, where bounds differ by group; then the rest is of the one with the widest step. */
  readonly byGroup?: readonly ValueColumn[]
}

/**
 * The bounds are the question's own, tightened to what the schema says the expression can give. The
 * engine clamps every step to the lattice, so privacy does not rest on any of that being right.
 *
 * @throws DitherError "missing_bound", "wrong_type", "invalid_parameter"
 */
export function valueColumn(
  aggregate: BoundedAggregate,
  square: boolean,
  setting: Setting,
): ValueColumn {
  return aggregate.boundsByKey === undefined
    ? oneColumn(aggregate, square, setting, true)
    : columnByGroup(aggregate, square, setting)
}

/**
 * A lattice for every group. Whole numbers too are counted in the finest steps, so that all groups have
 * nearly as many: the noise is in steps, and follows each group's bounds. [keyed-bounds.proof.md]
 */
function columnByGroup(
  aggregate: BoundedAggregate,
  square: boolean,
  setting: Setting,
): ValueColumn {
  const byGroup = groupsOf(setting.groupBy).map((group) =>
    oneColumn(inGroup(aggregate, group), square, setting, false),
  )
  const widest = byGroup.reduce((a, b) =>
    b.column.lattice.exponent < a.column.lattice.exponent ? b : a,
  )
  const lattices = Object.freeze(byGroup.map(({ column }) => column.lattice))
  return {
    ...widest,
    column: Object.freeze({ ...widest.column, lattices }),
    steps: {
      ...widest.steps,
      low: byGroup.map(({ steps }) => steps.low).reduce(smaller), // (1)
      high: byGroup.map(({ steps }) => steps.high).reduce(larger),
    },
    lower: Math.min(...byGroup.map(({ lower }) => lower)),
    upper: Math.max(...byGroup.map(({ upper }) => upper)),
    reason: {
      rule: 'S8',
      text: `Values of ${printExpression(aggregate.of)} are clamped to the bounds of their group and counted in its own steps, of ${formatRational(stepWidth(widest.column.lattice))} at most`,
    },
    byGroup: Object.freeze(byGroup),
  }
}

function oneColumn(
  aggregate: BoundedAggregate,
  square: boolean,
  { columns }: Setting,
  whole: boolean,
): ValueColumn {
  const { of } = aggregate
  const stated = boundsOf(aggregate, columns)
  const facts = factsOf(of, columns)
  const into = (x: number): number => Math.min(Math.max(x, stated.lower), stated.upper) + 0
  const known = facts.type === 'number' && facts.lower <= facts.upper
  const lower = known ? into(facts.lower) : stated.lower
  const upper = known ? into(facts.upper) : stated.upper
  const integral =
    facts.type === 'number' && facts.integral && [lower, upper].every(Number.isInteger)
  const declared = of.kind === 'column' ? columns[of.name] : undefined
  const wished = declared !== undefined && 'origin' in declared ? declared.origin : undefined
  const inside = wished !== undefined && wished >= lower && wished <= upper
  const lattice = latticeFor(lower, upper, whole && integral, inside ? wished : undefined)
  return {
    column: Object.freeze({
      of,
      lattice: Object.freeze(lattice),
      square,
      nullable: facts.nullable,
    }),
    steps: {
      low: BigInt(lattice.low),
      high: BigInt(lattice.high),
      recentre: 0n,
      nullable: facts.nullable,
    },
    lower,
    upper,
    integral,
    reason: {
      rule: 'S8',
      text: `Values of ${printExpression(of)} are clamped to [${lower}, ${upper}] and counted in steps of ${formatRational(stepWidth(lattice))} from ${lattice.origin}: whole numbers from ${lattice.low} to ${lattice.high}`,
    },
  }
}
