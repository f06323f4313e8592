/** Events that hold others. */
import { add, compare, minimum, type Rational, rational } from '@dither/math'
import { type ComposedEvent, readComposed } from '../../space/events/composed.ts'
import { type ParallelEvent, readParallel } from '../../space/events/parallel.ts'
import { readSelfComposed, type SelfComposedEvent } from '../../space/events/self-composed.ts'
import { approximateLoss, pureLoss, zcdpLoss } from '../../space/loss.ts'
import { sameNeighbours } from '../../space/neighbours.ts'
import type { EventKind } from '../event-kind.ts'

const nothing = rational(0)

/** Events that happened together: `priceEvent` prices their parts, so no part is one of these. */
export const composedKind: EventKind<ComposedEvent> = {
  read: readComposed,
  price: (event, options, priceOf) => priceOf(event, options),
}

/** One event as many times over: `priceEvent` prices it once and multiplies. */
export const selfComposedKind: EventKind<SelfComposedEvent> = {
  read: readSelfComposed,
  price: (event, options, priceOf) => priceOf(event, options),
}

/** (5) The dearest parts, as many as one unit may be in; each of their measure's numbers by itself. */
export const parallelKind: EventKind<ParallelEvent> = {
  read: readParallel,
  price({ neighbours, events, most }, options, priceOf) {
    sameNeighbours([neighbours, ...events.map((part) => part.neighbours)])
    const losses = events.map((event) => priceOf(event, options))
    const worst = (numbers: readonly Rational[]): Rational =>
      [...numbers]
        .sort((a, b) => compare(b, a))
        .slice(0, most)
        .reduce(add, nothing)
    if (options.measure === 'zcdp')
      return zcdpLoss(
        worst(losses.map((loss) => (loss.kind === 'zcdp' ? loss.exact.rho : nothing))),
      )
    const epsilon = worst(
      losses.map((loss) => (loss.kind === 'zcdp' ? nothing : loss.exact.epsilon)),
    )
    const failures = losses.flatMap((loss) =>
      loss.kind === 'approximate' ? [loss.exact.delta] : [],
    )
    if (failures.length === 0) return pureLoss(epsilon)
    return approximateLoss(epsilon, minimum(rational(1), worst(failures)))
  },
}
