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
  then(value: NumberTerm): Branches<NumberTerm, NumberExpression>
  then(value: TextTerm): Branches<TextTerm, TextExpression>
  then(value: BooleanTerm): Branches<BooleanTerm, BooleanExpression>
}

/** Branches so far; `otherwise` ends them. */
export interface Branches<Of, Result> {
  when(condition: BooleanExpression): { then(value: Of): Branches<Of, Result> }
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
): { then(value: Term): Branches<Term, AnyExpression> } {
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
