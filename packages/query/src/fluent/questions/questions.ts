/** The questions that can be asked of a table, or of each of its groups. */
import type { Shape } from '../../release/statistic.ts'
import type { ColumnKinds } from '../../schema/schema-input.ts'
import type { Asker } from './asker.ts'
import { type CountQuestions, countQuestions } from './counts.ts'
import { type HistogramQuestions, histogramQuestions } from './histograms.ts'
import { type PairQuestions, pairQuestions } from './pairs.ts'
import { type QuantileQuestions, quantileQuestions } from './quantiles.ts'
import { type RegressionQuestions, regressionQuestions } from './regressions.ts'
import { type ValueQuestions, valueQuestions } from './values.ts'

/** `One` is the shape of a single value, `Many` of a histogram: a table of these where grouped. */
export interface Questions<Columns extends ColumnKinds, One extends Shape, Many extends Shape>
  extends CountQuestions<Columns, One>,
    ValueQuestions<Columns, One>,
    PairQuestions<Columns, One>,
    RegressionQuestions<Columns, One>,
    QuantileQuestions<Columns, One>,
    HistogramQuestions<Columns, Many> {}

export function questions<Kinds extends ColumnKinds, One extends Shape, Many extends Shape>(
  asker: Asker<Kinds>,
): Questions<Kinds, One, Many> {
  return {
    ...countQuestions<Kinds, One>(asker),
    ...valueQuestions<Kinds, One>(asker),
    ...pairQuestions<Kinds, One>(asker),
    ...regressionQuestions<Kinds, One>(asker),
    ...quantileQuestions<Kinds, One>(asker),
    ...histogramQuestions<Kinds, Many>(asker),
  }
}
