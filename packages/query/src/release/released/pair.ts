/** Released covariances and correlations. */
import { multiply, toNumber } from '@dither/math'
import { divisor, type NoisyCell, partOf } from './cell.ts'
import { clip, type DressedColumn } from './column.ts'
import { split } from './noise.ts'
import {
  covarianceOf,
  covarianceWithin,
  deviationWithin,
  halfWidth,
  type PairParts,
  type VarianceParts,
  varianceOf,
} from './pair-parts.ts'
import { correlationRange } from './pair-range.ts'
import type { ReleasedScalar } from './released.ts'
import { type Range, scalar } from './scalar.ts'

/**
 * P / N - S T / N^2 with noisy products, sums and count (or public size), at most the product of half the
 * widths of the bounds in size.
 *
 * The interval is a little conservative, and much so where the count is small. [central-moment.proof.md]
 */
export function releasedCovariance(
  cell: NoisyCell,
  left: DressedColumn,
  right: DressedColumn,
): ReleasedScalar {
  const most = halfWidth(left) * halfWidth(right)
  const { part: count } = divisor(cell)
  if (count.value <= 0n) return scalar(cell, 0, () => [-most, most])
  const parts = partsOf(cell, left, right)
  const exact = multiply(covarianceOf(parts), multiply(left.step, right.step))
  const value = clip(toNumber(exact), -most, most)
  return scalar(cell, value, (confidence) => {
    const [low, high] = covarianceWithin(parts, confidence)
    return [Math.min(value, clip(low, -most, most)), Math.max(value, clip(high, -most, most))]
  })
}

/**
 * The covariance over the root of both variances, all of the same noisy numbers, in [-1, 1]; 0 where a
 * variance is not above 0.
 *
 * The interval is conservative: covariance and standard deviations are each in their ranges, and as if they were
 * free of one another.
 */
export function releasedCorrelation(
  cell: NoisyCell,
  left: DressedColumn,
  right: DressedColumn,
): ReleasedScalar {
  const { part: count } = divisor(cell)
  const unknown = (): Range => [-1, 1]
  if (count.value <= 0n) return scalar(cell, 0, unknown)
  const parts = partsOf(cell, left, right)
  const variance = (square: string, sum: string, column: DressedColumn): VarianceParts => ({
    square: partOf(cell, square),
    sum: partOf(cell, sum),
    count,
    column,
  })
  const [first, second] = [variance('square', 'sum', left), variance('square2', 'sum2', right)]
  const [a, b] = [varianceOf(first), varianceOf(second)]
  const scale = Math.sqrt(Math.max(0, a)) * Math.sqrt(Math.max(0, b))
  const value = scale > 0 ? clip(toNumber(covarianceOf(parts)) / scale, -1, 1) : 0
  return scalar(cell, value, (confidence) => {
    const part = split(confidence, 3)
    const [low, high] = correlationRange(
      covarianceWithin(parts, part),
      deviationWithin(first, part),
      deviationWithin(second, part),
    )
    return [Math.min(value, low), Math.max(value, high)]
  })
}

function partsOf(cell: NoisyCell, left: DressedColumn, right: DressedColumn): PairParts {
  return {
    product: partOf(cell, 'product'),
    sums: [partOf(cell, 'sum'), partOf(cell, 'sum2')],
    count: divisor(cell).part,
    columns: [left, right],
  }
}
