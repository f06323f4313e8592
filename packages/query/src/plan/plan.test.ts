import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { branch } from '../expression/case.ts'
import type { Expression } from '../expression/expression.ts'
import { defineSchema } from '../schema/define-schema.ts'
import type { Value } from '../schema/value.ts'
import { boundsOf, checkQuestion } from './check-question.ts'
import { columnsOfRelation } from './columns-of-relation.ts'
import type { Aggregate, Question, Relation } from './plan.ts'
import { canonicalQuestion, planFromJson, planToJson } from './plan-json.ts'
import { printQuestion } from './print-question.ts'
import { readQuestion } from './read-question.ts'

const schema = defineSchema({
  dataset: 'visits',
  privacyUnit: { column: 'pid', maxRows: 3, maxGroups: 2 },
  columns: {
    pid: { type: 'text' },
    age: { type: 'integer', lower: 0, upper: 100 },
    cost: { type: 'number', nullable: true },
    ward: { type: 'category', categories: ['a', 'b'] },
    urgent: { type: 'boolean' },
  },
})

const column = (name: string): Expression => ({ kind: 'column', name })
const literal = (value: Value): Expression => ({ kind: 'literal', value })
const scan: Relation = { kind: 'scan' }
const ask = (change: object): Question =>
  Object.assign(
    {
      version: 1 as const,
      kind: 'question' as const,
      from: scan,
      groupBy: [],
      aggregate: { kind: 'count' as const, what: 'rows' as const },
    },
    change,
  )

const expressions: readonly Expression[] = [
  column('age'),
  literal(null),
  literal('x'),
  { kind: 'arithmetic', operator: '/', left: column('age'), right: literal(0.1) },
  { kind: 'compare', operator: '<=', left: column('age'), right: literal(1) },
  { kind: 'logic', operator: 'or', left: column('urgent'), right: literal(true) },
  { kind: 'not', of: column('urgent') },
  { kind: 'isNull', of: column('cost') },
  { kind: 'isIn', of: column('ward'), values: ['a'] },
  { kind: 'case', branches: [branch(column('urgent'), literal(1))], otherwise: literal(2) },
  { kind: 'cast', of: column('ward'), to: 'integer' },
  { kind: 'clamp', of: column('cost'), lower: -1, upper: 1 },
  { kind: 'impute', of: column('cost'), value: 0 },
]
const aggregates: readonly Aggregate[] = [
  { kind: 'count', what: 'units' },
  { kind: 'countValues', of: column('cost') },
  { kind: 'sum', of: column('cost'), lower: 0, upper: 10 },
  { kind: 'mean', of: column('age') },
  { kind: 'variance', of: column('age'), upper: 50 },
  { kind: 'standardDeviation', of: column('age') },
  { kind: 'histogram', of: column('age'), bins: { kind: 'edges', edges: [0, 10, 20] } },
  { kind: 'histogram', of: column('ward'), bins: { kind: 'values', values: ['a', 'b'] } },
]
const questions: fc.Arbitrary<Question> = fc
  .record({
    conditions: fc.array(fc.constantFrom(...expressions), { maxLength: 3 }),
    aggregate: fc.constantFrom(...aggregates),
    change: fc.record(
      {
        mechanism: fc.constantFrom('laplace' as const, 'gaussian' as const),
        budget: fc.constantFrom({ epsilon: 0.1 }, { epsilon: '1/3', delta: 1e-9 }, { rho: '0.5' }),
        weight: fc.constantFrom(1, 2.5),
        groupBy: fc.constant([{ name: 'ward', of: column('ward'), values: ['b', 'a'] }]),
      },
      { requiredKeys: [] },
    ),
  })
  .map(({ conditions, aggregate, change }) =>
    ask({
      ...change,
      aggregate,
      from: conditions.reduce<Relation>(
        (input, of, i) =>
          i % 2 === 0
            ? { kind: 'filter', input, condition: of }
            : { kind: 'derive', input, columns: { z: of, y: of } },
        scan,
      ),
    }),
  )

