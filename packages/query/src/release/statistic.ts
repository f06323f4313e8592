/** What a person can ask to have released: a question, and the table that it is about. */
import type { Source } from '../engines/engine.ts'
import type { Question } from '../plan/plan.ts'
import type { Schema } from '../schema/schema.ts'

/** A table as a description: where its rows lie, and what is public about them. */
export interface Described {
  readonly source: Source
  readonly schema: Schema
}

/** The shape of an answer: one value, one chosen value (a scalar that knows its rank), one value a bin, a name, or a pair, or one of these per group. */
export type Shape =
  | 'scalar'
  | 'quantile'
  | 'bins'
  | 'contingencyTable'
  | 'vector'
  | 'regression'
  | 'quantiles'
  | 'bounds'
  | 'topCategories'
  | 'cdf'
  | 'matrix'
  | 'table'

declare const shape: unique symbol

/** A question about a described table. It has no value: only what is released has one. */
export interface Statistic<S extends Shape = Shape> extends Described {
  readonly kind: 'statistic'
  readonly question: Question
  /** A mark for the compiler alone; at run time the question's aggregate and keys tell the shape. */
  readonly [shape]?: S
}

/** The shape of a question's answer, by its `kind`: a quantile is a scalar, several are a vector. */
export function shapeOf(
  question: Question,
): Exclude<
  Shape,
  'quantile' | 'quantiles' | 'bounds' | 'topCategories' | 'regression' | 'contingencyTable'
> {
  if (question.groupBy.length > 0) return 'table'
  switch (question.aggregate.kind) {
    case 'histogram':
    case 'contingencyTable':
    case 'topValues':
      return 'bins'
    case 'quantiles':
    case 'bounds':
    case 'topCategories':
    case 'linearRegression':
      return 'vector'
    case 'covarianceMatrix':
    case 'correlationMatrix':
      return 'matrix'
    case 'cumulativeDistribution':
      return 'cdf'
    default:
      return 'scalar'
  }
}
