import { branch } from '../expression/case.ts'
import type { Expression } from '../expression/expression.ts'
import type { Temporal } from '../schema/temporal.ts'
import { express, expressionOf, temporalOf } from './express.ts'
import type {
  DateExpression,
  DateTerm,
  TimeExpression,
  TimestampExpression,
  TimestampTerm,
  TimeTerm,
} from './moment-terms.ts'
import type {
  AnyExpression,
  BooleanExpression,
  BooleanTerm,
  NumberExpression,
  NumberTerm,
  Term,
  TextExpression,
  TextTerm,
} from './terms.ts'

/** A first condition that waits for its value. */
export interface When {
  /** The value where the condition is true: a number. */
  then(value: NumberTerm): Branches<NumberTerm, NumberExpression>
  /** The value where the condition is true: a text. */
  then(value: TextTerm): Branches<TextTerm, TextExpression>
  /** The value where the condition is true: true or false. */
  then(value: BooleanTerm): Branches<BooleanTerm, BooleanExpression>
  /** The value where the condition is true: a date, then or later as ISO 8601 text. */
  then(value: DateExpression): Branches<DateTerm, DateExpression>
  /** The value where the condition is true: a time, then or later as ISO 8601 text. */
  then(value: TimeExpression): Branches<TimeTerm, TimeExpression>
  /** The value where the condition is true: a timestamp, then or later as ISO 8601 text. */
  then(value: TimestampExpression): Branches<TimestampTerm, TimestampExpression>
}

/** A further condition that waits for its value. */
export interface NextBranch<Of, Result> {
  /** The value where the condition is true. */
  then(value: Of): Branches<Of, Result>
}

/** Branches so far; `otherwise` ends them. */
export interface Branches<Of, Result> {
  /** A further condition, for rows where none before was true. */
  when(condition: BooleanExpression): NextBranch<Of, Result>
  /** The value where no condition was true. */
  otherwise(value: Of): Result
}

/**
 * The value of the first branch whose condition is true:
 * `when(p.age.below(18)).then('child').when(p.age.below(65)).then('adult').otherwise('senior')`.
 * A condition that is NULL is not true. Every branch has the same type.
 */
export function when(condition: BooleanExpression): When {
  return waiting([], condition)
}

type Branch = Extract<Expression, { kind: 'case' }>['branches'][number]

function waiting(
  before: readonly Branch[],
  condition: BooleanExpression,
  temporal?: Temporal,
): NextBranch<Term, AnyExpression> {
  const then = (value: Term): Branches<Term, AnyExpression> => {
    const type = temporal ?? temporalOf(value)
    return ended([...before, branch(condition.expression, expressionOf(value, type))], type)
  }
  return Object.freeze({ then })
}

function ended(
  branches: readonly Branch[],
  temporal: Temporal | undefined,
): Branches<Term, AnyExpression> {
  return Object.freeze({
    when: (condition: BooleanExpression) => waiting(branches, condition, temporal),
    otherwise: (value: Term) => {
      const type = temporal ?? temporalOf(value)
      const otherwise = expressionOf(value, type)
      return express({ kind: 'case', branches: Object.freeze(branches), otherwise }, type)
    },
  })
}
