import type { Event } from '../space/event.ts'
import { sameNeighbours } from '../space/neighbours.ts'

/** A part, which happened as many times. */
export interface Part {
  readonly event: Event
  readonly times: bigint
}

/**
 * (1) The parts of what is composed, all of one relation; of anything else, itself.
 *
 * @throws DitherError "mixed_neighbours"
 */
export function partsOf(event: Event, times = 1n): readonly Part[] {
  if (event.kind === 'selfComposed') return partsOf(event.event, times * BigInt(event.count))
  if (event.kind !== 'composed') return [{ event, times }]
  sameNeighbours([event.neighbours, ...event.events.map((part) => part.neighbours)])
  return event.events.flatMap((part) => partsOf(part, times))
}
