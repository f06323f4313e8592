/** What is prepared once per variance to draw discrete Gaussian noise. */
import { divide, floor, floorSqrt, type Rational, rational, toNumber } from '@dither/math'
import { type GeometricPlan, geometricPlan } from '../geometric/geometric-plan.ts'

/** The envelope, and the doubles of the quick acceptance. */
export interface GaussianPlan {
  readonly variance: Rational
  /** t = floor(sigma) + 1: the integer scale of the discrete Laplace envelope. */
  readonly envelopeScale: bigint
  readonly envelope: GeometricPlan
  /** variance / t, where the Gaussian touches its envelope; relative error at most 2^-53. */
  readonly centre: number
  /** 1 / (2 variance), relative error at most 2^-52; infinite where doubles are to decide nothing. */
  readonly halfPrecision: number
}

/** Between 2^-900 and 2^900 nothing here overflows, nor underflows where it matters. */
const smallestQuick = 1e-270
const largestQuick = 1e270

/** Prepares the draws of one variance, greater than 0. `options` as for `geometricPlan`. */
export function gaussianPlan(
  variance: Rational,
  options: { readonly lowBits?: number } = {},
): GaussianPlan {
  const envelopeScale = floorSqrt(floor(variance)) + 1n
  const scale = rational(envelopeScale)
  const size = toNumber(variance)
  const quick = size > smallestQuick && size < largestQuick
  return {
    variance,
    envelopeScale,
    envelope: geometricPlan(scale, options),
    centre: toNumber(divide(variance, scale)),
    halfPrecision: quick ? 0.5 / size : Number.POSITIVE_INFINITY,
  }
}
