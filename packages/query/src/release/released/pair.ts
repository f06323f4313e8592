/** Released covariances and correlations. */
import {
  decimalUp,
  divide,
  multiply,
  type Rational,
  rational,
  subtract,
  toNumber,
} from '@dither/math'
import { divisor, type NoisyCell, type NoisyPart, partOf } from './cell.ts'
import { clip, type DressedColumn } from './column.ts'
import { each } from './noise.ts'
import { correlationRange, covarianceRange } from './pair-range.ts'
import type { ReleasedScalar } from './released.ts'
import { type Range, scalar } from './scalar.ts'
import { varianceRange } from './variance.ts'

/**
 * P / N - S T / N^2 with noisy products, sums and count (or public size), at most the product of half the
 * widths of the bounds in size.
 *
 * The interval is conservative: all noisy numbers are within their quantiles at once, and the covariance is
 * projected exactly over that box.
 */
export function releasedCovariance(
  cell: NoisyCell,
  left: DressedColumn,
  right: DressedColumn,
): ReleasedScalar {
  const most = halfWidth(left) * halfWidth(right)
  const { part: count, noisy } = divisor(cell)
  if (count.value <= 0n) return scalar(cell, 0, () => [-most, most])
  const exact = multiply(covarianceOf(cell, count), multiply(left.step, right.step))
  const value = clip(toNumber(exact), -most, most)
  return scalar(cell, value, (confidence) => {
    const [low, high] = covarianceWithin(cell, count, left, right, each(confidence, noisy ? 4 : 3))
    return [Math.min(value, clip(low, -most, most)), Math.max(value, clip(high, -most, most))]
  })
}

/**
 * The covariance over the root of both variances, all of the same noisy numbers, in [-1, 1]; 0 where a
 * variance is not above 0.
 *
 * The interval is conservative twice: a box of all noisy numbers, and over it the ranges of covariance and
 * standard deviations as if they were free of one another.
 */
export function releasedCorrelation(
  cell: NoisyCell,
  left: DressedColumn,
  right: DressedColumn,
): ReleasedScalar {
  const { part: count, noisy } = divisor(cell)
  const unknown = (): Range => [-1, 1]
  if (count.value <= 0n) return scalar(cell, 0, unknown)
  const sums = [partOf(cell, 'sum'), partOf(cell, 'sum2')] as const
  const squares = [partOf(cell, 'square'), partOf(cell, 'square2')] as const
  const [a, b] = [varianceOf(squares[0], sums[0], count), varianceOf(squares[1], sums[1], count)]
  const scale = Math.sqrt(Math.max(0, a)) * Math.sqrt(Math.max(0, b))
  const value = scale > 0 ? clip(toNumber(covarianceOf(cell, count)) / scale, -1, 1) : 0
  return scalar(cell, value, (confidence) => {
    const part = each(confidence, noisy ? 6 : 5)
    const [low, high] = correlationRange(
      covarianceWithin(cell, count, left, right, part),
      deviationWithin(squares[0], sums[0], count, left, part),
      deviationWithin(squares[1], sums[1], count, right, part),
    )
    return [Math.min(value, low), Math.max(value, high)]
  })
}

/** In products of steps. */
function covarianceOf(cell: NoisyCell, count: NoisyPart): Rational {
  const n = rational(count.value)
  const means = multiply(
    divide(rational(partOf(cell, 'sum').value), n),
    divide(rational(partOf(cell, 'sum2').value), n),
  )
  return subtract(divide(rational(partOf(cell, 'product').value), n), means)
}

/** In squared steps. */
function varianceOf(squares: NoisyPart, sum: NoisyPart, count: NoisyPart): number {
  const n = rational(count.value)
  const mean = divide(rational(sum.value), n)
  return toNumber(subtract(divide(rational(squares.value), n), multiply(mean, mean)))
}

/** In the columns' own units, each noisy number within its quantile. */
function covarianceWithin(
  cell: NoisyCell,
  count: NoisyPart,
  left: DressedColumn,
  right: DressedColumn,
  confidence: number,
): Range {
  const around = (part: NoisyPart): Range => within(part, confidence)
  const [low, high] = covarianceRange(
    around(partOf(cell, 'product')),
    around(partOf(cell, 'sum')),
    around(partOf(cell, 'sum2')),
    around(count),
  )
  const unit = left.width * right.width
  const [a, b] = [decimalUp(left.share), decimalUp(right.share)]
  // cov(x + e, y + f) - cov(x, y) is at most sd(e) sd(y) + sd(x) sd(f) + sd(e) sd(f) in size. (1)
  const share = a * halfWidth(right) + halfWidth(left) * b + a * b
  return [low * unit - share, high * unit + share]
}

/** The standard deviation; rounding every value by at most `share` moves it by at most that. */
function deviationWithin(
  squares: NoisyPart,
  sum: NoisyPart,
  count: NoisyPart,
  column: DressedColumn,
  confidence: number,
): Range {
  const [low, high] = varianceRange(
    within(squares, confidence),
    within(sum, confidence),
    within(count, confidence),
  )
  const share = decimalUp(column.share)
  return [
    Math.max(0, Math.sqrt(low) * column.width - share),
    Math.min(halfWidth(column), Math.sqrt(high) * column.width + share),
  ]
}

function within({ value, noise }: NoisyPart, confidence: number): Range {
  const reach = noise.quantile(confidence)
  return [Number(value - reach), Number(value + reach)]
}

/** The largest standard deviation that the bounds allow. */
function halfWidth({ lower, upper }: DressedColumn): number {
  return upper / 2 - lower / 2
}
