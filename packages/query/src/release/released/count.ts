/** Released counts. */
import { decimalUp, rational, toNumber } from '@dither/math'
import type { NoisyCell, NoisyPart } from './cell.ts'
import type { ReleasedScalar } from './released.ts'
import { type Range, scalar } from './scalar.ts'

/** The noisy count, or the public size where that is the answer. */
export function releasedCount(cell: NoisyCell): ReleasedScalar {
  const part =
    cell.parts['rows'] ?? cell.parts['units'] ?? cell.parts['count'] ?? cell.parts['distinct']
  if (part === undefined) {
    const size = Number(cell.size)
    return scalar(cell, size, () => [size, size])
  }
  return scalar(
    cell,
    Number(part.value),
    (confidence) => countInterval(part, confidence),
    (confidence) => decimalUp(rational(part.noise.quantile(confidence))),
  )
}

/** The integers within the quantile of the noise: exact. */
export function countInterval({ value, noise }: NoisyPart, confidence: number): Range {
  const most = noise.quantile(confidence)
  return [toNumber(rational(value - most)), toNumber(rational(value + most))]
}
