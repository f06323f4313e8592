/** The thresholds of stability histograms, and what they fail by. */
import {
  bitLength,
  ceiling,
  compare,
  type Interval,
  type RationalLike,
  reciprocal,
  smallestInteger,
  sqrtUp,
} from '@dither/math'
import {
  type KeyReach,
  readKeyReach,
  type StatedNeighbours,
  statedNeighbours,
} from '../../space/key-reach.ts'
import { deltaBudget, scale as scaleOf } from '../../space/parameter.ts'
import { readOptions } from '../../space/read-options.ts'
import { twoTo } from '../../space/significant.ts'
import { newKeysDelta } from './new-keys-delta.ts'
import { gaussianTail, laplaceTail, type NoiseTail } from './noise-tail.ts'

/** The noise of every count: discrete Laplace of a scale, or discrete Gaussian of a variance parameter. */
export type CountNoise = { readonly scale: RationalLike } | { readonly variance: RationalLike }

/** What a threshold has to do with: the noise, and how one unit may reach into the counts. */
export interface ThresholdQuestion {
  readonly noise: CountNoise
  readonly reach: KeyReach
  readonly neighbours: StatedNeighbours
}

/** Binary places of delta that are computed besides those before its first digit. */
const guardBits = 96
const mostBits = 1280

/**
 * Encloses the delta of releasing noisy counts that reach a threshold, at any integer threshold, within a
 * relative width of about 2^-80: the probability that one of the keys which only one neighbour has is among
 * them. For Gaussian noise of a variance above 65,536 the width is about 2^-20. Gaussian deltas below 2^-1184 are only bounded.
 *
 * Neighbours: as given. Its upper end is what a release is charged.
 *
 * @throws DitherError "invalid_parameter"
 * @see S13; [WZLDSG20], [KKMN09]
 */
export function stabilityDelta(
  question: ThresholdQuestion & { readonly threshold: bigint },
): Interval {
  readOptions('stabilityDelta', question)
  const { threshold, ...rest } = checked(question)
  for (let bits = 160; ; bits *= 2) {
    const delta = newKeysDelta({ ...rest, threshold, tail: tailOf(question.noise, bits) })
    // (2) Gaussian tails are known to so many places: of small ones more are taken.
    const known = compare(delta.low, twoTo(guardBits - bits)) >= 0
    if (known || bits >= mostBits || 'scale' in question.noise) return delta
  }
}

/**
 * The smallest threshold whose delta is at most the given one, certainly.
 *
 * @param options.delta more than 0, less than 1
 * @throws DitherError "invalid_parameter"
 */
export function stabilityThreshold(
  options: ThresholdQuestion & { readonly delta: RationalLike },
): bigint {
  readOptions('stabilityThreshold', options)
  const { delta, ...given } = options
  const most = deltaBudget(delta)
  const question = checked(given)
  const tail = tailOf(question.noise, guardBits + bitLength(ceiling(reciprocal(most))))
  const keeps = (threshold: bigint): boolean =>
    compare(newKeysDelta({ ...question, threshold, tail }).high, most) <= 0
  // (1) A bracket: thresholds that are too low, and one that is not.
  const step = unitOf(question.noise)
  let [low, high] = [0n, step]
  for (let width = step; !keeps(high); width *= 2n) [low, high] = [high, high + width]
  for (let width = step; keeps(low); width *= 2n) [low, high] = [low - width, low]
  let threshold = smallestInteger(keeps, low, high)
  // (3) What a release is charged is found anew, to other places.
  while (compare(stabilityDelta({ ...question, threshold }).high, most) > 0) threshold += 1n
  return threshold
}

/** About one scale, at least 1. */
function unitOf(noise: CountNoise): bigint {
  return 'scale' in noise
    ? ceiling(scaleOf(noise.scale))
    : ceiling(sqrtUp(scaleOf(noise.variance, 'variance'), 8))
}

function tailOf(noise: CountNoise, bits: number): NoiseTail {
  return 'scale' in noise
    ? laplaceTail(scaleOf(noise.scale))
    : gaussianTail(scaleOf(noise.variance, 'variance'), bits)
}

function checked<Q extends ThresholdQuestion>(question: Q): Q {
  return {
    ...question,
    reach: readKeyReach(question.reach),
    neighbours: statedNeighbours(question.neighbours),
  }
}