describe('a plan in JSON', () => {
  it('comes back as the same question, frozen', () => {
    fc.assert(
      fc.property(questions, (question) => {
        const back = planFromJson(planToJson(question))
        expect(back).toEqual(readQuestion(question))
        expect(canonicalQuestion(back)).toBe(canonicalQuestion(question))
        expect(Object.isFrozen(back) && Object.isFrozen(back.aggregate)).toBe(true)
      }),
      { numRuns: 500, seed: 1 },
    )
  })

  it('is stable: this one is read by every later Dither', () => {
    const text =
      '{"version":1,"kind":"question","from":{"kind":"filter","input":{"kind":"scan"},"condition":' +
      '{"kind":"compare","operator":">=","left":{"kind":"column","name":"age"},"right":{"kind":"literal","value":65}}},' +
      '"groupBy":[{"name":"ward","of":{"kind":"column","name":"ward"},"values":["a","b"]}],' +
      '"aggregate":{"kind":"mean","of":{"kind":"column","name":"age"}},"mechanism":"laplace","budget":{"epsilon":0.5}}'
    expect(canonicalQuestion(planFromJson(text))).toBe(text)
    expect(() => checkQuestion(planFromJson(text), schema)).not.toThrow()
  })

  const json = (change: object): string => JSON.stringify(ask(change))
  const wrong: readonly (readonly [string, string])[] = [
    ['{', 'the plan is not JSON'],
    ['7', 'question is 7, must be an object'],
    [json({ version: 2 }), 'version is 2, this Dither reads plans up to version 1. Update Dither'],
    [json({ version: 0 }), 'version is 0, must be 1'],
    [json({ kind: 'answer' }), 'kind is "answer", must be one of question'],
    [json({ filter: 1 }), 'filter is not a known field'],
    [json({ budgets: 1 }), 'budgets is not a known field. Did you mean budget?'],
    [json({ from: { kind: 'join' } }), 'from.kind is "join", must be one of scan, filter, derive'],
    [
      json({ from: { kind: 'filter', input: scan } }),
      'from.condition is missing, must be an object',
    ],
    [
      json({ from: { kind: 'filter', input: {}, condition: column('a') } }),
      'from.input.kind is missing',
    ],
    [json({ aggregate: { kind: 'median' } }), 'aggregate.kind is "median", must be one of count'],
    [json({ aggregate: { kind: 'count', what: 'people' } }), 'aggregate.what is "people"'],
    [
      json({ aggregate: { kind: 'mean', of: column('age'), lower: '0' } }),
      'aggregate.lower is "0"',
    ],
    [json({ aggregate: { kind: 'mean', of: { kind: 'sqrt' } } }), 'aggregate.of.kind is "sqrt"'],
    [
      json({ aggregate: { kind: 'mean', of: { ...column('a'), x: 1 } } }),
      'aggregate.of.x is not a known',
    ],
    [
      json({ aggregate: { kind: 'mean', of: { kind: 'not', of: literal('x'), to: 1 } } }),
      'aggregate.of.to',
    ],
    [
      json({ aggregate: { kind: 'mean', of: { kind: 'literal', value: [1] } } }),
      'aggregate.of.value is [1]',
    ],
    [
      json({ aggregate: { kind: 'mean', of: { kind: 'column', name: 1 } } }),
      'aggregate.of.name is 1, must be a text',
    ],
    [json({ groupBy: {} }), 'groupBy is {}, must be a list'],
    [
      json({ groupBy: [{ name: 'w', of: column('ward'), values: [null] }] }),
      'groupBy[0].values[0] is null',
    ],
    [
      json({ mechanism: 'cauchy' }),
      'mechanism is "cauchy", must be one of laplace, geometric, gaussian',
    ],
    [json({ weight: -1 }), 'weight is -1, must be more than 0'],
    [json({ budget: { epsilon: 0 } }), 'epsilon is 0, must be more than 0'],
    [json({ budget: { epsilon: null } }), 'budget.epsilon is null, must be a number'],
    [json({ budget: { rho: 1, epsilon: 1 } }), 'budget.rho is 1, must stand alone'],
    [json({ budget: {} }), 'budget.epsilon is missing'],
  ]
  it.each(wrong)('%s is refused: %s', (text, message) => {
    expect(() => planFromJson(text)).toThrow(message)
    expect(() => planFromJson(text)).toThrow(expect.objectContaining({ name: 'DitherError' }))
  })

  it('is refused when it is too deep or too long, whatever its size', () => {
    const deep = `${'{"kind":"not","of":'.repeat(5000)}1${'}'.repeat(5000)}`
    const question = json({ aggregate: { kind: 'countValues', of: 'DEEP' } }).replace(
      '"DEEP"',
      deep,
    )
    expect(() => planFromJson(question)).toThrow('more than 10000 parts or 200 levels')
    const filters = '{"kind":"filter","condition":{"kind":"literal","value":true},"input":'
    const long = json({ from: 'LONG' }).replace(
      '"LONG"',
      `${filters.repeat(2000)}{"kind":"scan"}${'}'.repeat(2000)}`,
    )
    expect(() => planFromJson(long)).toThrow('from has more than 1000 steps')
  })
})

