import { formatRational, type RationalLike } from '@dither/math'
import { scale } from '../parameter.ts'
import { changeBase, type EventBase, type OfChange } from './fields.ts'
import { type StoredEvent, storedChange, storedText } from './stored-fields.ts'
import { type Bounds, storedBounds, writtenBounds } from './whole-numbers.ts'

/** Discrete Laplace noise on one integer, renormalised within bounds: at least sensitivity / scale. */
export interface BoundedLaplaceEvent extends EventBase {
  readonly kind: 'boundedLaplace'
  readonly sensitivity: string
  readonly scale: string
  readonly lower: string
  readonly upper: string
}

/** Discrete Laplace noise on one integer, renormalised within bounds. */
export function boundedLaplaceEvent(
  options: OfChange & Bounds & { readonly scale: RationalLike },
): BoundedLaplaceEvent {
  return Object.freeze({
    ...changeBase(options),
    kind: 'boundedLaplace',
    scale: formatRational(scale(options.scale)),
    ...writtenBounds(options),
  })
}

export function readBoundedLaplace(data: StoredEvent): BoundedLaplaceEvent {
  return boundedLaplaceEvent({
    ...storedChange(data),
    ...storedBounds(data),
    scale: storedText('scale', data['scale']),
  })
}
