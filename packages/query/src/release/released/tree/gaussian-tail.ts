/** The tail of a sum of discrete Gaussian noises, by that of a normal law. */
import { exp, normalQuantile, toNumber } from '@dither/math'
import type { Noise } from '../noise.ts'
import type { Part } from './tail.ts'

/**
 * A number that the sum stays below but for the probability `error`; infinite where a noise is too narrow.
 *
 * So many noises of one level are nearly one of their total variance, and that is less than a normal one plus 1.
 * [tree.proof.md, (8)]
 *
 * @param parts only such as are noisy
 */
export function gaussianTail(
  noises: readonly Noise[],
  error: number,
  parts: readonly Part[],
): number {
  let [variance, shift, unlike] = [0, 0, 0]
  for (const { level, number, weight } of parts) {
    const noise = noises[level]
    const own = noise?.kind === 'gaussian' ? toNumber(noise.parameter) : 0
    if (own < 1) return Number.POSITIVE_INFINITY
    variance += number * weight * weight * own
    shift += Math.abs(weight)
    unlike += 2.1 * number * exp(-9.8 * own)
  }
  return -normalQuantile(error * exp(-unlike)) * Math.sqrt(variance) * (1 + 1e-12) + shift
}
