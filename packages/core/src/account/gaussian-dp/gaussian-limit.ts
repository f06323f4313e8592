/** What a central limit theorem says of many samples: an estimate, and no bound. */
import { bisect, exp, expm1, ln, normalCdf, type RationalLike, toNumber } from '@dither/math'
import {
  delta as deltaOf,
  epsilon as epsilonOf,
  scale,
  wrongParameter,
} from '../../space/parameter.ts'
import { readOptions } from '../../space/read-options.ts'

/** Made by `gaussianLimit`. Nothing here is a claim. */
export interface GaussianLimit {
  /** The mu that steps approach as they grow in number and the rate falls. */
  readonly estimatedMu: number
  /** About the delta at this epsilon: it may be below the true one. */
  readonly estimateDelta: (options: { readonly epsilon: RationalLike }) => number
  /** About the epsilon at this delta: it may be below the true one. */
  readonly estimateEpsilon: (options: { readonly delta: RationalLike }) => number
}

/**
 * About the privacy of Gaussian noise on many Poisson samples, by a central limit theorem: mu = rate sqrt(steps
 * (e^(1 / noiseMultiplier^2) - 1)).
 *
 * Only an estimate, often below the true loss: never charge it. `rdp` gives a bound.
 *
 * @see [BDLS20] section 3
 */
export function gaussianLimit(options: {
  readonly rate: RationalLike
  readonly noiseMultiplier: RationalLike
  readonly steps: number
}): GaussianLimit {
  readOptions('gaussianLimit', options)
  const rate = toNumber(deltaOf(options.rate, 'rate'))
  const deviation = toNumber(scale(options.noiseMultiplier, 'noiseMultiplier'))
  if (!(options.steps >= 1)) throw wrongParameter('steps', options.steps, 'must be at least 1')
  const mu = rate * Math.sqrt(options.steps * expm1(1 / (deviation * deviation)))
  const deltaAt = (epsilon: number): number =>
    normalCdf(mu / 2 - epsilon / mu) - exp(epsilon + lnCdf(-mu / 2 - epsilon / mu))
  return Object.freeze({
    estimatedMu: mu,
    estimateDelta: ({ epsilon }: { readonly epsilon: RationalLike }) =>
      Math.max(0, deltaAt(toNumber(epsilonOf(epsilon)))),
    estimateEpsilon({ delta }: { readonly delta: RationalLike }): number {
      const wanted = toNumber(deltaOf(delta))
      if (deltaAt(0) <= wanted) return 0
      let most = 1
      while (deltaAt(most) > wanted) most *= 2
      return bisect((epsilon) => deltaAt(epsilon) - wanted, 0, most, { tolerance: 1e-9 })[1]
    },
  })
}

function lnCdf(x: number): number {
  const chance = normalCdf(x)
  return chance > 0 ? ln(chance) : -1e9
}
