/** Of quantiles and distributions out of a tree: how many rows a rank may be off. */
import { candidatesOf } from '../../plan/aggregates/quantile.ts'
import type { TreeAggregate } from '../../plan/plan.ts'
import { isTotalPublic, treeLevels } from '../../proof/tree/tree.ts'
import { rankError } from '../released/tree/ranks.ts'
import type { ExpectedAccuracy } from './expected-accuracy.ts'
import type { Expecting } from './expecting.ts'

export function expectedRanks(
  { noises, setting }: Expecting,
  aggregate: TreeAggregate,
  confidence: number,
): ExpectedAccuracy {
  const candidates = candidatesOf(aggregate, setting.columns)
  const known = isTotalPublic(aggregate, setting)
  const shape = {
    candidates,
    levels: treeLevels(candidates.length, known),
    noises,
    ...(known ? { total: setting.schema.publicSize ?? 0 } : {}),
  }
  const ranks = ranksOf(aggregate)
  const of = (sure: number): number =>
    ranks.reduce((most, rank) => Math.max(most, rankError(shape, rank, sure)), 0)
  return {
    confidence,
    value: of(confidence),
    ...(ranks.length > 1 ? { simultaneous: of(1 - (1 - confidence) / ranks.length) } : {}),
    per: 'rows of rank',
    assumes: '',
  }
}

/** The ranks that are read off; of a whole distribution its middle, which is known least. */
function ranksOf({ kind, at = [0.5] }: TreeAggregate): readonly number[] {
  return kind === 'interquartileRange' ? [0.25, 0.75] : at
}
