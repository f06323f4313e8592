/** What an event costs, computed again from its data. */
import { add, divide, maximum, multiply, type Rational, rational } from '@dither/math'
import { DitherError } from '../error.ts'
import type { Event } from '../space/event.ts'
import { composeLosses, type Loss, pureLoss, zcdpLoss } from '../space/loss.ts'
import { sameNeighbours } from '../space/neighbours.ts'

/** The measure in which to price. */
export interface PriceOptions {
  readonly measure: 'pure' | 'approximate' | 'zcdp'
}

const nothing = rational(0)
const two = rational(2)

/**
 * The loss of an event, in the wanted measure, from the data of the event alone.
 *
 * @throws DitherError "mixed_neighbours" if parts state different relations, "unsupported" if the
 *   event has no finite loss in that measure
 */
export function priceEvent(event: Event, options: PriceOptions): Loss {
  switch (event.kind) {
    case 'discreteLaplace':
      return pure(divide(rational(event.sensitivity), rational(event.scale)), options)
    case 'jointLaplace':
      return pure(worst(event.worstCases, event.scales), options)
    case 'discreteGaussian':
      return gaussian(divide(rational(event.sensitivitySquared), rational(event.variance)), options)
    case 'jointGaussian':
      return gaussian(worst(event.worstCases, event.variances), options)
    case 'composed':
      sameNeighbours([event.neighbours, ...event.events.map((part) => part.neighbours)])
      if (event.events.length === 0) return pure(nothing, options)
      return composeLosses(event.events.map((part) => priceEvent(part, options)))
    default:
      return unknown(event)
  }
}

function pure(epsilon: Rational, { measure }: PriceOptions): Loss {
  if (measure === 'zcdp') return zcdpLoss(divide(multiply(epsilon, epsilon), two))
  return pureLoss(epsilon)
}

function gaussian(muSquared: Rational, { measure }: PriceOptions): Loss {
  if (measure === 'zcdp') return zcdpLoss(divide(muSquared, two))
  throw new DitherError('unsupported', `Gaussian noise has no ${measure} loss here`, {
    parameter: 'measure',
    wayOut: 'Price it in zCDP',
  })
}

/** The largest over the cases of the sum of size / noise; 0 / 0 is 0. */
function worst(cases: readonly (readonly string[])[], noise: readonly string[]): Rational {
  const costs = cases.map((sizes) =>
    sizes
      .map((size, j) => (size === '0' ? nothing : divide(rational(size), rational(noise[j] ?? 0))))
      .reduce(add, nothing),
  )
  return maximum(nothing, ...costs)
}

function unknown(_event: never): never {
  throw new DitherError('unsupported', 'event has a kind that is not known here')
}
