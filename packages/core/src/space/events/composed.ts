import type { Event } from '../event.ts'
import { type Neighbours, sameNeighbours } from '../neighbours.ts'
import type { EventBase } from './fields.ts'
import type { StoredEvent } from './stored-fields.ts'

/** Events that happened together. */
export interface ComposedEvent extends EventBase {
  readonly kind: 'composed'
  readonly events: readonly Event[]
}

/** Events that happened together; `neighbours` is for an empty list, which states none itself. */
export function composedEvent(parts: readonly Event[], neighbours?: Neighbours): ComposedEvent {
  return Object.freeze({
    version: 1,
    kind: 'composed',
    neighbours: sameNeighbours([
      ...parts.map((part) => part.neighbours),
      ...(neighbours === undefined ? [] : [neighbours]),
    ]),
    events: Object.freeze([...parts]),
  })
}

export function readComposed(
  data: StoredEvent,
  partsOf: (events: unknown) => readonly Event[],
): ComposedEvent {
  const parts = partsOf(data['events'])
  return parts.length > 0 ? composedEvent(parts) : composedEvent(parts, data.neighbours)
}
