/** What is prepared once per scale to draw geometric integers. */
import { floorLog2, type Rational, rational, toNumber } from '@dither/math'
import { powerOfTwo } from '../uniform/power-of-two.ts'

/**
 * How to draw G = floor(scale E), E exponential: Pr[G >= k] = e^(-k/scale).
 *
 * G = 2^lowBits H + L with H and L independent; H is found by inversion, L by rejection.
 * [low-bit-split.proof.md]
 */
export interface GeometricPlan {
  readonly scale: Rational
  readonly lowBits: number
  /** The scale of H: scale / 2^lowBits. */
  readonly highScale: Rational
  /** `highScale` with a relative error of at most 2^-53; 2^-60 where it is less. */
  readonly high: number
  /** Whether a quick draw fits a double: 2^lowBits H + L < 2^52. */
  readonly quick: boolean
}

/**
 * The scale of H lies in [2^24, 2^25): below, the double decides all but about 2^-23 of the draws of
 * H; above, all but 2^-24 of the draws of L are accepted at once.
 */
const highScaleBits = 24

/** A quick H is below 2^25 * 37 < 2^31, so 21 low bits keep G + 1/2 a double. */
const quickLowBits = 21

const smallestHigh = 1 / powerOfTwo(60)

/**
 * Prepares the draws of one scale.
 *
 * @param scale greater than 0
 * @param options.lowBits for tests: how many bits to split off
 */
export function geometricPlan(
  scale: Rational,
  options: { readonly lowBits?: number } = {},
): GeometricPlan {
  const lowBits = options.lowBits ?? Math.max(0, floorLog2(scale) - highScaleBits)
  const highScale = rational({
    numerator: scale.numerator,
    denominator: scale.denominator << BigInt(lowBits),
  })
  const high = Math.max(toNumber(highScale), smallestHigh)
  return { scale, lowBits, highScale, high, quick: lowBits <= quickLowBits }
}