describe('the canonical form of a question', () => {
  const canonical = (change: object): string => canonicalQuestion(ask(change))

  it('is one for all ways of writing it', () => {
    expect(canonical({ mechanism: 'geometric' })).toBe(canonical({ mechanism: 'laplace' }))
    expect(canonical({ weight: 1 })).toBe(canonical({}))
    expect(canonical({ aggregate: { what: 'rows', kind: 'count' } })).toBe(canonical({}))
    const derive = (columns: object): string =>
      canonical({ from: { kind: 'derive', input: scan, columns } })
    expect(derive({ y: literal(1), z: literal(-0) })).toBe(derive({ z: literal(0), y: literal(1) }))
  })

  it('differs where the questions differ', () => {
    const all = aggregates.flatMap((aggregate) =>
      expressions.flatMap((condition) => [
        canonical({ aggregate, from: { kind: 'filter', input: scan, condition } }),
        canonical({ aggregate, from: { kind: 'derive', input: scan, columns: { x: condition } } }),
      ]),
    )
    const shares = [{ weight: 2 }, { budget: { rho: 1 } }, { budget: { rho: '1' } }].map(canonical)
    expect(new Set([...all, ...shares]).size).toBe(all.length + shares.length)
  })
})

describe('a question', () => {
  const check = (change: object): unknown => checkQuestion(ask(change), schema)
  const histogram = (of: Expression, bins: object): object => ({
    aggregate: { kind: 'histogram', of, bins },
  })
  const key = (name: string, values: readonly unknown[], of = column(name)): object => ({
    name,
    of,
    values,
  })

  it.each(aggregates)('%j is accepted', (aggregate) => {
    expect(() => check({ aggregate })).not.toThrow()
  })

  const wrong: readonly (readonly [object, string, string])[] = [
    [{ aggregate: { kind: 'mean', of: column('agee') } }, 'unknown_column', 'Did you mean age?'],
    [
      { aggregate: { kind: 'mean', of: column('ward') } },
      'wrong_type',
      'ward is a text, must be a number, to take its mean',
    ],
    [
      { aggregate: { kind: 'mean', of: column('cost') } },
      'missing_bound',
      'cost has no lower bound. Give { lower } here or in the schema',
    ],
    [
      { aggregate: { kind: 'mean', of: column('age'), lower: 101 } },
      'invalid_parameter',
      'lower of age is 101, must be at most upper, which is 100',
    ],
    [
      { aggregate: { kind: 'countValues', of: literal(null) } },
      'wrong_type',
      'null is NULL without a type',
    ],
    [
      histogram(column('ward'), { kind: 'edges', edges: [0, 1] }),
      'wrong_type',
      'to be cut by edges',
    ],
    [
      histogram(column('age'), { kind: 'edges', edges: [0] }),
      'invalid_parameter',
      'must be at least two',
    ],
    [
      histogram(column('age'), { kind: 'edges', edges: [0, 2, 1] }),
      'invalid_parameter',
      'must increase, but 1 follows 2',
    ],
    [
      histogram(column('age'), { kind: 'edges', edges: [0, 0] }),
      'invalid_parameter',
      'must increase',
    ],
    [
      histogram(column('ward'), { kind: 'values', values: [] }),
      'invalid_parameter',
      'has no values',
    ],
    [
      histogram(column('ward'), { kind: 'values', values: ['a', 'a'] }),
      'invalid_parameter',
      "lists 'a' twice",
    ],
    [
      histogram(column('age'), { kind: 'values', values: [0, -0] }),
      'invalid_parameter',
      'lists 0 twice',
    ],
    [
      histogram(column('age'), { kind: 'values', values: ['0'] }),
      'wrong_type',
      "'0' is a text, must be a number",
    ],
    [{ groupBy: [key('ward', [])] }, 'invalid_parameter', 'groupBy ward has no values'],
    [{ groupBy: [key('urgent', ['yes'])] }, 'wrong_type', "'yes' is a text, must be a boolean"],
    [
      { groupBy: [key('ward', ['a']), key('WARD', ['b'], column('ward'))] },
      'invalid_parameter',
      'groupBy has two keys WARD',
    ],
    [
      {
        groupBy: [
          key(
            'age',
            Array.from({ length: 2000 }, (_, i) => i),
          ),
          key(
            'n',
            Array.from({ length: 501 }, (_, i) => i),
            column('age'),
          ),
        ],
      },
      'unsupported',
      'the question has 1002000 cells',
    ],
    [
      { mechanism: 'gaussian', budget: { epsilon: 1 } },
      'invalid_parameter',
      'budget.delta is missing',
    ],
    [
      { from: { kind: 'filter', input: scan, condition: column('age') } },
      'wrong_type',
      'age is a number, must be true or false, to filter by',
    ],
    [
      { from: { kind: 'derive', input: scan, columns: { pid: column('age') } } },
      'unsafe_question',
      'pid is the id of the privacy unit',
    ],
    [
      { from: { kind: 'derive', input: scan, columns: { Age: column('age') } } },
      'invalid_parameter',
      'more than letter case',
    ],
    [
      { from: { kind: 'derive', input: scan, columns: { x: literal(null) } } },
      'wrong_type',
      'without a type',
    ],
    [
      { from: { kind: 'derive', input: scan, columns: { x: column('x') } } },
      'unknown_column',
      'no column x',
    ],
  ]
  it.each(wrong)('%j is refused as %s: %s', (change, code, message) => {
    expect(() => check(change)).toThrow(message)
    expect(() => check(change)).toThrow(expect.objectContaining({ code }))
  })

  it('is bounded by what it states, else by the range of its expression', () => {
    const columns = schema.columns
    expect(boundsOf({ kind: 'sum', of: column('age') }, columns)).toEqual({ lower: 0, upper: 100 })
    expect(boundsOf({ kind: 'sum', of: column('age'), upper: 50 }, columns)).toEqual({
      lower: 0,
      upper: 50,
    })
    const half: Expression = {
      kind: 'case',
      branches: [branch(column('urgent'), { kind: 'cast', of: literal(null), to: 'number' })],
      otherwise: literal(3),
    }
    expect(boundsOf({ kind: 'sum', of: half }, columns)).toEqual({ lower: 3, upper: 3 })
  })

  it('gives its derived columns the range and kind of their expressions', () => {
    const columns = columnsOfRelation(
      {
        kind: 'derive',
        input: scan,
        columns: {
          half: { kind: 'arithmetic', operator: '/', left: column('age'), right: literal(2) },
          age: { kind: 'arithmetic', operator: '+', left: column('age'), right: literal(1) },
          old: { kind: 'compare', operator: '>', left: column('age'), right: literal(64) },
          size: {
            kind: 'case',
            branches: [branch(column('urgent'), literal('big'))],
            otherwise: literal('small'),
          },
        },
      },
      schema,
    )
    expect(columns['half']).toMatchObject({ type: 'number', lower: 0, upper: 50, nullable: false })
    expect(columns['age']).toMatchObject({ type: 'integer', lower: 1, upper: 101 })
    expect(columns['old']).toMatchObject({ type: 'boolean', nullable: false })
    expect(columns['size']).toMatchObject({ type: 'category', categories: ['big', 'small'] })
    expect(columns['ward']).toBe(schema.columns['ward'])
  })

  it('prints as people read it', () => {
    const question = ask({
      from: {
        kind: 'derive',
        input: { kind: 'filter', input: scan, condition: column('urgent') },
        columns: { x: literal(1) },
      },
      groupBy: [key('by ward', ['a', 'b'], column('ward'))],
      aggregate: { kind: 'sum', of: column('cost'), lower: 0 },
      budget: { epsilon: '1/3', delta: 1e-9 },
      mechanism: 'gaussian',
      weight: 2,
    })
    expect(printQuestion(question)).toBe(`sum(cost) within [0, …]
  where urgent
  with x = 1
  per ward as "by ward" in ('a', 'b')
  with gaussian noise
  for epsilon 1/3, delta 1e-9
  by weight 2`)
  })
})
