/** How large a weighted sum of independent noises gets: a bound that holds for sure. */
import { ln, toNumberUp } from '@dither/math'
import type { Noise } from '../noise.ts'

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
const exponents = 48

/**
 * Pr[sum >= t] <= e^(K(x) - x t) for every x > 0 where K(x) = sum of ln E e^(x weight noise), so
 * t = (K(x) + ln(1 / error)) / x will do: the least of them over a list of x. [tree.proof.md, (4)]
 *
 * @param noises one a level
 * @param error the probability that is allowed
 * @param weights those that occur, from which K is worked out once
 */
export function tailBound(
  noises: readonly Noise[],
  error: number,
  weights: readonly number[],
): TailBound {
  const allowed = -ln(error)
  const largest = weights.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0)
  const narrowest = Math.max(...noises.map(spread))
  const tries = Array.from({ length: exponents }, (_, i) => {
    const x =
      narrowest === 0 || largest === 0 ? 1 : ((i + 0.5) / exponents) * (1 / largest / narrowest)
    return { x, of: table(noises, weights, x) }
  })
  // Gaussian noise allows any exponent: larger ones serve small errors of few noises.
  const more = noises.every(({ kind }) => kind === 'gaussian')
    ? Array.from({ length: exponents }, (_, i) => {
        const x = ((i + 2) / 2) * (1 / Math.max(largest * narrowest, Number.MIN_VALUE))
        return { x, of: table(noises, weights, x) }
      })
    : []
  const all = [...tries, ...more]
  return {
    above(parts) {
      if (
        parts.every(
          ({ level, number, weight }) =>
            number === 0 || weight === 0 || spread(noises[level]) === 0,
        )
      )
        return 0
      let least = Number.POSITIVE_INFINITY
      for (const { x, of } of all) {
        let sum = allowed
        for (const { level, number, weight } of parts)
          if (number > 0) sum += number * (of[level]?.get(weight) ?? Number.POSITIVE_INFINITY)
        least = Math.min(least, sum / x)
      }
      return least
    },
  }
}

function table(
  noises: readonly Noise[],
  weights: readonly number[],
  x: number,
): ReadonlyMap<number, number>[] {
  return noises.map(
    (noise) => new Map(weights.map((weight) => [weight, logMoment(noise, x * weight)])),
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
