/** Quantiles that are chosen among public candidates. */
import type { Aggregate, QuantileAggregate, TreeAggregate } from '../../plan/plan.ts'
import type { Shape, Statistic } from '../../release/statistic.ts'
import type { ColumnKinds } from '../../schema/schema-input.ts'
import type { AskBounds, AskQuantile, AskTree } from '../ask.ts'
import { eachOf, numberFor } from '../in-numbers.ts'
import { readOf } from '../key.ts'
import { type Asker, ask, boundedIn, type ShapeIn } from './asker.ts'
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
  /**
   * Any number of quantiles for one price, in increasing order of their ranks never falling: read off a
   * tree of noisy counts of the public candidates. For one quantile, `quantile` is usually sharper.
   */
  quantiles(
    of: NumberOf<Columns>,
    at: readonly number[],
    options?: AskTree,
  ): Statistic<ShapeIn<One, 'quantiles'>>
  /** The quantile at 0.75 less that at 0.25, out of one tree. */
  interquartileRange(of: NumberOf<Columns>, options?: AskTree): Statistic<One>
  /**
   * Bounds that few values lie outside of, powers of two or their negatives, for a column whose bounds are
   * not known: ask for them first, then for what needs them. For bounds closer to the data, ask for
   * `quantiles` at 0.01 and 0.99 within them.
   */
  bounds(of: NumberOf<Columns>, options?: AskBounds): Statistic<ShapeIn<One, 'bounds'>>
  /** The share of values at or below each public candidate, out of one tree. */
  cumulativeDistribution(of: NumberOf<Columns>, options?: AskTree): Statistic<ShapeIn<One, 'cdf'>>
}

export function quantileQuestions<Kinds extends ColumnKinds, One extends Shape>(
  asker: Asker<Kinds>,
): QuantileQuestions<Kinds, One> {
  /** What candidates are of, and which they are. */
  const chosenIn = (
    of: NumberOf<Kinds>,
    options: AskQuantile,
  ): Pick<QuantileAggregate, 'of' | 'lower' | 'upper' | 'candidates'> => {
    const expression = readOf(of, asker.row)
    const bounded = boundedIn(expression, options, asker)
    const { candidates } = options
    if (candidates === undefined) return bounded
    if (typeof candidates === 'number') return { ...bounded, candidates }
    const number = numberFor(expression, asker.columns)
    return { ...bounded, candidates: eachOf(candidates, number, 'options.candidates') }
  }
  const quantile = (
    of: NumberOf<Kinds>,
    at: number,
    options: AskQuantile = {},
  ): Statistic<ShapeIn<One, 'quantile'>> => {
    const aggregate: Aggregate = {
      kind: 'quantile',
      at,
      ...chosenIn(of, options),
    }
    return ask(asker, aggregate, options, ['lower', 'upper', 'candidates'])
  }
  const tree = <S extends Shape>(
    kind: TreeAggregate['kind'],
    of: NumberOf<Kinds>,
    at: readonly number[] | undefined,
    options: AskTree,
  ): Statistic<S> =>
    ask(
      asker,
      {
        kind,
        ...(at === undefined ? {} : { at: Object.freeze([...at]) }),
        ...chosenIn(of, options),
      },
      options,
      ['lower', 'upper', 'candidates'],
    )
  return {
    quantiles: (of, at, options = {}) => tree('quantiles', of, at, options),
    bounds: (of, options = {}) => {
      const { smallest, largest, confidence } = options
      const given = Object.entries({ smallest, largest, confidence }).filter(
        ([, value]) => value !== undefined,
      )
      return ask(
        asker,
        { kind: 'bounds', of: readOf(of, asker.row), ...Object.fromEntries(given) },
        options,
        ['smallest', 'largest', 'confidence'],
      )
    },
    interquartileRange: (of, options = {}) => tree('interquartileRange', of, undefined, options),
    cumulativeDistribution: (of, options = {}) =>
      tree('cumulativeDistribution', of, undefined, options),
    quantile,
    median: (of, options) => quantile(of, 0.5, options),
    min: (of, options) => quantile(of, 0, options),
    max: (of, options) => quantile(of, 1, options),
  }
}
