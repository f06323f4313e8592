import { formatRational, type RationalLike } from '@dither/math'
import { scale } from '../parameter.ts'
import { atLeastOne, changeBase, type EventBase, type OfChange } from './fields.ts'
import {
  type StoredEvent,
  storedChange,
  storedCount,
  storedText,
  storedWord,
} from './stored-fields.ts'

/** One vector with noise whose probability falls with its norm, by e^(-norm / scale): epsilon = sensitivity / scale. */
export interface NormNoiseEvent extends EventBase {
  readonly kind: 'normNoise'
  /** In which the sensitivity is given, and in which noise falls off. */
  readonly norm: 'l2' | 'linf'
  readonly sensitivity: string
  readonly scale: string
  /** The number of coordinates that take noise. */
  readonly dimension: number
}

/** Noise on one vector that falls off with its norm. */
export function normNoiseEvent(
  options: OfChange & {
    readonly norm: 'l2' | 'linf'
    readonly scale: RationalLike
    readonly dimension: number
  },
): NormNoiseEvent {
  return Object.freeze({
    ...changeBase(options),
    kind: 'normNoise',
    norm: options.norm,
    scale: formatRational(scale(options.scale)),
    dimension: atLeastOne('dimension', options.dimension),
  })
}

export function readNormNoise(data: StoredEvent): NormNoiseEvent {
  return normNoiseEvent({
    ...storedChange(data),
    norm: storedWord('norm', data['norm'], ['l2', 'linf']),
    scale: storedText('scale', data['scale']),
    dimension: storedCount('dimension', data['dimension']),
  })
}
