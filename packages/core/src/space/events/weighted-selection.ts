import type { RationalLike } from '@dither/math'
import { wrongParameter } from '../parameter.ts'
import { type DiscreteGaussianEvent, discreteGaussianEvent } from './discrete-gaussian.ts'
import type { Claim, EventBase } from './fields.ts'
import {
  type StoredEvent,
  storedClaim,
  storedCount,
  storedObject,
  storedText,
  storedWhole,
} from './stored-fields.ts'

/**
 * Keys whose weight reaches a threshold, with Gaussian noise: the loss of the noise, and the chance that a key which
 * only one neighbour has is released, as delta. One unit adds at most floor(sqrt(square / t)) to each of t keys that
 * nobody else has, square being the `sensitivitySquared` of the noise.
 */
export interface WeightedSelectionEvent extends EventBase {
  readonly kind: 'weightedSelection'
  readonly neighbours: 'add-remove'
  /** On the weight of every key; its sensitivity is that of all weights to one unit. */
  readonly noise: DiscreteGaussianEvent
  /** A whole number. */
  readonly threshold: string
  /** How many keys one unit adds weight to, at most. */
  readonly maxKeys: number
}

/** Keys whose noisy weight reaches the threshold, a whole number; one unit is there or not. */
export function weightedSelectionEvent(options: {
  readonly noise: { readonly variance: RationalLike; readonly claim?: Claim }
  /** A bound on the squared L2 change of all weights when one unit is there or not, a whole number. */
  readonly square: bigint
  /** How many weights may change; `maxKeys` unless said. */
  readonly dimension?: number
  readonly threshold: bigint
  readonly maxKeys: number
}): WeightedSelectionEvent {
  const { noise, square, threshold, maxKeys, dimension = maxKeys } = options
  if (square < 1n) throw wrongParameter('square', square, 'must be at least 1')
  if (!Number.isSafeInteger(maxKeys) || maxKeys < 1)
    throw wrongParameter('maxKeys', maxKeys, 'must be a whole number, at least 1')
  if (dimension < maxKeys) throw wrongParameter('dimension', dimension, 'must be at least maxKeys')
  const neighbours = 'add-remove'
  return Object.freeze({
    version: 1,
    kind: 'weightedSelection',
    neighbours,
    noise: discreteGaussianEvent({ ...noise, sensitivitySquared: square, dimension, neighbours }),
    threshold: String(threshold),
    maxKeys,
  })
}

export function readWeightedSelection(data: StoredEvent): WeightedSelectionEvent {
  const noise = storedObject('noise', data['noise'])
  if (data.neighbours !== 'add-remove')
    throw wrongParameter('neighbours', data.neighbours, 'must be add-remove')
  return weightedSelectionEvent({
    noise: {
      variance: storedText('variance', noise['variance']),
      ...storedClaim(noise['claim']),
    },
    square: storedWhole('sensitivitySquared', noise['sensitivitySquared']),
    dimension: storedCount('dimension', noise['dimension']),
    threshold: storedWhole('threshold', data['threshold']),
    maxKeys: storedCount('maxKeys', data['maxKeys']),
  })
}
