/** Covariances and correlations. */
import { DitherError } from '@dither/core'
import type { Bounded } from '../../plan/plan.ts'
import type { Shape, Statistic } from '../../release/statistic.ts'
import { fieldsOf } from '../../schema/fields.ts'
import type { ColumnKinds } from '../../schema/schema-input.ts'
import type { AskPair } from '../ask.ts'
import { readOf } from '../key.ts'
import { type Asker, ask, boundsIn } from './asker.ts'
import type { NumberOf } from './columns-asked.ts'

/** As in `Questions`. */
export interface PairQuestions<Columns extends ColumnKinds, One extends Shape> {
  /** The mean product of the distances from both means, over the rows where neither is NULL. */
  covariance(left: NumberOf<Columns>, right: NumberOf<Columns>, options?: AskPair): Statistic<One>
  /** The covariance over both standard deviations, over the rows where neither is NULL: -1 to 1. */
  correlation(left: NumberOf<Columns>, right: NumberOf<Columns>, options?: AskPair): Statistic<One>
}

export function pairQuestions<Kinds extends ColumnKinds, One extends Shape>(
  asker: Asker<Kinds>,
): PairQuestions<Kinds, One> {
  const paired =
    (kind: 'covariance' | 'correlation') =>
    (left: NumberOf<Kinds>, right: NumberOf<Kinds>, options: AskPair = {}): Statistic<One> => {
      const { bounds = [{}, {}] } = options
      if (!Array.isArray(bounds) || bounds.length !== 2) throw wrongBounds()
      const side = (of: NumberOf<Kinds>, at: 0 | 1): Bounded => {
        const path = `options.bounds[${at}]`
        fieldsOf(bounds[at], path, ['lower', 'upper'], 'invalid_parameter')
        return Object.freeze({ of: readOf(of, asker.row), ...boundsIn(bounds[at]) })
      }
      return ask(asker, { kind, left: side(left, 0), right: side(right, 1) }, options, ['bounds'])
    }
  return { covariance: paired('covariance'), correlation: paired('correlation') }
}

function wrongBounds(): DitherError {
  return new DitherError('invalid_parameter', 'options.bounds is not a pair, must be two', {
    parameter: 'options.bounds',
    wayOut: 'Give [{ lower, upper }, { lower, upper }], one for each column',
  })
}
