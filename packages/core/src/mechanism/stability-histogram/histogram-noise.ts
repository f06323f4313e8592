/** The noise of stability histograms: given, or by what it may cost. */
import { divide, multiply, type Rational, type RationalLike, rational } from '@dither/math'
import type { Claim } from '../../space/events/fields.ts'
import type { KeyChange, KeyReach, StatedNeighbours } from '../../space/key-reach.ts'
import {
  deltaBudget,
  epsilonBudget,
  rhoBudget,
  scale as scaleOf,
  wrongParameter,
} from '../../space/parameter.ts'
import { readOptions, readWord } from '../../space/read-options.ts'
import { calibrateGaussian, gaussianEpsilon } from '../gaussian-calibration/calibrate-gaussian.ts'

/**
 * How one unit reaches into the counts, how many units a key must have, and the noise: by scale or variance
 * with a threshold, or by what it may cost; `delta` is then for the keys, half of it with Gaussian noise of an epsilon.
 */
export type StabilityHistogramOptions = KeyReach & {
  readonly neighbours: StatedNeighbours
  /** Keys with a smaller count are never released; 1 unless said. */
  readonly preThreshold?: number
} & (
    | { readonly noise: 'laplace'; readonly epsilon: RationalLike; readonly delta: RationalLike }
    | { readonly noise: 'laplace'; readonly scale: RationalLike; readonly threshold: bigint }
    | { readonly noise: 'gaussian'; readonly epsilon: RationalLike; readonly delta: RationalLike }
    | { readonly noise: 'gaussian'; readonly rho: RationalLike; readonly delta: RationalLike }
    | { readonly noise: 'gaussian'; readonly variance: RationalLike; readonly threshold: bigint }
  )

/** Discrete Laplace of a scale, or discrete Gaussian of a variance parameter; exact. */
export type HistogramNoise =
  | { readonly scale: Rational }
  | { readonly variance: Rational; readonly claim?: Claim }

/**
 * Refuses a noise that has no such law, and what the other noise is told by: which noise it is decides how much of
 * delta is left for the keys.
 */
export function readHistogramOptions(options: StabilityHistogramOptions): void {
  const noise = readWord('noise', options?.noise, 'laplace', 'gaussian')
  const own = noise === 'laplace' ? 'scale' : 'rho variance'
  readOptions(
    `stabilityHistogram with ${noise} noise`,
    options,
    `neighbours maxGroups maxPerGroup rows preThreshold noise epsilon delta threshold ${own}`,
  )
}

/** The noise, exact; that of an epsilon with Gaussian noise carries its claim. */
export function noiseFor(options: StabilityHistogramOptions, change: KeyChange): HistogramNoise {
  const { keys, l1, l2Squared } = change
  if ('scale' in options) return { scale: scaleOf(options.scale) }
  if ('variance' in options) return { variance: scaleOf(options.variance, 'variance') }
  if ('rho' in options) {
    const twice = multiply(rational(2), rhoBudget(options.rho))
    return { variance: divide(rational(l2Squared), twice) }
  }
  const epsilon = epsilonBudget(options.epsilon)
  if (options.noise === 'laplace') return { scale: divide(rational(l1), epsilon) }
  const delta = keyDelta(options)
  const [variance = rational(1)] = calibrateGaussian({
    relative: [rational(1)],
    squares: [[l2Squared]],
    dimension: Number(keys),
    epsilon,
    delta,
  })
  return { variance, claim: { epsilon, delta } }
}

/** What is for the keys: all of it, or half where the noise needs some. */
export function keyDelta(
  options: { readonly delta: RationalLike; readonly noise: 'laplace' | 'gaussian' } & object,
): Rational {
  const delta = deltaBudget(options.delta)
  return options.noise === 'gaussian' && 'epsilon' in options ? divide(delta, rational(2)) : delta
}

/** At its claim, or at the delta that is wanted. */
export function gaussianLoss(
  noise: { readonly variance: Rational; readonly claim?: Claim },
  { l2Squared, keys }: KeyChange,
  noiseDelta: RationalLike | undefined,
): { readonly epsilon: Rational; readonly delta: Rational } {
  if (noise.claim !== undefined && noiseDelta === undefined)
    return { epsilon: rational(noise.claim.epsilon), delta: rational(noise.claim.delta) }
  if (noiseDelta === undefined)
    throw wrongParameter('noiseDelta', 'missing', 'must be given', 'Say at which delta')
  const delta = deltaBudget(noiseDelta, 'noiseDelta')
  const question = { variances: [noise.variance], squares: [[l2Squared]], dimension: Number(keys) }
  return { epsilon: gaussianEpsilon(question, delta), delta }
}
