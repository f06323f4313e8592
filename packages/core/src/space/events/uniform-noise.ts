import type { RationalLike } from '@dither/math'
import { changeBase, type EventBase, type OfChange } from './fields.ts'
import { type StoredEvent, storedChange, storedText } from './stored-fields.ts'
import { writtenWhole } from './whole-numbers.ts'

/** Uniform noise from -radius to radius on every coordinate: epsilon = 0, delta = sensitivity / (2 radius + 1). */
export interface UniformNoiseEvent extends EventBase {
  readonly kind: 'uniformNoise'
  /** L1. */
  readonly sensitivity: string
  readonly radius: string
}

/** Uniform noise from -radius to radius; `sensitivity` in L1. */
export function uniformNoiseEvent(
  options: OfChange & { readonly radius: RationalLike },
): UniformNoiseEvent {
  return Object.freeze({
    ...changeBase(options),
    kind: 'uniformNoise',
    radius: writtenWhole('radius', options.radius, 0n),
  })
}

export function readUniformNoise(data: StoredEvent): UniformNoiseEvent {
  return uniformNoiseEvent({ ...storedChange(data), radius: storedText('radius', data['radius']) })
}
