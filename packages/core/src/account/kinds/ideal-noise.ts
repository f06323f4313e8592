import { divide, multiply, type Rational, rational, reciprocal } from '@dither/math'
import { continuousGaussianEpsilon } from '../../mechanism/gaussian-calibration/continuous-gaussian.ts'
import {
  type GaussianEvent,
  type LaplaceEvent,
  readGaussian,
  readLaplace,
} from '../../space/events/ideal-noise.ts'
import { readTree, type TreeEvent, treeLevels } from '../../space/events/tree.ts'
import { zcdpLoss } from '../../space/loss.ts'
import type { EventKind } from '../event-kind.ts'
import { noLoss, pure } from './pure.ts'

/** Continuous Laplace noise. */
export const laplaceKind: EventKind<LaplaceEvent> = {
  read: readLaplace,
  price: (event, { measure }) => pure(reciprocal(rational(event.noiseMultiplier)), measure),
}

/** Continuous Gaussian noise. */
export const gaussianKind: EventKind<GaussianEvent> = {
  read: readGaussian,
  price(event, { measure }) {
    if (measure !== 'zcdp') throw noLoss(event, measure)
    return zcdpLoss(idealRho(event))
  },
  rhoAlone: idealRho,
  epsilonAt: ({ noiseMultiplier }, delta) =>
    continuousGaussianEpsilon({ delta, sensitivity: 1, standardDeviation: noiseMultiplier }),
}

/** A tree of Gaussian noise: a unit's step is in as many nodes as there are levels. */
export const treeKind: EventKind<TreeEvent> = {
  read: readTree,
  price(event, { measure }) {
    if (measure !== 'zcdp') throw noLoss(event, measure)
    return zcdpLoss(idealRho(event))
  },
  rhoAlone: idealRho,
}

/** levels / (2 noiseMultiplier^2), where Gaussian noise that is no tree has one level. */
export function idealRho(event: GaussianEvent | TreeEvent): Rational {
  const levels = event.kind === 'tree' ? treeLevels(event) : 1n
  const deviation = rational(event.noiseMultiplier)
  return divide(rational(levels), multiply(rational(2), multiply(deviation, deviation)))
}
