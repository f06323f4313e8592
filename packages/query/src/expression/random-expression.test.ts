import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { scanCell } from '../schema/cell.ts'
import { defineSchema } from '../schema/define-schema.ts'
import type { Value } from '../schema/value.ts'
import { branch } from './case.ts'
import { evaluate, type Row } from './evaluate.ts'
import type { Expression } from './expression.ts'
import type { Facts } from './facts.ts'
import { factsOf } from './facts-of.ts'
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

describe('an expression whose types do not fit', () => {
  it('still has a value on every row: never NaN, never an error', () => {
    const any = fc.oneof(number, text, boolean)
    const odd: fc.Arbitrary<Expression> = fc.oneof(
      fc.record({
        kind: fc.constant('arithmetic' as const),
        operator: fc.constantFrom('+', '-', '*', '/'),
        left: any,
        right: any,
      }),
      fc.record({
        kind: fc.constant('compare' as const),
        operator: fc.constantFrom('=', '<>', '<', '<=', '>', '>='),
        left: any,
        right: any,
      }),
      fc.record({
        kind: fc.constant('logic' as const),
        operator: fc.constantFrom('and', 'or'),
        left: any,
        right: any,
      }),
      fc.record({ kind: fc.constant('not' as const), of: any }),
      fc.record({ kind: fc.constant('impute' as const), of: any, value: texts }),
      any.map((of): Expression => ({ kind: 'clamp', of, lower: 0, upper: 1 })),
    )
    fc.assert(
      fc.property(odd, row, (expression, values) => {
        const value = evaluate(expression, values)
        return (
          value === null || ['string', 'boolean'].includes(typeof value) || !Number.isNaN(value)
        )
      }),
      { numRuns: 3000, seed: 1 },
    )
  })
})

describe('the text of an expression', () => {
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
  })
})
