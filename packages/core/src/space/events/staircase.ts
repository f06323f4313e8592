import { formatRational, type RationalLike } from '@dither/math'
import { epsilon, wrongParameter } from '../parameter.ts'
import { changeBase, type EventBase, type OfChange } from './fields.ts'
import { type StoredEvent, storedChange, storedText } from './stored-fields.ts'
import { writtenWhole } from './whole-numbers.ts'

/** Staircase noise on one integer: epsilon for each width, or part of it, of the sensitivity. */
export interface StaircaseEvent extends EventBase {
  readonly kind: 'staircase'
  readonly sensitivity: string
  readonly epsilon: string
  readonly width: string
  /** How far the top stair reaches from 0. */
  readonly step: string
}

/** Staircase noise on one integer: e^-epsilon a stair, of this width, from this step on. */
export function staircaseEvent(
  options: OfChange & {
    readonly epsilon: RationalLike
    readonly width: RationalLike
    readonly step: RationalLike
  },
): StaircaseEvent {
  const width = writtenWhole('width', options.width, 1n)
  const step = writtenWhole('step', options.step, 1n)
  if (BigInt(step) > BigInt(width)) throw wrongParameter('step', step, `must be at most ${width}`)
  return Object.freeze({
    ...changeBase(options),
    kind: 'staircase',
    epsilon: formatRational(epsilon(options.epsilon)),
    width,
    step,
  })
}

export function readStaircase(data: StoredEvent): StaircaseEvent {
  return staircaseEvent({
    ...storedChange(data),
    epsilon: storedText('epsilon', data['epsilon']),
    width: storedText('width', data['width']),
    step: storedText('step', data['step']),
  })
}
