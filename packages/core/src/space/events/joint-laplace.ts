import { formatRational, type RationalLike } from '@dither/math'
import { type JointSensitivity, jointSensitivity } from '../joint-sensitivity.ts'
import { type EventBase, eventBase, type OfNeighbours } from './fields.ts'
import { type StoredEvent, storedList, storedText } from './stored-fields.ts'
import { noiseOf, storedCases, writtenCases } from './worst-cases.ts'

/** Several vectors, each with its own Laplace scale: epsilon = max over cases of the sum of l1 / scale. */
export interface JointLaplaceEvent extends EventBase {
  readonly kind: 'jointLaplace'
  readonly scales: readonly string[]
  /** `worstCases[i][j]`: the L1 change of vector j in case i. */
  readonly worstCases: readonly (readonly string[])[]
}

/** Several vectors, each with its own Laplace scale. */
export function jointLaplaceEvent(
  options: OfNeighbours & {
    readonly scales: readonly RationalLike[]
    readonly sensitivity: JointSensitivity
  },
): JointLaplaceEvent {
  const scales = noiseOf('scales', options.scales)
  const worstCases = writtenCases(options.sensitivity, scales, 'l1')
  return Object.freeze({
    ...eventBase(options),
    kind: 'jointLaplace',
    scales: Object.freeze(scales.map(formatRational)),
    worstCases,
  })
}

export function readJointLaplace(data: StoredEvent): JointLaplaceEvent {
  return jointLaplaceEvent({
    neighbours: data.neighbours,
    scales: storedList('scales', data['scales']).map((item) => storedText('scales', item)),
    sensitivity: jointSensitivity(storedCases(data['worstCases'], (l1) => l1 * l1)),
  })
}
