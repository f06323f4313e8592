/** Quantiles: how many values each public candidate has. */

import { candidatesOf } from '../../plan/aggregates/quantile.ts'
import type { Axis } from '../../plan/bounded-plan.ts'
import type { QuantileAggregate, TreeAggregate } from '../../plan/plan.ts'
import { middles } from '../../plan/quantile-candidates.ts'
import type { Needs } from '../needs.ts'
import type { Setting } from '../setting.ts'

/** One vector, which takes no noise: the values of every candidate. [quantile.proof.md] */
export function quantile(aggregate: QuantileAggregate, setting: Setting): Needs {
  const candidates = candidatesOf(aggregate, setting.columns)
  return {
    vectors: [{ what: 'rows' }],
    shares: ['1'],
    axes: [quantileAxis(aggregate, setting)],
    reasons: [
      {
        rule: 'S7',
        text: `One of ${candidates.length} public candidates from ${candidates[0]} to ${candidates.at(-1)} is chosen by permute-and-flip, or for a rho by the exponential mechanism; its score is how many rows its rank is off`,
      },
    ],
  }
}

/** Bins between the middles of neighbouring candidates; every number has one, NULL has its own. */
export function quantileAxis(
  aggregate: QuantileAggregate | TreeAggregate,
  { columns }: Setting,
): Axis {
  const edges = Object.freeze(middles(candidatesOf(aggregate, columns)))
  return Object.freeze({ kind: 'edges', of: aggregate.of, edges, underflow: true, overflow: true })
}

/**
 * The counts of the candidates, in order, out of one group's positions on that axis: the bins in
 * between, then what lies below all middles, above all, and NULL, which has no say.
 */
export function candidateCounts(positions: readonly bigint[]): bigint[] {
  const inner = positions.slice(0, -3)
  const [below = 0n, above = 0n] = positions.slice(-3)
  return [below, ...inner, above]
}
