/** Of covariances and correlations. */
import { multiply } from '@dither/math'
import type { Aggregate } from '../../plan/plan.ts'
import { pairColumns } from '../../proof/covariance/covariance.ts'
import { type DressedColumn, dressedColumn } from '../released/column.ts'
import type { ExpectedAccuracy } from './expected-accuracy.ts'
import { errorOf, perOf, publicCount } from './expected-value.ts'
import { assuming, type Expecting } from './expecting.ts'

type PairAggregate = Extract<Aggregate, { kind: 'covariance' | 'correlation' }>

export function expectedPair(from: Expecting, aggregate: PairAggregate): ExpectedAccuracy {
  const pair = pairColumns(aggregate, from.setting)
  const [left, right] = [dressedColumn(pair.left), dressedColumn(pair.right)]
  const of = errorOf(from, 'product', multiply(left.step, right.step))
  const correlated = aggregate.kind === 'correlation'
  const scale = correlated ? usualDeviation(left) * usualDeviation(right) : 1
  return {
    ...from.both((sure) => of(sure) / from.size / scale),
    per: perOf(from),
    assumes: assuming([
      [from.counted, publicCount],
      [true, 'the means lie at the centre of the bounds'],
      [correlated, 'the standard deviations are known, a quarter of the width of the bounds'],
    ]),
  }
}

function usualDeviation({ lower, upper }: DressedColumn): number {
  return (upper - lower) / 4
}
