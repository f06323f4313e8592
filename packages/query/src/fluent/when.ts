import { branch } from '../expression/case.ts'
import type { Expression } from '../expression/expression.ts'
import { express, expressionOf } from './express.ts'
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
): NextBranch<Term, AnyExpression> {
  const then = (value: Term): Branches<Term, AnyExpression> =>
    ended([...before, branch(condition.expression, expressionOf(value))])
  return Object.freeze({ then })
}

function ended(branches: readonly Branch[]): Branches<Term, AnyExpression> {
  return Object.freeze({
    when: (condition: BooleanExpression) => waiting(branches, condition),
    otherwise: (value: Term) =>
      express({
        kind: 'case',
        branches: Object.freeze(branches),
        otherwise: expressionOf(value),
      }),
  })
}
