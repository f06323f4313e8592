/** Makes expressions: `column('age').atLeast(65)`, `literal(1)`. */
import { DitherError } from '@dither/core'
import type { DatePart, Expression, TimeUnit } from '../expression/expression.ts'
import type { FunctionName } from '../expression/functions/functions.ts'
import { checkMoment } from '../expression/moment.ts'
import { printExpression } from '../expression/print-expression.ts'
import { type Temporal, temporalText } from '../schema/temporal.ts'
import type { Value } from '../schema/value.ts'
import type { DateExpression, TimeExpression, TimestampExpression } from './moment-terms.ts'
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
 * Whether it is there, and of the right type, is checked where it is used. With a type, the parts of a
 * moment can be taken.
 */
export function column(name: string): AnyExpression
export function column(name: string, type: 'date'): DateExpression
export function column(name: string, type: 'time'): TimeExpression
export function column(name: string, type: 'timestamp'): TimestampExpression
export function column(name: string, type?: Temporal): AnyExpression
export function column(name: string, type?: Temporal): AnyExpression {
  return express({ kind: 'column', name }, type)
}

/** A public value as an expression; `literal(null)` is NULL of any type. */
export function literal(value: number): NumberExpression
export function literal(value: string): TextExpression
export function literal(value: boolean): BooleanExpression
export function literal(value: null): AnyExpression
export function literal(value: Value): AnyExpression {
  return express({ kind: 'literal', value })
}

/**
 * A public date, time or timestamp out of ISO 8601 text.
 *
 * @throws DitherError "invalid_parameter" if it is none
 */
export function moment(type: 'date', text: string): DateExpression
export function moment(type: 'time', text: string): TimeExpression
export function moment(type: 'timestamp', text: string): TimestampExpression
export function moment(type: Temporal, text: string): AnyExpression {
  return express(momentData(type, text), type)
}

/** The data of a term: an expression's own, or a literal; a text is a moment where one is wanted. */
export function expressionOf(term: Term, temporal?: Temporal): Expression {
  if (typeof term === 'object') return term.expression
  if (typeof term === 'string' && temporal !== undefined) return momentData(temporal, term)
  return Object.freeze({ kind: 'literal', value: term })
}

/** As the shortest text that says the same. */
function momentData(type: Temporal, text: string): Expression {
  return Object.freeze({ kind: 'moment', type, text: temporalText(type, checkMoment(type, text)) })
}

