/** How large the L1 norm of independent discrete Laplace noise gets: bounds in doubles. */
import {
  binomialTail,
  exp,
  log1p,
  type Rational,
  regularizedBeta,
  regularizedGammaQ,
  toNumber,
} from '@dither/math'
import { leastWhole } from './least-whole.ts'

/** Above the errors of the functions of doubles. */
const margin = 1 + 2 ** -30
const mostSummed = 500

/**
 * An a with Pr[sum of |z_i| <= a] >= 1 - alpha: the smallest up to dimension 500 where scales are below 64; else too
 * large by the dimension at most, or by Chernoff's bound.
 */
export function sumNormAccuracy(scale: Rational, dimension: number, alpha: Rational): number {
  const [b, d] = [toNumber(scale), dimension]
  return leastWhole((a) => missed(a, b, d) * margin, toNumber(alpha))
}

/** Pr[sum > a], rounded up. */
function missed(a: number, b: number, d: number): number {
  const q = exp(-1 / b)
  // (1) |z| is a geometric G and, apart from it, 1 with chance q / (1 + q): the sum is negative binomial + binomial.
  if (d <= mostSummed && b < 64) {
    let [sum, reached] = [0, 1]
    const share = q / (1 + q)
    for (let ones = 0; ones <= d; ones++) {
      const after = ones === d ? 0 : binomialTail(ones + 1, d, share)
      sum += (reached - after) * (a < ones ? 1 : regularizedBeta(q, a - ones + 1, d))
      reached = after
    }
    return sum
  }
  // (2) G <= b E for an exponential E, and ones are at most d.
  const continuous = a < d ? 1 : regularizedGammaQ(d, (a + 1 - d) / b)
  // (3) Chernoff's bound at s = e^t, t < 1 / b: E s^|z| = (1 - q)(1 + q s) / ((1 + q)(1 - q s)).
  const mean = (2 * d * q) / (1 - q * q)
  if (a <= mean) return 1
  const t = (1 - d / (d + (a - mean) / b)) / b
  const s = exp(t)
  if (!(q * s < 1)) return continuous
  const one = log1p(-q) + log1p(q * s) - log1p(q) - log1p(-q * s)
  return Math.min(continuous, exp(d * one - t * (a + 1)))
}
