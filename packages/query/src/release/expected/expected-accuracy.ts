/** How far off an answer will be, before any data are touched (S24). */
import { decimalUp, rational } from '@dither/math'
import type { TopValues } from '../../plan/plan.ts'
import type { Priced } from '../price.ts'
import { each } from '../released/noise.ts'
import { rankAccuracies } from '../released/quantile.ts'
import { placeAccuracies } from '../released/top-categories.ts'
import type { ValueUnit } from '../released/value-unit.ts'
import { expectedMatrix, expectedRegression } from './expected-columns.ts'
import { expectedPair } from './expected-pair.ts'
import { expectedRanks } from './expected-ranks.ts'
import { expectedTable } from './expected-table.ts'
import { expectedMean, expectedSum, expectedVariance } from './expected-value.ts'
import { type Expecting, expecting } from './expecting.ts'

/** How far off an answer will be, with a stated confidence, and what that takes for granted. */
export interface ExpectedAccuracy {
  readonly confidence: number
  /** In the unit of the answer, or of a quantile its rank in rows, of bounds the rows of each bin, of categories by how many rows one may miss its place; to be divided by the number of values where `per` says so. */
  readonly value: number
  readonly per: 'answer' | 'number of values' | 'rows of rank' | 'rows of a bin' | 'rows of a place'
  /** What both values are where they are spans of time. */
  readonly unit?: ValueUnit
  /** For all bins and groups at once, where there are several. */
  readonly simultaneous?: number
  /** What was assumed, in words; empty where nothing was. */
  readonly assumes: string
}

/** The accuracy that the noise alone gives; a ratio as if its number of values were public. */
export function expectedAccuracy(priced: Priced, confidence: number): ExpectedAccuracy {
  const { aggregate } = priced.proof.question
  if (aggregate.kind === 'quantile') return rankAccuracies(priced, aggregate, confidence)
  if (aggregate.kind === 'topCategories') return placeAccuracies(priced, aggregate, confidence)
  const from = expecting(priced, confidence)
  if (priced.proof.vectors.length === 0)
    return { ...from.both(() => 0), per: 'answer', assumes: '' }
  switch (aggregate.kind) {
    case 'count':
    case 'countValues':
    case 'countDistinct':
    case 'histogram':
      return expectedCount(from)
    case 'topValues':
      return expectedTop(from, aggregate, confidence)
    case 'bounds':
      return { ...expectedCount(from), per: 'rows of a bin' }
    case 'contingencyTable':
      return expectedTable(from, aggregate, confidence)
    case 'sum':
      return expectedSum(from, aggregate)
    case 'mean':
      return expectedMean(from, aggregate)
    case 'variance':
    case 'standardDeviation':
      return expectedVariance(from, aggregate)
    case 'quantiles':
    case 'interquartileRange':
    case 'cumulativeDistribution':
      return expectedRanks(from, aggregate, confidence)
    case 'covariance':
    case 'correlation':
      return expectedPair(from, aggregate)
    case 'covarianceMatrix':
    case 'correlationMatrix':
      return expectedMatrix(from, aggregate)
    case 'linearRegression':
      return expectedRegression(from, aggregate)
  }
}

/** Of the only vector, which counts. */
function expectedCount({ both, noises: [noise] }: Expecting): ExpectedAccuracy {
  const of = (sure: number) => decimalUp(rational(noise?.quantile(sure) ?? 0n))
  return { ...both(of), per: 'answer', assumes: '' }
}

/** Of all listed values at once, since the ones that are shown are chosen by their noise. */
function expectedTop(
  { noises: [noise], setting }: Expecting,
  { values }: TopValues,
  confidence: number,
): ExpectedAccuracy {
  const of = (cells: number): number =>
    decimalUp(rational(noise?.quantile(each(confidence, cells)) ?? 0n))
  const groups = setting.groupBy.reduce((product, key) => product * key.values.length, 1)
  return {
    confidence,
    value: of(values.length),
    ...(groups > 1 ? { simultaneous: of(values.length * groups) } : {}),
    per: 'answer',
    assumes: '',
  }
}
