import type { Expression } from './expression.ts'
import { escapeText } from './literal.ts'
import { meaningOf } from './meaning-of.ts'

/**
 * An expression as canonical, SQL-like text: two expressions print alike only when they are alike.
 * For people and for cache keys; engines write their own SQL.
 */
export function printExpression(expression: Expression): string {
  if (expression.kind === 'column') return printName(expression.name)
  const meaning = meaningOf(expression)
  return meaning.print(...meaning.operands.map(printExpression))
}

const words = new Set(
  'and as by case cast clamp coalesce else end false from in is not null or then true when'.split(
    ' ',
  ),
)

/** A column's name, in quotes unless it is a plain word. */
export function printName(name: string): string {
  if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !words.has(name.toLowerCase())) return name
  return `"${escapeText(name).replaceAll('"', '""')}"`
}
