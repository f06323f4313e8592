import { divide, rational } from '@dither/math'
import { type NormNoiseEvent, readNormNoise } from '../../space/events/norm-noise.ts'
import type { EventKind } from '../event-kind.ts'
import { pure } from './pure.ts'

/** Noise on a vector that falls off with its norm: epsilon = sensitivity / scale. */
export const normNoiseKind: EventKind<NormNoiseEvent> = {
  read: readNormNoise,
  price: ({ sensitivity, scale }, { measure }) =>
    pure(divide(rational(sensitivity), rational(scale)), measure),
}
