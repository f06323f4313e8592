/** How little the discrete Gaussian differs from a rounded continuous one. */
import {
  add,
  compare,
  divide,
  floor,
  floorSqrt,
  lnInterval,
  multiply,
  type Rational,
  rational,
  reciprocal,
  sqrtUp,
  subtract,
} from '@dither/math'
import { twoTo } from '../../space/significant.ts'

const one = rational(1)
const two = rational(2)
const twelfth = rational('1/12')

/** Bounds of the logarithm of one law's mass over the other's. */
export interface LatticeSlack {
  /** D(k) <= e^above R(k). */
  readonly above: Rational
  /** R(k) <= e^below D(k). */
  readonly below: Rational
}

/**
 * The variance of the continuous Gaussian whose rounding is nearest: variance - 1/12 (Sheppard).
 *
 * Only for a variance of at least 1.
 */
export function smoothedVariance(variance: Rational): Rational | undefined {
  return compare(variance, one) < 0 ? undefined : subtract(variance, twelfth)
}

/**
 * Compares the discrete Gaussian D of this variance with R, the rounding of a continuous Gaussian of
 * `smoothedVariance`, at every integer k with |k| <= reach.
 *
 * Both bounds are of order (reach / sigma)^4 / (2880 sigma^4). [gaussian-calibration.proof.md]
 */
export function latticeSlack(variance: Rational, reach: Rational): LatticeSlack {
  const b = reciprocal(subtract(variance, twelfth))
  const square = multiply(multiply(reach, reach), b) // T^2, T = reach / sigma'
  const bSquared = multiply(b, b)
  const above = sum(
    rational('1/576'),
    divide(multiply(square, square), rational(2880)),
    divide(multiply(square, b), rational(3456)),
  )
  const below = add(rational('1/128'), divide(square, rational(288)))
  return Object.freeze({
    above: multiply(bSquared, above),
    below: add(multiply(bSquared, below), normalizerSlack(variance)),
  })
}

/**
 * How far out, in the lattice, the mass of D beyond is at most `failure`; in standard deviations.
 *
 * Pr[|Y| >= t sigma] <= 2 e^(-t^2/2) [CKS20], subgaussian.
 */
export function tailReach(failure: Rational): Rational {
  return sqrtUp(multiply(two, lnInterval(divide(two, failure), 32).high), 16)
}

/** The reach that a change of this squared L2 size needs: the tail of one law, seen from the other. */
export function reachOf(variance: Rational, tail: Rational, square: bigint): Rational {
  return add(multiply(tail, sqrtUp(variance, 16)), rational(floorSqrt(square)))
}

/** The sum of the weights is sigma sqrt(2 pi) times at most e^this. */
function normalizerSlack(variance: Rational): Rational {
  const whole = floor(variance)
  return twoTo(whole > 40n ? -1040 : -26 * Number(whole))
}

function sum(...values: readonly Rational[]): Rational {
  return values.reduce(add)
}
