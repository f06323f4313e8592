import type { Event } from '../event.ts'
import { atLeastOne, type EventBase } from './fields.ts'
import { type StoredEvent, storedCount, storedPart } from './stored-fields.ts'

/** One event as many times over, each time with fresh noise. */
export interface SelfComposedEvent extends EventBase {
  readonly kind: 'selfComposed'
  readonly event: Event
  readonly count: number
}

/** The event `count` times over; its neighbours are those of the event. */
export function selfComposedEvent(event: Event, count: number): SelfComposedEvent {
  const { neighbours } = event
  return Object.freeze({
    version: 1,
    kind: 'selfComposed',
    neighbours,
    event,
    count: atLeastOne('count', count),
  })
}

export function readSelfComposed(
  data: StoredEvent,
  parts: (events: unknown) => readonly Event[],
): SelfComposedEvent {
  return selfComposedEvent(storedPart(data['event'], parts), storedCount('count', data['count']))
}
