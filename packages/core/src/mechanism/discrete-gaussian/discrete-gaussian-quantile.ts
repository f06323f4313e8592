/** How large discrete Gaussian noise gets, certified. */
import {
  add,
  bitLength,
  ceiling,
  compare,
  divide,
  floorLog2,
  multiply,
  normalQuantileInterval,
  type Rational,
  type RationalLike,
  rational,
  reciprocal,
  smallestInteger,
  sqrtUp,
  subtract,
} from '@dither/math'
import { confidence as confidenceOf, scale as scaleOf } from '../../space/parameter.ts'
import { readOptions } from '../../space/read-options.ts'
import { twoTo } from '../../space/significant.ts'
import { discreteGaussianSums } from '../gaussian-calibration/discrete-gaussian-sums.ts'
import { latticeSlack, reachOf, tailReach } from '../gaussian-calibration/lattice-slack.ts'
import { smallestProved } from '../gaussian-calibration/smallest-proved.ts'
import { wantedAccuracy } from '../wanted-accuracy.ts'

const one = rational(1)
const two = rational(2)
const half = rational('1/2')
const twelfth = rational('1/12')
/** Up to this variance the weights are added up one by one. */
const mostSummedVariance = rational(4096)
/** Variances found for a wanted accuracy have this many significant bits. */
const significantBits = 44

/**
 * The smallest a with Pr[|X| <= a] >= confidence, for X discrete Gaussian of this variance parameter.
 *
 * Exact up to variance 4096; above, never too small, and too large by 1 at most in rare cases: the
 * noise is compared with a rounded continuous Gaussian. [discrete-gaussian.proof.md]
 *
 * Another convention: OpenDP's accuracy is the smallest a with Pr[|X| >= a] <= 1 - confidence, which is
 * this one plus 1.
 *
 * @param confidence at least 0, less than 1
 * @throws DitherError "invalid_parameter"
 */
export function discreteGaussianQuantile(variance: RationalLike, confidence: RationalLike): bigint {
  const exact = scaleOf(variance, 'variance')
  const alpha = subtract(one, confidenceOf(confidence))
  return compare(exact, mostSummedVariance) <= 0
    ? quantileBySums(exact, alpha)
    : quantileByRounding(exact, alpha)
}

/**
 * The largest variance, to 44 significant bits, at which |X| <= accuracy holds with the confidence.
 *
 * @param options.accuracy at least 0, in units of the input; its whole part counts
 * @param options.confidence more than 0, less than 1
 * @throws DitherError "invalid_parameter"
 */
export function discreteGaussianVarianceFor(options: {
  readonly accuracy: RationalLike
  readonly confidence: RationalLike
}): Rational {
  readOptions('discreteGaussianVarianceFor', options)
  const { accuracy, alpha } = wantedAccuracy(options)
  const size = add(accuracy, one)
  const precision = smallestProved(
    (value) => keeps(reciprocal(value), accuracy, alpha),
    reciprocal(multiply(size, size)),
    significantBits,
  )
  return reciprocal(precision)
}

/** Pr[|X| > accuracy] <= alpha, certainly. */
function keeps(variance: Rational, accuracy: Rational, alpha: Rational): boolean {
  if (compare(variance, mostSummedVariance) > 0)
    return compare(rational(quantileByRounding(variance, alpha)), accuracy) <= 0
  const sums = discreteGaussianSums(variance, placesFor(alpha))
  const beyond = sums.tail(accuracy.numerator + 1n)
  return compare(rational(2n * beyond.high, sums.total.low), alpha) <= 0
}

/** (1) Both ends of the enclosure must agree; if they do not, more binary places. */
function quantileBySums(variance: Rational, alpha: Rational): bigint {
  for (let bits = placesFor(alpha); ; bits *= 2) {
    const sums = discreteGaussianSums(variance, bits)
    const surely = (a: bigint): boolean =>
      compare(rational(2n * sums.tail(a + 1n).high, sums.total.low), alpha) <= 0
    const perhaps = (a: bigint): boolean =>
      compare(rational(2n * sums.tail(a + 1n).low, sums.total.high), alpha) <= 0
    const enough = furthest(variance, alpha)
    if (!surely(enough)) continue
    const a = smallestInteger(surely, 0n, enough)
    if (a === 0n || !perhaps(a - 1n) || bits > 4096) return a
  }
}

/** (2) |X| > a with probability at most e^above 2 Pr[N >= (a + 1/2) / sigma'] + tails. */
function quantileByRounding(variance: Rational, alpha: Rational): bigint {
  // Tails take so little of alpha that they move the answer by less than 2^-20.
  const tails = multiply(alpha, twoTo(-24 - floorLog2(variance)))
  const reach = reachOf(variance, tailReach(tails), 0n)
  const { above } = latticeSlack(variance, reach)
  // (3) e^-x >= 1 - x.
  const tail = divide(multiply(subtract(alpha, tails), subtract(one, above)), two)
  const sigma = sqrtUp(subtract(variance, twelfth), 64 + floorLog2(variance))
  const { high } = normalQuantileInterval(subtract(one, tail), 64 + floorLog2(variance))
  const a = ceiling(subtract(multiply(high, sigma), half))
  return a > 0n ? a : 0n
}

/** Pr[|X| >= t sigma] <= 2 e^(-t^2/2). */
function furthest(variance: Rational, alpha: Rational): bigint {
  return ceiling(multiply(tailReach(alpha), sqrtUp(variance, 16))) + 1n
}

function placesFor(alpha: Rational): number {
  return 128 + bitLength(ceiling(reciprocal(alpha)))
}
