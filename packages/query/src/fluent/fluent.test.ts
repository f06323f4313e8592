import { DitherError } from '@dither/core'
import { describe, expect, expectTypeOf, it } from 'vitest'
import type { Source } from '../engines/engine.ts'
import {
  column,
  defineSchema,
  literal,
  type NumberExpression,
  printExpression,
  printQuestion,
  type Schema,
  type Statistic,
  shapeOf,
  table,
  when,
} from '../index.ts'
import { canonicalQuestion } from '../plan/plan-json.ts'

/** A place that may not be opened: describing must touch no data. */
const untouched: Source = {
  engine: 'untouched',
  open: () => Promise.reject(new Error('a description opened its source')),
}

const schema = defineSchema({
  dataset: 'people',
  privacyUnit: 'row',
  rows: { public: 1000 },
  columns: {
    age: { type: 'integer', lower: 0, upper: 100 },
    income: { type: 'number', lower: 0, upper: 500_000 },
    wealth: { type: 'number', nullable: true },
    educ: { type: 'category', categories: ['primary', 'secondary', 'higher'] },
    note: { type: 'text' },
    married: { type: 'boolean' },
  },
})
const people = table(untouched, schema)

describe('a table', () => {
  it('makes frozen statistics that hold a question, and no value', () => {
    const age = people.mean('age', { epsilon: 0.65 })
    expect(age).toEqual({
      kind: 'statistic',
      source: untouched,
      schema,
      question: {
        version: 1,
        kind: 'question',
        from: { kind: 'scan' },
        groupBy: [],
        aggregate: { kind: 'mean', of: { kind: 'column', name: 'age' } },
        budget: { epsilon: 0.65 },
      },
    })
    expect(Object.isFrozen(age) && Object.isFrozen(age.question)).toBe(true)
    // @ts-expect-error a private thing has no value
    expect(age.value).toBeUndefined()
    expectTypeOf(age).toEqualTypeOf<Statistic<'scalar'>>()
    expectTypeOf(people.histogram('educ')).toEqualTypeOf<Statistic<'bins'>>()
    expectTypeOf(people.groupBy('educ').mean('age')).toEqualTypeOf<Statistic<'table'>>()
    expectTypeOf(people.groupBy('educ').histogram('educ')).toEqualTypeOf<Statistic<'table'>>()
  })

  it('knows at run time the shape that the compiler was told', () => {
    expect(shapeOf(people.count().question)).toBe('scalar')
    expect(shapeOf(people.histogram('married').question)).toBe('bins')
    expect(shapeOf(people.groupBy('married').count().question)).toBe('table')
  })

  it('asks every statistic, each with its options', () => {
    const text = (statistic: Statistic): string => printQuestion(statistic.question)
    expect(text(people.count({ epsilon: 1 }))).toBe('count(rows)\n  for epsilon 1')
    expect(text(people.count('wealth', { rho: '1/8' }))).toBe('count(wealth)\n  for rho 1/8')
    expect(text(people.count((p) => p.income.dividedBy(p.age)))).toBe('count((income / age))')
    expect(text(people.countUnits({ weight: 2 }))).toBe('count(units)\n  by weight 2')
    expect(text(people.sum('wealth', { lower: -1, upper: 1 }))).toBe('sum(wealth) within [-1, 1]')
    expect(text(people.variance('age', { epsilon: 1, delta: 1e-6, mechanism: 'gaussian' }))).toBe(
      'variance(age)\n  with gaussian noise\n  for epsilon 1, delta 0.000001',
    )
    expect(text(people.standardDeviation((p) => p.income.dividedBy(1000)))).toBe(
      'standardDeviation((income / 1000))',
    )
    expect(text(people.covariance('age', 'wealth', { bounds: [{}, { lower: 0, upper: 9 }] }))).toBe(
      'covariance(age, wealth within [0, 9])',
    )
    expect(text(people.correlation((p) => p.age.minus(1), 'age', { rho: 1 }))).toBe(
      'correlation((age - 1), age)\n  for rho 1',
    )
    expect(text(people.moment('age', 1))).toBe('mean(age)')
    expect(text(people.moment('wealth', 2, { lower: -3, upper: 2 }))).toBe(
      'mean((clamp(wealth, -3, 2) * clamp(wealth, -3, 2))) within [0, 9]',
    )
    expect(text(people.histogram('income', { edges: [0, 10, 20] }))).toBe(
      'histogram(income) by edges (0, 10, 20)',
    )
    expect(text(people.histogram('educ'))).toBe(
      "histogram(educ) by values ('primary', 'secondary', 'higher')",
    )
    expect(text(people.histogram('married'))).toBe('histogram(married) by values (false, true)')
    expect(text(people.histogram('note', { values: ['a'] }))).toBe(
      "histogram(note) by values ('a')",
    )
    expect(text(people.histogram('age', { values: [0, 1] }))).toBe(
      'histogram(age) by values (0, 1)',
    )
  })

  it('filters, derives and groups without changing itself', () => {
    const seniors = people
      .filter((p) => p.age.atLeast(65).and(p.married))
      .derive({ pay: (p) => p.income.dividedBy(12).clamp(0, 10_000) })
      .filter(column('pay').above(10))
    const question = seniors.groupBy('educ', 'married').mean('pay', { epsilon: 1 })
    expect(printQuestion(question.question)).toBe(`mean(pay)
  where ((age >= 65) and married)
  with pay = clamp((income / 12), 0, 10000)
  where (pay > 10)
  per educ in ('primary', 'secondary', 'higher')
  per married in (false, true)
  for epsilon 1`)
    expect(people.from).toEqual({ kind: 'scan' })
  })

  it('groups by expressions, with values that it works out where they are public', () => {
    const band = people.derive({
      band: (p) =>
        when(p.age.below(18)).then('child').when(p.age.below(65)).then('adult').otherwise('senior'),
      decade: (p) => p.age.dividedBy(10).minus(0.5).toInteger(),
    })
    expect(band.groupBy('band').keys[0]?.values).toEqual(['child', 'adult', 'senior'])
    expect(band.groupBy('decade').keys[0]?.values).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    const young = people.groupBy({ name: 'young', of: (p) => p.age.below(30) })
    expect(young.keys[0]?.values).toEqual([false, true])
    // @ts-expect-error numbers are no groups
    expect(() => people.groupBy('income')).toThrow('the values of income are not public')
    // @ts-expect-error a text has no public list
    expect(() => people.groupBy('note')).toThrow('List them as values')
    expect(band.histogram('decade').question.groupBy).toEqual([])
    expect(() => people.groupBy('educ', { name: 'Educ', of: 'married' }).count()).toThrow(
      'groupBy has two keys Educ',
    )
  })

  it('does not compile with a wrong name, type, budget or option, and says why at run time', () => {
    const refused = (ask: () => unknown): string => {
      try {
        ask()
      } catch (error) {
        if (error instanceof DitherError) return error.message
        throw error
      }
      throw new Error('it was accepted')
    }
    // @ts-expect-error no such column
    expect(refused(() => people.mean('agee'))).toContain('no column agee. Did you mean age?')
    // @ts-expect-error not a number
    expect(refused(() => people.mean('educ'))).toContain('educ is a text, must be a number')
    // @ts-expect-error not a number
    expect(refused(() => people.covariance('age', 'educ'))).toContain('educ is a text')
    expect(refused(() => people.moment('age', 1.5))).toContain('order is 1.5, must be a whole')
    // @ts-expect-error one pair of bounds, for two columns
    expect(refused(() => people.covariance('age', 'age', { bounds: [{}] }))).toContain(
      'must be two',
    )
    expect(() => people.correlation('age', 'age', { bounds: [{}, { lower: 200 }] })).toThrow(
      'must be at most upper',
    )
    // @ts-expect-error text cannot be added
    expect(() => people.sum((p) => p.educ.plus(1))).toThrow('must be a number')
    // @ts-expect-error a filter must be true or false
    expect(refused(() => people.filter((p) => p.age))).toContain('must be true or false')
    // @ts-expect-error a number is not compared with text
    expect(refused(() => people.filter((p) => p.age.equals('1')))).toContain('must be a number')
    // @ts-expect-error no such column
    expect(() => people.filter((p) => p.agee.above(1))).toThrow('Did you mean age?')
    // @ts-expect-error no such column
    expect(refused(() => people.groupBy('edu'))).toContain('Did you mean educ?')
    // @ts-expect-error no such option
    expect(refused(() => people.count({ epsilom: 1 }))).toContain('Did you mean epsilon?')
    // @ts-expect-error two kinds of budget
    expect(refused(() => people.count({ epsilon: 1, rho: 1 }))).toContain(
      'rho is 1, must stand alone',
    )
    // @ts-expect-error a count has no bounds
    expect(refused(() => people.count({ lower: 1 }))).toContain(
      'options.lower is not a known field',
    )
    // @ts-expect-error numbers are cut by edges or listed
    expect(refused(() => people.histogram('income'))).toContain('are not public')
    // @ts-expect-error one or the other
    expect(refused(() => people.histogram('age', { edges: [0, 1], values: [1] }))).toContain(
      'must not have both',
    )
    // @ts-expect-error branches agree
    expect(refused(() => people.mean((p) => when(p.married).then(1).otherwise('x')))).toContain(
      'a text',
    )
    // @ts-expect-error no such noise
    expect(refused(() => people.count({ mechanism: 'cauchy' }))).toContain('must be one of')

    expect(refused(() => people.mean('wealth'))).toContain(
      'wealth has no lower bound. Give { lower }',
    )
    expect(refused(() => people.mean('wealth', { lower: 0 }))).toContain(
      'wealth has no upper bound',
    )
    expect(refused(() => people.mean('age', { lower: 5, upper: 4 }))).toContain('at most upper')
    for (const epsilon of [0, -1, Number.NaN, Number.POSITIVE_INFINITY, 1e9, 'much'])
      expect(refused(() => people.count({ epsilon }))).toContain(`epsilon is ${epsilon}`)
    expect(refused(() => people.count({ epsilon: 1, delta: 1 }))).toContain('delta is 1')
    expect(refused(() => people.count({ weight: 0 }))).toContain('weight is 0')
    expect(refused(() => people.count({ epsilon: 1, mechanism: 'gaussian' }))).toContain(
      'delta is missing',
    )
    for (const edges of [[1], [1, 1], [2, 1], [0, Number.NaN], [0, Number.POSITIVE_INFINITY]])
      expect(refused(() => people.histogram('age', { edges }))).toContain('edges')
    expect(refused(() => people.histogram('educ', { values: ['a', 'a'] }))).toContain("'a' twice")
    expect(refused(() => people.histogram('educ', { values: [1] }))).toContain('1 is a number')
  })

  it('refuses a schema that no checker made', () => {
    const written: unknown = { dataset: 'people', privacyUnit: 'row', columns: {} }
    expect(() => table(untouched, written as Schema)).toThrow('Pass it through defineSchema')
  })
})

