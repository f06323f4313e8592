/** Makes expressions: `column('age').atLeast(65)`, `literal(1)`. */
import type { Expression } from '../expression/expression.ts'
import type { Value } from '../schema/value.ts'
import type {
  AnyExpression,
  BooleanExpression,
  NumberExpression,
  Term,
  TextExpression,
} from './terms.ts'

/**
 * A column by name, for tables whose columns the compiler does not know.
 *
 * Whether it is there, and of the right type, is checked where it is used.
 */
export function column(name: string): AnyExpression {
  return express({ kind: 'column', name })
}

/** A public value as an expression; `literal(null)` is NULL of any type. */
export function literal(value: number): NumberExpression
export function literal(value: string): TextExpression
export function literal(value: boolean): BooleanExpression
export function literal(value: null): AnyExpression
export function literal(value: Value): AnyExpression {
  return express({ kind: 'literal', value })
}

/** The data of a term: an expression's own, or a literal. */
export function expressionOf(term: Term): Expression {
  return typeof term === 'object'
    ? term.expression
    : Object.freeze({ kind: 'literal', value: term })
}

/** Gives an expression the methods that make larger ones. */
export function express(data: Expression): AnyExpression {
  const expression = Object.freeze(data)
  const compare =
    (operator: Extract<Expression, { kind: 'compare' }>['operator']) =>
    (other: Term): AnyExpression =>
      express({ kind: 'compare', operator, left: expression, right: expressionOf(other) })
  const arithmetic =
    (operator: Extract<Expression, { kind: 'arithmetic' }>['operator']) =>
    (other: Term): AnyExpression =>
      express({ kind: 'arithmetic', operator, left: expression, right: expressionOf(other) })
  const logic =
    (operator: 'and' | 'or') =>
    (other: Term): AnyExpression =>
      express({ kind: 'logic', operator, left: expression, right: expressionOf(other) })
  const cast = (to: Extract<Expression, { kind: 'cast' }>['to']) => (): AnyExpression =>
    express({ kind: 'cast', of: expression, to })
  const atLeast = compare('>=')
  return Object.freeze({
    expression,
    plus: arithmetic('+'),
    minus: arithmetic('-'),
    times: arithmetic('*'),
    dividedBy: arithmetic('/'),
    equals: compare('='),
    notEquals: compare('<>'),
    below: compare('<'),
    atMost: compare('<='),
    above: compare('>'),
    atLeast,
    between: (lower: Term, upper: Term) => atLeast(lower).and(compare('<=')(upper)),
    and: logic('and'),
    or: logic('or'),
    not: () => express({ kind: 'not', of: expression }),
    isNull: () => express({ kind: 'isNull', of: expression }),
    isIn: (values: readonly (number | string | boolean)[]) =>
      express({ kind: 'isIn', of: expression, values: Object.freeze([...values]) }),
    clamp: (lower: number, upper: number) =>
      express({ kind: 'clamp', of: expression, lower, upper }),
    impute: (value: number | string | boolean) =>
      express({ kind: 'impute', of: expression, value }),
    toNumber: cast('number'),
    toInteger: cast('integer'),
    toText: cast('text'),
    toBoolean: cast('boolean'),
  })
}
