/** The analytic Gaussian mechanism for ideal, continuous noise: a yardstick for the noise that is drawn. */
import {
  compare,
  divide,
  multiply,
  type Rational,
  type RationalLike,
  rational,
  reciprocal,
} from '@dither/math'
import { deltaBudget, epsilonBudget, epsilon as epsilonOf, scale } from '../../space/parameter.ts'
import { readOptions } from '../../space/read-options.ts'
import { gaussianDeltaInterval } from './analytic-gaussian.ts'
import { smallestProved } from './smallest-proved.ts'

const nothing = rational(0)
/** Results are within a factor of 1 + 2^-40 of the exact ones wherever tails are known, and never on the wrong side. */
const significantBits = 40

/**
 * The delta of continuous Gaussian noise, rounded up. [gaussian-calibration.proof.md]
 *
 * @param options.sensitivity L2, more than 0, in the unit of `standardDeviation`
 * @see [BW18] theorem 8
 */
export function continuousGaussianDelta(options: {
  readonly epsilon: RationalLike
  readonly sensitivity: RationalLike
  readonly standardDeviation: RationalLike
}): Rational {
  readOptions('continuousGaussianDelta', options)
  const mu = divide(
    scale(options.sensitivity, 'sensitivity'),
    scale(options.standardDeviation, 'standardDeviation'),
  )
  return gaussianDeltaInterval(epsilonOf(options.epsilon), mu, significantBits).high
}

/** The smallest standard deviation of continuous noise with this privacy, rounded up. [BW18] */
export function continuousGaussianDeviation(options: {
  readonly epsilon: RationalLike
  readonly delta: RationalLike
  readonly sensitivity: RationalLike
}): Rational {
  readOptions('continuousGaussianDeviation', options)
  const epsilon = epsilonBudget(options.epsilon)
  const delta = deltaBudget(options.delta)
  const relative = smallestProved(
    (value) => isPrivate(epsilon, reciprocal(value), delta),
    rational(1),
    significantBits,
  )
  return multiply(relative, scale(options.sensitivity, 'sensitivity'))
}

/**
 * The smallest epsilon of continuous noise at this delta, rounded up. [BW18]
 *
 * Never below the exact one. Where 1 / deviation and epsilon times it add up to more than 64 deviations, the second tail is
 * not subtracted: the result may be above the exact one by more than 2^-40 of it.
 */
export function continuousGaussianEpsilon(options: {
  readonly delta: RationalLike
  readonly sensitivity: RationalLike
  readonly standardDeviation: RationalLike
}): Rational {
  readOptions('continuousGaussianEpsilon', options)
  const delta = deltaBudget(options.delta)
  const mu = divide(
    scale(options.sensitivity, 'sensitivity'),
    scale(options.standardDeviation, 'standardDeviation'),
  )
  if (isPrivate(nothing, mu, delta)) return nothing
  return smallestProved((value) => isPrivate(value, mu, delta), rational(1), significantBits)
}

function isPrivate(epsilon: Rational, mu: Rational, delta: Rational): boolean {
  return compare(gaussianDeltaInterval(epsilon, mu, significantBits + 8).high, delta) <= 0
}
