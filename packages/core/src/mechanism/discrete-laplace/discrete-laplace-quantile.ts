/** How large discrete Laplace noise gets, certified, by its closed form. */
import {
  add,
  ceiling,
  compare,
  divide,
  expInterval,
  floorLog2,
  type Interval,
  lnInterval,
  maximum,
  multiply,
  negate,
  type Rational,
  type RationalLike,
  rational,
  reciprocal,
  smallestInteger,
  subtract,
} from '@dither/math'
import { confidence as confidenceOf, scale as scaleOf } from '../../space/parameter.ts'
import { twoTo } from '../../space/significant.ts'
import { wantedAccuracy } from '../wanted-accuracy.ts'

const nothing = rational(0)
const one = rational(1)
const two = rational(2)
/** Scales found for a wanted accuracy have this many significant bits. */
const significantBits = 48
/** e^(-1/scale) below this is only known to lie between 0 and 2^-1000. */
const tinyScale = twoTo(-16)
const mostBits = 20_000

/**
 * The smallest a with Pr[|X| <= a] >= confidence, for X discrete Laplace of this scale.
 *
 * Exact at every scale: Pr[|X| > a] = 2 q^(a+1) / (1 + q) with q = e^(-1/scale), solved with certified
 * logarithms that are refined until they decide. [discrete-laplace.proof.md]
 *
 * Another convention: OpenDP's accuracy is the smallest a with Pr[|X| >= a] <= 1 - confidence, which is
 * this one plus 1.
 *
 * @param confidence at least 0, less than 1
 * @throws DitherError "invalid_parameter"
 */
export function discreteLaplaceQuantile(scale: RationalLike, confidence: RationalLike): bigint {
  const b = scaleOf(scale)
  const alpha = subtract(one, confidenceOf(confidence))
  for (let bits = 64 + Math.max(0, floorLog2(b)); ; bits *= 2) {
    // (1) Pr[|X| > a] <= alpha if and only if a + 1 >= b (ln(2 / alpha) - ln(1 + q)).
    const most = lnInterval(divide(two, alpha), bits)
    const share = lnOnePlus(decay(b, bits), bits)
    const low = ceiling(multiply(b, subtract(most.low, share.high)))
    const high = ceiling(multiply(b, subtract(most.high, share.low)))
    // (2) The bound is never an integer, so some precision decides.
    if (low === high || bits > mostBits) return high > 1n ? high - 1n : 0n
  }
}

/**
 * The largest scale, to 48 significant bits, at which |X| <= accuracy holds with the confidence.
 *
 * Rounded down, so that the promise of accuracy is kept.
 *
 * @param options.accuracy at least 0, in units of the input; its whole part counts
 * @param options.confidence more than 0, less than 1
 * @throws DitherError "invalid_parameter"
 */
export function discreteLaplaceScale(options: {
  readonly accuracy: RationalLike
  readonly confidence: RationalLike
}): Rational {
  const { accuracy, alpha } = wantedAccuracy(options)
  // (3) |X| <= a fails with at most alpha between these two scales: alpha / 2 <= alpha (1 + q) / 2 < alpha.
  const steps = add(accuracy, one)
  const surely = divide(steps, lnInterval(divide(two, alpha), 64).high)
  const unit = twoTo(floorLog2(surely) - significantBits + 1)
  const fails = (n: bigint): boolean => !keeps(multiply(rational(n), unit), steps, alpha)
  const least = ceiling(divide(surely, unit)) - 1n
  let most = 2n * least
  while (!fails(most)) most *= 2n
  const first = smallestInteger(fails, least, most)
  return multiply(rational(first - 1n), unit)
}

/** 2 q^steps <= alpha (1 + q), certainly. */
function keeps(b: Rational, steps: Rational, alpha: Rational): boolean {
  const bits = 2 * significantBits
  const once = decay(b, bits)
  const all = decay(divide(b, steps), bits)
  return compare(multiply(two, all.high), multiply(alpha, add(one, once.low))) <= 0
}

/** e^(-1/b). */
function decay(b: Rational, bits: number): Interval {
  if (compare(b, tinyScale) < 0) return { low: nothing, high: twoTo(-1000) }
  return expInterval(negate(reciprocal(b)), bits)
}

/** ln(1 + q) for q in [0, 1]. */
function lnOnePlus({ low, high }: Interval, bits: number): Interval {
  return {
    low: maximum(nothing, lnInterval(add(one, low), bits).low),
    high: lnInterval(add(one, high), bits).high,
  }
}
