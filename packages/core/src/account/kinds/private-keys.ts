import { rational } from '@dither/math'
import { selectionLoss } from '../../mechanism/optimal-selection/selection-price.ts'
import { stabilityDelta } from '../../mechanism/stability-histogram/stability-threshold.ts'
import { weightedDelta } from '../../mechanism/weighted-selection/weighted-threshold.ts'
import {
  type OptimalSelectionEvent,
  readOptimalSelection,
} from '../../space/events/optimal-selection.ts'
import {
  readStabilityHistogram,
  type StabilityHistogramEvent,
} from '../../space/events/stability-histogram.ts'
import {
  readWeightedSelection,
  type WeightedSelectionEvent,
} from '../../space/events/weighted-selection.ts'
import { approximateLoss, type Loss } from '../../space/loss.ts'
import type { EventKind } from '../event-kind.ts'
import { withDelta } from './pure.ts'

/** Noisy counts by key: (9) the noise is priced with other noise, the keys by themselves. */
export const stabilityHistogramKind: EventKind<StabilityHistogramEvent> = {
  read: readStabilityHistogram,
  price(event) {
    throw withDelta(event)
  },
  apart: (event) => ({ noise: event.noise, rest: newKeys(event) }),
}

/** Optimal selection of keys. */
export const optimalSelectionKind: EventKind<OptimalSelectionEvent> = {
  read: readOptimalSelection,
  price(event, { measure }) {
    if (measure !== 'approximate') throw withDelta(event)
    const perKey = { epsilon: rational(event.epsilon), delta: rational(event.delta) }
    const { epsilon, delta } = selectionLoss(perKey, event.reach, event.neighbours)
    return approximateLoss(epsilon, delta)
  },
}

/** Keys by noisy weight: priced as counts by key are. */
export const weightedSelectionKind: EventKind<WeightedSelectionEvent> = {
  read: readWeightedSelection,
  price(event) {
    throw withDelta(event)
  },
  apart: (event) => ({ noise: event.noise, rest: newWeights(event) }),
}

/** (10) The noise and its sensitivity are read from one event, of which both were made. */
function newKeys({ noise, threshold, reach, neighbours }: StabilityHistogramEvent): Loss {
  const { high } = stabilityDelta({
    noise: noise.kind === 'discreteLaplace' ? { scale: noise.scale } : { variance: noise.variance },
    threshold: BigInt(threshold),
    reach,
    neighbours,
  })
  return approximateLoss(rational(0), high)
}

/** (11) The weights of new keys follow from the sensitivity of the noise. */
function newWeights({ noise, threshold, maxKeys }: WeightedSelectionEvent): Loss {
  const { high } = weightedDelta({
    variance: noise.variance,
    square: BigInt(noise.sensitivitySquared),
    threshold: BigInt(threshold),
    maxKeys,
  })
  return approximateLoss(rational(0), high)
}
