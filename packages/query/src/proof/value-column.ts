/** The numeric column that a question sums, on its lattice (S8). */
import { formatRational } from '@dither/math'
import { factsOf } from '../expression/facts-of.ts'
import { printExpression } from '../expression/print-expression.ts'
import type { LatticeColumn } from '../plan/bounded-plan.ts'
import { boundsOf } from '../plan/aggregates/bounded.ts'
import type { Aggregate, Bounded } from '../plan/plan.ts'
import { latticeFor, stepWidth } from './lattice/lattice.ts'
import type { Reason } from './needs.ts'
import type { Setting } from './setting.ts'
import type { StepRange } from './worst-cases/cell-ranges.ts'

export interface ValueColumn {
  readonly column: LatticeColumn
  readonly steps: StepRange
  /** What every value is clamped to; public. */
  readonly lower: number
  readonly upper: number
  /** Whether every value is a whole number. */
  readonly integral: boolean
  readonly reason: Reason
}

/**
 * The bounds are the question's own, tightened to what the schema says the expression can give. The
 * engine clamps every step to the lattice, so privacy does not rest on any of that being right.
 *
 * @throws DitherError "missing_bound", "wrong_type", "invalid_parameter"
 */
export function valueColumn(
  aggregate: Bounded & { readonly kind: Aggregate['kind'] },
  square: boolean,
  { columns }: Setting,
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
  const lattice = latticeFor(lower, upper, integral, inside ? wished : undefined)
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
