/** Of matrices of covariances and of regressions. */
import { multiply } from '@dither/math'
import type { MatrixAggregate, RegressionAggregate } from '../../plan/plan.ts'
import { matrixColumns } from '../../proof/matrix/matrix.ts'
import { regressionColumns } from '../../proof/regression/regression.ts'
import { vectorName } from '../../proof/vector-words.ts'
import { type DressedColumn, dressedColumn } from '../released/column.ts'
import { each } from '../released/noise.ts'
import type { ExpectedAccuracy } from './expected-accuracy.ts'
import { errorOf, perOf, publicCount } from './expected-value.ts'
import { assuming, type Expecting } from './expecting.ts'

type Sure = (confidence: number) => number

/** The largest over the entries. */
export function expectedMatrix(from: Expecting, aggregate: MatrixAggregate): ExpectedAccuracy {
  const made = matrixColumns(aggregate, from.setting)
  const columns = made.columns.map(dressedColumn)
  const correlated = aggregate.kind === 'correlationMatrix'
  const entry = (name: string, left: DressedColumn, right: DressedColumn): Sure => {
    const of = errorOf(from, name, multiply(left.step, right.step))
    const scale = correlated ? usualDeviation(left) * usualDeviation(right) : 1
    return (sure) => of(sure) / from.size / scale
  }
  const products = made.products.map(({ left, right }, product) => {
    const name = vectorName({ what: 'product', product })
    return entry(name, known(columns[left]), known(columns[right]))
  })
  const squares =
    made.squares && !correlated
      ? columns.map((one, column) => entry(vectorName({ what: 'square', column }), one, one))
      : []
  return {
    ...severalAt(from, [...products, ...squares]),
    per: perOf(from),
    assumes: assuming([
      [from.counted, publicCount],
      [true, 'the means lie at the centre of the bounds'],
      [correlated, 'the standard deviations are known, a quarter of the width of the bounds'],
    ]),
  }
}

/** The largest over the slopes. */
export function expectedRegression(
  from: Expecting,
  aggregate: RegressionAggregate,
): ExpectedAccuracy {
  const made = regressionColumns(aggregate, from.setting)
  const columns = made.columns.map(dressedColumn)
  const last = columns.length - 1
  const target = known(columns[last])
  const slopes = made.products.flatMap(({ left, right }, product): Sure[] => {
    if (right !== last) return []
    const predictor = known(columns[left])
    const name = vectorName({ what: 'product', product })
    const of = errorOf(from, name, multiply(predictor.step, target.step))
    const variance = usualDeviation(predictor) * usualDeviation(predictor)
    return [(sure) => (variance > 0 ? of(sure) / from.size / variance : Number.POSITIVE_INFINITY)]
  })
  return {
    ...severalAt(from, slopes),
    per: perOf(from),
    assumes: assuming([
      [from.counted, publicCount],
      [true, 'the means lie at the centre of the bounds'],
      [
        true,
        'the standard deviations of the predictors are known, a quarter of the width of the bounds',
      ],
      [slopes.length > 1, 'the predictors are uncorrelated'],
    ]),
  }
}

/** One or several entries, and one or several groups. */
function severalAt(
  from: Expecting,
  entries: readonly Sure[],
): Pick<ExpectedAccuracy, 'confidence' | 'value' | 'simultaneous'> {
  const largest: Sure = (sure) => entries.reduce((most, of) => Math.max(most, of(sure)), 0)
  const { confidence, value } = from.both(largest)
  if (entries.length <= 1) return from.both(largest)
  const all = from.both((sure) => largest(each(sure, entries.length)))
  return { confidence, value, simultaneous: all.simultaneous ?? all.value }
}

function usualDeviation({ lower, upper }: DressedColumn): number {
  return (upper - lower) / 4
}

function known(column: DressedColumn | undefined): DressedColumn {
  if (column === undefined) throw new RangeError('a product has two columns')
  return column
}
