/** How a question's budget is shared between its vectors. */
import { floor, multiply, type Rational, rational } from '@dither/math'

/** What one vector does to an answer: how strongly, and how far one unit moves it, at the reference point. */
export interface Weighed {
  /** The sum over the entries of the answer of the squared coefficients of this vector. */
  readonly coefficientSquared: Rational
  /** Relative to the size of one value. */
  readonly sensitivity: bigint
}

/**
 * Shares in proportion to (coefficient * sensitivity)^(2/3): those of the least sum of variances
 * sum of (coefficient * sensitivity / share)^2, as Lagrange's condition says. Exact fractions that add up
 * to 1, from roots to about three digits.
 */
export function leastVarianceShares(vectors: readonly Weighed[]): readonly string[] {
  const weights = vectors.map(({ coefficientSquared, sensitivity }) => {
    const cube = multiply(coefficientSquared, rational(sensitivity * sensitivity * 10n ** 9n))
    const root = cubeRoot(floor(cube))
    return root < 1n ? 1n : root
  })
  const total = weights.reduce((a, b) => a + b, 0n)
  return weights.map((weight) => `${weight}/${total}`)
}

/** The largest whole number whose cube is at most n >= 0. */
function cubeRoot(n: bigint): bigint {
  let [low, high] = [0n, 1n]
  while (high ** 3n <= n) high *= 2n
  while (high - low > 1n) {
    const middle = (low + high) / 2n
    if (middle ** 3n <= n) low = middle
    else high = middle
  }
  return low
}
