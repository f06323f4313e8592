import { formatRational, type RationalLike } from '@dither/math'
import { scale } from '../parameter.ts'
import { atLeastOne, changeBase, type EventBase, type OfChange } from './fields.ts'
import {
  type StoredEvent,
  storedChange,
  storedCount,
  storedFlag,
  storedText,
} from './stored-fields.ts'

/**
 * One stream of the sparse vector technique: epsilon = sensitivity / thresholdScale + sides * most *
 * sensitivity / queryScale + most * sensitivity / valueScale, sides being 2, or 1 where monotone.
 */
export interface SparseVectorEvent extends EventBase {
  readonly kind: 'sparseVector'
  /** Of every answer of the stream. */
  readonly sensitivity: string
  /** Whether all answers were promised to move one way between neighbours. */
  readonly monotone: boolean
  /** How many answers were told to be above, at most. */
  readonly most: number
  readonly thresholdScale: string
  readonly queryScale: string
  /** Where values were released. */
  readonly valueScale?: string
}

/** One stream of the sparse vector technique; `sensitivity` of every answer. */
export function sparseVectorEvent({
  scales,
  ...options
}: OfChange & {
  readonly monotone?: boolean
  readonly most: number
  readonly scales: {
    readonly threshold: RationalLike
    readonly query: RationalLike
    readonly value?: RationalLike
  }
}): SparseVectorEvent {
  return Object.freeze({
    ...changeBase(options),
    kind: 'sparseVector',
    monotone: options.monotone ?? false,
    most: atLeastOne('most', options.most),
    thresholdScale: formatRational(scale(scales.threshold, 'thresholdScale')),
    queryScale: formatRational(scale(scales.query, 'queryScale')),
    ...(scales.value === undefined
      ? {}
      : { valueScale: formatRational(scale(scales.value, 'valueScale')) }),
  })
}

export function readSparseVector(data: StoredEvent): SparseVectorEvent {
  return sparseVectorEvent({
    ...storedChange(data),
    monotone: storedFlag('monotone', data['monotone']),
    most: storedCount('most', data['most']),
    scales: {
      threshold: storedText('thresholdScale', data['thresholdScale']),
      query: storedText('queryScale', data['queryScale']),
      ...(data['valueScale'] === undefined
        ? {}
        : { value: storedText('valueScale', data['valueScale']) }),
    },
  })
}
