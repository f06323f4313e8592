/** Gaussian noise on Poisson samples, where one unit may be replaced by another. */
import {
  compare,
  type RationalLike,
  rational,
  subtract,
  toNumber,
  toNumberDown,
  toNumberUp,
} from '@dither/math'
import { deltaBudget, epsilon as epsilonOf, scale, wrongParameter } from '../../space/parameter.ts'
import type { Certified } from './certified.ts'
import { composedDelta, composedEpsilon } from './composed-pairs.ts'
import { type LossDistributionOptions, stepOf } from './loss-distribution.ts'
import { replacedPair } from './replaced-pair.ts'

/** Steps of learning on samples, for neighbours of whom one unit is another. */
export interface ReplacedSampleOptions extends LossDistributionOptions {
  /** The chance of each unit to be in a sample, independently; more than 0, at most 1. */
  readonly rate: RationalLike
  /** The deviation of the noise, in units of the most that one unit can add: a unit that changes moves the sum by up to 2. */
  readonly noiseMultiplier: RationalLike
  /** Steps; 1 unless said. */
  readonly count?: number
}

/** What `replacedSample` knows. */
export interface ReplacedSample {
  /** The smallest epsilon at this delta. */
  readonly epsilon: (options: { readonly delta: RationalLike }) => Certified
  /** The smallest delta at this epsilon. */
  readonly delta: (options: { readonly epsilon: RationalLike }) => Certified
}

/**
 * The loss of sums over Poisson samples with continuous Gaussian noise, if one unit may be *replaced*: more than if it may
 * only come or go, and less than twice that.
 *
 * Promise: as for `pld`: the steps together are (epsilon, delta)-DP with the `upper` ends; the exact values of the worst pair
 * are at least the `lower` ends. [loss-distribution.proof.md]
 * Neighbours: change-one. Events of Poisson samples are of add-remove (S23): this is a figure, not an event of a budget.
 *
 * @throws DitherError "invalid_parameter" for a rate above 1, or a count that is not a whole number below 2^31
 * @see [ZDW22], [KJH20]
 */
export function replacedSample(options: ReplacedSampleOptions): ReplacedSample {
  const rate = scale(options.rate, 'rate')
  if (compare(rate, rational(1)) > 0) throw wrongParameter('rate', rate, 'must be at most 1')
  const deviation = toNumberDown(scale(options.noiseMultiplier, 'noiseMultiplier'))
  const { count = 1 } = options
  if (!Number.isSafeInteger(count) || count < 0 || count >= 2 ** 31)
    throw wrongParameter('count', count, 'must be a whole number below 2^31')
  const step = stepOf(options)
  const rest = toNumber(subtract(rational(1), rate))
  const pair = replacedPair(toNumberUp(rate), deviation, rest)
  const pairs = count === 0 ? [] : [{ pair, count }]
  return Object.freeze({
    epsilon: ({ delta }: { readonly delta: RationalLike }) =>
      composedEpsilon(pairs, deltaBudget(delta), step),
    delta: ({ epsilon }: { readonly epsilon: RationalLike }) =>
      composedDelta(pairs, epsilonOf(epsilon), step),
  })
}
