/** Samples make private what happens on them more private: a unit is in them with some chance only. */
import {
  add,
  compare,
  expInterval,
  lnInterval,
  multiply,
  type Rational,
  rational,
  subtract,
} from '@dither/math'
import { DitherError } from '../../error.ts'
import {
  type PoissonSampledEvent,
  readPoissonSampled,
  readSampledWithoutReplacement,
  type SampledWithoutReplacementEvent,
} from '../../space/events/sampled.ts'
import { approximateLoss, type Loss, pureLoss } from '../../space/loss.ts'
import { significantUp } from '../../space/significant.ts'
import type { EventKind, PriceOptions } from '../event-kind.ts'
import { noLoss, pure } from './pure.ts'

/** An event on a Poisson sample. */
export const poissonSampledKind: EventKind<PoissonSampledEvent> = {
  read: readPoissonSampled,
  price(event, options, priceOf) {
    return amplified(event, rational(event.rate), options, (how) => priceOf(event.event, how))
  },
}

/** An event on a sample of fixed size. */
export const sampledWithoutReplacementKind: EventKind<SampledWithoutReplacementEvent> = {
  read: readSampledWithoutReplacement,
  price(event, options, priceOf) {
    const rate = rational(BigInt(event.sample), BigInt(event.population))
    return amplified(event, rate, options, (how) => priceOf(event.event, how))
  },
}

const one = rational(1)
const bits = 80
/** e^epsilon is not computed beyond this: such a loss stays as it is. */
const mostEpsilon = rational(10_000)

/**
 * (13) (epsilon, delta) becomes (ln(1 + rate (e^epsilon - 1)), rate delta), rounded up: in the measure of deltas, or of pure
 * losses. There is no such rule for zCDP, where the pure loss is taken.
 */
function amplified(
  event: { readonly kind: string },
  rate: Rational,
  { measure, ...options }: PriceOptions,
  priceOf: (options: PriceOptions) => Loss,
): Loss {
  if (compare(rate, one) === 0) return priceOf({ ...options, measure })
  const inner = priceOf({
    ...options,
    measure: measure === 'zcdp' ? pureFor(event, priceOf) : measure,
  })
  if (inner.kind === 'zcdp') throw noLoss(event, measure)
  const epsilon = amplifiedEpsilon(inner.exact.epsilon, rate)
  if (measure === 'zcdp') return pure(epsilon, measure)
  if (inner.kind === 'pure') return pureLoss(epsilon)
  return approximateLoss(epsilon, multiply(rate, inner.exact.delta))
}

/** @throws DitherError "unsupported" if what happens on the sample has no pure loss */
function pureFor(
  event: { readonly kind: string },
  priceOf: (options: PriceOptions) => Loss,
): 'pure' {
  try {
    priceOf({ measure: 'pure' })
    return 'pure'
  } catch (error) {
    if (!(error instanceof DitherError) || error.code !== 'unsupported') throw error
    throw new DitherError('unsupported', `${event.kind} has no zcdp loss of its own`, {
      parameter: 'measure',
      wayOut: 'Compose it with rdp() or pld(), which know what sampling hides',
    })
  }
}

/** ln(1 + rate (e^epsilon - 1)), rounded up; never above epsilon. */
export function amplifiedEpsilon(epsilon: Rational, rate: Rational): Rational {
  if (epsilon.numerator === 0n || compare(epsilon, mostEpsilon) > 0) return epsilon
  const grown = subtract(expInterval(epsilon, bits).high, one)
  const amplified = significantUp(lnInterval(add(one, multiply(rate, grown)), bits).high, 64)
  return compare(amplified, epsilon) < 0 ? amplified : epsilon
}
