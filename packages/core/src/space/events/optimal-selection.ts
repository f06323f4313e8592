import { formatRational, type RationalLike } from '@dither/math'
import {
  type KeyReach,
  readKeyReach,
  type StatedNeighbours,
  statedNeighbours,
  storedReach,
} from '../key-reach.ts'
import type { Neighbours } from '../neighbours.ts'
import { deltaBudget, epsilonBudget } from '../parameter.ts'
import type { EventBase } from './fields.ts'
import { type StoredEvent, storedText } from './stored-fields.ts'

/** Keys, each kept with the largest chance that (epsilon, delta) allows where its count moves by 1. */
export interface OptimalSelectionEvent extends EventBase {
  readonly kind: 'optimalSelection'
  readonly neighbours: StatedNeighbours
  /** Of one key whose count moves by 1. */
  readonly epsilon: string
  readonly delta: string
  readonly reach: KeyReach
}

/** Optimal selection of keys; `epsilon` and `delta` of one key whose count moves by 1. */
export function optimalSelectionEvent(options: {
  readonly epsilon: RationalLike
  readonly delta: RationalLike
  readonly reach: KeyReach
  readonly neighbours: Neighbours
}): OptimalSelectionEvent {
  return Object.freeze({
    version: 1,
    kind: 'optimalSelection',
    neighbours: statedNeighbours(options.neighbours),
    epsilon: formatRational(epsilonBudget(options.epsilon)),
    delta: formatRational(deltaBudget(options.delta)),
    reach: readKeyReach(options.reach),
  })
}

export function readOptimalSelection(data: StoredEvent): OptimalSelectionEvent {
  return optimalSelectionEvent({
    epsilon: storedText('epsilon', data['epsilon']),
    delta: storedText('delta', data['delta']),
    reach: storedReach(data['reach']),
    neighbours: data.neighbours,
  })
}
