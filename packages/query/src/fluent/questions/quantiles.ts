/** Quantiles that are chosen among public candidates. */
import type { Aggregate } from '../../plan/plan.ts'
import type { Shape, Statistic } from '../../release/statistic.ts'
import type { ColumnKinds } from '../../schema/schema-input.ts'
import type { AskQuantile } from '../ask.ts'
import { readOf } from '../key.ts'
import { type Asker, ask, boundsIn, type ShapeIn } from './asker.ts'
import type { NumberOf } from './columns-asked.ts'

/** As in `Questions`. */
export interface QuantileQuestions<Columns extends ColumnKinds, One extends Shape> {
  /**
   * A candidate near the rank of which the fraction `at` of the values lies below; NULL is left out.
   *
   * It is chosen, not noised, among public candidates, to the nearest of which values are taken.
   */
  quantile(
    of: NumberOf<Columns>,
    at: number,
    options?: AskQuantile,
  ): Statistic<ShapeIn<One, 'quantile'>>
  /** The quantile at 0.5. */
  median(of: NumberOf<Columns>, options?: AskQuantile): Statistic<ShapeIn<One, 'quantile'>>
  /**
   * The quantile at 0: a candidate that few values lie below. It may be far below them all: to come near
   * the least ones, ask for the quantile at 0.01.
   */
  min(of: NumberOf<Columns>, options?: AskQuantile): Statistic<ShapeIn<One, 'quantile'>>
  /** The quantile at 1: a candidate that few values lie above, by the same rule as `min`. */
  max(of: NumberOf<Columns>, options?: AskQuantile): Statistic<ShapeIn<One, 'quantile'>>
}

export function quantileQuestions<Kinds extends ColumnKinds, One extends Shape>(
  asker: Asker<Kinds>,
): QuantileQuestions<Kinds, One> {
  const quantile = (
    of: NumberOf<Kinds>,
    at: number,
    options: AskQuantile = {},
  ): Statistic<ShapeIn<One, 'quantile'>> => {
    const { candidates } = options
    const aggregate: Aggregate = {
      kind: 'quantile',
      of: readOf(of, asker.row),
      at,
      ...boundsIn(options),
      ...(candidates === undefined
        ? {}
        : {
            candidates:
              typeof candidates === 'number' ? candidates : Object.freeze([...candidates]),
          }),
    }
    return ask(asker, aggregate, options, ['lower', 'upper', 'candidates'])
  }
  return {
    quantile,
    median: (of, options) => quantile(of, 0.5, options),
    min: (of, options) => quantile(of, 0, options),
    max: (of, options) => quantile(of, 1, options),
  }
}
