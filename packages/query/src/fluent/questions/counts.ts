/** Counts of rows, values and units. */
import type { Shape, Statistic } from '../../release/statistic.ts'
import type { ColumnKinds } from '../../schema/schema-input.ts'
import type { Ask, AskDistinct } from '../ask.ts'
import { type Of, readOf } from '../key.ts'
import { type Asker, ask } from './asker.ts'

/** As in `Questions`. */
export interface CountQuestions<Columns extends ColumnKinds, One extends Shape> {
  /** The number of rows. */
  count(options?: Ask): Statistic<One>
  /** The number of rows where it is not NULL. */
  count(of: Of<Columns>, options?: Ask): Statistic<One>
  /** The number of privacy units that have a row. */
  countUnits(options?: Ask): Statistic<One>
  /** The number of distinct values; NULL is none. */
  countDistinct(of: Of<Columns>, options?: AskDistinct): Statistic<One>
}

export function countQuestions<Kinds extends ColumnKinds, One extends Shape>(
  asker: Asker<Kinds>,
): CountQuestions<Kinds, One> {
  return {
    count: (of: Of<Kinds> | Ask = {}, options: Ask = {}) =>
      isOf(of)
        ? ask<One>(asker, { kind: 'countValues', of: readOf(of, asker.row) }, options)
        : ask<One>(asker, { kind: 'count', what: 'rows' }, of),
    countUnits: (options: Ask = {}) => ask<One>(asker, { kind: 'count', what: 'units' }, options),
    countDistinct: (of: Of<Kinds>, options: AskDistinct = {}) => {
      const { maxValues } = options
      const most = maxValues === undefined ? {} : { maxValues }
      const aggregate = { kind: 'countDistinct', of: readOf(of, asker.row), ...most } as const
      return ask<One>(asker, aggregate, options, ['maxValues'])
    },
  }
}

function isOf<Kinds extends ColumnKinds>(value: Of<Kinds> | Ask): value is Of<Kinds> {
  return typeof value !== 'object' || 'expression' in value
}
