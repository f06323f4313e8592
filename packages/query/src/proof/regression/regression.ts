/** Linear regression by noisy sums, squares and products of bounded columns. */
import { rational } from '@dither/math'
import type { StepProduct } from '../../plan/bounded-plan.ts'
import type { Labelled, RegressionAggregate } from '../../plan/plan.ts'
import { sameRows } from '../covariance/same-rows.ts'
import type { NeededVector, Needs } from '../needs.ts'
import type { Setting } from '../setting.ts'
import { leastVarianceShares, type Weighed } from '../shares.ts'
import { type ValueColumn, valueColumn } from '../value-column.ts'

/** What the normal equations are made of. */
export interface RegressionColumns {
  /** The predictors in order, then the target. */
  readonly columns: readonly ValueColumn[]
  /** Every pair of predictors, and every predictor with the target. */
  readonly products: readonly StepProduct[]
}

/**
 * Centred products, squares of the predictors, sums and a public or noisy number of rows: all that the
 * normal equations of least squares have in them. [regression.proof.md]
 */
export function regression(aggregate: RegressionAggregate, setting: Setting): Needs {
  const { columns, products } = regressionColumns(aggregate, setting)
  const target = columns.length - 1
  const nullable = columns.some(({ steps }) => steps.nullable)
  const known = setting.publicRows && !nullable // (1)
  const vectors: NeededVector[] = [
    ...products.map((_, product): NeededVector => ({ what: 'product', product })),
    ...columns.slice(0, target).map((_, column): NeededVector => ({ what: 'square', column })),
    ...columns.map((_, column): NeededVector => ({ what: 'sum', column })),
    ...(known ? [] : [{ what: nullable ? 'count' : 'rows' } as const]),
  ]
  return {
    vectors,
    shares: leastVarianceShares(
      vectors.map((vector) => weighed(vector, products, target, setting.neighbours)),
    ),
    columns,
    products: products.map((product) => Object.freeze(product)),
    reasons: [
      ...columns.map(({ reason }) => reason),
      {
        rule: 'S9',
        text: `The normal equations are solved with noisy centred products, squares and sums, and the ${
          known ? 'public size' : `noisy number of rows${nullable ? ' where nothing is NULL' : ''}`
        }`,
      },
    ],
  }
}

export function regressionColumns(
  { kind, predictors, target }: RegressionAggregate,
  setting: Setting,
): RegressionColumns {
  const value = (one: Labelled, square: boolean): ValueColumn =>
    valueColumn({ ...one, kind }, square, setting)
  const last = predictors.length
  return {
    columns: sameRows([...predictors.map((one) => value(one, true)), value(target, false)]),
    products: predictors.flatMap((_, i) => [
      ...predictors.slice(i + 1).map((_, j) => ({ left: i, right: i + 1 + j })),
      { left: i, right: last },
    ]),
  }
}

/**
 * At the reference point, in half widths of the bounds: means of 1/4, slopes whose squares add up to 1/4.
 * The equation of a predictor then has the slopes 1 in its product with the target, the slope of a predictor
 * in that one's square or product, and 1/4 in the sums of the target (with every predictor) and about as
 * much in its own.
 */
function weighed(
  { what, product = 0, column = 0 }: NeededVector,
  products: readonly StepProduct[],
  target: number,
  neighbours: Setting['neighbours'],
): Weighed {
  const twice = neighbours === 'change-one' ? 2n : 1n
  switch (what) {
    case 'product':
      return {
        coefficientSquared:
          products[product]?.right === target ? rational(1) : rational(`1/${2 * target}`),
        sensitivity: twice,
      }
    case 'square':
      return { coefficientSquared: rational(`1/${4 * target}`), sensitivity: 1n }
    case 'sum':
      return {
        coefficientSquared: column === target ? rational(`${target}/16`) : rational('1/8'),
        sensitivity: twice,
      }
    default:
      return { coefficientSquared: rational(`${target}/64`), sensitivity: 1n }
  }
}
