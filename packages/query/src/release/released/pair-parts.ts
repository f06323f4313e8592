/** Covariances and variances out of noisy numbers, and where they lie. */
import { decimalUp, type Rational, rational, subtract, toNumber } from '@dither/math'
import type { NoisyPart } from './cell.ts'
import { centralRange } from './central-moment.ts'
import type { DressedColumn } from './column.ts'
import type { Range } from './scalar.ts'

/** What a covariance is made of. */
export interface PairParts {
  readonly product: NoisyPart
  readonly sums: readonly [left: NoisyPart, right: NoisyPart]
  readonly count: NoisyPart
  readonly columns: readonly [left: DressedColumn, right: DressedColumn]
}

/** What a variance is made of. */
export interface VarianceParts {
  readonly square: NoisyPart
  readonly sum: NoisyPart
  readonly count: NoisyPart
  readonly column: DressedColumn
}

/** P / N - S T / N^2 in products of steps; N is above 0. */
export function covarianceOf({ product, sums: [left, right], count }: PairParts): Rational {
  return centred(product, left, right, count)
}

/** Q / N - (S / N)^2 in squared steps; N is above 0. */
export function varianceOf({ square, sum, count }: VarianceParts): number {
  return toNumber(centred(square, sum, sum, count))
}

function centred(
  product: NoisyPart,
  left: NoisyPart,
  right: NoisyPart,
  count: NoisyPart,
): Rational {
  const over = ({ value }: NoisyPart): Rational => rational(value, count.value)
  const means = rational(left.value * right.value, count.value * count.value)
  return subtract(over(product), means)
}

/** In the columns' own units, with at least the confidence. */
export function covarianceWithin(
  { product, sums, count, columns }: PairParts,
  confidence: number,
): Range {
  const [left, right] = columns
  const steps = [mostSteps(left), mostSteps(right)] as const
  const [low, high] = centralRange({ product, sums, count, steps }, confidence)
  const unit = left.width * right.width
  const [a, b] = [decimalUp(left.share), decimalUp(right.share)]
  // cov(x + e, y + f) - cov(x, y) is at most sd(e) sd(y) + sd(x) sd(f) + sd(e) sd(f) in size. (1)
  const share = a * halfWidth(right) + halfWidth(left) * b + a * b
  return [low * unit - share, high * unit + share]
}

/** The standard deviation; rounding every value by at most `share` moves it by at most that. */
export function deviationWithin(
  { square, sum, count, column }: VarianceParts,
  confidence: number,
): Range {
  const most = mostSteps(column)
  const [low, high] = centralRange(
    { product: square, sums: [sum, sum], count, steps: [most, most] },
    confidence,
  )
  const share = decimalUp(column.share)
  return [
    Math.max(0, Math.sqrt(Math.max(0, low)) * column.width - share),
    Math.min(halfWidth(column), Math.sqrt(Math.max(0, high)) * column.width + share),
  ]
}

function mostSteps({ lattice }: DressedColumn): number {
  return Math.max(-lattice.low, lattice.high)
}

/** The largest standard deviation that the bounds allow. */
export function halfWidth({ lower, upper }: DressedColumn): number {
  return upper / 2 - lower / 2
}
