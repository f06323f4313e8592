/** Where questions are asked, and how one is made. */
import type { Expression } from '../../expression/expression.ts'
import type { Columns } from '../../expression/facts-of.ts'
import { checkQuestion } from '../../plan/check-question.ts'
import type {
  Aggregate,
  Bounded,
  GroupKey,
  PrivateKeys,
  Question,
  Relation,
} from '../../plan/plan.ts'
import type { Described, Shape, Statistic } from '../../release/statistic.ts'
import type { ColumnKinds } from '../../schema/schema-input.ts'
import { type Bounds, readAsk } from '../ask.ts'
import { numberFor } from '../in-numbers.ts'
import type { Row } from '../terms.ts'

/** A relation, and the groups that a question is answered for. */
export interface Asker<Kinds extends ColumnKinds> extends Described {
  readonly from: Relation
  readonly columns: Columns
  readonly row: Row<Kinds>
  readonly groupBy: readonly GroupKey[]
  /** There where the keys are private. */
  readonly privateKeys?: PrivateKeys
}

/** The shape of an answer: its own, or a table where there are groups. */
export type ShapeIn<One extends Shape, Own extends Shape> = One extends 'scalar' ? Own : 'table'

/**
 * The question about these rows, checked.
 *
 * @param besides the options that are the aggregate's own
 * @throws DitherError as `checkQuestion`
 */
export function ask<S extends Shape>(
  {
    source,
    schema,
    from,
    groupBy,
    privateKeys,
  }: Pick<Asker<ColumnKinds>, 'source' | 'schema' | 'from' | 'groupBy' | 'privateKeys'>,
  aggregate: Aggregate,
  options: object,
  besides: readonly string[] = [],
): Statistic<S> {
  const question: Question = Object.freeze({
    version: 1,
    kind: 'question',
    from,
    groupBy,
    ...(privateKeys === undefined ? {} : { privateKeys }),
    aggregate: Object.freeze(aggregate),
    ...readAsk(options, besides),
  })
  checkQuestion(question, schema)
  return Object.freeze({ kind: 'statistic', question, source, schema })
}

/** What is asked of, and the bounds that are there. */
export function boundedIn(
  of: Expression,
  { lower, upper }: { readonly [Side in keyof Bounds]: Bounds[Side] | undefined },
  { columns }: Pick<Asker<ColumnKinds>, 'columns'>,
  path = 'options',
): Bounded {
  const number = numberFor(of, columns)
  return {
    of,
    ...(lower === undefined ? {} : { lower: number(lower, `${path}.lower`) }),
    ...(upper === undefined ? {} : { upper: number(upper, `${path}.upper`) }),
  }
}
