/** The square of a number, with the range that its bounds give it. */
import type { Expression } from '../expression/expression.ts'
import type { Columns } from '../expression/facts-of.ts'
import { boundsOf } from '../plan/aggregates/bounded.ts'
import type { Bounded } from '../plan/plan.ts'

/**
 * x * x for x clamped to its bounds, between the smallest and the largest square: so a mean of it is centred
 * on their middle, and no worse for where 0 lies.
 *
 * @throws DitherError "missing_bound", "wrong_type", "invalid_parameter"
 */
export function squareOf(value: Bounded, columns: Columns): Bounded {
  const { lower, upper } = boundsOf({ ...value, kind: 'mean' }, columns)
  const of: Expression = Object.freeze({ kind: 'clamp', of: value.of, lower, upper })
  const [a, b] = [lower * lower, upper * upper]
  return {
    of: Object.freeze({ kind: 'arithmetic', operator: '*', left: of, right: of }),
    lower: lower <= 0 && upper >= 0 ? 0 : Math.min(a, b),
    upper: Math.max(a, b),
  }
}
