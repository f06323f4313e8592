/** Linear regressions. */
import type { Aggregate } from '../../plan/plan.ts'
import type { Shape, Statistic } from '../../release/statistic.ts'
import type { ColumnKinds } from '../../schema/schema-input.ts'
import type { AskRegression } from '../ask.ts'
import { type Asker, ask, type ShapeIn } from './asker.ts'
import type { NumberOf } from './columns-asked.ts'
import { labelledIn, type NumbersOf } from './labelled-columns.ts'

/** As in `Questions`. */
export interface RegressionQuestions<Columns extends ColumnKinds, One extends Shape> {
  /**
   * The line of least squares that tells a number from others: an intercept and a slope a predictor, over
   * the rows where nothing of it is NULL.
   *
   * One budget buys noisy sums, squares and products, of which the coefficients are computed. Bounds matter:
   * the noise grows with their width. Where the predictor's standard deviation is a quarter of the width of
   * its bounds and epsilon is 1, its slope is known at 95 % to about 1/200 of the target's width over the
   * predictor's on 10,000 rows, and to a tenth of that on 100,000; several predictors share the budget.
   */
  linearRegression(
    target: NumberOf<Columns>,
    predictors: NumbersOf<Columns>,
    options?: AskRegression,
  ): Statistic<ShapeIn<One, 'regression'>>
}

export function regressionQuestions<Kinds extends ColumnKinds, One extends Shape>(
  asker: Asker<Kinds>,
): RegressionQuestions<Kinds, One> {
  return {
    linearRegression: (target, predictors, options = {}) => {
      const { intercept = true, ridge, bounds } = options
      const [[first] = [], others = []] = labelledIn(asker, [[target], predictors], bounds)
      if (first === undefined) throw new RangeError('linearRegression: a target is one column')
      const aggregate: Aggregate = {
        kind: 'linearRegression',
        target: first,
        predictors: others,
        intercept,
        ...(ridge === undefined ? {} : { ridge }),
      }
      return ask(asker, aggregate, options, ['bounds', 'intercept', 'ridge'])
    },
  }
}