describe('an expression', () => {
  it('takes numbers, texts and truths as they are', () => {
    const text = (of: { readonly expression: Parameters<typeof printExpression>[0] }): string =>
      printExpression(of.expression)
    const p = column
    expect(text(p('a').plus(1).times(p('b')).minus(-2))).toBe('(((a + 1) * b) - -2)')
    expect(text(p('a').between(1, 2).or(p('b').isNull()).not())).toBe(
      '(not (((a >= 1) and (a <= 2)) or (b is null)))',
    )
    expect(text(p('a').isIn(['x', "y'"]).and(true))).toBe("((a in ('x', 'y''')) and true)")
    expect(text(p('a').toText().notEquals('x'))).toBe("(cast(a as text) <> 'x')")
    expect(text(p('a').impute(0).clamp(0, 1))).toBe('clamp(coalesce(a, 0), 0, 1)')
    expect(text(when(p('a')).then(1).otherwise(literal(null).toNumber()))).toBe(
      '(case when a then 1 else cast(null as number) end)',
    )
  })

  it('has only the methods of its type', () => {
    people.filter((p) => {
      expectTypeOf(p.age).toEqualTypeOf<NumberExpression>()
      expectTypeOf(p.educ).not.toHaveProperty('plus')
      expectTypeOf(p.married).not.toHaveProperty('plus')
      expectTypeOf(p.age).not.toHaveProperty('and')
      expectTypeOf(p.note).not.toHaveProperty('clamp')
      return p.married
    })
    expect(() => people.filter((p) => p.married)).not.toThrow()
  })
})

