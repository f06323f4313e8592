/** How wide the top stair should be: a choice of utility, any is private. */
import {
  bitLength,
  expFixed,
  floorLog2,
  type Rational,
  rational,
  smallestInteger,
} from '@dither/math'
import type { Stairs } from './staircase-law.ts'

/** What staircase noise may have least of: the mean of X^2, or of |X|. */
export type StaircaseError = 'variance' | 'absolute'

/** top / bottom, not reduced. */
interface Fraction {
  readonly top: bigint
  readonly bottom: bigint
}

/**
 * The step from 1 to `width` with the least error, for an e^-epsilon that is exact to many bits.
 *
 * The error is a convex function of the step over a positive linear one, so it falls, then rises: a search
 * finds where. [staircase.proof.md]
 */
export function bestStep(epsilon: Rational, width: bigint, least: StaircaseError): bigint {
  const error = errorOf(epsilon, width, least)
  const rises = (step: bigint): boolean => {
    if (step === width) return true
    const [here, next] = [error(step), error(step + 1n)]
    return next.top * here.bottom >= here.top * next.bottom
  }
  return smallestInteger(rises, 1n, width)
}

/** The variance of staircase noise, for the same e^-epsilon. */
export function staircaseVariance({ epsilon, width, step }: Stairs): Rational {
  const { top, bottom } = errorOf(epsilon, width, 'variance')(step)
  return rational(top, bottom)
}

/** By sums over the places of a stair and over the stairs, with e^-epsilon = b / one. */
function errorOf(
  epsilon: Rational,
  width: bigint,
  least: StaircaseError,
): (step: bigint) => Fraction {
  // Exact relatively to width^3, and to the cube of its distance from 1.
  const bits = 128 + 3 * bitLength(width) + Math.max(0, -4 * floorLog2(epsilon))
  const one = 1n << BigInt(bits)
  const b = expFixed(epsilon.numerator, epsilon.denominator, bits).low
  const c = one - b
  return (step) => {
    // (1) A place weighs `one` before the step and b after it: their sums of 1, of 2n, and of 6n^2.
    const sum = (f: (n: bigint) => bigint): bigint => c * f(step) + b * f(width)
    const v = sum((n) => n)
    const first = sum((n) => n * (n - 1n))
    const whole = 2n * v - c
    if (least === 'absolute') return { top: 2n * width * v * b + first * c, bottom: c * whole }
    const second = sum((n) => (n - 1n) * n * (2n * n - 1n))
    const stairs = 6n * width * b * (width * v * (one + b) + first * c)
    return { top: stairs + second * c * c, bottom: 3n * c * c * whole }
  }
}
