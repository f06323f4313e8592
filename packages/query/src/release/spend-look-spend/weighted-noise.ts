/** The noise of a weighted mean of two noisy integers, rounded to an integer. */
import {
  add,
  divide,
  multiply,
  type Rational,
  rational,
  roundHalfUp,
  smallestInteger,
  toNumber,
} from '@dither/math'
import type { Noise } from '../released/noise.ts'
import { probabilityWithin } from '../released/ratio-interval.ts'

/** Two measurements of one integer, each with the weight of the other's variance. */
export interface WeightedNoise {
  readonly noise: Noise
  /** The weighted mean of both, to the nearest integer, of two the even one. */
  of(first: bigint, second: bigint): bigint
}

/**
 * Weights by inverse variance, which leave the least variance; they add up to 1.
 *
 * The quantile is of the rounded mean: |round(m) - n| <= a where |m - n| < a + 1/2, for an integer n.
 *
 * @param first one law for both, with parameters of their own
 */
export function weightedNoise(first: Noise, second: Noise): WeightedNoise {
  const [one, two] = [variance(first), variance(second)]
  const total = add(one, two)
  const nothing = total.numerator === 0n
  const w1 = nothing ? half : divide(two, total)
  const w2 = nothing ? half : divide(one, total)
  const parameter = parameterOf(first, nothing ? total : divide(multiply(one, two), total))
  const within = nothing ? () => 1 : probabilityWithin(first.law(), second.law())
  const ratio = w1.numerator === 0n ? 0 : toNumber(divide(w2, w1))
  const weight = toNumber(w1)
  const inside = (most: bigint): number => within(ratio, (Number(most) + 0.5) / weight)
  return {
    noise: Object.freeze({
      kind: first.kind,
      parameter,
      quantile: (confidence: number) => {
        let high = 1n
        while (inside(high) < confidence) high *= 2n
        return smallestInteger((most) => inside(most) >= confidence, 0n, high)
      },
      law: () => {
        throw new RangeError('a weighted mean is dressed by its quantile alone')
      },
    } satisfies Noise),
    of: (a, b) => nearest(add(multiply(w1, rational(a)), multiply(w2, rational(b)))),
  }
}

const half = rational(1n, 2n)

/** The nearest integer, of two the even one: what lies halfway is moved up as often as down. */
function nearest(value: Rational): bigint {
  const up = roundHalfUp(value)
  return value.denominator === 2n && up % 2n !== 0n ? up - 1n : up
}

/** Up to a factor that both have. */
function variance({ kind, parameter }: Noise): Rational {
  return kind === 'laplace' ? multiply(parameter, parameter) : parameter
}

/** Only shown: of a Gaussian the variance; of a Laplace nothing that the mean has, since it is none. */
function parameterOf({ kind, parameter }: Noise, combined: Rational): Rational {
  return kind === 'gaussian' ? combined : parameter
}
