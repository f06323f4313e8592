import { formatRational, type RationalLike } from '@dither/math'
import { scale, sensitivity } from '../parameter.ts'
import {
  type Claim,
  claimed,
  type EventBase,
  eventBase,
  type OfNeighbours,
  readDimension,
  type WrittenClaim,
} from './fields.ts'
import { type StoredEvent, storedClaim, storedCount, storedText } from './stored-fields.ts'

/** One vector with discrete Gaussian noise on every coordinate: rho = sensitivity^2 / (2 variance). */
export interface DiscreteGaussianEvent extends EventBase {
  readonly kind: 'discreteGaussian'
  /** L2. */
  readonly sensitivitySquared: string
  readonly variance: string
  /** The number of coordinates that take noise. */
  readonly dimension: number
  /** The (epsilon, delta) that the variance was calibrated for; a pricer proves it again before use. */
  readonly claim?: WrittenClaim
}

/** One vector with discrete Gaussian noise; `sensitivitySquared` in L2. */
export function discreteGaussianEvent(
  options: OfNeighbours & {
    readonly variance: RationalLike
    readonly sensitivitySquared: RationalLike
    readonly dimension?: number
    readonly claim?: Claim
  },
): DiscreteGaussianEvent {
  return Object.freeze({
    ...eventBase(options),
    kind: 'discreteGaussian',
    sensitivitySquared: formatRational(
      sensitivity(options.sensitivitySquared, 'sensitivitySquared'),
    ),
    variance: formatRational(scale(options.variance, 'variance')),
    dimension: readDimension(options.dimension ?? 1),
    ...claimed(options.claim),
  })
}

export function readDiscreteGaussian(data: StoredEvent): DiscreteGaussianEvent {
  return discreteGaussianEvent({
    neighbours: data.neighbours,
    variance: storedText('variance', data['variance']),
    sensitivitySquared: storedText('sensitivitySquared', data['sensitivitySquared']),
    dimension: storedCount('dimension', data['dimension']),
    ...storedClaim(data['claim']),
  })
}
