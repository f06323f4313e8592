/** Private bounds: rows by the size of their value. */
import { boundEdges } from '../../plan/aggregates/bounds.ts'
import type { BoundsAggregate } from '../../plan/plan.ts'
import { histogram } from '../histogram/histogram.ts'
import type { Needs } from '../needs.ts'
import type { Setting } from '../setting.ts'

/** One vector: the rows of every size, on either side of zero. [bounds.proof.md] */
export function bounds(aggregate: BoundsAggregate, setting: Setting): Needs {
  const { of } = aggregate
  const edges = boundEdges(aggregate, setting.columns)
  return {
    ...histogram({ kind: 'histogram', of, bins: { kind: 'edges', edges } }, setting),
    reasons: [
      {
        rule: 'S12',
        text: `Rows are counted by the size of their value, in ${edges.length - 1} public bins from ${edges[0]} to ${edges.at(-1)}; bounds are read off the noisy counts`,
      },
    ],
  }
}
