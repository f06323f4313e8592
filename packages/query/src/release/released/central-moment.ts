/** Where a variance or a covariance lies, of which noisy sums are known. */
import { rational, toNumber } from '@dither/math'
import type { NoisyPart } from './cell.ts'
import { type NoiseTerm, noiseSumQuantile } from './noise-sum.ts'
import type { Range } from './scalar.ts'

/** A mean of products of distances from two means, in steps; of a variance, both are of one column. */
export interface CentralMoment {
  readonly product: NoisyPart
  /** The sums of both columns; the same object twice for a variance. */
  readonly sums: readonly [NoisyPart, NoisyPart]
  /** Above 0. */
  readonly count: NoisyPart
  /** The largest size of a step of each column. */
  readonly steps: readonly [number, number]
}

/** What is left for the means is only felt where the count is small. */
const shareOfMeans = 1 / 16
const rounds = 3

/**
 * Holds P / N - S T / N^2 of the integers before the noise with at least the confidence.
 *
 * About the true means m and k the sum of products (x - m)(y - k) is linear in all noisy sums: its error is that of
 * one weighted sum of noises, not of a box. The means are only known roughly, which moves it by the product of
 * both errors. [central-moment.proof.md]
 */
export function centralRange(
  { product, sums, count, steps }: CentralMoment,
  confidence: number,
): Range {
  const failure = 1 - confidence
  const n = Number(count.value)
  const [left, right] = sums
  const estimate = toNumber(
    rational(product.value * count.value - left.value * right.value, count.value * count.value),
  )
  const alike = left === right
  const sure = 1 - (failure * shareOfMeans) / (alike ? 1 : 2)
  const first = meanOf(left, count, steps[0], sure)
  const second = alike ? first : meanOf(right, count, steps[1], sure)
  const apart = (first.error * second.error) / n // (3)
  const linear: NoiseTerm[] = alike
    ? [{ noise: left.noise, factor: 2 * first.size }]
    : [
        { noise: left.noise, factor: second.size },
        { noise: right.noise, factor: first.size },
      ]
  let size = steps[0] * steps[1]
  let range: Range = [-size, size]
  for (let i = 0; i < rounds; i++) {
    const noise = noiseSumQuantile(
      [
        { noise: product.noise, factor: 1 },
        ...linear,
        { noise: count.noise, factor: first.size * second.size + size },
      ],
      1 - failure * (1 - shareOfMeans),
    ) // (2)
    range = [estimate - (noise + (alike ? 0 : apart)) / n, estimate + (noise + apart) / n]
    size = Math.min(size, Math.max(-range[0], range[1])) // (4)
  }
  return range
}

/** How large the true mean is at most, and how far the noisy sum is from it times the noisy count. (1) */
function meanOf(
  sum: NoisyPart,
  count: NoisyPart,
  steps: number,
  sure: number,
): { readonly size: number; readonly error: number } {
  const n = Number(count.value)
  let [size, error] = [steps, 0]
  for (let i = 0; i < rounds; i++) {
    error = noiseSumQuantile(
      [
        { noise: sum.noise, factor: 1 },
        { noise: count.noise, factor: size },
      ],
      sure,
    )
    size = Math.min(size, (Math.abs(Number(sum.value)) + error) / n)
  }
  return { size, error }
}
