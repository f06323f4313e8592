/** Mechanisms as measurements, to be chained behind transformations. */
import type { Rational } from '@dither/math'
import { type Measurement, measurement } from '../calculus/measurement.ts'
import {
  domains,
  type IntegerDomain,
  type VectorDomain,
  type VectorsDomain,
} from '../space/domain.ts'
import type { JointSensitivity } from '../space/joint-sensitivity.ts'
import type { DiscreteGaussian } from './discrete-gaussian/discrete-gaussian.ts'
import type { DiscreteLaplace } from './discrete-laplace/discrete-laplace.ts'
import type { Exponential } from './exponential/exponential.ts'
import type { JointGaussian } from './joint-gaussian/joint-gaussian.ts'
import type { JointLaplace } from './joint-laplace/joint-laplace.ts'
import type { PermuteAndFlip } from './permute-and-flip/permute-and-flip.ts'

/** Discrete Laplace noise on one integer, as a measurement: pure, epsilon = distance / scale. */
export function laplaceMeasurement(
  mechanism: DiscreteLaplace,
  inputDomain: IntegerDomain = domains.integer(),
): Measurement<IntegerDomain, 'absolute', 'pure', bigint> {
  return measurement({
    name: 'discrete Laplace noise',
    inputDomain,
    inputMetric: 'absolute',
    measure: 'pure',
    loss: (sensitivity: Rational) => mechanism.loss({ sensitivity }),
    invoke: mechanism.invoke,
  })
}

/** Discrete Laplace noise on every coordinate of a vector: pure, epsilon = L1 distance / scale. */
export function laplaceVectorMeasurement(
  mechanism: DiscreteLaplace,
  inputDomain: VectorDomain<IntegerDomain> = domains.vector(domains.integer()),
): Measurement<VectorDomain<IntegerDomain>, 'l1', 'pure', readonly bigint[]> {
  return measurement({
    name: 'discrete Laplace noise',
    inputDomain,
    inputMetric: 'l1',
    measure: 'pure',
    loss: (sensitivity: Rational) => mechanism.loss({ sensitivity }),
    invoke: mechanism.invokeVector,
  })
}

/** Discrete Gaussian noise on one integer: zCDP, rho = distance^2 / (2 variance). */
export function gaussianMeasurement(
  mechanism: DiscreteGaussian,
  inputDomain: IntegerDomain = domains.integer(),
): Measurement<IntegerDomain, 'absolute', 'zcdp', bigint> {
  return measurement({
    name: 'discrete Gaussian noise',
    inputDomain,
    inputMetric: 'absolute',
    measure: 'zcdp',
    loss: (sensitivity: Rational) => mechanism.loss({ sensitivity }),
    invoke: mechanism.invoke,
  })
}

/** Discrete Gaussian noise on every coordinate; the L2 distance is given squared, as `l2` wants it. */
export function gaussianVectorMeasurement(
  mechanism: DiscreteGaussian,
  inputDomain: VectorDomain<IntegerDomain> = domains.vector(domains.integer()),
): Measurement<VectorDomain<IntegerDomain>, 'l2', 'zcdp', readonly bigint[]> {
  return measurement({
    name: 'discrete Gaussian noise',
    inputDomain,
    inputMetric: 'l2',
    measure: 'zcdp',
    loss: (sensitivitySquared: Rational) => mechanism.loss({ sensitivitySquared }),
    invoke: mechanism.invokeVector,
  })
}

/**
 * A choice by a vector of `candidates` scores, as a measurement: pure, epsilon = 2 distance / scale, as
 * scores within an L-infinity distance may move both ways.
 */
export function exponentialMeasurement(
  mechanism: Exponential,
  candidates: number,
): Measurement<VectorDomain<IntegerDomain>, 'lInfinity', 'pure', number> {
  return measurement({
    name: 'exponential mechanism',
    inputDomain: domains.vector(domains.integer(), candidates),
    inputMetric: 'lInfinity',
    measure: 'pure',
    loss: (sensitivity: Rational) => mechanism.loss({ sensitivity, monotone: false }),
    invoke: mechanism.invoke,
  })
}

/**
 * A choice by a vector of `candidates` scores, as a measurement: pure, epsilon = 2 distance / scale, as
 * scores within an L-infinity distance may move both ways.
 */
export function permuteAndFlipMeasurement(
  mechanism: PermuteAndFlip,
  candidates: number,
): Measurement<VectorDomain<IntegerDomain>, 'lInfinity', 'pure', number> {
  return measurement({
    name: 'permute-and-flip',
    inputDomain: domains.vector(domains.integer(), candidates),
    inputMetric: 'lInfinity',
    measure: 'pure',
    loss: (sensitivity: Rational) => mechanism.loss({ sensitivity, monotone: false }),
    invoke: mechanism.invoke,
  })
}

/** Joint Laplace noise on vectors of these lengths: pure. */
export function jointLaplaceMeasurement(
  mechanism: JointLaplace,
  lengths: readonly number[],
): Measurement<VectorsDomain, 'joint', 'pure', readonly (readonly bigint[])[]> {
  return measurement({
    name: 'joint Laplace noise',
    inputDomain: domains.vectors(lengths),
    inputMetric: 'joint',
    measure: 'pure',
    loss: (distance: JointSensitivity) => mechanism.loss(distance),
    invoke: mechanism.invoke,
  })
}

/** Joint Gaussian noise on vectors of these lengths: zCDP. */
export function jointGaussianMeasurement(
  mechanism: JointGaussian,
  lengths: readonly number[],
): Measurement<VectorsDomain, 'joint', 'zcdp', readonly (readonly bigint[])[]> {
  return measurement({
    name: 'joint Gaussian noise',
    inputDomain: domains.vectors(lengths),
    inputMetric: 'joint',
    measure: 'zcdp',
    loss: (distance: JointSensitivity) => mechanism.loss(distance),
    invoke: mechanism.invoke,
  })
}
