/** Released variances and standard deviations. */
import { decimalUp, divide, multiply, rational, subtract, toNumber } from '@dither/math'
import { divisor, type NoisyCell, type NoisyPart, partOf } from './cell.ts'
import { clip, type DressedColumn } from './column.ts'
import { each } from './noise.ts'
import type { ReleasedScalar } from './released.ts'
import { type Range, scalar } from './scalar.ts'

/**
 * Q / N - (S / N)^2 with noisy squares, sum and count (or public size), in [0, (upper - lower)^2 / 4].
 *
 * The interval is conservative: each of the noisy numbers is within its quantile, all at once with the
 * wanted confidence, and the variance is projected exactly over that box.
 *
 * @param root whether the standard deviation is wanted
 */
export function releasedVariance(
  cell: NoisyCell,
  column: DressedColumn,
  root: boolean,
): ReleasedScalar {
  const half = column.upper / 2 - column.lower / 2
  const most = half * half
  const shown = (variance: number) => (root ? Math.sqrt(variance) : variance)
  const squares = partOf(cell, 'square')
  const sum = partOf(cell, 'sum')
  const { part: count, noisy } = divisor(cell)
  if (count.value <= 0n) return scalar(cell, shown(most / 2), () => [0, shown(most)])
  const n = rational(count.value)
  const mean = divide(rational(sum.value), n)
  const steps = subtract(divide(rational(squares.value), n), multiply(mean, mean))
  const exact = multiply(steps, multiply(column.step, column.step))
  const value = shown(clip(toNumber(exact), 0, most))
  return scalar(cell, value, (confidence) => {
    const part = each(confidence, noisy ? 3 : 2)
    const [low, high] = varianceRange(around(squares, part), around(sum, part), around(count, part))
    const share = decimalUp(column.share)
    // Rounding every value by at most `share` moves the standard deviation by at most `share`.
    const deviations = [
      Math.max(0, Math.sqrt(low) * column.width - share),
      Math.min(half, Math.sqrt(high) * column.width + share),
    ].map((deviation) => (root ? deviation : deviation * deviation))
    return [Math.min(value, deviations[0] ?? 0), Math.max(value, deviations[1] ?? 0)]
  })
}

/**
 * The range of Q / N - (S / N)^2 over a box, at least 0, for Q >= 0 and N >= 1.
 *
 * It rises with Q and falls with |S|. In N it rises up to 2 S^2 / Q and falls after it: the least is at an
 * end, the most at that point or the nearest end.
 */
export function varianceRange(
  [squaresLow, squaresHigh]: Range,
  [sumLow, sumHigh]: Range,
  [countLow, countHigh]: Range,
): Range {
  if (countHigh < 1) return [0, Number.POSITIVE_INFINITY]
  const first = Math.max(1, countLow)
  const least = sumLow <= 0 && sumHigh >= 0 ? 0 : Math.min(Math.abs(sumLow), Math.abs(sumHigh))
  const most = Math.max(Math.abs(sumLow), Math.abs(sumHigh))
  const at = (squares: number, sum: number, count: number): number =>
    Math.max(0, Math.max(0, squares) / count - (sum / count) * (sum / count))
  const turn = squaresHigh > 0 ? (2 * least * least) / squaresHigh : first
  return [
    Math.min(at(squaresLow, most, first), at(squaresLow, most, countHigh)),
    at(squaresHigh, least, clip(turn, first, countHigh)),
  ]
}

function around({ value, noise }: NoisyPart, confidence: number): Range {
  const reach = noise.quantile(confidence)
  return [Number(value - reach), Number(value + reach)]
}
