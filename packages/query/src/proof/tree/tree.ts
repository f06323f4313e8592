/** Ranks out of a tree: how many values each candidate, and each block of candidates, has. */
import { factsOf } from '../../expression/facts-of.ts'
import type { Merged } from '../../plan/bounded-plan.ts'
import { orderedSize } from '../../plan/merged.ts'
import type { TreeAggregate } from '../../plan/plan.ts'
import type { Needs } from '../needs.ts'
import { quantileAxis } from '../quantile/quantile.ts'
import type { Setting } from '../setting.ts'

/** How many children a node has; near the best for ranks under Laplace noise. [tree.proof.md] */
const branching = 16

/** One vector a level, from the candidates upwards: the values in every block of them. [tree.proof.md] */
export function tree(aggregate: TreeAggregate, setting: Setting): Needs {
  const axis = quantileAxis(aggregate, setting)
  const candidates = orderedSize(axis)
  const known = isTotalPublic(aggregate, setting)
  const levels = treeLevels(candidates, known)
  return {
    vectors: levels.map((blocks) => ({ what: 'rows', merged: [{ blocks }] satisfies Merged })),
    shares: levels.map(() => `1/${levels.length}`),
    axes: [axis],
    reasons: [
      {
        rule: 'S7',
        text: `${candidates} public candidates are counted, and blocks of ${branching} of them, in ${levels.length} levels: any number of ranks, one price`,
      },
      ...(known
        ? [{ rule: 'S3', text: 'The number of all values is the public size, and takes no noise' }]
        : []),
    ],
  }
}

/** Whether all candidates together have a public number of values. */
export function isTotalPublic({ of }: TreeAggregate, setting: Setting): boolean {
  return setting.publicTotal && !factsOf(of, setting.columns).nullable // (1)
}

/** The size of the blocks of every level, from single candidates to all of them; these last unless known. */
export function treeLevels(candidates: number, known: boolean): number[] {
  const levels: number[] = []
  for (let blocks = 1; blocks < candidates; blocks *= branching) levels.push(blocks)
  return known ? levels : [...levels, candidates]
}
