import type { Value } from '../schema/value.ts'
import type { Expression } from './expression.ts'
import { meaningOf } from './meaning-of.ts'

/** One row, as the scan left it. */
export type Row = Readonly<Record<string, Value>>

/**
 * The value of an expression on one row.
 *
 * Total: it gives a number that is not NaN, a text, a boolean or NULL on every row, and never throws
 * (S14). An expression whose types were not checked gives NULL where they do not fit.
 */
export function evaluate(expression: Expression, row: Row): Value {
  return compile(expression)(row)
}

/** `evaluate` for many rows: the expression is walked once. */
export function compile(expression: Expression): (row: Row) => Value {
  if (expression.kind === 'column') {
    const { name } = expression
    return (row) => (Object.hasOwn(row, name) ? (row[name] ?? null) : null)
  }
  const meaning = meaningOf(expression)
  const [first, second, ...rest] = meaning.operands.map(compile)
  if (first === undefined) return () => meaning.value()
  if (second === undefined) return (row) => meaning.value(first(row))
  if (rest.length === 0) return (row) => meaning.value(first(row), second(row))
  const all = [first, second, ...rest]
  return (row) => meaning.value(...all.map((operand) => operand(row)))
}
