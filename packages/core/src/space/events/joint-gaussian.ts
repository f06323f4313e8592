import { formatRational, type RationalLike } from '@dither/math'
import { type JointSensitivity, jointSensitivity } from '../joint-sensitivity.ts'
import {
  type Claim,
  claimed,
  type EventBase,
  eventBase,
  type OfNeighbours,
  readDimension,
  type WrittenClaim,
} from './fields.ts'
import {
  type StoredEvent,
  storedClaim,
  storedCount,
  storedList,
  storedText,
} from './stored-fields.ts'
import { noiseOf, storedCases, writtenCases } from './worst-cases.ts'

/** Several vectors, each with its own variance: rho = max over cases of the sum of l2^2 / (2 variance). */
export interface JointGaussianEvent extends EventBase {
  readonly kind: 'jointGaussian'
  readonly variances: readonly string[]
  /** `worstCases[i][j]`: the squared L2 change of vector j in case i. */
  readonly worstCases: readonly (readonly string[])[]
  /** The number of coordinates that take noise, over all vectors. */
  readonly dimension: number
  /** The (epsilon, delta) that the variances were calibrated for; a pricer proves it again before use. */
  readonly claim?: WrittenClaim
}

/** Several vectors, each with its own variance; `dimension` counts coordinates with noise. */
export function jointGaussianEvent(
  options: OfNeighbours & {
    readonly variances: readonly RationalLike[]
    readonly sensitivity: JointSensitivity
    readonly dimension: number
    readonly claim?: Claim
  },
): JointGaussianEvent {
  const variances = noiseOf('variances', options.variances)
  const worstCases = writtenCases(options.sensitivity, variances, 'l2Squared')
  return Object.freeze({
    ...eventBase(options),
    kind: 'jointGaussian',
    variances: Object.freeze(variances.map(formatRational)),
    worstCases,
    dimension: readDimension(options.dimension),
    ...claimed(options.claim),
  })
}

export function readJointGaussian(data: StoredEvent): JointGaussianEvent {
  return jointGaussianEvent({
    neighbours: data.neighbours,
    variances: storedList('variances', data['variances']).map((item) =>
      storedText('variances', item),
    ),
    sensitivity: jointSensitivity(storedCases(data['worstCases'], (square) => square)),
    dimension: storedCount('dimension', data['dimension']),
    ...storedClaim(data['claim']),
  })
}
