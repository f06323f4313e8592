import { bitLength, formatRational, type RationalLike } from '@dither/math'
import { scale } from '../parameter.ts'
import { atLeastOne, type EventBase, eventBase, type OfNeighbours } from './fields.ts'
import { type StoredEvent, storedCount, storedText } from './stored-fields.ts'

/**
 * All running sums of a stream out of one binary tree with Gaussian noise on every node, each unit in one step:
 * rho = levels / (2 noiseMultiplier^2), where levels = ceil(log2(steps + 1)).
 */
export interface TreeEvent extends EventBase {
  readonly kind: 'tree'
  /** The standard deviation of a node over the L2 sensitivity of a step. */
  readonly noiseMultiplier: string
  readonly steps: number
}

/** One tree over `steps` steps, none of which knows a unit that another knows. */
export function treeEvent(
  options: OfNeighbours & { readonly noiseMultiplier: RationalLike; readonly steps: number },
): TreeEvent {
  return Object.freeze({
    ...eventBase(options),
    kind: 'tree',
    noiseMultiplier: formatRational(scale(options.noiseMultiplier, 'noiseMultiplier')),
    steps: atLeastOne('steps', options.steps),
  })
}

/** In how many nodes a step is: ceil(log2(steps + 1)), the number of binary digits of `steps`. */
export function treeLevels({ steps }: Pick<TreeEvent, 'steps'>): bigint {
  return BigInt(bitLength(BigInt(steps)))
}

export function readTree(data: StoredEvent): TreeEvent {
  return treeEvent({
    neighbours: data.neighbours,
    noiseMultiplier: storedText('noiseMultiplier', data['noiseMultiplier']),
    steps: storedCount('steps', data['steps']),
  })
}
