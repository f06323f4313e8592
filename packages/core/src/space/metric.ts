/** Ways to say how far two inputs are apart. */
import type { Rational } from '@dither/math'
import type { Domain } from './domain.ts'
import type { JointSensitivity } from './joint-sensitivity.ts'
import type { Neighbours } from './neighbours.ts'

/**
 * `add-remove`, `change-one`: tables; the number of units that appear, vanish or are replaced.
 * `absolute`: numbers. `l1`, `l2`, `lInfinity`: vectors; distances in `l2` are squared, to stay exact.
 * `joint`: several integer vectors; a distance is a JointSensitivity.
 */
export type Metric = 'add-remove' | 'change-one' | 'absolute' | 'l1' | 'l2' | 'lInfinity' | 'joint'

/** How a distance in the metric is written. */
export type Distance<M extends Metric> = M extends 'joint' ? JointSensitivity : Rational

/** True if the metric compares values of the domain. */
export function isMetricOn(metric: Metric, domain: Domain): boolean {
  switch (domain.kind) {
    case 'table':
      return metric === 'add-remove' || metric === 'change-one'
    case 'integer':
    case 'grid':
      return metric === 'absolute'
    case 'vector':
      return metric === 'l1' || metric === 'l2' || metric === 'lInfinity'
    case 'vectors':
      return metric === 'joint'
    default:
      return false
  }
}

/** The relation between datasets that the metric states, if it states one. */
export function neighboursOf(metric: Metric): Neighbours {
  return metric === 'add-remove' || metric === 'change-one' ? metric : 'unstated'
}
