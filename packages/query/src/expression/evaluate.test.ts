import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Value } from '../schema/value.ts'
import { branch } from './case.ts'
import { compareText } from './compare.ts'
import { evaluate, type Row } from './evaluate.ts'
import type { Expression } from './expression.ts'

const column = (name: string): Expression => ({ kind: 'column', name })
const literal = (value: Value): Expression => ({ kind: 'literal', value })
const binary = (
  operator: '+' | '-' | '*' | '/',
  left: Expression,
  right: Expression,
): Expression => ({ kind: 'arithmetic', operator, left, right })

describe('the value of an expression', () => {
  const value = (expression: Expression, row: Row = {}) => evaluate(expression, row)
  const logic = (operator: 'and' | 'or', a: Value, b: Value) =>
    value({ kind: 'logic', operator, left: literal(a), right: literal(b) })
  const cast = (of: Value, to: 'number' | 'integer' | 'text' | 'boolean') =>
    value({ kind: 'cast', of: literal(of), to })

  it('is NULL for a division by zero and for what is not a number', () => {
    expect(value(binary('/', literal(1), literal(0)))).toBeNull()
    expect(value(binary('/', literal(0), literal(0)))).toBeNull()
    expect(value(binary('-', column('x'), column('x')), { x: Number.POSITIVE_INFINITY })).toBeNull()
    expect(value(binary('*', literal(0), literal(-1)))).toBe(0)
  })

  it('follows three-valued logic', () => {
    expect(logic('and', false, null)).toBe(false)
    expect(logic('and', true, null)).toBeNull()
    expect(logic('or', true, null)).toBe(true)
    expect(logic('or', false, null)).toBeNull()
    expect(value({ kind: 'not', of: literal(null) })).toBeNull()
    expect(value({ kind: 'isIn', of: literal(null), values: [1] })).toBeNull()
    expect(value({ kind: 'isNull', of: literal(null) })).toBe(true)
    const equal: Expression = {
      kind: 'compare',
      operator: '=',
      left: literal(null),
      right: literal(null),
    }
    expect(value(equal)).toBeNull()
  })

  it('casts by the one grammar, and prints only whole numbers', () => {
    expect(cast(' -1.5e1 ', 'number')).toBe(-15)
    expect(cast('0x10', 'number')).toBeNull()
    expect(cast('2.5', 'integer')).toBe(3)
    expect(cast(-2.5, 'integer')).toBe(-2)
    expect(cast(true, 'number')).toBe(1)
    expect(cast('T', 'boolean')).toBe(true)
    expect(cast(2, 'boolean')).toBeNull()
    expect(cast(-0, 'text')).toBe('0')
    expect(cast(1e15, 'text')).toBe('1000000000000000')
    expect(cast(0.5, 'text')).toBeNull()
    expect(cast(2 ** 60, 'text')).toBeNull()
    expect(cast(false, 'text')).toBe('false')
  })

  it('does not reach into the prototype of a row', () => {
    expect(value(column('constructor'))).toBeNull()
  })

  it('takes the first branch that is true, not NULL', () => {
    const expression: Expression = {
      kind: 'case',
      branches: [
        branch(literal(null), literal(1)),
        branch(literal(true), literal(2)),
        branch(literal(true), literal(3)),
      ],
      otherwise: literal(4),
    }
    expect(value(expression)).toBe(2)
  })
})

describe('text', () => {
  it('is ordered as its UTF-8 bytes are', () => {
    const encoder = new TextEncoder()
    const bytes = (a: string, b: string): number => {
      const [x, y] = [encoder.encode(a), encoder.encode(b)]
      for (let i = 0; i < Math.min(x.length, y.length); i += 1) {
        const difference = (x[i] ?? 0) - (y[i] ?? 0)
        if (difference !== 0) return Math.sign(difference)
      }
      return Math.sign(x.length - y.length)
    }
    const unit = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 3 }),
      fc.constantFrom('😀', '￿', ''),
    )
    fc.assert(
      fc.property(unit, unit, (a, b) => Math.sign(compareText(a, b)) === bytes(a, b)),
      { numRuns: 1000, seed: 1 },
    )
    expect('😀' < '￿', 'the order that JavaScript has').toBe(true)
    expect(compareText('😀', '￿')).toBeGreaterThan(0)
  })
})
