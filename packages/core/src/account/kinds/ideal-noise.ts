import { divide, multiply, type Rational, rational, reciprocal } from '@dither/math'
import { continuousGaussianEpsilon } from '../../mechanism/gaussian-calibration/continuous-gaussian.ts'
import {
  type GaussianEvent,
  type LaplaceEvent,
  readGaussian,
  readLaplace,
} from '../../space/events/ideal-noise.ts'
import { readTree, type TreeEvent } from '../../space/events/tree.ts'
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
    return zcdpLoss(gaussianRho(event))
  },
  rhoAlone: gaussianRho,
  epsilonAt: ({ noiseMultiplier }, delta) =>
    continuousGaussianEpsilon({ delta, sensitivity: 1, standardDeviation: noiseMultiplier }),
}

/** A tree of Gaussian noise: a unit's step is in as many nodes as there are levels. */
export const treeKind: EventKind<TreeEvent> = {
  read: readTree,
  price(event, { measure }) {
    if (measure !== 'zcdp') throw noLoss(event, measure)
    return zcdpLoss(treeRho(event))
  },
  rhoAlone: treeRho,
}

function gaussianRho({ noiseMultiplier }: GaussianEvent): Rational {
  const deviation = rational(noiseMultiplier)
  return reciprocal(multiply(rational(2), multiply(deviation, deviation)))
}

/** ceil(log2(steps + 1)) is the number of binary digits of `steps`. */
function treeRho({ noiseMultiplier, steps }: TreeEvent): Rational {
  const levels = rational(BigInt(steps.toString(2).length))
  const deviation = rational(noiseMultiplier)
  return divide(levels, multiply(rational(2), multiply(deviation, deviation)))
}
