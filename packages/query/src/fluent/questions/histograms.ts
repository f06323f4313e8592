/** Histograms of numbers and of listed values. */
import { DitherError } from '@dither/core'
import type { Expression } from '../../expression/expression.ts'
import { type Columns, typeOf } from '../../expression/facts-of.ts'
import { printExpression } from '../../expression/print-expression.ts'
import type { Bins, ContingencyAxis } from '../../plan/plan.ts'
import type { Shape, Statistic } from '../../release/statistic.ts'
import { didYouMean } from '../../schema/did-you-mean.ts'
import type { ColumnKinds } from '../../schema/schema-input.ts'
import type { AskBins, AskCategories, AskTable, AskValues } from '../ask.ts'
import { eachOf, type NumberOrMoment, numberFor } from '../in-numbers.ts'
import { type Of, readOf, valuesOf } from '../key.ts'
import { type Asker, ask } from './asker.ts'
import type { ListedOf, NumberOf } from './columns-asked.ts'

/** As in `Questions`. */
export interface HistogramQuestions<Columns extends ColumnKinds, Many extends Shape> {
  /** Numbers by `edges` ([a, b), the last closed, bins for what lies outside) or by `values`. */
  histogram(of: NumberOf<Columns>, options: AskBins): Statistic<Many>
  /** One bin a value, and one for NULL and all else. */
  histogram(of: ListedOf<Columns>, options?: AskValues): Statistic<Many>
  /**
   * The values that most rows have, commonest first, with their counts: out of the public values of a
   * column, or of a list. The price is that of the histogram, whatever their number.
   */
  topValues(of: ListedOf<Columns>, number: number, options?: AskValues): Statistic<Many>
  /**
   * The names of the values that most rows have, commonest first, without their counts: out of the public values
   * of a column, or of a list. Dearer for every name; the noise that one unit asks for follows the rows that it has
   * of one value, not how many values it has: nearer than `topValues` where units have more values than names are asked.
   */
  topCategories(
    of: ListedOf<Columns>,
    number: number,
    options?: AskCategories,
  ): Statistic<Many extends 'bins' ? 'topCategories' : 'table'>
  /**
   * Rows by several axes at once: a histogram of as many dimensions. Sums over axes are free:
   * `released.margin(['educ'])`.
   *
   * With `margins` those sums are measured too, and fitted to the cells: margins become much sharper, cells
   * less so. All margins of what is released are sums of its cells, with or without.
   */
  contingencyTable(
    of: readonly AxisAsk<Columns>[],
    options?: AskTable,
  ): Statistic<Many extends 'bins' ? 'contingencyTable' : 'table'>
}

/** An axis: a column whose values can be listed, or a column or expression with its bins. */
export type AxisAsk<Columns extends ColumnKinds> =
  | ListedOf<Columns>
  | {
      /** What the axis is called; the column's name unless said. */
      readonly name?: string
      readonly of: Of<Columns>
      /** For numbers: [a, b), the last closed, bins for what lies outside. */
      readonly edges?: readonly NumberOrMoment[]
      /** One bin a value, and one for NULL and all else. */
      readonly values?: readonly (number | string | boolean)[]
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
    topValues: (of: ListedOf<Kinds>, number: number, options: AskValues = {}) => {
      const expression = readOf(of, asker.row)
      const values = valuesOf(expression, options.values, asker.columns)
      return ask<Many>(asker, { kind: 'topValues', of: expression, values, number }, options, [
        'values',
      ])
    },
    topCategories: (of: ListedOf<Kinds>, number: number, options: AskCategories = {}) => {
      const expression = readOf(of, asker.row)
      const values = valuesOf(expression, options.values, asker.columns)
      const aggregate = { kind: 'topCategories', of: expression, values, number } as const
      return ask(asker, aggregate, options, ['values'])
    },
    contingencyTable: (of: readonly AxisAsk<Kinds>[], options: AskTable = {}) => {
      const axes = of.map((axis) => axisIn(axis, asker))
      const margins = marginsIn(
        axes.map(({ name }) => name),
        options.margins ?? [],
      )
      const aggregate = { kind: 'contingencyTable', axes, margins } as const
      return ask(asker, aggregate, options, ['margins'])
    },
  }
}

interface WantedBins {
  readonly edges?: readonly NumberOrMoment[] | undefined
  readonly values?: readonly (number | string | boolean)[] | undefined
}

function axisIn<Kinds extends ColumnKinds>(
  axis: AxisAsk<Kinds>,
  { row, columns }: Asker<Kinds>,
): ContingencyAxis {
  const asked = typeof axis === 'object' && 'of' in axis ? axis : { of: axis }
  const { edges, values }: WantedBins = asked
  const expression = readOf(asked.of, row)
  const name = 'name' in asked ? asked.name : undefined
  return Object.freeze({
    name: name ?? (expression.kind === 'column' ? expression.name : printExpression(expression)),
    of: expression,
    bins: binsOf(expression, { edges, values }, columns),
  })
}

/** Places of the named axes; `all` for every margin but the table itself. */
function marginsIn(
  names: readonly string[],
  margins: 'all' | readonly (readonly string[])[],
): readonly (readonly number[])[] {
  const places = names.map((_, place) => place)
  const listed =
    margins === 'all'
      ? places
          .reduce<number[][]>((all, at) => [...all, ...all.map((some) => [...some, at])], [[]])
          .filter((some) => some.length < names.length)
      : margins.map((margin) => margin.map((name) => placeOf(name, names)).sort((a, b) => a - b))
  return Object.freeze(listed.map((margin) => Object.freeze(margin)))
}

function placeOf(name: string, names: readonly string[]): number {
  const place = names.indexOf(name)
  if (place >= 0) return place
  throw new DitherError('invalid_parameter', `${name} is no axis of the table`, {
    parameter: 'options.margins',
    wayOut: didYouMean(name, names),
  })
}

function binsOf(of: Expression, { edges, values }: WantedBins, columns: Columns): Bins {
  typeOf(of, columns)
  if (edges !== undefined && values !== undefined)
    throw new DitherError('invalid_parameter', 'options has edges and values, must not have both', {
      parameter: 'options.edges',
      wayOut: 'Leave one of them out',
    })
  if (edges === undefined)
    return Object.freeze({ kind: 'values', values: valuesOf(of, values, columns) })
  const numbers = eachOf(edges, numberFor(of, columns), 'options.edges')
  return Object.freeze({ kind: 'edges', edges: numbers })
}
