/** Mechanisms that answer one integer with another, as measurements, to be chained behind transformations. */
import type { Rational } from '@dither/math'
import { type Measurement, measurement } from '../calculus/measurement.ts'
import { domains, type IntegerDomain } from '../space/domain.ts'
import type { BoundedLaplace } from './bounded-laplace/bounded-laplace.ts'
import type { BoundedNoise } from './bounded-noise/bounded-noise.ts'
import type { FoldedLaplace } from './folded-laplace/folded-laplace.ts'
import type { Staircase } from './staircase/staircase.ts'
import type { TruncatedGeometric } from './truncated-geometric/truncated-geometric.ts'
import type { UniformNoise } from './uniform-noise/uniform-noise.ts'

/** A shaped or bounded mechanism on one integer: pure, its loss at the distance. */
export function shapedMeasurement(
  mechanism: Staircase | BoundedLaplace | FoldedLaplace | TruncatedGeometric,
  inputDomain: IntegerDomain = domains.integer(),
): Measurement<IntegerDomain, 'absolute', 'pure', bigint> {
  return measurement({
    name: mechanism.kind,
    inputDomain,
    inputMetric: 'absolute',
    measure: 'pure',
    loss: (sensitivity: Rational) => mechanism.loss({ sensitivity }),
    invoke: mechanism.invoke,
  })
}

/** Noise with an end on one integer, uniform or falling: approximate, its loss at the distance. */
export function endedMeasurement(
  mechanism: UniformNoise | BoundedNoise,
  inputDomain: IntegerDomain = domains.integer(),
): Measurement<IntegerDomain, 'absolute', 'approximate', bigint> {
  return measurement({
    name: mechanism.kind,
    inputDomain,
    inputMetric: 'absolute',
    measure: 'approximate',
    loss: (sensitivity: Rational) => mechanism.loss({ sensitivity }),
    invoke: mechanism.invoke,
  })
}
