import { sketchEpsilon } from '../../mechanism/sparse-histogram/sketch-price.ts'
import {
  readSparseHistogram,
  type SparseHistogramEvent,
} from '../../space/events/sparse-histogram.ts'
import type { EventKind } from '../event-kind.ts'
import { pure } from './pure.ts'

/** A sketch of counts by key. */
export const sparseHistogramKind: EventKind<SparseHistogramEvent> = {
  read: readSparseHistogram,
  price: (event, { measure }) =>
    pure(sketchEpsilon(event, { ...event.reach, neighbours: event.neighbours }), measure),
}
