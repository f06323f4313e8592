/** Released means. */
import {
  add,
  decimalUp,
  divide,
  multiply,
  type Rational,
  rational,
  subtract,
  toNumber,
} from '@dither/math'
import { divisor, type NoisyCell, type NoisyPart, partOf } from './cell.ts'
import { clip, type DressedColumn, fromOrigin, outward } from './column.ts'
import { ratioInterval } from './ratio-interval.ts'
import type { ReleasedScalar } from './released.ts'
import { type Range, scalar } from './scalar.ts'

/**
 * The noisy centred sum over the public or the noisy number of values, in the column's bounds.
 *
 * Where the noisy number is not above 0 it says nothing: the middle of the bounds, and all of them as
 * interval.
 */
export function releasedMean(cell: NoisyCell, column: DressedColumn): ReleasedScalar {
  const { lower, upper } = column
  const sum = partOf(cell, 'sum')
  const { part: count, noisy } = divisor(cell)
  if (count.value <= 0n) return scalar(cell, lower + (upper - lower) / 2, () => [lower, upper])
  const steps = divide(rational(sum.value), rational(count.value))
  const value = clip(toNumber(fromOrigin(column, steps)), lower, upper)
  const inside = ([low, high]: Range): Range => [
    Math.min(value, clip(low, lower, upper)),
    Math.max(value, clip(high, lower, upper)),
  ]
  if (noisy)
    return scalar(cell, value, (confidence) => inside(overNoisy(sum, count, column, confidence)))
  const reach = (confidence: number): Rational =>
    divide(rational(sum.noise.quantile(confidence)), rational(count.value))
  return scalar(
    cell,
    value,
    (confidence) =>
      inside(widened(column, subtract(steps, reach(confidence)), add(steps, reach(confidence)))),
    (confidence) => decimalUp(add(multiply(reach(confidence), column.step), column.share)),
  )
}

/** Steps to values, with the lattice's share on both sides. */
function widened(column: DressedColumn, low: Rational, high: Rational): Range {
  return outward(
    subtract(fromOrigin(column, low), column.share),
    add(fromOrigin(column, high), column.share),
  )
}

function overNoisy(
  sum: NoisyPart,
  count: NoisyPart,
  column: DressedColumn,
  confidence: number,
): Range {
  const { lattice, width } = column
  const [low, high] = ratioInterval(
    {
      numerator: Number(sum.value),
      denominator: Number(count.value),
      numeratorNoise: sum.noise,
      denominatorNoise: count.noise,
      low: lattice.low,
      high: lattice.high,
    },
    confidence,
  )
  const share = decimalUp(column.share)
  return [lattice.origin + low * width - share, lattice.origin + high * width + share]
}
