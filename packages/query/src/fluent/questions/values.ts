/** Sums, means, moments and variances of one number. */
import { DitherError } from '@dither/core'
import type { Expression } from '../../expression/expression.ts'
import { keyAt, listAt } from '../../expression/read-expression.ts'
import type { KeyedBounds } from '../../plan/plan.ts'
import type { Shape, Statistic } from '../../release/statistic.ts'
import { fieldsOf } from '../../schema/fields.ts'
import type { ColumnKinds } from '../../schema/schema-input.ts'
import type { AskBounded, AskKeyedBounds, Bounds } from '../ask.ts'
import { keyFor } from '../in-numbers.ts'
import { readOf } from '../key.ts'
import { powerOf } from '../power-of.ts'
import { type Asker, ask, boundedIn } from './asker.ts'
import type { NumberOf } from './columns-asked.ts'

/** As in `Questions`. */
export interface ValueQuestions<Columns extends ColumnKinds, One extends Shape> {
  /** The sum; NULL adds nothing. */
  sum(of: NumberOf<Columns>, options?: AskBounded): Statistic<One>
  /** The mean of what is not NULL. */
  mean(of: NumberOf<Columns>, options?: AskBounded): Statistic<One>
  /** The raw moment: the mean of a power, from 1 to 16, of what is not NULL, about 0. */
  moment(of: NumberOf<Columns>, order: number, options?: AskBounded): Statistic<One>
  /** The mean squared distance from the mean: divided by n, not n - 1. */
  variance(of: NumberOf<Columns>, options?: AskBounded): Statistic<One>
  /** The square root of `variance`. */
  standardDeviation(of: NumberOf<Columns>, options?: AskBounded): Statistic<One>
}

export function valueQuestions<Kinds extends ColumnKinds, One extends Shape>(
  asker: Asker<Kinds>,
): ValueQuestions<Kinds, One> {
  const numeric =
    (kind: 'sum' | 'mean' | 'variance' | 'standardDeviation') =>
    (of: NumberOf<Kinds>, options: AskBounded = {}): Statistic<One> => {
      const { bounds } = options
      const bounded = boundedIn(readOf(of, asker.row), options, asker)
      const byKey =
        bounds === undefined ? {} : { boundsByKey: boundsByKey(bounds, bounded.of, asker) }
      const aggregate = { kind, ...bounded, ...byKey }
      return ask(asker, aggregate, options, ['lower', 'upper', 'bounds'])
    }
  return {
    sum: numeric('sum'),
    mean: numeric('mean'),
    moment: (of: NumberOf<Kinds>, order: number, options: AskBounded = {}) => {
      if (order === 1) return numeric('mean')(of, options)
      if (!Number.isInteger(order) || order < 1 || order > highestOrder) throw wrongOrder(order)
      const value = boundedIn(readOf(of, asker.row), options, asker)
      const power = powerOf(value, order, asker.columns)
      return ask<One>(asker, { kind: 'mean', ...power }, options, ['lower', 'upper'])
    },
    variance: numeric('variance'),
    standardDeviation: numeric('standardDeviation'),
  }
}

function boundsByKey<Kinds extends ColumnKinds>(
  bounds: readonly AskKeyedBounds[],
  of: Expression,
  { groupBy, columns }: Asker<Kinds>,
): readonly KeyedBounds[] {
  const path = 'options.bounds'
  return listAt(bounds, path, (one, at) => {
    const given = fieldsOf(one, at, ['keys', 'lower', 'upper'], 'invalid_parameter')
    const { lower, upper }: Bounds = Object.fromEntries(given)
    const { of: _, ...ends } = boundedIn(of, { lower, upper }, { columns }, at)
    const keys = fieldsOf(given.get('keys'), `${at}.keys`, undefined, 'invalid_parameter')
    const named = [...keys].map(([name, value]): [string, number | string | boolean] => {
      const key = groupBy.find((known) => known.name === name)
      const read = keyAt(value, `${at}.keys.${name}`)
      return [name, key === undefined ? read : keyFor(key.of, columns)(read, `${at}.keys.${name}`)]
    })
    return Object.freeze({ keys: Object.freeze(Object.fromEntries(named)), ...ends })
  })
}

/** Beyond, the noise on the greatest power drowns all others. */
const highestOrder = 16

function wrongOrder(order: unknown): DitherError {
  return new DitherError(
    'invalid_parameter',
    `order is ${order}, must be a whole number from 1 to ${highestOrder}`,
    {
      parameter: 'order',
      wayOut: 'Take the mean of a derived column for anything else',
    },
  )
}
