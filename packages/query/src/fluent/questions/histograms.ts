/** Histograms of numbers and of listed values. */
import { DitherError } from '@dither/core'
import type { Expression } from '../../expression/expression.ts'
import { type Columns, typeOf } from '../../expression/facts-of.ts'
import type { Bins } from '../../plan/plan.ts'
import type { Shape, Statistic } from '../../release/statistic.ts'
import type { ColumnKinds } from '../../schema/schema-input.ts'
import type { AskBins, AskValues } from '../ask.ts'
import { type Of, publicValuesOf, readOf } from '../key.ts'
import { type Asker, ask } from './asker.ts'
import type { ListedOf, NumberOf } from './columns-asked.ts'

/** As in `Questions`. */
export interface HistogramQuestions<Columns extends ColumnKinds, Many extends Shape> {
  /** Numbers by `edges` ([a, b), the last closed, bins for what lies outside) or by `values`. */
  histogram(of: NumberOf<Columns>, options: AskBins): Statistic<Many>
  /** One bin a value, and one for NULL and all else. */
  histogram(of: ListedOf<Columns>, options?: AskValues): Statistic<Many>
}

export function histogramQuestions<Kinds extends ColumnKinds, Many extends Shape>(
  asker: Asker<Kinds>,
): HistogramQuestions<Kinds, Many> {
  return {
    histogram: (of: Of<Kinds>, options: AskBins | AskValues = {}) => {
      const expression = readOf(of, asker.row)
      const bins = binsOf(expression, options, asker.columns)
      return ask<Many>(asker, { kind: 'histogram', of: expression, bins }, options, [
        'edges',
        'values',
      ])
    },
  }
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
