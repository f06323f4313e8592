import { describe, expect, it } from 'vitest'
import { branch } from '../expression/case.ts'
import type { Expression } from '../expression/expression.ts'
import { defineSchema } from '../schema/define-schema.ts'
import type { Value } from '../schema/value.ts'
import { boundsOf } from './aggregates/bounded.ts'
import { checkQuestion } from './check-question.ts'
import { columnsOfRelation } from './columns-of-relation.ts'
import type { Aggregate, Question, Relation } from './plan.ts'
import { printQuestion } from './print-question.ts'

const schema = defineSchema({
  dataset: 'visits',
  privacyUnit: { column: 'pid', maxRows: 3, maxGroups: 2 },
  columns: {
    pid: { type: 'text' },
    age: { type: 'integer', lower: 0, upper: 100 },
    cost: { type: 'number', nullable: true },
    ward: { type: 'category', categories: ['a', 'b'] },
    urgent: { type: 'boolean' },
    level: { type: 'category', categories: ['low', 'medium', 'high'] },
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
      {
        aggregate: {
          kind: 'covariance',
          left: { of: column('age') },
          right: { of: column('cost'), lower: 0 },
        },
      },
      'missing_bound',
      'cost has no upper bound',
    ],
    [
      {
        aggregate: {
          kind: 'correlation',
          left: { of: column('ward') },
          right: { of: column('age') },
        },
      },
      'wrong_type',
      'ward is a text, must be a number, to take its correlation',
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
    [
      histogram(column('level'), { kind: 'values', values: ['high', 'meduim'] }),
      'invalid_parameter',
      "'meduim' is not a category of level. Did you mean medium?",
    ],
    [
      { groupBy: [key('ward', ['a', 'c'])] },
      'invalid_parameter',
      "'c' is not a category of ward. Did you mean",
    ],
    [
      { groupBy: [key('age', [99, 100, 101])] },
      'invalid_parameter',
      '101 is not between the bounds of age, 0 and 100',
    ],
    [
      histogram(column('age'), { kind: 'values', values: [0.5] }),
      'invalid_parameter',
      '0.5 is not a whole number',
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
            'cost',
            Array.from({ length: 2000 }, (_, i) => i),
          ),
          key(
            'n',
            Array.from({ length: 1001 }, (_, i) => i),
            column('cost'),
          ),
        ],
      },
      'unsupported',
      'the question has 2002000 cells',
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
  it('lists what it likes where no list is public', () => {
    for (const [of, values] of [
      [{ kind: 'cast', of: column('pid'), to: 'text' }, ['x']],
      [column('pid'), ['x']],
      [column('cost'), [-1e9, 0.5]],
    ] as const)
      expect(() => check(histogram(of, { kind: 'values', values }))).not.toThrow()
  })

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
    const pair = {
      kind: 'covariance',
      left: { of: column('age') },
      right: { of: column('cost'), lower: 0 },
    }
    expect(printQuestion(ask({ aggregate: pair }))).toBe('covariance(age, cost within [0, …])')
    expect(printQuestion(question)).toBe(`sum(cost) within [0, …]
  where urgent
  with x = 1
  per ward as "by ward" in ('a', 'b')
  with gaussian noise
  for epsilon 1/3, delta 1e-9
  by weight 2`)
  })
})
