/** Covariances and variances out of noisy numbers, and within their quantiles. */
import { decimalUp, type Rational, rational, subtract, toNumber } from '@dither/math'
import type { NoisyPart } from './cell.ts'
import type { DressedColumn } from './column.ts'
import { covarianceRange } from './pair-range.ts'
import type { Range } from './scalar.ts'
import { varianceRange } from './variance.ts'

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

/** In the columns' own units, each noisy number within its quantile. */
export function covarianceWithin(parts: PairParts, confidence: number): Range {
  const around = (part: NoisyPart): Range => within(part, confidence)
  const [left, right] = parts.columns
  const [low, high] = covarianceRange(
    around(parts.product),
    around(parts.sums[0]),
    around(parts.sums[1]),
    around(parts.count),
  )
  const unit = left.width * right.width
  const [a, b] = [decimalUp(left.share), decimalUp(right.share)]
  // cov(x + e, y + f) - cov(x, y) is at most sd(e) sd(y) + sd(x) sd(f) + sd(e) sd(f) in size. (1)
  const share = a * halfWidth(right) + halfWidth(left) * b + a * b
  return [low * unit - share, high * unit + share]
}

/** The standard deviation; rounding every value by at most `share` moves it by at most that. */
export function deviationWithin(parts: VarianceParts, confidence: number): Range {
  const { square, sum, count, column } = parts
  const [low, high] = varianceRange(
    within(square, confidence),
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
export function halfWidth({ lower, upper }: DressedColumn): number {
  return upper / 2 - lower / 2
}
