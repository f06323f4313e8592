import { describe, expect, it } from 'vitest'
import { defineSchema } from '../schema/define-schema.ts'
import type { Value } from '../schema/value.ts'
import { branch } from './case.ts'
import type { Expression } from './expression.ts'
import { factsOf, rangeOf, typeOf } from './facts-of.ts'

const { columns } = defineSchema({
  dataset: 'people',
  privacyUnit: 'row',
  columns: {
    age: { type: 'integer', lower: 0, upper: 100 },
    debt: { type: 'number', lower: -5.5, upper: 0, nullable: true },
    wealth: { type: 'number' },
    cost: { type: 'number', nullable: true },
    visits: { type: 'integer', nullable: true },
    educ: { type: 'category', categories: ['primary', 'secondary', 'higher'] },
    note: { type: 'text' },
    married: { type: 'boolean', nullable: true },
  },
})

const column = (name: string): Expression => ({ kind: 'column', name })
const literal = (value: Value): Expression => ({ kind: 'literal', value })
const binary = (
  operator: '+' | '-' | '*' | '/',
  left: Expression,
  right: Expression,
): Expression => ({ kind: 'arithmetic', operator, left, right })

describe('the public list of a text', () => {
  const listOf = (categories: readonly string[], end: string, more = '') => {
    const schema = defineSchema({
      dataset: 'people',
      privacyUnit: 'row',
      columns: { key: { type: 'category', categories } },
    })
    const operands = [column('key'), literal(end), literal(more)]
    const facts = factsOf({ kind: 'call', name: 'concat', operands }, schema.columns)
    return facts.type === 'text' ? facts.values?.length : undefined
  }
  const keys = Array.from({ length: 20 }, (_, i) => String(10 + i))

  it('is known to a million letters in all, and then given up', () => {
    expect(listOf(keys, 'x'.repeat(49_998))).toBe(20)
    expect(listOf(keys, 'x'.repeat(49_999))).toBeUndefined()
    const many = Array.from({ length: 10_000 }, (_, i) => `key ${i}`)
    expect(listOf(many, 'x'.repeat(60_000), 'y'.repeat(60_000))).toBeUndefined()
    expect(listOf(many, '!')).toBe(10_000)
  })
})

describe('the range of an expression', () => {
  const range = (expression: Expression) => {
    const found = rangeOf(expression, columns)
    return found && [found.lower, found.upper, found.integral, found.nullable]
  }

  it('is attained at the corners, with no slack', () => {
    expect(range(binary('+', column('age'), literal(1)))).toEqual([1, 101, true, false])
    expect(range(binary('*', column('age'), column('debt')))).toEqual([-550, 0, false, true])
    expect(range(binary('/', column('debt'), literal(0.5)))).toEqual([-11, 0, false, true])
    expect(range(binary('-', column('age'), literal(0.25)))).toEqual([-0.25, 99.75, false, false])
  })

  it('leaves zero out of a divisor: whole numbers that are not zero start at 1', () => {
    expect(range(binary('/', literal(10), column('age')))).toEqual([0.1, 10, false, true])
    expect(range(binary('/', literal(10), column('debt')))).toBeUndefined()
  })

  it('is unknown for what has no bounds, until a clamp', () => {
    expect(range(column('wealth'))).toBeUndefined()
    expect(range(column('educ'))).toBeUndefined()
    const clamped: Expression = { kind: 'clamp', of: column('wealth'), lower: 0, upper: 9 }
    expect(range(clamped)).toEqual([0, 9, false, true])
    expect(factsOf(binary('*', clamped, column('wealth')), columns)).toMatchObject({
      lower: Number.NEGATIVE_INFINITY,
      upper: Number.POSITIVE_INFINITY,
    })
  })

  it('is zero alone where every value is NULL', () => {
    const nothing: Expression = { kind: 'cast', of: literal(null), to: 'number' }
    expect(range(nothing)).toEqual([0, 0, true, true])
    expect(range({ kind: 'impute', of: nothing, value: 5 })).toEqual([5, 5, true, false])
  })

  it('covers every branch of a case, and only those', () => {
    const expression: Expression = {
      kind: 'case',
      branches: [branch(column('married'), literal(3))],
      otherwise: literal(null),
    }
    expect(range(expression)).toEqual([3, 3, true, true])
  })
})

describe('a type error', () => {
  const type = (expression: Expression) => typeOf(expression, columns)

  it('names the part, its type, the rule and the way out', () => {
    expect(() => type(binary('+', column('age'), column('educ')))).toThrow(
      'educ is a text, must be a number. Write cast(educ as number) to read it as one',
    )
    expect(() => type({ kind: 'not', of: column('age') })).toThrow(
      'age is a number, must be true or false',
    )
    expect(() => type(column('agee'))).toThrow('there is no column agee. Did you mean age?')
    expect(() => type(column('constructor'))).toThrow('there is no column constructor')
    expect(() => type(literal(null))).toThrow('null is NULL without a type')
    expect(() => type(literal(Number.NaN))).toThrow('a literal is NaN, must be finite')
    expect(() =>
      type({ kind: 'compare', operator: '<', left: column('age'), right: literal('1') }),
    ).toThrow("'1' is a text, must be a number, to be compared with age")
    expect(() => type({ kind: 'isIn', of: column('age'), values: [null] })).toThrow('null is NULL')
    expect(() => type({ kind: 'isIn', of: column('age'), values: [] })).toThrow('empty list')
    expect(() => type({ kind: 'impute', of: column('educ'), value: 1 })).toThrow('1 is a number')
    expect(() => type({ kind: 'clamp', of: column('age'), lower: 2, upper: 1 })).toThrow(
      'clamp.lower is 2, must be at most clamp.upper, which is 1',
    )
    expect(() =>
      type({
        kind: 'case',
        branches: [branch(column('married'), literal(1))],
        otherwise: literal('x'),
      }),
    ).toThrow("'x' is a text, must be a number, like the branches before it")
  })

  it('comes at once for an expression that doubles itself', () => {
    let expression = column('age')
    for (let i = 0; i < 60; i += 1) expression = binary('+', expression, expression)
    expect(() => type(expression)).toThrow('more than 10000 parts')
  })

  it('comes before the stack runs out', () => {
    let expression = column('age')
    for (let i = 0; i < 300; i += 1) expression = binary('+', expression, literal(1))
    expect(() => type(expression)).toThrow('200 levels')
  })
})
