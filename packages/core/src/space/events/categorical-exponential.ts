import { formatRational, type RationalLike } from '@dither/math'
import { epsilon as epsilonOf } from '../parameter.ts'
import { type EventBase, eventBase, type OfNeighbours } from './fields.ts'
import { type StoredEvent, storedText } from './stored-fields.ts'

/**
 * One category answered in place of one person's, near ones more often: `epsilon` bounds the size of a privacy loss,
 * `range` how far the losses of one pair of categories lie apart.
 */
export interface CategoricalExponentialEvent extends EventBase {
  readonly kind: 'categoricalExponential'
  readonly epsilon: string
  readonly range: string
}

/** One category answered in place of another, as told by its largest loss and by the range of losses. */
export function categoricalExponentialEvent(
  options: OfNeighbours & { readonly epsilon: RationalLike; readonly range: RationalLike },
): CategoricalExponentialEvent {
  return Object.freeze({
    ...eventBase(options),
    kind: 'categoricalExponential',
    epsilon: formatRational(epsilonOf(options.epsilon)),
    range: formatRational(epsilonOf(options.range, 'range')),
  })
}

export function readCategoricalExponential(data: StoredEvent): CategoricalExponentialEvent {
  return categoricalExponentialEvent({
    neighbours: data.neighbours,
    epsilon: storedText('epsilon', data['epsilon']),
    range: storedText('range', data['range']),
  })
}
