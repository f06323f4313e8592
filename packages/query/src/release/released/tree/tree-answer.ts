/** From the noisy vectors of all levels to the answer of one group. */
import { candidatesOf } from '../../../plan/aggregates/quantile.ts'
import type { TreeAggregate } from '../../../plan/plan.ts'
import type { Setting } from '../../../proof/setting.ts'
import { isTotalPublic, treeLevels } from '../../../proof/tree/tree.ts'
import type { Dressing, NoisyVectors } from '../dress.ts'
import type { ReleasedCell } from '../released.ts'
import { releasedCdf } from './cdf.ts'
import { releasedInterquartileRange, releasedQuantiles } from './quantiles.ts'
import { type TreeShape, treeOf } from './tree.ts'

export function treeAnswer(
  { noises, event, loss }: Dressing,
  aggregate: TreeAggregate,
  setting: Setting,
): (vectors: NoisyVectors, group: number) => ReleasedCell {
  const candidates = candidatesOf(aggregate, setting.columns)
  const known = isTotalPublic(aggregate, setting)
  const levels = treeLevels(candidates.length, known)
  const shape: TreeShape = {
    candidates,
    levels,
    noises,
    ...(known ? { total: setting.schema.publicSize ?? 0 } : {}),
  }
  return (vectors, group) => {
    const own = levels.map((blocks, i) => {
      const length = Math.ceil(candidates.length / blocks)
      return (vectors[i] ?? []).slice(group * length, (group + 1) * length)
    })
    const tree = treeOf(shape, own)
    switch (aggregate.kind) {
      case 'quantiles':
        return releasedQuantiles(tree, aggregate.at ?? [], { event, loss })
      case 'interquartileRange':
        return releasedInterquartileRange(tree, { event, loss })
      case 'cumulativeDistribution':
        return releasedCdf(tree, { event, loss })
    }
  }
}
