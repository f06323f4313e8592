/** The noise on weights of keys, the threshold, and what both cost. */
import {
  add,
  divide,
  type Interval,
  multiply,
  type Rational,
  type RationalLike,
  rational,
} from '@dither/math'
import type { BitSource } from '../../random/bits.ts'
import { discreteGaussianSampler } from '../../random/discrete-gaussian/discrete-gaussian.ts'
import type { Claim } from '../../space/events/fields.ts'
import {
  type WeightedSelectionEvent,
  weightedSelectionEvent,
} from '../../space/events/weighted-selection.ts'
import { type ApproximateLoss, approximateLoss } from '../../space/loss.ts'
import {
  deltaBudget,
  epsilonBudget,
  rhoBudget,
  scale as scaleOf,
  wrongParameter,
} from '../../space/parameter.ts'
import { calibrateGaussian } from '../gaussian-calibration/calibrate-gaussian.ts'
import { gaussianLoss } from '../stability-histogram/histogram-noise.ts'
import { gaussianTail, type NoiseTail } from '../stability-histogram/noise-tail.ts'
import { weightedDelta, weightedThreshold } from './weighted-threshold.ts'

/**
 * What a selection of keys may cost: an epsilon with a delta, half of which is the noise's; or a rho for the noise
 * with a delta for the keys that only one neighbour has.
 */
export type SelectionBudget =
  | { readonly epsilon: RationalLike; readonly delta: RationalLike }
  | { readonly rho: RationalLike; readonly delta: RationalLike }

/** What one unit may do to the weights of all keys. */
export interface WeightChange {
  /** The squared L2 change of all weights, at most. */
  readonly square: bigint
  /** How many weights change, at most. */
  readonly dimension: number
  /** How many of them are of keys that nobody else has, at most. */
  readonly maxKeys: number
}

/** Noise on the weight of every key, and a threshold. */
export interface SelectionNoise {
  readonly noise: { readonly variance: Rational; readonly claim?: Claim }
  readonly threshold: bigint
  /** The chance that a key which only one neighbour has is released, enclosed. */
  readonly delta: Interval
  readonly tail: NoiseTail
  /** The keys whose noisy weight reaches the threshold, sorted by UTF-16 code units. */
  readonly release: (weights: ReadonlyMap<string, bigint>, bits: BitSource) => readonly string[]
  readonly loss: (options?: { readonly noiseDelta?: RationalLike }) => ApproximateLoss
  readonly event: () => WeightedSelectionEvent
}

/** The least noise and the smallest threshold for a budget, or those that are given. */
export function selectionNoise(
  options: SelectionBudget | { readonly variance: RationalLike; readonly threshold: bigint },
  change: WeightChange,
): SelectionNoise {
  const { square, dimension, maxKeys } = change
  const noise = Object.freeze(noiseFor(options, change))
  const question = { variance: noise.variance, square, maxKeys }
  const threshold =
    'threshold' in options
      ? readThreshold(options.threshold)
      : weightedThreshold({ ...question, delta: keysDelta(options) })
  const delta = weightedDelta({ ...question, threshold })
  const sampler = discreteGaussianSampler(noise.variance)
  return Object.freeze({
    noise,
    threshold,
    delta,
    tail: gaussianTail(noise.variance),
    release: (weights: ReadonlyMap<string, bigint>, bits: BitSource) => {
      // (1) Noise for every key that somebody has, whatever its weight, in an order that tells nothing.
      const keys = [...weights.keys()].sort()
      return Object.freeze(
        keys.filter((key) => (weights.get(key) ?? 0n) + sampler.draw(bits) >= threshold),
      )
    },
    loss: ({ noiseDelta }: { readonly noiseDelta?: RationalLike } = {}) => {
      const moved = { l1: square, l2Squared: square, keys: BigInt(dimension) }
      const { epsilon, delta: spent } = gaussianLoss(noise, moved, noiseDelta)
      return approximateLoss(epsilon, add(spent, delta.high))
    },
    event: () => weightedSelectionEvent({ noise, square, dimension, threshold, maxKeys }),
  })
}

/** What is for the keys: half where the noise needs some. */
export function keysDelta(budget: SelectionBudget): Rational {
  const delta = deltaBudget(budget.delta)
  return 'epsilon' in budget ? divide(delta, rational(2)) : delta
}

function noiseFor(
  options: SelectionBudget | { readonly variance: RationalLike },
  { square, dimension }: WeightChange,
): SelectionNoise['noise'] {
  if ('variance' in options) return { variance: scaleOf(options.variance, 'variance') }
  if ('rho' in options)
    return { variance: divide(rational(square), multiply(rational(2), rhoBudget(options.rho))) }
  const claim = { epsilon: epsilonBudget(options.epsilon), delta: keysDelta(options) }
  const [variance = rational(1)] = calibrateGaussian({
    relative: [rational(1)],
    squares: [[square]],
    dimension,
    ...claim,
  })
  return { variance, claim }
}

function readThreshold(value: bigint): bigint {
  if (typeof value === 'bigint') return value
  throw wrongParameter('threshold', value, 'must be a bigint')
}
