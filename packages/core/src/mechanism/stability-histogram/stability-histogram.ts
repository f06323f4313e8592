/** Counts by key, with keys that are themselves private: stability histograms. */
import { add, divide, type Interval, type RationalLike, rational, toNumberUp } from '@dither/math'
import type { InvokeOptions } from '../../calculus/invoke-options.ts'
import type { BitSource } from '../../random/bits.ts'
import { discreteGaussianSampler } from '../../random/discrete-gaussian/discrete-gaussian.ts'
import { discreteLaplaceSampler } from '../../random/discrete-laplace/discrete-laplace.ts'
import { secureBits } from '../../random/secure-bits/secure-bits.ts'
import {
  type StabilityHistogramEvent,
  stabilityHistogramEvent,
} from '../../space/events/stability-histogram.ts'
import { keyChange, readKeyReach, statedNeighbours } from '../../space/key-reach.ts'
import { type ApproximateLoss, approximateLoss } from '../../space/loss.ts'
import { wrongParameter } from '../../space/parameter.ts'
import { discreteGaussianQuantile } from '../discrete-gaussian/discrete-gaussian-quantile.ts'
import { discreteLaplaceQuantile } from '../discrete-laplace/discrete-laplace-quantile.ts'
import { type KeyCounts, readCount, sortedKeys } from '../key-counts.ts'
import { lowered, readPreThreshold } from '../optimal-selection/keep-probability.ts'
import { readable } from '../readable.ts'
import {
  gaussianLoss,
  type HistogramNoise,
  keyDelta,
  noiseFor,
  readHistogramOptions,
  type StabilityHistogramOptions,
} from './histogram-noise.ts'
import { gaussianTail, laplaceTail } from './noise-tail.ts'
import { stabilityDelta, stabilityThreshold } from './stability-threshold.ts'

/** Noisy counts of keys that reach a threshold; made by `stabilityHistogram`. */
export interface StabilityHistogram {
  readonly kind: 'stabilityHistogram'
  /** Discrete Laplace of a scale, or discrete Gaussian of a variance parameter; exact. */
  readonly noise: HistogramNoise
  /** Noisy counts below this are withheld, with their keys. */
  readonly threshold: bigint
  readonly preThreshold: number
  /** The probability that a key which only one neighbour has is released, enclosed. */
  readonly delta: Interval
  /** Noisy counts by key, sorted by UTF-16 code units. */
  readonly invoke: (counts: KeyCounts, options?: InvokeOptions) => ReadonlyMap<string, bigint>
  /** The noisy count of one key, if it is released. */
  readonly release: (count: bigint, options?: InvokeOptions) => bigint | undefined
  /** The probability of that, enclosed; of a private count it is as private as the count. */
  readonly keepProbability: (count: bigint) => Interval
  /** Gaussian noise that was not made from an epsilon needs the delta at which its own is wanted. */
  readonly loss: (options?: { readonly noiseDelta?: RationalLike }) => ApproximateLoss
  /** What a release costs, as data. */
  readonly event: () => StabilityHistogramEvent
  /** The smallest a with Pr[|noise| <= a] >= confidence; of released counts alone, which are the high ones, it is not the chance. */
  readonly accuracy: (options: { readonly confidence: RationalLike }) => number
}

/**
 * Releases counts by key where keys are private: noise on each, and only those that reach a threshold.
 *
 * Neighbours: counts by key that differ as `maxGroups` and `maxPerGroup`, or `rows`, say; a key that nobody has has no count.
 * Loss: approximate DP. Epsilon (and delta) of the noise, at the joint sensitivity of the counts; and as delta
 * the exact probability that one of the keys which only one neighbour has is released. [stability-histogram.proof.md]
 * Noise: discrete Laplace or discrete Gaussian on each count of a key that somebody has.
 * `preThreshold` k: keys of fewer than k are not released; the threshold is that of k = 1, and k - 1 more.
 *
 * By `epsilon`, the scale is sensitivity / epsilon, exactly; the threshold is the smallest that keeps `delta`.
 *
 * @throws DitherError "invalid_parameter"; such an error names no key and no count
 * @see [KKMN09], [WZLDSG20]; S13
 */
export function stabilityHistogram(options: StabilityHistogramOptions): StabilityHistogram {
  readHistogramOptions(options)
  const reach = readKeyReach(options)
  const neighbours = statedNeighbours(options.neighbours)
  const preThreshold = readPreThreshold(options.preThreshold ?? 1)
  const change = keyChange(reach, neighbours)
  const noise = Object.freeze(noiseFor(options, change))
  const question = { noise, reach, neighbours }
  // (1) Of counts less preThreshold - 1, which move no more than the counts.
  const judged =
    'threshold' in options
      ? readThreshold(options.threshold) - (preThreshold - 1n)
      : stabilityThreshold({ ...question, delta: keyDelta(options) })
  const threshold = judged + (preThreshold - 1n)
  const delta = stabilityDelta({ ...question, threshold: judged })
  const sampler =
    'scale' in noise ? discreteLaplaceSampler(noise.scale) : discreteGaussianSampler(noise.variance)
  const tail = 'scale' in noise ? laplaceTail(noise.scale) : gaussianTail(noise.variance)
  // (2) Keys of fewer are dropped; (3) the noise is drawn without looking at the count.
  const release = (count: bigint, bits: BitSource = secureBits()): bigint | undefined => {
    if (lowered(readCount(count), preThreshold) <= 0n) return undefined
    const noisy = count + sampler.draw(bits)
    return noisy >= threshold ? noisy : undefined
  }
  return readable({
    kind: 'stabilityHistogram',
    noise,
    threshold,
    preThreshold: Number(preThreshold),
    delta,
    invoke: (counts: KeyCounts, { bits }: InvokeOptions = {}) => {
      const released = new Map<string, bigint>()
      for (const [key, count] of sortedKeys(counts)) {
        const noisy = release(count, bits)
        if (noisy !== undefined) released.set(key, noisy)
      }
      return released
    },
    release: (count: bigint, { bits }: InvokeOptions = {}) => release(count, bits),
    keepProbability: (count: bigint) =>
      lowered(readCount(count), preThreshold) <= 0n
        ? { low: rational(0), high: rational(0) }
        : tail(threshold - count),
    loss: ({ noiseDelta }: { readonly noiseDelta?: RationalLike } = {}) => {
      if ('scale' in noise)
        return approximateLoss(divide(rational(change.l1), noise.scale), delta.high)
      const { epsilon, delta: spent } = gaussianLoss(noise, change, noiseDelta)
      return approximateLoss(epsilon, add(spent, delta.high))
    },
    event: () => stabilityHistogramEvent({ ...question, threshold: judged }),
    accuracy: ({ confidence }: { readonly confidence: RationalLike }) =>
      toNumberUp(
        rational(
          'scale' in noise
            ? discreteLaplaceQuantile(noise.scale, confidence)
            : discreteGaussianQuantile(noise.variance, confidence),
        ),
      ),
  })
}

function readThreshold(value: bigint): bigint {
  if (typeof value === 'bigint') return value
  throw wrongParameter('threshold', value, 'must be a bigint')
}
