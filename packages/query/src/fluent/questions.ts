/** The questions that can be asked of a table, or of each of its groups. */
import { DitherError } from '@dither/core'
import type { Expression } from '../expression/expression.ts'
import { type Columns, typeOf } from '../expression/facts-of.ts'
import { checkQuestion } from '../plan/check-question.ts'
import type { Aggregate, Bins, Bounded, GroupKey, Question, Relation } from '../plan/plan.ts'
import type { Described, Shape, Statistic } from '../release/statistic.ts'
import { fieldsOf } from '../schema/fields.ts'
import type { ColumnKind, ColumnKinds } from '../schema/schema-input.ts'
import {
  type Ask,
  type AskBins,
  type AskBounded,
  type AskPair,
  type AskQuantile,
  type AskValues,
  type Bounds,
  readAsk,
} from './ask.ts'
import { type Names, type Of, publicValuesOf, readOf } from './key.ts'
import { squareOf } from './square-of.ts'
import type { BooleanExpression, NumberExpression, Row, TextExpression } from './terms.ts'

/** `One` is the shape of a single value, `Many` of a histogram: a table of these where grouped. */
export interface Questions<Columns extends ColumnKinds, One extends Shape, Many extends Shape> {
  /** The number of rows. */
  count(options?: Ask): Statistic<One>
  /** The number of rows where it is not NULL. */
  count(of: Of<Columns>, options?: Ask): Statistic<One>
  /** The number of privacy units that have a row. */
  countUnits(options?: Ask): Statistic<One>
  /** The sum; NULL adds nothing. */
  sum(of: NumberOf<Columns>, options?: AskBounded): Statistic<One>
  /** The mean of what is not NULL. */
  mean(of: NumberOf<Columns>, options?: AskBounded): Statistic<One>
  /** The mean (order 1) or the mean square (order 2) of what is not NULL, about 0. */
  moment(of: NumberOf<Columns>, order: 1 | 2, options?: AskBounded): Statistic<One>
  /** The mean squared distance from the mean: divided by n, not n - 1. */
  variance(of: NumberOf<Columns>, options?: AskBounded): Statistic<One>
  /** The square root of `variance`. */
  standardDeviation(of: NumberOf<Columns>, options?: AskBounded): Statistic<One>
  /** The mean product of the distances from both means, over the rows where neither is NULL. */
  covariance(left: NumberOf<Columns>, right: NumberOf<Columns>, options?: AskPair): Statistic<One>
  /** The covariance over both standard deviations, over the rows where neither is NULL: -1 to 1. */
  correlation(left: NumberOf<Columns>, right: NumberOf<Columns>, options?: AskPair): Statistic<One>
  /**
   * A candidate near the rank of which the fraction `at` of the values lies below; NULL is left out.
   *
   * It is chosen, not noised, among public candidates, to the nearest of which values are taken.
   */
  quantile(of: NumberOf<Columns>, at: number, options?: AskQuantile): Statistic<Chosen<One>>
  /** The quantile at 0.5. */
  median(of: NumberOf<Columns>, options?: AskQuantile): Statistic<Chosen<One>>
  /**
   * The quantile at 0: a candidate that few values lie below. It may be far below them all: to come near
   * the least ones, ask for the quantile at 0.01.
   */
  min(of: NumberOf<Columns>, options?: AskQuantile): Statistic<Chosen<One>>
  /** The quantile at 1: a candidate that few values lie above, by the same rule as `min`. */
  max(of: NumberOf<Columns>, options?: AskQuantile): Statistic<Chosen<One>>
  /** Numbers by `edges` ([a, b), the last closed, bins for what lies outside) or by `values`. */
  histogram(of: NumberOf<Columns>, options: AskBins): Statistic<Many>
  /** One bin a value, and one for NULL and all else. */
  histogram(of: ListedOf<Columns>, options?: AskValues): Statistic<Many>
}

/** The shape of a chosen value: it knows its rank, where it is not in a table. */
export type Chosen<One extends Shape> = One extends 'scalar' ? 'quantile' : One

/** The names of the columns of some kinds. */
export type NameOf<Columns extends ColumnKinds, Kind extends ColumnKind> = Names<
  Columns,
  Kind
>['all']

/** A column of numbers by name, or an expression that is a number. */
export type NumberOf<Columns extends ColumnKinds> = Askable<Columns>['number']

/** A column whose values can be listed, by name, or such an expression. */
export type ListedOf<Columns extends ColumnKinds> = Askable<Columns>['listed']

/** Properties, not aliases: so the compiler names the columns that there are, where one is misspelt. */
export interface Askable<Columns extends ColumnKinds> {
  /** To sum, or to cut by edges. */
  readonly number:
    | Names<Columns, 'number' | 'integer'>['all']
    | NumberExpression
    | ((row: Row<Columns>) => NumberExpression)
  /** To list. */
  readonly listed:
    | Names<Columns, 'integer' | 'category' | 'boolean' | 'text'>['all']
    | TextExpression
    | BooleanExpression
    | ((row: Row<Columns>) => TextExpression | BooleanExpression)
}

/** Where questions are asked. */
export interface Asker<Kinds extends ColumnKinds> extends Described {
  readonly from: Relation
  readonly columns: Columns
  readonly row: Row<Kinds>
  readonly groupBy: readonly GroupKey[]
}

