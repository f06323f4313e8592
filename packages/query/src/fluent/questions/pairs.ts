/** Covariances and correlations: of two columns, of every pair of some, or of some with others. */
import { DitherError } from '@dither/core'
import type { Aggregate, Bounded } from '../../plan/plan.ts'
import type { Shape, Statistic } from '../../release/statistic.ts'
import { fieldsOf } from '../../schema/fields.ts'
import type { ColumnKinds } from '../../schema/schema-input.ts'
import { type AskMatrix, type AskPair, askNames, type Bounds } from '../ask.ts'
import { readOf } from '../key.ts'
import { type Asker, ask, boundedIn, type ShapeIn } from './asker.ts'
import type { NumberOf } from './columns-asked.ts'
import { isNumbers, labelledIn, type NumbersOf } from './labelled-columns.ts'

/** As in `Questions`. */
export interface PairQuestions<Columns extends ColumnKinds, One extends Shape> {
  /** The mean product of the distances from both means, over the rows where neither is NULL. */
  covariance(left: NumberOf<Columns>, right: NumberOf<Columns>, options?: AskPair): Statistic<One>
  /**
   * All covariances, and on the diagonal the variances, of a list of columns: one matrix at one price, over
   * the rows where none of them is NULL. `{ label: column }` names them otherwise.
   */
  covariance(columns: NumbersOf<Columns>, options?: AskMatrix): Statistic<ShapeIn<One, 'matrix'>>
  /** Those of each of a list of columns with each of another. */
  covariance(
    rows: NumbersOf<Columns>,
    columns: NumbersOf<Columns>,
    options?: AskMatrix,
  ): Statistic<ShapeIn<One, 'matrix'>>
  /** The covariance over both standard deviations, over the rows where neither is NULL: -1 to 1. */
  correlation(left: NumberOf<Columns>, right: NumberOf<Columns>, options?: AskPair): Statistic<One>
  /** All correlations of a list of columns, as a matrix at one price. */
  correlation(columns: NumbersOf<Columns>, options?: AskMatrix): Statistic<ShapeIn<One, 'matrix'>>
  /** Those of each of a list of columns with each of another. */
  correlation(
    rows: NumbersOf<Columns>,
    columns: NumbersOf<Columns>,
    options?: AskMatrix,
  ): Statistic<ShapeIn<One, 'matrix'>>
}

type Kind = 'covariance' | 'correlation'
type Side<Kinds extends ColumnKinds> = NumberOf<Kinds> | NumbersOf<Kinds>

const own = ['bounds']
const optionNames = [...askNames, ...own]

export function pairQuestions<Kinds extends ColumnKinds, One extends Shape>(
  asker: Asker<Kinds>,
): PairQuestions<Kinds, One> {
  /** The shape depends on the arguments, as the overloads say. */
  const asked =
    (kind: Kind) =>
    (
      left: Side<Kinds>,
      right: Side<Kinds> | AskMatrix = {},
      options: AskPair | AskMatrix = {},
    ): Statistic<never> => {
      if (isNumbers(left)) {
        if (isOptions(right)) return ask(asker, matrixOf(asker, kind, [left], right), right, own)
        if (isNumbers(right) && !isPairOptions(options))
          return ask(asker, matrixOf(asker, kind, [left, right], options), options, own)
      } else if (!isOptions(right) && !isNumbers(right))
        return ask(asker, pairOf(asker, kind, [left, right], options), options, own)
      throw wrongColumns(kind)
    }
  return { covariance: asked('covariance'), correlation: asked('correlation') }
}

function matrixOf<Kinds extends ColumnKinds>(
  asker: Asker<Kinds>,
  kind: Kind,
  lists: readonly NumbersOf<Kinds>[],
  { bounds }: AskMatrix,
): Aggregate {
  const [of = [], against] = labelledIn(asker, lists, bounds)
  return { kind: `${kind}Matrix`, of, ...(against === undefined ? {} : { against }) }
}

function pairOf<Kinds extends ColumnKinds>(
  asker: Asker<Kinds>,
  kind: Kind,
  [left, right]: readonly [NumberOf<Kinds>, NumberOf<Kinds>],
  { bounds = [{}, {}] }: AskPair | AskMatrix,
): Aggregate {
  if (!isTwo(bounds)) throw wrongBounds()
  const side = (of: NumberOf<Kinds>, at: 0 | 1): Bounded => {
    const path = `options.bounds[${at}]`
    fieldsOf(bounds[at], path, ['lower', 'upper'], 'invalid_parameter')
    return Object.freeze(boundedIn(readOf(of, asker.row), bounds[at], asker, path))
  }
  return { kind, left: side(left, 0), right: side(right, 1) }
}

/** An object whose keys are all options is that, and no list of columns with labels. */
function isOptions<Kinds extends ColumnKinds>(value: Side<Kinds> | AskMatrix): value is AskMatrix {
  return (
    typeof value === 'object' &&
    !Array.isArray(value) &&
    Object.keys(value).every((key) => optionNames.includes(key))
  )
}

function isPairOptions(options: AskPair | AskMatrix): options is AskPair {
  return isTwo(options.bounds)
}

function isTwo(
  bounds: (AskPair | AskMatrix)['bounds'],
): bounds is readonly [left: Bounds, right: Bounds] {
  return Array.isArray(bounds) && bounds.length === 2
}

function wrongColumns(kind: Kind): DitherError {
  return new DitherError(
    'invalid_parameter',
    `the columns of a ${kind} must be two, or one or two lists`,
    {
      parameter: 'columns',
      wayOut: `Ask ${kind}('age', 'income'), ${kind}(['age', 'income']) or ${kind}(['age'], ['income', 'educ'])`,
    },
  )
}

function wrongBounds(): DitherError {
  return new DitherError('invalid_parameter', 'options.bounds is not a pair, must be two', {
    parameter: 'options.bounds',
    wayOut: 'Give [{ lower, upper }, { lower, upper }], one for each column',
  })
}
