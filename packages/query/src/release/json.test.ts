/** Explanations and releases of every kind are JSON as they are. */
import { expect, test } from 'vitest'
import { memory } from '../engines/memory/memory.ts'
import { table } from '../fluent/table.ts'
import { defineSchema } from '../schema/define-schema.ts'
import { open } from './session.ts'

const columns = {
  job: { type: 'category', categories: ['a', 'b', 'c'] },
  town: { type: 'text' },
  age: { type: 'integer', lower: 0, upper: 100 },
  pay: { type: 'number', lower: 0, upper: 10 },
  day: { type: 'date', lower: '2026-01-01', upper: '2026-12-31' },
} as const
const schema = defineSchema({ dataset: 'people', privacyUnit: 'row', columns })
const rows = Array.from({ length: 300 }, (_, i) => ({
  job: ['a', 'b', 'c'][i % 3],
  town: ['Ulm', 'Bonn'][i % 2],
  age: i % 100,
  pay: i % 10,
  day: '2026-05-01',
}))
const people = table(memory(rows), schema)
const groups = people.groupBy('job')
const towns = people.groupByPrivateKeys('town', { epsilon: 1, delta: 1e-9 })
const noisy = people.groupByPrivateKeys('town', {
  epsilon: 1,
  delta: 1e-9,
  mechanism: 'gaussian',
  leastUnits: 3,
})

const single = (asked: typeof people | typeof groups | typeof towns) => ({
  count: asked.count(),
  values: asked.count('pay'),
  units: asked.countUnits(),
  sum: asked.sum('pay'),
  mean: asked.mean('day'),
  moment: asked.moment('age', 2),
  variance: asked.variance('age'),
  deviation: asked.standardDeviation('age'),
  covariance: asked.covariance('age', 'pay'),
  correlation: asked.correlation('age', 'pay'),
  matrix: asked.covariance(['age', 'pay']),
  correlations: asked.correlation(['age', 'pay']),
  regression: asked.linearRegression('pay', ['age']),
})
const several = (asked: typeof people | typeof groups) => ({
  distinct: asked.countDistinct('job'),
  median: asked.median('age'),
  latest: asked.max('day'),
  quantiles: asked.quantiles('age', [0.1, 0.9]),
  range: asked.interquartileRange('age'),
  curve: asked.cumulativeDistribution('day'),
  bounds: asked.bounds('pay'),
  bins: asked.histogram('pay', { edges: [0, 5, 10] }),
  top: asked.topValues('job', 2),
  names: asked.topCategories('job', 2),
  cells: asked.contingencyTable(['job', { of: 'age', edges: [0, 50, 100] }]),
})

test.each([
  ['all rows', { ...single(people), ...several(people) }],
  ['groups', { ...single(groups), ...several(groups) }],
  ['private keys', { ...single(towns), noisy: noisy.count() }],
  ['parts', { byJob: people.partition('job', (part) => ({ n: part.count() })) }],
])('of %s: before a price, with one, and released', async (_, plan) => {
  const session = await open(people, { budget: { epsilon: 100, delta: 1e-6 } })
  const common = { epsilon: 50 }
  for (const explained of [await session.explain(plan), await session.explain(plan, common)]) {
    const data = JSON.parse(JSON.stringify(explained))
    expect(data.questions.map(({ name }: { name: string }) => name)).toEqual(
      explained.questions.map(({ name }) => name),
    )
    expect(data.remaining.epsilon).toBe(100)
  }
  const released = await session.release(plan, common)
  const data = JSON.parse(JSON.stringify(released))
  expect(Object.keys(data.answers)).toEqual(Object.keys(released.answers))
  for (const [name, answer] of Object.entries(released.answers))
    expect(JSON.parse(JSON.stringify(answer))).toEqual(data.answers[name])
  expect(JSON.parse(JSON.stringify(released.certificate())).event).toEqual(data.event)
  expect(JSON.parse(JSON.stringify(session.remaining)).exact.epsilon).toMatch(/^\d/)
  await session.close()
})
