/** Accounting by Gaussian differential privacy: exact for Gaussian noise. */
import {
  add,
  compare,
  decimalUp,
  divide,
  expInterval,
  multiply,
  normalQuantileInterval,
  type Rational,
  type RationalLike,
  rational,
  sqrtUp,
} from '@dither/math'
import {
  continuousGaussianDelta,
  continuousGaussianEpsilon,
} from '../../mechanism/gaussian-calibration/continuous-gaussian.ts'
import type { Event } from '../../space/event.ts'
import { type ApproximateLoss, approximateLoss } from '../../space/loss.ts'
import { type Neighbours, sameNeighbours } from '../../space/neighbours.ts'
import { epsilon as epsilonOf, wrongParameter } from '../../space/parameter.ts'
import { idealRho } from '../kinds/ideal-noise.ts'
import { noLoss } from '../kinds/pure.ts'
import { priceEvent } from '../price-event.ts'

const nothing = rational(0)
const one = rational(1)
const two = rational(2)
const bits = 64
/** Beyond this, a pure loss is not taken for a Gaussian one. */
const mostEpsilon = rational(1000)

/** Made by `gdp`. */
export interface GaussianAccountant {
  /** Everything together is at least as private as Gaussian noise of deviation 1 / mu; rounded up. */
  readonly mu: number
  /** A new accountant that knows of this besides, `count` times over. */
  readonly compose: (event: Event, count?: number) => GaussianAccountant
  /** The delta of that noise at this epsilon, rounded up. */
  readonly delta: (options: { readonly epsilon: RationalLike }) => ApproximateLoss
  /** The smallest epsilon of that noise at this delta, rounded up. */
  readonly epsilon: (options: { readonly delta: RationalLike }) => ApproximateLoss
}

/**
 * An accountant that adds up squares of mu: of everything together, the trade-off between errors is at least that of
 * N(0, 1) against N(mu, 1).
 *
 * Neighbours: those of the events, all of one relation.
 * Promise: never less than the true loss, and exact for continuous Gaussian noise alone. Pure losses join by the mu that
 * covers them. Samples are refused: `gaussianLimit` estimates them. [gaussian-dp.proof.md]
 *
 * @throws DitherError from `compose`: "unsupported" for what is neither Gaussian noise nor pure, "mixed_neighbours"
 * @see [DRS22] theorem 2.7 and corollary 3.3, [BW18]
 */
export function gdp(): GaussianAccountant {
  return accountantOf(nothing, [])
}

/**
 * The smallest mu for which all that is epsilon-DP is mu-GDP: 2 Phi^-1(e^epsilon / (1 + e^epsilon)), rounded up.
 *
 * @see [DRS22]
 */
export function gaussianOfPure(epsilon: RationalLike): Rational {
  const exact = epsilonOf(epsilon)
  if (exact.numerator === 0n) return nothing
  if (compare(exact, mostEpsilon) > 0)
    throw wrongParameter('epsilon', exact, 'must be at most 1000')
  const odds = expInterval(exact, bits + 2 * Number(exact.numerator / exact.denominator) + 16).high
  return multiply(two, normalQuantileInterval(divide(odds, add(one, odds)), bits).high)
}

function accountantOf(square: Rational, relations: readonly Neighbours[]): GaussianAccountant {
  const mu = sqrtUp(square, bits)
  const noise = { sensitivity: mu, standardDeviation: 1 }
  return Object.freeze({
    mu: decimalUp(mu),
    compose(event: Event, count = 1): GaussianAccountant {
      if (!Number.isSafeInteger(count) || count < 0)
        throw wrongParameter('count', count, 'must be a whole number, at least 0')
      const seen = [...relations, event.neighbours]
      sameNeighbours(seen)
      const more = multiply(squareOf(event), rational(BigInt(count)))
      return accountantOf(add(square, more), seen.slice(-1))
    },
    delta({ epsilon }: { readonly epsilon: RationalLike }): ApproximateLoss {
      const delta = square.numerator === 0n ? 0 : continuousGaussianDelta({ ...noise, epsilon })
      return approximateLoss(epsilon, delta)
    },
    epsilon({ delta }: { readonly delta: RationalLike }): ApproximateLoss {
      const epsilon = square.numerator === 0n ? 0 : continuousGaussianEpsilon({ ...noise, delta })
      return approximateLoss(epsilon, delta)
    },
  })
}

/** (1) mu squared: 1 / noiseMultiplier^2 of Gaussian noise, the sum over parts. */
function squareOf(event: Event): Rational {
  switch (event.kind) {
    case 'gaussian':
    case 'tree':
      // Two rho: a unit is in as many nodes as there are levels, all with Gaussian noise.
      return multiply(two, idealRho(event))
    case 'selfComposed':
      return multiply(squareOf(event.event), rational(BigInt(event.count)))
    case 'composed':
      sameNeighbours([event.neighbours, ...event.events.map((part) => part.neighbours)])
      return event.events.map(squareOf).reduce(add, nothing)
    case 'zcdp':
      throw noLoss(event, 'approximate')
    default: {
      const loss = priceEvent(event, { measure: 'pure' })
      if (loss.kind !== 'pure') throw noLoss(event, 'pure')
      const mu = gaussianOfPure(loss.exact.epsilon)
      return multiply(mu, mu)
    }
  }
}
