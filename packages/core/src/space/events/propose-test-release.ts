import { formatRational, type RationalLike } from '@dither/math'
import { scale } from '../parameter.ts'
import { type EventBase, eventBase, type OfNeighbours } from './fields.ts'
import { type StoredEvent, storedText, storedWhole } from './stored-fields.ts'
import { writtenWhole } from './whole-numbers.ts'

/** One test of a distance by discrete Laplace noise, and a value with such noise if it passes, else a refusal. */
export interface ProposeTestReleaseEvent extends EventBase {
  readonly kind: 'proposeTestRelease'
  /** Of the noise on the distance, which one unit moves by 1. */
  readonly testScale: string
  /** A noisy distance below this is refused; at distance 0 the value may move by more than the bound. */
  readonly threshold: string
  /** What one unit changes where the distance is not 0. */
  readonly bound: string
  readonly valueScale: string
}

/** One test, and a release if it is passed. */
export function proposeTestReleaseEvent(
  options: OfNeighbours & {
    readonly testScale: RationalLike
    readonly threshold: bigint
    readonly bound: RationalLike
    readonly valueScale: RationalLike
  },
): ProposeTestReleaseEvent {
  return Object.freeze({
    ...eventBase(options),
    kind: 'proposeTestRelease',
    testScale: formatRational(scale(options.testScale, 'testScale')),
    threshold: String(options.threshold),
    bound: writtenWhole('bound', options.bound, 1n),
    valueScale: formatRational(scale(options.valueScale, 'valueScale')),
  })
}

export function readProposeTestRelease(data: StoredEvent): ProposeTestReleaseEvent {
  return proposeTestReleaseEvent({
    neighbours: data.neighbours,
    testScale: storedText('testScale', data['testScale']),
    threshold: storedWhole('threshold', data['threshold']),
    bound: storedText('bound', data['bound']),
    valueScale: storedText('valueScale', data['valueScale']),
  })
}
