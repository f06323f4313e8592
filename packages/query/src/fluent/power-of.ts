/** A power of a number, with the range that its bounds give it. */
import type { Expression } from '../expression/expression.ts'
import type { Columns } from '../expression/facts-of.ts'
import { boundsOf } from '../plan/aggregates/bounded.ts'
import type { Bounded } from '../plan/plan.ts'

/**
 * x * … * x for x clamped to its bounds, between the smallest and the largest power: so a mean of it is
 * centred on their middle, and no worse for where 0 lies.
 *
 * @param order a positive whole number
 * @throws DitherError "missing_bound", "wrong_type", "invalid_parameter"
 */
export function powerOf(value: Bounded, order: number, columns: Columns): Bounded {
  const { lower, upper } = boundsOf({ ...value, kind: 'mean' }, columns)
  const of: Expression = Object.freeze({ kind: 'clamp', of: value.of, lower, upper })
  const times = (left: Expression): Expression =>
    Object.freeze({ kind: 'arithmetic', operator: '*', left, right: of })
  const [a, b] = [power(lower, order), power(upper, order)]
  return {
    of: Array.from({ length: order - 1 }).reduce<Expression>(times, of),
    lower: order % 2 === 0 && lower <= 0 && upper >= 0 ? 0 : Math.min(a, b),
    upper: Math.max(a, b),
  }
}

/** As the expression computes it: from the left, each product rounded. */
function power(x: number, order: number): number {
  return Array.from({ length: order - 1 }).reduce<number>((product) => product * x, x)
}
