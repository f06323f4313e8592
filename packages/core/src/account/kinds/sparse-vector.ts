import { rational } from '@dither/math'
import {
  readScales,
  sparseVectorEpsilon,
} from '../../mechanism/sparse-vector/sparse-vector-scales.ts'
import { readSparseVector, type SparseVectorEvent } from '../../space/events/sparse-vector.ts'
import type { EventKind } from '../event-kind.ts'
import { pure } from './pure.ts'

/** The sparse vector technique: the whole stream, from the scales of its noises. */
export const sparseVectorKind: EventKind<SparseVectorEvent> = {
  read: readSparseVector,
  price(event, { measure }) {
    const {
      most,
      monotone,
      thresholdScale: threshold,
      queryScale: query,
      valueScale: value,
    } = event
    const scales = readScales({ threshold, query, ...(value === undefined ? {} : { value }) })
    const sensitivity = rational(event.sensitivity)
    return pure(sparseVectorEpsilon(scales, { sensitivity, monotone, most }), measure)
  },
}