/** Gives an expression the methods that make larger ones. @param temporal what kind of moment it is */
export function express(data: Expression, temporal?: Temporal): AnyExpression {
  const expression = Object.freeze(data)
  const dataOf = (term: Term): Expression => expressionOf(term, temporal)
  const compare =
    (operator: Extract<Expression, { kind: 'compare' }>['operator']) =>
    (other: Term): AnyExpression =>
      express({ kind: 'compare', operator, left: expression, right: dataOf(other) })
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
  const call =
    (name: FunctionName) =>
    (...others: readonly Term[]): AnyExpression =>
      express(callData(name, [expression, ...others.map((term) => expressionOf(term))]))
  /** A function whose operands, and value, are of the type that this is. */
  const among =
    (name: FunctionName) =>
    (...others: readonly Term[]): AnyExpression => {
      const type = temporal ?? others.map(temporalOf).find((other) => other !== undefined)
      const operands = others.map((term) => expressionOf(term, type))
      return express(callData(name, [expression, ...operands]), type)
    }
  const type = (): Temporal => temporal ?? refuseUnknown(expression)
  const part = (of: DatePart) => (): AnyExpression =>
    express({ kind: 'datePart', part: of, of: expression, type: type() })
  const since =
    (unit: Extract<Expression, { kind: 'elapsed' }>['unit']) =>
    (other: Term): AnyExpression =>
      express({ kind: 'elapsed', unit, of: expression, since: dataOf(other), type: type() })
  const toMoment = (to: Temporal) => (): AnyExpression =>
    express(
      temporal === undefined
        ? { kind: 'cast', of: expression, to }
        : { kind: 'convert', of: expression, from: temporal, to },
      to,
    )
  const atLeast = compare('>=')
  const equals = compare('=')
  return Object.freeze({
    expression,
    temporal,
    plus: arithmetic('+'),
    minus: arithmetic('-'),
    times: arithmetic('*'),
    dividedBy: arithmetic('/'),
    equals,
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
      temporal === undefined || values.length === 0
        ? express({ kind: 'isIn', of: expression, values: Object.freeze([...values]) })
        : anyOf(values.map(equals)),
    clamp: (lower: number | string, upper: number | string) =>
      typeof lower === 'number' && typeof upper === 'number'
        ? express({ kind: 'clamp', of: expression, lower, upper })
        : among('least')(upper).greatest(lower),
    impute: (value: number | string | boolean) =>
      temporal === undefined
        ? express({ kind: 'impute', of: expression, value })
        : among('coalesce')(value),
    coalesce: among('coalesce'),
    nullIf: among('nullIf'),
    least: among('least'),
    greatest: among('greatest'),
    toNumber: cast('number'),
    toInteger: cast('integer'),
    toText: cast('text'),
    toBoolean: cast('boolean'),
    toDate: toMoment('date'),
    toTime: toMoment('time'),
    toTimestamp: toMoment('timestamp'),
    abs: call('abs'),
    sign: call('sign'),
    floor: call('floor'),
    ceiling: call('ceiling'),
    round: call('round'),
    truncate: call('truncate'),
    modulo: call('modulo'),
    power: call('power'),
    sqrt: call('sqrt'),
    exp: call('exp'),
    ln: call('ln'),
    digitise: (edges: readonly number[], { otherwise }: { readonly otherwise?: number } = {}) => {
      const bin: Expression = { kind: 'digitise', of: expression, edges: Object.freeze([...edges]) }
      return otherwise === undefined ? express(bin) : express(bin).impute(otherwise)
    },
    lower: call('lower'),
    upper: call('upper'),
    trim: call('trim'),
    length: call('length'),
    substring: (start: number, length?: number) =>
      length === undefined ? call('substring')(start) : call('substring')(start, length),
    concat: call('concat'),
    startsWith: call('startsWith'),
    endsWith: call('endsWith'),
    contains: call('contains'),
    replace: call('replace'),
    like: (pattern: string) => express({ kind: 'like', of: expression, pattern }),
    year: part('year'),
    quarter: part('quarter'),
    month: part('month'),
    isoWeek: part('isoWeek'),
    day: part('day'),
    weekday: part('weekday'),
    dayOfYear: part('dayOfYear'),
    hour: part('hour'),
    minute: part('minute'),
    second: part('second'),
    truncateTo: (unit: TimeUnit) =>
      express({ kind: 'startOf', unit, of: expression, type: type() }, temporal),
    daysSince: since('day'),
    hoursSince: since('hour'),
    minutesSince: since('minute'),
    secondsSince: since('second'),
  })
}

function callData(name: FunctionName, operands: readonly Expression[]): Expression {
  return { kind: 'call', name, operands: Object.freeze(operands) }
}

/** Halves again and again, so that a long list is not deep. */
function anyOf(conditions: readonly BooleanExpression[]): BooleanExpression {
  const [first] = conditions
  if (first === undefined) return express({ kind: 'literal', value: false })
  if (conditions.length === 1) return first
  const middle = conditions.length >> 1
  return anyOf(conditions.slice(0, middle)).or(anyOf(conditions.slice(middle)))
}

/** What kind of moment a term is, where it says so. */
export function temporalOf(term: Term): Temporal | undefined {
  return typeof term === 'object' ? term.temporal : undefined
}

/** @throws DitherError "wrong_type" */
function refuseUnknown(expression: Expression): never {
  const text = printExpression(expression)
  throw new DitherError('wrong_type', `${text} is not known to be a date, time or timestamp`, {
    parameter: text,
    wayOut: `Take it from a row, as in (row) => row.${text}, or write column('${text}', 'date')`,
  })
}
