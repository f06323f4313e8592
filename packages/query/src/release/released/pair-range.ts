/** The exact range of a covariance over a box of noisy numbers. */
import { clip } from './column.ts'
import type { Range } from './scalar.ts'

/**
 * The range of P / N - S T / N^2 over a box, for N >= 1.
 *
 * At each N the ends are at ends of P and of the product S T; along N there may be one more, where the
 * derivative is 0: N = 2 S T / P.
 */
export function covarianceRange(products: Range, left: Range, right: Range, counts: Range): Range {
  const [countLow, countHigh] = counts
  if (countHigh < 1) return [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]
  const first = Math.max(1, countLow)
  const corners = left.flatMap((s) => right.map((t) => s * t))
  const [least, most] = [Math.min(...corners), Math.max(...corners)]
  const along = (p: number, q: number): number[] =>
    [first, countHigh, p === 0 ? first : clip((2 * q) / p, first, countHigh)].map(
      (n) => p / n - q / n / n,
    )
  const [low, high] = products
  return [Math.min(...along(low, most)), Math.max(...along(high, least))]
}

/**
 * The range of C / (s t) in [-1, 1], for a covariance and two standard deviations, each in its range and
 * at least 0.
 */
export function correlationRange([low, high]: Range, left: Range, right: Range): Range {
  const [fewest, most] = [left[0] * right[0], left[1] * right[1]]
  const ratio = (covariance: number, scale: number): number =>
    scale > 0 ? clip(covariance / scale, -1, 1) : Math.sign(covariance)
  return [ratio(low, low < 0 ? fewest : most), ratio(high, high > 0 ? fewest : most)]
}
