import { formatRational, type RationalLike } from '@dither/math'
import { scale } from '../parameter.ts'
import { changeBase, type EventBase, type OfChange } from './fields.ts'
import { type StoredEvent, storedChange, storedText } from './stored-fields.ts'
import { writtenWhole } from './whole-numbers.ts'

/** Discrete Laplace noise on one integer, drawn again beyond the radius: sensitivity / scale, and the delta of its ends. */
export interface BoundedNoiseEvent extends EventBase {
  readonly kind: 'boundedNoise'
  readonly sensitivity: string
  readonly scale: string
  readonly radius: string
}

/** Discrete Laplace noise on one integer, from -radius to radius. */
export function boundedNoiseEvent(
  options: OfChange & { readonly scale: RationalLike; readonly radius: RationalLike },
): BoundedNoiseEvent {
  return Object.freeze({
    ...changeBase(options),
    kind: 'boundedNoise',
    scale: formatRational(scale(options.scale)),
    radius: writtenWhole('radius', options.radius, 0n),
  })
}

export function readBoundedNoise(data: StoredEvent): BoundedNoiseEvent {
  return boundedNoiseEvent({
    ...storedChange(data),
    scale: storedText('scale', data['scale']),
    radius: storedText('radius', data['radius']),
  })
}
