/** One event for all questions of a release that cost anything. */
import { type Event, events, type Neighbours } from '@dither/core'

/** What a question brings to the total. */
export interface EventPart {
  readonly event: Event
}

/**
 * The event of the only question that costs anything, or all of them composed.
 *
 * @throws DitherError "mixed_neighbours" if they state different relations (S1)
 */
export function totalEvent(parts: readonly EventPart[]): Event {
  const costly = parts.map(({ event }) => event).filter((event) => !isFree(event))
  const [only, ...others] = costly
  if (only !== undefined && others.length === 0) return only
  const neighbours: Neighbours | undefined = parts[0]?.event.neighbours
  return events.composed(costly, costly.length > 0 ? undefined : neighbours)
}

/** Whether nothing happened: the answer was public. */
export function isFree(event: Event): boolean {
  return event.kind === 'composed' && event.events.length === 0
}
