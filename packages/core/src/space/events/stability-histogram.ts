import type { RationalLike } from '@dither/math'
import {
  type KeyReach,
  keyChange,
  readKeyReach,
  type StatedNeighbours,
  statedNeighbours,
  storedReach,
} from '../key-reach.ts'
import type { Neighbours } from '../neighbours.ts'
import { type DiscreteGaussianEvent, discreteGaussianEvent } from './discrete-gaussian.ts'
import { type DiscreteLaplaceEvent, discreteLaplaceEvent } from './discrete-laplace.ts'
import type { Claim, EventBase } from './fields.ts'
import {
  type StoredEvent,
  storedClaim,
  storedObject,
  storedText,
  storedWhole,
} from './stored-fields.ts'

/**
 * Counts by key with noise, released with their keys where they reach `threshold`: the loss of the noise, and
 * the chance that a key which only one neighbour has is released, as delta.
 */
export interface StabilityHistogramEvent extends EventBase {
  readonly kind: 'stabilityHistogram'
  readonly neighbours: StatedNeighbours
  /** Of the counts; its sensitivity is that of the reach. */
  readonly noise: DiscreteLaplaceEvent | DiscreteGaussianEvent
  /** A whole number; of counts less what was asked of a key beforehand. */
  readonly threshold: string
  readonly reach: KeyReach
}

/** Noisy counts by key, released where they reach the threshold, a whole number. */
export function stabilityHistogramEvent({
  noise,
  threshold,
  ...options
}: {
  readonly noise:
    | { readonly scale: RationalLike }
    | { readonly variance: RationalLike; readonly claim?: Claim }
  readonly threshold: bigint
  readonly reach: KeyReach
  readonly neighbours: Neighbours
}): StabilityHistogramEvent {
  const reach = readKeyReach(options.reach)
  const neighbours = statedNeighbours(options.neighbours)
  const { l1, l2Squared, keys } = keyChange(reach, neighbours)
  return Object.freeze({
    version: 1,
    kind: 'stabilityHistogram',
    neighbours,
    noise:
      'scale' in noise
        ? discreteLaplaceEvent({ ...noise, sensitivity: l1, neighbours })
        : discreteGaussianEvent({
            ...noise,
            sensitivitySquared: l2Squared,
            dimension: Number(keys),
            neighbours,
          }),
    threshold: String(threshold),
    reach,
  })
}

export function readStabilityHistogram(data: StoredEvent): StabilityHistogramEvent {
  const noise = storedObject('noise', data['noise'])
  return stabilityHistogramEvent({
    noise:
      noise['kind'] === 'discreteLaplace'
        ? { scale: storedText('scale', noise['scale']) }
        : { variance: storedText('variance', noise['variance']), ...storedClaim(noise['claim']) },
    threshold: storedWhole('threshold', data['threshold']),
    reach: storedReach(data['reach']),
    neighbours: data.neighbours,
  })
}
