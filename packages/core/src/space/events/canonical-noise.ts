import {
  compare,
  divide,
  formatRational,
  multiply,
  type RationalLike,
  rational,
} from '@dither/math'
import { epsilonBudget, scale, wrongParameter } from '../parameter.ts'
import { changeBase, type EventBase, type OfChange } from './fields.ts'
import { type StoredEvent, storedChange, storedText } from './stored-fields.ts'
import { writtenWhole } from './whole-numbers.ts'

/** Canonical noise on one integer, in cells of 2^-32: epsilon for each width, or part of it, and the delta of its end. */
export interface CanonicalNoiseEvent extends EventBase {
  readonly kind: 'canonicalNoise'
  readonly sensitivity: string
  readonly epsilon: string
  /** Of the stairs, in counts. */
  readonly width: string
  /** Where the noise ends, in counts; without one it does not, and there is no delta. */
  readonly reach?: string
}

/** Canonical noise on one integer; a reach is a multiple of 2^-32, more than half a width. */
export function canonicalNoiseEvent(
  options: OfChange & {
    readonly epsilon: RationalLike
    readonly width: RationalLike
    readonly reach?: RationalLike
  },
): CanonicalNoiseEvent {
  const width = writtenWhole('width', options.width, 1n)
  return Object.freeze({
    ...changeBase(options),
    kind: 'canonicalNoise',
    epsilon: formatRational(epsilonBudget(options.epsilon)),
    width,
    ...(options.reach === undefined ? {} : { reach: writtenReach(options.reach, width) }),
  })
}

export function readCanonicalNoise(data: StoredEvent): CanonicalNoiseEvent {
  const reach = data['reach']
  return canonicalNoiseEvent({
    ...storedChange(data),
    epsilon: storedText('epsilon', data['epsilon']),
    width: storedText('width', data['width']),
    ...(reach === undefined ? {} : { reach: storedText('reach', reach) }),
  })
}

function writtenReach(value: RationalLike, width: string): string {
  const reach = scale(value, 'reach')
  if (multiply(reach, rational(1n << 32n)).denominator !== 1n)
    throw wrongParameter('reach', value, 'must be a multiple of 2^-32')
  if (compare(reach, divide(rational(width), rational(2))) <= 0)
    throw wrongParameter('reach', value, 'must be more than half the width')
  return formatRational(reach)
}