describe('derived columns', () => {
  it('are known to the compiler with their kinds, replaced ones too', () => {
    const derived = people.derive({
      income: (p) => p.income.above(0),
      ratio: (p) => p.income.dividedBy(1000),
    })
    derived.mean('ratio')
    derived.histogram('income')
    // @ts-expect-error income is a boolean now
    expect(() => derived.mean('income')).toThrow('income is a boolean')
    // @ts-expect-error the first table has no ratio
    expect(() => people.mean('ratio')).toThrow('no column ratio')
  })

  it('see the columns of the table before, all at once', () => {
    const swapped = people.derive({ age: (p) => p.income, income: (p) => p.age })
    expect(() => swapped.mean('age')).not.toThrow()
    expect(printQuestion(swapped.mean('age').question)).toBe(
      'mean(age)\n  with age = income\n  with income = age',
    )
  })

  it('may not take the name of a unit id, nor a name that differs in letter case alone', () => {
    const visits = table(
      untouched,
      defineSchema({
        dataset: 'visits',
        privacyUnit: { column: 'pid', maxRows: 3, maxGroups: 5 },
        columns: { pid: { type: 'text' }, cost: { type: 'number', lower: 0, upper: 9 } },
      }),
    )
    expect(() => visits.derive({ pid: (p) => p.cost })).toThrow('pid is the id of the privacy unit')
    expect(() => visits.derive({ Cost: (p) => p.cost })).toThrow('more than letter case')
  })
})

describe('a schema that the compiler does not know', () => {
  const loose: Schema = schema
  const anyone = table(untouched, loose)

  it('is checked at run time alone', () => {
    expect(() => anyone.mean('age')).not.toThrow()
    expect(() => anyone.mean('agee')).toThrow('Did you mean age?')
    expect(() => anyone.filter(column('age').atLeast(65)).histogram('educ')).not.toThrow()
    expect(() => anyone.filter(column('educ').atLeast(65))).toThrow('must be a text')
  })

  it('asks the same question', () => {
    expect(canonicalQuestion(anyone.mean('age').question)).toBe(
      canonicalQuestion(people.mean('age').question),
    )
  })
})
