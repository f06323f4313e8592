import type { Event } from '../space/event.ts'
import type { Loss } from '../space/loss.ts'
import type { PriceOptions } from './event-kind.ts'
import { everyKind } from './every-kind.ts'
import { priceWith } from './price-with.ts'

/**
 * The loss of an event, in the wanted measure, from the data of the event alone.
 *
 * Neighbours: those that the event states. A claim of (epsilon, delta) is proved again, or refused. In
 * the approximate measure, Gaussian parts without a claim are added up in zCDP and converted once, at
 * `delta`; a single such event is priced by the sharper analytic proof. Where no part has a delta the
 * approximate price is a pure loss. [price-event.proof.md]
 *
 * @throws DitherError "mixed_neighbours" if parts state different relations, "unsupported" if the
 *   event has no finite loss in that measure, "invalid_parameter" if a claim is not proved
 */
export function priceEvent(event: Event, options: PriceOptions): Loss {
  return priceWith(everyKind, event, options)
}
