import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { branch } from '../expression/case.ts'
import type { Expression } from '../expression/expression.ts'
import { defineSchema } from '../schema/define-schema.ts'
import type { Value } from '../schema/value.ts'
import { checkQuestion } from './check-question.ts'
import type { Aggregate, Question, Relation } from './plan.ts'
import { canonicalQuestion, planFromJson, planToJson } from './plan-json.ts'
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
  {
    kind: 'covariance',
    left: { of: column('age') },
    right: { of: column('cost'), lower: 0, upper: 9 },
  },
  { kind: 'correlation', left: { of: column('age'), upper: 50 }, right: { of: column('age') } },
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
      'mechanism is "cauchy", must be one of auto, laplace, geometric, gaussian',
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
