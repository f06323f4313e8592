import { formatRational, type RationalLike } from '@dither/math'
import {
  type KeyReach,
  readKeyReach,
  type StatedNeighbours,
  statedNeighbours,
  storedReach,
} from '../key-reach.ts'
import type { Neighbours } from '../neighbours.ts'
import { scale as positive } from '../parameter.ts'
import type { EventBase } from './fields.ts'
import { type StoredEvent, storedText } from './stored-fields.ts'

/**
 * One sketch of counts by key: unary numbers of about `levelsPerCount` digits for every count, whose ones are hashed
 * into bits, each reported truly with odds alpha + 1.
 */
export interface SparseHistogramEvent extends EventBase {
  readonly kind: 'sparseHistogram'
  readonly neighbours: StatedNeighbours
  readonly alpha: string
  readonly levelsPerCount: string
  readonly reach: KeyReach
}

/** One sketch of counts by key, both of whose numbers are more than 0. */
export function sparseHistogramEvent(options: {
  readonly alpha: RationalLike
  readonly levelsPerCount: RationalLike
  readonly reach: KeyReach
  readonly neighbours: Neighbours
}): SparseHistogramEvent {
  return Object.freeze({
    version: 1,
    kind: 'sparseHistogram',
    neighbours: statedNeighbours(options.neighbours),
    alpha: formatRational(positive(options.alpha, 'alpha')),
    levelsPerCount: formatRational(positive(options.levelsPerCount, 'levelsPerCount')),
    reach: readKeyReach(options.reach),
  })
}

export function readSparseHistogram(data: StoredEvent): SparseHistogramEvent {
  return sparseHistogramEvent({
    alpha: storedText('alpha', data['alpha']),
    levelsPerCount: storedText('levelsPerCount', data['levelsPerCount']),
    reach: storedReach(data['reach']),
    neighbours: data.neighbours,
  })
}
