import { compare, formatRational, type RationalLike, rational } from '@dither/math'
import { scale, wrongParameter } from '../parameter.ts'
import { changeBase, type EventBase, type OfChange } from './fields.ts'
import { type StoredEvent, storedChange, storedText } from './stored-fields.ts'
import { type Bounds, storedBounds, writtenBounds } from './whole-numbers.ts'

/** The truncated geometric mechanism on one integer: epsilon = sensitivity ln(1 / alpha). */
export interface TruncatedGeometricEvent extends EventBase {
  readonly kind: 'truncatedGeometric'
  readonly sensitivity: string
  readonly alpha: string
  readonly lower: string
  readonly upper: string
}

/** The truncated geometric mechanism on one integer. */
export function truncatedGeometricEvent(
  options: OfChange & Bounds & { readonly alpha: RationalLike },
): TruncatedGeometricEvent {
  const alpha = scale(options.alpha, 'alpha')
  if (compare(alpha, rational(1)) >= 0) throw wrongParameter('alpha', alpha, 'must be less than 1')
  return Object.freeze({
    ...changeBase(options),
    kind: 'truncatedGeometric',
    alpha: formatRational(alpha),
    ...writtenBounds(options),
  })
}

export function readTruncatedGeometric(data: StoredEvent): TruncatedGeometricEvent {
  return truncatedGeometricEvent({
    ...storedChange(data),
    ...storedBounds(data),
    alpha: storedText('alpha', data['alpha']),
  })
}
