/** p-values that hold for every n: bounds, not approximations. */
import { exp, ln, log1p } from '@dither/math'

/**
 * An upper bound on P(|S| >= |deviation|), for a sum S of independent centred variables, each at most
 * 1 in size, with that variance in sum. [Ben62]
 */
export function bennettBound(deviation: number, variance: number): number {
  const size = Math.abs(deviation)
  if (variance <= 0) return size > 1e-6 ? 0 : 1
  const u = size / variance
  return Math.min(1, 2 * exp(-variance * ((1 + u) * log1p(u) - u)))
}

/**
 * An upper bound on the chance that a binomial count of that mean is as far off, on its side, as this
 * one; twice Chernoff's, for both sides.
 */
export function countBound(count: number, mean: number): number {
  const log = count === 0 ? 0 : count * ln(count / mean)
  return Math.min(1, 2 * exp(count - mean - log))
}
