/** Released variances and standard deviations. */
import { divide, multiply, rational, subtract, toNumber } from '@dither/math'
import { divisor, type NoisyCell, partOf } from './cell.ts'
import { clip, type DressedColumn } from './column.ts'
import { deviationWithin, halfWidth } from './pair-parts.ts'
import type { ReleasedScalar } from './released.ts'
import { scalar } from './scalar.ts'

/**
 * Q / N - (S / N)^2 with noisy squares, sum and count (or public size), in [0, (upper - lower)^2 / 4].
 *
 * The interval is a little conservative, and much so where the count is small. [central-moment.proof.md]
 *
 * @param root whether the standard deviation is wanted
 */
export function releasedVariance(
  cell: NoisyCell,
  column: DressedColumn,
  root: boolean,
): ReleasedScalar {
  const half = halfWidth(column)
  const most = half * half
  const shown = (variance: number) => (root ? Math.sqrt(variance) : variance)
  const squares = partOf(cell, 'square')
  const sum = partOf(cell, 'sum')
  const { part: count } = divisor(cell)
  if (count.value <= 0n) return scalar(cell, shown(most / 2), () => [0, shown(most)])
  const n = rational(count.value)
  const mean = divide(rational(sum.value), n)
  const steps = subtract(divide(rational(squares.value), n), multiply(mean, mean))
  const exact = multiply(steps, multiply(column.step, column.step))
  const value = shown(clip(toNumber(exact), 0, most))
  return scalar(cell, value, (confidence) => {
    const within = deviationWithin({ square: squares, sum, count, column }, confidence)
    const [low, high] = root ? within : [within[0] * within[0], within[1] * within[1]]
    return [Math.min(value, low), Math.max(value, high)]
  })
}
