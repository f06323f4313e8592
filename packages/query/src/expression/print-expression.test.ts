import { describe, expect, it } from 'vitest'
import type { Value } from '../schema/value.ts'
import { columnsOf } from './columns-of.ts'
import type { Expression } from './expression.ts'
import { printExpression } from './print-expression.ts'

const column = (name: string): Expression => ({ kind: 'column', name })
const literal = (value: Value): Expression => ({ kind: 'literal', value })
const binary = (
  operator: '+' | '-' | '*' | '/',
  left: Expression,
  right: Expression,
): Expression => ({ kind: 'arithmetic', operator, left, right })

describe('an expression in print', () => {
  it('is parenthesised everywhere and quotes what is not a plain word', () => {
    const odd: Expression = { kind: 'column', name: 'Weird "col"' }
    expect(printExpression(binary('*', binary('+', column('age'), literal(-1)), odd))).toBe(
      '((age + -1) * "Weird ""col""")',
    )
    expect(printExpression(column('null'))).toBe('"null"')
    expect(printExpression(literal("it's\n"))).toBe("'it''s\\u{a}'")
  })

  it('lists the columns that it reads, each once', () => {
    expect(
      columnsOf(binary('+', binary('+', column('debt'), column('age')), column('debt'))),
    ).toEqual(['debt', 'age'])
  })

  it('tells apart what looks alike', () => {
    const near = [
      column('1'),
      literal(1),
      literal('1'),
      column("'1'"),
      literal('\\u{a}'),
      literal('\n'),
    ]
    expect(new Set(near.map(printExpression)).size).toBe(near.length)
  })
})
