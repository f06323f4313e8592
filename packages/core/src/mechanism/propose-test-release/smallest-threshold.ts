/** The threshold of a test, by the chance that noise alone reaches it. */
import {
  bitLength,
  ceiling,
  compare,
  type Rational,
  reciprocal,
  smallestInteger,
} from '@dither/math'
import { laplaceTail } from '../stability-histogram/noise-tail.ts'

/** The smallest t with Pr[Z >= t] <= delta, certainly, for Z discrete Laplace of this scale. */
export function smallestThreshold(scale: Rational, delta: Rational): bigint {
  const tail = laplaceTail(scale)
  const holds = (t: bigint): boolean => compare(tail(t).high, delta) <= 0
  // Pr[Z >= t] < e^(-t / scale) for t > 0, and 1 / delta < 2^bits < e^bits; 1 - delta likewise below 0.
  const bits = BigInt(bitLength(ceiling(reciprocal(delta))))
  let high = ceiling(scale) * bits + 1n
  while (!holds(high)) high *= 2n
  let low = -high
  while (holds(low)) low *= 2n
  return smallestInteger(holds, low, high)
}
