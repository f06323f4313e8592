/** What an event costs, computed again from its data, where the kinds of events are given. */
import { add, type RationalLike, rational } from '@dither/math'
import { DitherError } from '../error.ts'
import { gaussianEpsilon } from '../mechanism/gaussian-calibration/calibrate-gaussian.ts'
import type { Event } from '../space/event.ts'
import { approximateLoss, composeLosses, type Loss } from '../space/loss.ts'
import { sameNeighbours } from '../space/neighbours.ts'
import { deltaBudget } from '../space/parameter.ts'
import { zcdpEpsilon } from '../space/zcdp-conversion.ts'
import type { EventKind, EventKinds, PriceOptions } from './event-kind.ts'
import { type GaussianEvent, isUnclaimed, questionOf, rhoOf } from './kinds/gaussian.ts'
import { pure } from './kinds/pure.ts'

/**
 * The loss of an event of these kinds, in the wanted measure: see `priceEvent`, which knows every kind.
 *
 * @throws DitherError as `priceEvent`; "unsupported" besides for a kind that is not among them
 */
export function priceWith(kinds: EventKinds, event: Event, options: PriceOptions): Loss {
  const priceOf = (part: Event, how: PriceOptions): Loss => priceWith(kinds, part, how)
  const price = (part: Event): Loss => kindOf(kinds, part).price(part, options, priceOf)
  const parts = flatten(event)
  if (options.measure !== 'approximate') return total(parts.map(price), options.measure)
  const apart = parts.map((part) => kindOf(kinds, part).apart?.(part) ?? { noise: part })
  const rest = apart.flatMap((part) => ('rest' in part ? [part.rest] : []))
  const noise = apart.map((part) => part.noise)
  const unclaimed = noise.filter(isUnclaimed)
  const priced = [...noise.filter((part) => !isUnclaimed(part)).map(price), ...rest]
  if (unclaimed.length === 0) return total(priced, 'approximate')
  return total([...priced, convert(unclaimed, options.delta)], 'approximate')
}

/** @throws DitherError "unsupported" if it is not among them */
export function kindOf(kinds: EventKinds, { kind }: Event): EventKind {
  const known = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined
  if (known !== undefined) return known
  throw new DitherError('unsupported', 'event has a kind that is not known here')
}

/** (1) The parts of a composed event, all of one relation. */
function flatten(event: Event): readonly Event[] {
  if (event.kind !== 'composed') return [event]
  sameNeighbours([event.neighbours, ...event.events.map((part) => part.neighbours)])
  return event.events.flatMap(flatten)
}

/** (3) One conversion for all; it is valid for any zCDP mechanism. */
function convert(parts: readonly GaussianEvent[], delta: RationalLike | undefined): Loss {
  if (delta === undefined)
    throw new DitherError('unsupported', 'delta is missing, must be given for Gaussian noise', {
      parameter: 'delta',
      wayOut: 'Give a delta, or an event that claims (epsilon, delta)',
    })
  const failure = deltaBudget(delta)
  const [only] = parts
  if (parts.length === 1 && only !== undefined)
    return approximateLoss(gaussianEpsilon(questionOf(only), failure), failure)
  const rho = parts.map(rhoOf).reduce(add, rational(0))
  return approximateLoss(zcdpEpsilon({ rho, delta: failure }), failure)
}

/** Nothing released costs nothing. */
function total(losses: readonly Loss[], measure: PriceOptions['measure']): Loss {
  return losses.length === 0 ? pure(rational(0), measure) : composeLosses(losses)
}
