/** The whole privacy of one mechanism: its least delta at every epsilon. */
import {
  compare,
  decimalUp,
  divide,
  exactDouble,
  expInterval,
  floor,
  floorSqrt,
  formatRational,
  multiply,
  negate,
  type Rational,
  type RationalLike,
  rational,
  reciprocal,
  subtract,
} from '@dither/math'
import { DitherError } from '../../error.ts'
import { gaussianDeltaInterval } from '../../mechanism/gaussian-calibration/analytic-gaussian.ts'
import { exactGaussianDelta } from '../../mechanism/gaussian-calibration/exact-gaussian-delta.ts'
import { smallestProved } from '../../mechanism/gaussian-calibration/smallest-proved.ts'
import { otherChance } from '../../mechanism/randomised-response/response-odds.ts'
import type { Event } from '../../space/event.ts'
import { type ApproximateLoss, approximateLoss } from '../../space/loss.ts'
import { deltaBudget, delta as deltaOf, epsilon as epsilonOf } from '../../space/parameter.ts'
import { zcdpDelta } from '../../space/zcdp-conversion.ts'
import { noLoss } from '../kinds/pure.ts'
import { priceIn } from '../renyi/priced-curve.ts'
import {
  discreteLaplaceStick,
  type HockeyStick,
  laplaceStick,
  largerOf,
  reflected,
  responseStick,
  statedStick,
  withoutUnit,
  withUnit,
} from './hockey-stick.ts'

const nothing = rational(0)
const one = rational(1)
const two = rational(2)
/** A delta that is not reached here is reached at no epsilon that anyone would state. */
const largest = rational(65_536)
/** An epsilon is found to a factor of 1 + 2^-40. */
const epsilonBits = 40

/** Made by `privacyProfile`. */
export interface PrivacyProfile {
  /** The least delta that is known at this epsilon, rounded up. */
  readonly delta: (options: { readonly epsilon: RationalLike }) => ApproximateLoss
  /** The least epsilon that is known at this delta, rounded up by less than a share of 2^-40. */
  readonly epsilon: (options: { readonly delta: RationalLike }) => ApproximateLoss
  /**
   * The trade-off: how often a test may tell one neighbour rightly that takes the other for it this often; rounded up.
   *
   * 1 minus its value is the trade-off function of [DRS22].
   */
  readonly truePositiveRate: (options: { readonly falsePositiveRate: RationalLike }) => number
}

/**
 * The privacy profile of one mechanism: the least delta at every epsilon, both ways.
 *
 * Neighbours: those that the event states.
 * Promise: an upper bound; exact but for rounding up for continuous Gaussian and Laplace noise, for discrete Laplace noise
 * and discrete Gaussian noise on one integer, for randomised response, and for these on a Poisson sample. Other mechanisms
 * with a pure loss, or a stated (epsilon, delta), have what holds for all of them. [privacy-profile.proof.md]
 *
 * @throws DitherError "unsupported" for what has no profile of its own: compose with `rdp` or `optimalComposition`
 * @see [BBG18], [BW18] theorem 8
 */
export function privacyProfile(event: Event): PrivacyProfile {
  const stick = stickOf(event)
  return Object.freeze({
    delta({ epsilon }: { readonly epsilon: RationalLike }): ApproximateLoss {
      const exact = epsilonOf(epsilon)
      return approximateLoss(exact, stick(exact))
    },
    epsilon({ delta }: { readonly delta: RationalLike }): ApproximateLoss {
      const wanted = deltaOf(delta)
      return approximateLoss(epsilonAt(event, stick, wanted), wanted)
    },
    truePositiveRate({ falsePositiveRate }: { readonly falsePositiveRate: RationalLike }): number {
      return truePositiveRate(stick, deltaOf(falsePositiveRate, 'falsePositiveRate'))
    },
  })
}

