/** Reads events that were stored or that came over a wire. */
import { DitherError } from '../error.ts'
import type { Event } from '../space/event.ts'
import { shown, storedList, storedObject } from '../space/events/stored-fields.ts'
import { isNeighbours, type Neighbours, sameNeighbours } from '../space/neighbours.ts'
import { wrongParameter } from '../space/parameter.ts'
import type { EventKinds } from './event-kind.ts'
import { everyKind } from './every-kind.ts'

/** Events may hold such events; deeper nesting than this is taken for an attack. */
const mostNesting = 32

/**
 * Checks that a value is an event, and rebuilds it: frozen, reduced fractions, keys in one order.
 *
 * @throws DitherError "invalid_parameter" if it is not, "unsupported" if a newer version wrote it
 */
export function readEvent(value: unknown): Event {
  return readWith(everyKind, value)
}

/** The same, where events of other kinds are not known. */
export function readWith(kinds: EventKinds, value: unknown, depth = 0): Event {
  const data = storedObject('event', value)
  if (data['version'] !== 1)
    throw new DitherError('unsupported', `event version is ${shown(data['version'])}, must be 1`, {
      parameter: 'version',
      wayOut: 'Read it with a newer version of Dither',
    })
  const neighbours = relation(data['neighbours'])
  const kind = Object.entries(kinds).find(([name]) => name === data['kind'])?.[1]
  if (kind === undefined)
    throw new DitherError('unsupported', `event kind is ${shown(data['kind'])}, not known here`, {
      parameter: 'kind',
    })
  const parts = (events: unknown, unstated = false): readonly Event[] => {
    if (depth >= mostNesting)
      throw wrongParameter('event', 'nested', `must be at most ${mostNesting} deep`)
    const read = storedList('events', events).map((part) => readWith(kinds, part, depth + 1))
    const relations = read.map((part) => part.neighbours)
    sameNeighbours([neighbours, ...relations.filter((one) => !unstated || one !== 'unstated')])
    return read
  }
  return kind.read({ ...data, neighbours }, parts)
}

function relation(value: unknown): Neighbours {
  if (isNeighbours(value)) return value
  throw wrongParameter('neighbours', shown(value), 'must be add-remove, change-one or unstated')
}
