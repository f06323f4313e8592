import { formatRational, type RationalLike } from '@dither/math'
import { scale } from '../parameter.ts'
import { changeBase, type EventBase, type OfChange } from './fields.ts'
import { type StoredEvent, storedChange, storedText } from './stored-fields.ts'

/** One vector with discrete Laplace noise on every coordinate: epsilon = sensitivity / scale. */
export interface DiscreteLaplaceEvent extends EventBase {
  readonly kind: 'discreteLaplace'
  /** L1. */
  readonly sensitivity: string
  readonly scale: string
}

/** One vector with discrete Laplace noise; `sensitivity` in L1. */
export function discreteLaplaceEvent(
  options: OfChange & { readonly scale: RationalLike },
): DiscreteLaplaceEvent {
  return Object.freeze({
    ...changeBase(options),
    kind: 'discreteLaplace',
    scale: formatRational(scale(options.scale)),
  })
}

export function readDiscreteLaplace(data: StoredEvent): DiscreteLaplaceEvent {
  return discreteLaplaceEvent({ ...storedChange(data), scale: storedText('scale', data['scale']) })
}