function epsilonAt(event: Event, stick: HockeyStick, delta: Rational): Rational {
  if (compare(stick(nothing), delta) <= 0) return nothing
  const pure = pureOf(event)
  if (delta.numerator === 0n) {
    if (pure !== undefined) return pure
    throw noLoss(event, 'pure')
  }
  if (compare(stick(largest), delta) > 0)
    throw new DitherError('unsupported', `no epsilon is known for delta ${formatRational(delta)}`, {
      parameter: 'delta',
      wayOut: 'Take a larger delta, or more noise',
    })
  const found = smallestProved(
    (value) => compare(stick(value), deltaBudget(delta)) <= 0,
    one,
    epsilonBits,
  )
  return pure !== undefined && compare(pure, found) < 0 ? pure : found
}

/** (1) delta(epsilon) + e^epsilon times the other rate bounds it at any epsilon, negative ones included; the best is sought in doubles. */
export function truePositiveRate(stick: HockeyStick, falsePositives: Rational): number {
  const bound = (epsilon: number): Rational => {
    const exact = exactDouble(epsilon)
    const taken = multiply(expInterval(exact, 64).high, falsePositives)
    const told = stick(exact)
    return compare(subtract(one, told), taken) <= 0 ? one : subtract(told, negate(taken))
  }
  let [low, high] = [-64, 64]
  for (let step = 0; step < 80; step++) {
    const [left, right] = [low + (high - low) / 3, high - (high - low) / 3]
    if (compare(bound(left), bound(right)) <= 0) high = right
    else low = left
  }
  return decimalUp(bound((low + high) / 2))
}

/** @throws DitherError "unsupported" */
function stickOf(event: Event): HockeyStick {
  switch (event.kind) {
    case 'gaussian':
      return gaussianStick(reciprocal(rational(event.noiseMultiplier)))
    case 'laplace':
      return laplaceStick(reciprocal(rational(event.noiseMultiplier)))
    case 'discreteLaplace':
      return discreteLaplaceStick(floor(rational(event.sensitivity)), rational(event.scale))
    case 'discreteGaussian': {
      const variance = rational(event.variance)
      const shift = floorSqrt(floor(rational(event.sensitivitySquared)))
      const rho = divide(rational(event.sensitivitySquared), multiply(two, variance))
      if (event.dimension > 1) return reflected((epsilon) => zcdpDelta({ rho, epsilon }))
      return reflected((epsilon) => exactGaussianDelta({ variance, shift, epsilon, bits: 96 }))
    }
    case 'randomisedResponse': {
      const p = rational(event.p)
      return responseStick(p, otherChance(event.categories, p))
    }
    case 'poissonSampled': {
      const [inner, rate] = [stickOf(event.event), rational(event.rate)]
      return largerOf(withUnit(inner, rate), withoutUnit(inner, rate))
    }
    case 'sampledWithoutReplacement': {
      const rate = rational(BigInt(event.sample), BigInt(event.population))
      return reflected(withUnit(stickOf(event.event), rate))
    }
    default:
      return statedOf(event)
  }
}

/** Of sensitivity over deviation mu. */
export function gaussianStick(mu: Rational): HockeyStick {
  return reflected((epsilon) => gaussianDeltaInterval(epsilon, mu, 64).high)
}

/** (2) Whatever has this loss. */
function statedOf(event: Event): HockeyStick {
  const loss = priceIn(event, 'pure') ?? priceIn(event, 'approximate')
  if (loss === undefined || loss.kind === 'zcdp')
    throw new DitherError('unsupported', `${event.kind} events have no profile of their own`, {
      parameter: 'event',
      wayOut: 'Account with rdp, or with priceEvent',
    })
  return statedStick(loss.exact.epsilon, loss.kind === 'approximate' ? loss.exact.delta : nothing)
}

function pureOf(event: Event): Rational | undefined {
  const loss = priceIn(event, 'pure')
  return loss?.kind === 'pure' ? loss.exact.epsilon : undefined
}