export function questions<Kinds extends ColumnKinds, One extends Shape, Many extends Shape>(
  asker: Asker<Kinds>,
): Questions<Kinds, One, Many> {
  const { source, schema, from, groupBy } = asker
  const ask = <S extends Shape>(
    aggregate: Aggregate,
    options: object,
    besides: readonly string[] = [],
  ): Statistic<S> => {
    const question: Question = Object.freeze({
      version: 1,
      kind: 'question',
      from,
      groupBy,
      aggregate: Object.freeze(aggregate),
      ...readAsk(options, besides),
    })
    checkQuestion(question, schema)
    return Object.freeze({ kind: 'statistic', question, source, schema })
  }
  const numeric =
    (kind: 'sum' | 'mean' | 'variance' | 'standardDeviation') =>
    (of: NumberOf<Kinds>, options: AskBounded = {}): Statistic<One> => {
      const { lower, upper } = options
      const bounds = boundsIn({ lower, upper })
      return ask({ kind, of: readOf(of, asker.row), ...bounds }, options, ['lower', 'upper'])
    }
  const paired =
    (kind: 'covariance' | 'correlation') =>
    (left: NumberOf<Kinds>, right: NumberOf<Kinds>, options: AskPair = {}): Statistic<One> => {
      const { bounds = [{}, {}] } = options
      if (!Array.isArray(bounds) || bounds.length !== 2) throw wrongBounds()
      const side = (of: NumberOf<Kinds>, at: 0 | 1): Bounded => {
        const path = `options.bounds[${at}]`
        fieldsOf(bounds[at], path, ['lower', 'upper'], 'invalid_parameter')
        const { lower, upper } = bounds[at]
        return Object.freeze({ of: readOf(of, asker.row), ...boundsIn({ lower, upper }) })
      }
      return ask({ kind, left: side(left, 0), right: side(right, 1) }, options, ['bounds'])
    }
  const quantile = (
    of: NumberOf<Kinds>,
    at: number,
    options: AskQuantile = {},
  ): Statistic<Chosen<One>> => {
    const { lower, upper, candidates } = options
    const aggregate: Aggregate = {
      kind: 'quantile',
      of: readOf(of, asker.row),
      at,
      ...(lower === undefined ? {} : { lower }),
      ...(upper === undefined ? {} : { upper }),
      ...(candidates === undefined
        ? {}
        : {
            candidates:
              typeof candidates === 'number' ? candidates : Object.freeze([...candidates]),
          }),
    }
    return ask(aggregate, options, ['lower', 'upper', 'candidates'])
  }
  return {
    quantile,
    median: (of, options) => quantile(of, 0.5, options),
    min: (of, options) => quantile(of, 0, options),
    max: (of, options) => quantile(of, 1, options),
    count: (of: Of<Kinds> | Ask = {}, options: Ask = {}) =>
      isOf(of)
        ? ask<One>({ kind: 'countValues', of: readOf(of, asker.row) }, options)
        : ask<One>({ kind: 'count', what: 'rows' }, of),
    countUnits: (options: Ask = {}) => ask<One>({ kind: 'count', what: 'units' }, options),
    sum: numeric('sum'),
    mean: numeric('mean'),
    moment: (of: NumberOf<Kinds>, order: 1 | 2, options: AskBounded = {}) => {
      if (order === 1) return numeric('mean')(of, options)
      if (order !== 2) throw wrongOrder(order)
      const { lower, upper } = options
      const value = { of: readOf(of, asker.row), ...boundsIn({ lower, upper }) }
      const square = squareOf(value, asker.columns)
      return ask<One>({ kind: 'mean', ...square }, options, ['lower', 'upper'])
    },
    variance: numeric('variance'),
    standardDeviation: numeric('standardDeviation'),
    covariance: paired('covariance'),
    correlation: paired('correlation'),
    histogram: (of: Of<Kinds>, options: AskBins | AskValues = {}) => {
      const expression = readOf(of, asker.row)
      const bins = binsOf(expression, options, asker.columns)
      return ask<Many>({ kind: 'histogram', of: expression, bins }, options, ['edges', 'values'])
    },
  }
}

/** The bounds that are there. */
function boundsIn(bounds: {
  readonly lower: number | undefined
  readonly upper: number | undefined
}): Bounds {
  const { lower, upper } = bounds
  return {
    ...(lower === undefined ? {} : { lower }),
    ...(upper === undefined ? {} : { upper }),
  }
}

function wrongOrder(order: unknown): DitherError {
  return new DitherError('invalid_parameter', `order is ${order}, must be 1 or 2`, {
    parameter: 'order',
    wayOut: 'Take the mean of a derived column for other powers',
  })
}

function wrongBounds(): DitherError {
  return new DitherError('invalid_parameter', 'options.bounds is not a pair, must be two', {
    parameter: 'options.bounds',
    wayOut: 'Give [{ lower, upper }, { lower, upper }], one for each column',
  })
}

function isOf<Kinds extends ColumnKinds>(value: Of<Kinds> | Ask): value is Of<Kinds> {
  return typeof value !== 'object' || 'expression' in value
}

function binsOf(of: Expression, options: AskBins | AskValues, columns: Columns): Bins {
  typeOf(of, columns)
  if ('edges' in options && options.edges !== undefined && options.values !== undefined)
    throw new DitherError('invalid_parameter', 'options has edges and values, must not have both', {
      parameter: 'options.edges',
      wayOut: 'Leave one of them out',
    })
  if ('edges' in options && options.edges !== undefined)
    return Object.freeze({ kind: 'edges', edges: Object.freeze([...options.edges]) })
  const values = options.values ?? publicValuesOf(of, columns)
  return Object.freeze({ kind: 'values', values: Object.freeze([...values]) })
}
