/** Variances of joint discrete Gaussian noise for a wanted (epsilon, delta). */
import { compare, divide, multiply, type Rational, rational, reciprocal } from '@dither/math'
import { shortUp } from '../../space/significant.ts'
import { zcdpDelta, zcdpEpsilon } from '../../space/zcdp-conversion.ts'
import { type GaussianQuestion, gaussianRho } from './gaussian-question.ts'
import { provesGaussian } from './proves-gaussian.ts'
import { smallestProved } from './smallest-proved.ts'

const nothing = rational(0)
/** The variance is found to a factor of 1 + 2^-26, the standard deviation to 1 + 2^-27. */
const varianceBits = 26
/** A priced epsilon is found to a factor of 1 + 2^-30. */
const epsilonBits = 30

/**
 * The smallest variances, in the given proportion, that are proved (epsilon, delta)-DP; rounded up.
 *
 * Never less noise than the exact answer. [gaussian-calibration.proof.md]
 *
 * @param relative variances up to a common factor; 0 for a vector that no unit moves
 */
export function calibrateGaussian(options: {
  readonly relative: readonly Rational[]
  readonly squares: GaussianQuestion['squares']
  readonly dimension: number
  readonly epsilon: Rational
  readonly delta: Rational
}): readonly Rational[] {
  const { relative, squares, dimension, epsilon, delta } = options
  if (relative.every((variance) => variance.numerator === 0n)) return relative
  const question = (factor: Rational): GaussianQuestion => ({
    variances: relative.map((variance) => scaled(variance, factor)),
    squares,
    dimension,
  })
  const unit = gaussianRho({ variances: relative, squares, dimension })
  // (1) At this factor the conversion from zCDP, alone, is nearly the proof.
  const start = divide(unit, rhoFor(epsilon, delta))
  const factor = smallestProved(
    (value) => provesGaussian(question(value), epsilon, delta),
    start,
    varianceBits,
  )
  // (2) Exactly the variances that were proved.
  return Object.freeze(question(factor).variances)
}

/** The smallest epsilon, to a factor of 1 + 2^-30, that is proved at this delta. */
export function gaussianEpsilon(question: GaussianQuestion, delta: Rational): Rational {
  if (provesGaussian(question, nothing, delta)) return nothing
  const start = zcdpEpsilon({ rho: gaussianRho(question), delta })
  return smallestProved((value) => provesGaussian(question, value, delta), start, epsilonBits)
}

function scaled(variance: Rational, factor: Rational): Rational {
  return variance.numerator === 0n ? nothing : shortUp(multiply(variance, factor))
}

/** About the largest rho whose conversion gives this delta; only a start. */
function rhoFor(epsilon: Rational, delta: Rational): Rational {
  const inverse = smallestProved(
    (value) => compare(zcdpDelta({ rho: reciprocal(value), epsilon }), delta) <= 0,
    rational(1),
    8,
  )
  return reciprocal(inverse)
}
