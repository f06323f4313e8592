import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defineSchema, scanCell } from '../index.ts'
import type { Value } from '../schema/value.ts'
import { branch } from './case.ts'
import { columnsOf } from './columns-of.ts'
import { compareText } from './compare.ts'
import { evaluate, type Row } from './evaluate.ts'
import type { Expression } from './expression.ts'
import type { Facts } from './facts.ts'
import { factsOf, rangeOf, typeOf } from './facts-of.ts'
import { printExpression } from './print-expression.ts'

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

const extremes = [
  0,
  -0,
  1,
  -1,
  0.1,
  0.5,
  2 ** 31,
  2 ** 53,
  -(2 ** 53),
  2 ** 53 - 1,
  Number.MAX_VALUE,
  -Number.MAX_VALUE,
  Number.MIN_VALUE,
  -Number.MIN_VALUE,
]
const finite = fc.oneof(
  fc.constantFrom(...extremes),
  fc.integer({ min: -3, max: 3 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
)
const texts = fc.oneof(
  fc.constantFrom('1', ' 2.5e3 ', 'inf', '-Infinity', 'nan', 'yes', 'F', '', 'primary', '😀', '￿'),
  fc.string({ unit: 'grapheme', maxLength: 3 }),
)

/** Well-typed expressions of every kind, to a small depth. */
const { number, text, boolean } = fc.letrec<Record<'number' | 'text' | 'boolean', Expression>>(
  (tie) => {
    const small = { maxDepth: 4, depthIdentifier: 'expression' }
    const value = {
      number: fc.oneof(finite, fc.constant(null)),
      text: fc.oneof(texts, fc.constant(null)),
      boolean: fc.oneof(fc.boolean(), fc.constant(null)),
    }
    const any = fc.oneof(small, tie('number'), tie('text'), tie('boolean'))
    const caseOf = (then: fc.Arbitrary<Expression>): fc.Arbitrary<Expression> =>
      fc.record({
        kind: fc.constant('case' as const),
        branches: fc.array(
          fc.tuple(tie('boolean'), then).map(([when, value]) => branch(when, value)),
          { minLength: 1, maxLength: 2 },
        ),
        otherwise: then,
      })
    const cast = (to: 'number' | 'integer' | 'text' | 'boolean'): fc.Arbitrary<Expression> =>
      fc.record({ kind: fc.constant('cast' as const), of: any, to: fc.constant(to) })
    const pair = (of: fc.Arbitrary<Expression>): fc.Arbitrary<Expression> =>
      fc.record({
        kind: fc.constant('compare' as const),
        operator: fc.constantFrom('=', '<>', '<', '<=', '>', '>='),
        left: of,
        right: of,
      })
    return {
      number: fc.oneof(
        small,
        fc.constantFrom(...['age', 'debt', 'wealth', 'visits'].map(column)),
        value.number.map(literal),
        fc.record({
          kind: fc.constant('arithmetic' as const),
          operator: fc.constantFrom('+', '-', '*', '/'),
          left: tie('number'),
          right: tie('number'),
        }),
        fc.tuple(tie('number'), finite, finite).map(([of, a, b]) => ({
          kind: 'clamp' as const,
          of,
          lower: Math.min(a, b),
          upper: Math.max(a, b),
        })),
        fc.record({ kind: fc.constant('impute' as const), of: tie('number'), value: finite }),
        cast('number'),
        cast('integer'),
        caseOf(tie('number')),
      ),
      text: fc.oneof(
        small,
        fc.constantFrom(column('educ'), column('note')),
        value.text.map(literal),
        fc.record({ kind: fc.constant('impute' as const), of: tie('text'), value: texts }),
        cast('text'),
        caseOf(tie('text')),
      ),
      boolean: fc.oneof(
        small,
        fc.constant(column('married')),
        value.boolean.map(literal),
        pair(tie('number')),
        pair(tie('text')),
        pair(tie('boolean')),
        fc.record({
          kind: fc.constant('logic' as const),
          operator: fc.constantFrom('and', 'or'),
          left: tie('boolean'),
          right: tie('boolean'),
        }),
        fc.record({ kind: fc.constant('not' as const), of: tie('boolean') }),
        fc.record({ kind: fc.constant('isNull' as const), of: any }),
        fc.record({
          kind: fc.constant('isIn' as const),
          of: tie('number'),
          values: fc.array(finite, { minLength: 1, maxLength: 3 }),
        }),
        cast('boolean'),
        caseOf(tie('boolean')),
      ),
    }
  },
)

const cell = fc.oneof(
  finite,
  texts,
  fc.boolean(),
  fc.constantFrom(null, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
)
const row: fc.Arbitrary<Row> = fc
  .tuple(...Object.keys(columns).map(() => cell))
  .map((cells) =>
    Object.fromEntries(
      Object.entries(columns).map(([name, column], i) => [name, scanCell(column, cells[i])]),
    ),
  )

/** Whether the facts cover a value: the promise of every type and range rule. */
function covers(facts: Facts, value: Value): boolean {
  if (value === null) return facts.nullable
  if (facts.type === 'number')
    return (
      typeof value === 'number' &&
      !Object.is(value, -0) &&
      value >= facts.lower &&
      value <= facts.upper &&
      (!facts.integral || Number.isInteger(value) || !Number.isFinite(value))
    )
  if (facts.type === 'text')
    return typeof value === 'string' && (facts.values?.includes(value) ?? true)
  return typeof value === facts.type
}

const questions = fc.tuple(fc.oneof(number, text, boolean), row)

describe('the facts of an expression', () => {
  it('cover its value on every row, and no value is NaN', () => {
    fc.assert(
      fc.property(questions, ([expression, values]) =>
        covers(factsOf(expression, columns), evaluate(expression, values)),
      ),
      { numRuns: 10_000, seed: 1 },
    )
  })

  const twins: Record<string, (facts: Facts) => Facts> = {
    'an upper end one step too low': (facts) =>
      facts.type === 'number'
        ? { ...facts, upper: facts.upper - Math.abs(facts.upper) * 2e-16 - 5e-324 }
        : facts,
    'a lower end one step too high': (facts) =>
      facts.type === 'number'
        ? { ...facts, lower: facts.lower + Math.abs(facts.lower) * 2e-16 + 5e-324 }
        : facts,
    'never NULL': (facts) => (facts.type === 'null' ? facts : { ...facts, nullable: false }),
    'always whole': (facts) => (facts.type === 'number' ? { ...facts, integral: true } : facts),
    'a value missing from the list': (facts) =>
      facts.type === 'text' && facts.values !== undefined
        ? { ...facts, values: facts.values.slice(1) }
        : facts,
  }
  it.each(Object.entries(twins))('would be caught with %s', (_, twin) => {
    const result = fc.check(
      fc.property(questions, ([expression, values]) =>
        covers(twin(factsOf(expression, columns)), evaluate(expression, values)),
      ),
      { numRuns: 10_000, seed: 1 },
    )
    expect(result.failed).toBe(true)
  })

  it('hold for arithmetic on the ends of wide ranges, with zero and the infinities inside', () => {
    const ends = [...extremes, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
    for (const operator of ['+', '-', '*', '/'] as const)
      for (const x of ends)
        for (const y of ends) {
          const wealth = { wealth: x, cost: y }
          for (const [left, right] of [
            [column('wealth'), literal(Number.isFinite(y) ? y : 1)],
            [literal(Number.isFinite(x) ? x : 1), column('cost')],
            [column('wealth'), column('cost')],
          ] as const) {
            const expression = binary(operator, left, right)
            expect(
              covers(factsOf(expression, columns), evaluate(expression, wealth)),
              printExpression(expression),
            ).toBe(true)
          }
        }
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
      { numRuns: 5000, seed: 1 },
    )
    expect('😀' < '￿', 'the order that JavaScript has').toBe(true)
    expect(compareText('😀', '￿')).toBeGreaterThan(0)
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

describe('an expression in print', () => {
  it('is parenthesised everywhere and quotes what is not a plain word', () => {
    const odd: Expression = { kind: 'column', name: 'Weird "col"' }
    expect(printExpression(binary('*', binary('+', column('age'), literal(-1)), odd))).toBe(
      '((age + -1) * "Weird ""col""")',
    )
    expect(printExpression(column('null'))).toBe('"null"')
    expect(printExpression(literal("it's\n"))).toBe("'it''s\\u{a}'")
  })

  it('differs where two expressions differ', () => {
    const any = fc.oneof(number, text, boolean)
    const shape = (expression: Expression): string =>
      JSON.stringify(expression, (_, value) => (Object.is(value, -0) ? 0 : value))
    fc.assert(
      fc.property(
        any,
        any,
        (a, b) => (printExpression(a) === printExpression(b)) === (shape(a) === shape(b)),
      ),
      { numRuns: 3000, seed: 1 },
    )
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

  it('lists the columns that it reads, each once', () => {
    expect(
      columnsOf(binary('+', binary('+', column('debt'), column('age')), column('debt'))),
    ).toEqual(['debt', 'age'])
  })
})
