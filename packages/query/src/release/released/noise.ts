/** The noise of one vector, and how large it gets. */
import { discreteGaussianQuantile, discreteLaplaceQuantile } from '@dither/core'
import { exp, ln, type Rational, toNumber } from '@dither/math'
import { gaussianLaw, laplaceLaw, type NoiseLaw } from './noise-law.ts'

/** The law of every coordinate of one vector, in lattice steps. */
export interface Noise {
  readonly kind: 'laplace' | 'gaussian'
  /** The scale of a Laplace, the variance of a Gaussian; 0 is no noise. */
  readonly parameter: Rational
  /** The smallest a with Pr[|noise| <= a] >= confidence, exactly. */
  quantile(confidence: number): bigint
  /** Its probabilities in doubles. */
  law(): NoiseLaw
}

/** Remembers what was asked of it: all cells of an answer share one noise. */
export function noiseOf(kind: Noise['kind'], parameter: Rational): Noise {
  const known = new Map<number, bigint>()
  let law: NoiseLaw | undefined
  const exactQuantile = kind === 'laplace' ? discreteLaplaceQuantile : discreteGaussianQuantile
  return Object.freeze({
    kind,
    parameter,
    quantile(confidence: number): bigint {
      if (parameter.numerator === 0n) return 0n
      const found = known.get(confidence) ?? exactQuantile(parameter, confidence)
      known.set(confidence, found)
      return found
    },
    law(): NoiseLaw {
      law ??= kind === 'laplace' ? laplaceLaw(parameter) : gaussianLaw(parameter)
      return law
    },
  })
}

/** The variance, up to a factor that all noises of one kind share; 0 of what is known. */
export function relativeVariance(noise: Noise | undefined): number {
  if (noise === undefined) return 0
  const size = toNumber(noise.parameter)
  return noise.kind === 'laplace' ? size * size : size
}

/**
 * The confidence that each of `parts` independent values needs so that all of them hold at once with
 * the wanted one: its root, which is exact because the noises are independent.
 */
export function each(confidence: number, parts: number): number {
  return parts <= 1 || confidence <= 0 ? confidence : exp(ln(confidence) / parts)
}

/** What each of `parts` statements needs so that all hold at once, whatever they have to do with one another. */
export function split(confidence: number, parts: number): number {
  return parts <= 1 ? confidence : 1 - (1 - confidence) / parts
}
