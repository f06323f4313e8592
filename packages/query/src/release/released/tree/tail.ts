/** How large a weighted sum of independent noises gets: a bound that holds for sure. */
import { exp, ln, toNumberUp } from '@dither/math'
import type { Noise } from '../noise.ts'
import { gaussianTail } from './gaussian-tail.ts'

/** So many noises of one level, each times a weight. */
export interface Part {
  readonly level: number
  readonly number: number
  readonly weight: number
}

/** Bounds sums of the noises of several levels, at one probability of error. */
export interface TailBound {
  /** A number that the sum stays below but for that probability. */
  above(parts: readonly Part[]): number
}

/** How many exponents are tried; any of them gives a bound, and the best is close to one of these. */
const exponents = 64

/**
 * Pr[sum >= t] <= e^(K(x) - x t) for every x > 0 where K(x) = sum of ln E e^(x weight noise), so
 * t = (K(x) + ln(1 / error)) / x will do: the least of them over a list of x. [tree.proof.md, (4)]
 * Of Gaussian noise alone, the tail of a normal law is less. [tree.proof.md, (8)]
 *
 * @param noises one a level
 * @param error the probability that is allowed
 * @param terms the levels and weights that occur, from which K is worked out once
 */
export function tailBound(
  noises: readonly Noise[],
  error: number,
  terms: readonly Pick<Part, 'level' | 'weight'>[],
): TailBound {
  const allowed = -ln(error)
  const reach = (level: number, weight: number): number => Math.abs(weight) * spread(noises[level])
  const farthest = terms.reduce(
    (most, { level, weight }) => Math.max(most, reach(level, weight)),
    0,
  )
  // Up to where a Laplace has moments; Gaussians have them all, and larger ones serve small errors.
  const gaussian = noises.every(({ kind }) => kind === 'gaussian')
  const largest = (gaussian ? 2 * Math.sqrt(allowed) : 0.98) / farthest
  const tries = Array.from({ length: exponents }, (_, i) => {
    const x = largest * exp(-i / 8)
    return { x, moments: momentsAt(noises, terms, x) }
  })
  return {
    above(parts) {
      const noisy = parts.filter(
        ({ level, number, weight }) => number > 0 && reach(level, weight) > 0,
      )
      if (noisy.length === 0) return 0
      return tries.reduce(
        (least, { x, moments }) => {
          const sum = noisy.reduce(
            (total, { level, number, weight }) =>
              total + number * (moments[level]?.get(weight) ?? Number.POSITIVE_INFINITY),
            allowed,
          )
          return Math.min(least, sum / x)
        },
        gaussian ? gaussianTail(noises, error, noisy) : Number.POSITIVE_INFINITY,
      )
    },
  }
}

/** By level and weight. */
function momentsAt(
  noises: readonly Noise[],
  terms: readonly Pick<Part, 'level' | 'weight'>[],
  x: number,
): readonly ReadonlyMap<number, number>[] {
  return noises.map(
    (noise, at) =>
      new Map(
        terms
          .filter(({ level }) => level === at)
          .map(({ weight }) => [weight, logMoment(noise, x * weight)]),
      ),
  )
}

/** A length of the noise: the scale of a Laplace, the standard deviation of a Gaussian. */
function spread(noise: Noise | undefined): number {
  if (noise === undefined) return 0
  const size = toNumberUp(noise.parameter)
  return noise.kind === 'laplace' ? size : Math.sqrt(size)
}

/**
 * ln E e^(y noise), or more. Discrete Laplace of scale s: -ln(1 - (sinh(y/2) / sinh(1/2s))^2), at most that
 * of its continuous law, -ln(1 - (y s)^2), for |y| < 1/s. Discrete Gaussian of variance v: at most v y^2 / 2.
 */
function logMoment(noise: Noise, y: number): number {
  const reach = spread(noise) * y
  if (noise.kind === 'gaussian') return (reach * reach) / 2
  return reach * reach < 1 ? -ln(1 - reach * reach) : Number.POSITIVE_INFINITY
}
