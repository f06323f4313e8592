import { divide, floor, type Rational, rational } from '@dither/math'
import { DitherError } from '../../error.ts'
import { gaussianEpsilon } from '../../mechanism/gaussian-calibration/calibrate-gaussian.ts'
import {
  type GaussianQuestion,
  gaussianRho,
} from '../../mechanism/gaussian-calibration/gaussian-question.ts'
import { provesGaussian } from '../../mechanism/gaussian-calibration/proves-gaussian.ts'
import {
  type DiscreteGaussianEvent,
  readDiscreteGaussian,
} from '../../space/events/discrete-gaussian.ts'
import { type JointGaussianEvent, readJointGaussian } from '../../space/events/joint-gaussian.ts'
import { approximateLoss, type Loss, zcdpLoss } from '../../space/loss.ts'
import type { EventKind, PriceOptions } from '../event-kind.ts'

/** Gaussian noise of one vector, or of several. */
type GaussianEvent = DiscreteGaussianEvent | JointGaussianEvent

/** One vector with discrete Gaussian noise. */
export const discreteGaussianKind: EventKind<DiscreteGaussianEvent> = {
  read: readDiscreteGaussian,
  price: gaussian,
  rhoAlone,
  epsilonAt,
}

/** Several vectors with discrete Gaussian noise. */
export const jointGaussianKind: EventKind<JointGaussianEvent> = {
  read: readJointGaussian,
  price: gaussian,
  rhoAlone,
  epsilonAt,
}

/** Gaussian noise that says no (epsilon, delta) has a rho alone. */
function rhoAlone(event: GaussianEvent): Rational | undefined {
  return event.claim === undefined ? rhoOf(event) : undefined
}

function epsilonAt(event: GaussianEvent, delta: Rational): Rational {
  return gaussianEpsilon(questionOf(event), delta)
}

function gaussian(event: GaussianEvent, { measure }: PriceOptions): Loss {
  if (measure === 'zcdp') return zcdpLoss(rhoOf(event))
  if (measure === 'pure' || event.claim === undefined)
    throw new DitherError('unsupported', `${event.kind} noise has no ${measure} loss`, {
      parameter: 'measure',
      wayOut: 'Use a budget with delta or rho, or Laplace noise',
    })
  const epsilon = rational(event.claim.epsilon)
  const delta = rational(event.claim.delta)
  // (2) The claim is data from anywhere: what counts is the proof.
  if (!provesGaussian(questionOf(event), epsilon, delta))
    throw new DitherError('invalid_parameter', `claim of a ${event.kind} event is not proved`, {
      parameter: 'claim',
      wayOut: 'Take the variances that calibration gives, or leave the claim out',
    })
  return approximateLoss(epsilon, delta)
}

/** The sensitivity may be any rational; (4) integers move by a whole squared distance. */
function questionOf(event: GaussianEvent): GaussianQuestion {
  if (event.kind === 'jointGaussian')
    return {
      variances: event.variances.map((variance) => rational(variance)),
      squares: event.worstCases.map((sizes) => sizes.map((size) => BigInt(size))),
      dimension: event.dimension,
    }
  return {
    variances: [rational(event.variance)],
    squares: [[floor(rational(event.sensitivitySquared))]],
    dimension: event.dimension,
  }
}

/** In zCDP. */
function rhoOf(event: GaussianEvent): Rational {
  if (event.kind === 'jointGaussian') return gaussianRho(questionOf(event))
  const mu = divide(rational(event.sensitivitySquared), rational(event.variance))
  return divide(mu, rational(2))
}
