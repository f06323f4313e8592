import type { Event } from '../event.ts'
import { composedEvent } from './composed.ts'
import { atLeastOne, type EventBase, type OfNeighbours } from './fields.ts'
import { type StoredEvent, storedCount } from './stored-fields.ts'

/**
 * Events of parts of the data, which happened together: the answer of each depends on its own part alone.
 *
 * Whatever one unit changes costs no more than changes that the events allow in `most` of the parts.
 */
export interface ParallelEvent extends EventBase {
  readonly kind: 'parallel'
  /** One a part. */
  readonly events: readonly Event[]
  /** In how many parts one unit can make a difference, at the worst; at least 1. */
  readonly most: number
}

/** Events of parts of the data, of which one unit makes a difference in at most `most`; 1 unless said. */
export function parallelEvent(
  parts: readonly Event[],
  { most = 1, neighbours }: OfNeighbours & { readonly most?: number } = {},
): ParallelEvent {
  return Object.freeze({
    version: 1,
    kind: 'parallel',
    neighbours: composedEvent(parts, neighbours).neighbours,
    events: Object.freeze([...parts]),
    most: atLeastOne('most', most),
  })
}

export function readParallel(
  data: StoredEvent,
  partsOf: (events: unknown) => readonly Event[],
): ParallelEvent {
  return parallelEvent(partsOf(data['events']), {
    most: storedCount('most', data['most']),
    neighbours: data.neighbours,
  })
}
