import { describe, expect, test } from 'vitest'
import { memory } from '../engines/memory/index.ts'
import { planToJson } from '../plan/plan-json.ts'
import { defineSchema } from '../schema/define-schema.ts'
import { table } from './table.ts'

const schema = defineSchema({
  dataset: 'd',
  privacyUnit: 'row',
  columns: {
    day: { type: 'date', lower: '2026-01-01', upper: '2026-12-31' },
    at: { type: 'timestamp', lower: '2026-01-01T00:00:00Z', upper: '2026-12-31T23:59:59Z' },
    clock: { type: 'time' },
    age: { type: 'integer', lower: 0, upper: 100 },
    city: { type: 'category', categories: ['Ulm', '2026-01-01'] },
  },
})
const t = table(memory([]), schema)
const day = 20454 // 2026-01-01

describe('options of a question about dates', () => {
  test.each([
    [
      t.mean('day', { lower: '2026-01-02', upper: '2026-02-01' }),
      { lower: day + 1, upper: day + 31 },
    ],
    [t.median('day', { lower: '2026-01-02' }), { lower: day + 1 }],
    [
      t.quantile('day', 0.9, { candidates: ['2026-01-01', '2026-01-02', day + 9] }),
      { candidates: [day, day + 1, day + 9] },
    ],
    [t.quantiles('clock', [0.5], { upper: '12:00' }), { upper: 43_200_000_000 }],
    [
      t.histogram('at', { edges: ['2026-01-01T00:00:00Z', '2026-01-02T00:00:00+01:00'] }),
      { bins: { kind: 'edges', edges: [day * 86_400e6, day * 86_400e6 + 23 * 3600e6] } },
    ],
    [
      t.histogram('day', { values: ['2026-01-03'] }),
      { bins: { kind: 'values', values: [day + 2] } },
    ],
    [
      t.topValues('day', 1, { values: ['2026-01-03', '2026-01-04'] }),
      { values: [day + 2, day + 3] },
    ],
    [
      t.contingencyTable([{ of: 'day', edges: ['2026-01-01', '2026-02-01'] }]),
      { axes: [{ bins: { edges: [day, day + 31] } }] },
    ],
    [
      t.covariance('day', 'age', { bounds: [{ lower: '2026-02-01' }, { upper: 90 }] }),
      { left: { lower: day + 31 }, right: { upper: 90 } },
    ],
    [
      t.correlation(['day', 'age'], { bounds: { day: { upper: '2026-02-01' } } }),
      { of: [{ upper: day + 31 }, {}] },
    ],
    [
      t.linearRegression('age', ['day'], { bounds: { day: { upper: '2026-02-01' } } }),
      { predictors: [{ upper: day + 31 }] },
    ],
    [
      t
        .groupBy({ name: 'when', of: 'day', values: ['2026-01-01', '2026-01-02'] })
        .mean('day', { bounds: [{ keys: { when: '2026-01-02' }, lower: '2026-01-02' }] }),
      { boundsByKey: [{ keys: { when: day + 1 }, lower: day + 1 }] },
    ],
    [t.mean((row) => row.at.toDate(), { lower: '2026-01-02' }), { lower: day + 1 }],
  ])('are taken as ISO 8601 text, and are numbers in the plan: %#', (asked, aggregate) => {
    expect(asked.question.aggregate).toMatchObject(aggregate)
    expect(planToJson(asked.question)).not.toContain('2026-01-0')
  })

  test('group by days that are listed, or that the bounds leave', () => {
    const asked = t.groupBy({ name: 'day', of: 'day', values: ['2026-02-28', '2026-03-01'] })
    expect(asked.keys[0]?.values).toEqual([day + 58, day + 59])
    expect(t.groupBy('day').keys[0]?.values).toHaveLength(365)
  })

  test('leave a text alone where texts are asked about', () => {
    const { keys } = t.groupBy({ name: 'city', of: 'city', values: ['2026-01-01'] })
    expect(keys[0]?.values).toEqual(['2026-01-01'])
  })

  test('are refused where the text is no such moment, with how one is written', () => {
    expect(() => t.mean('day', { lower: '2026-02-30' })).toThrow(
      'options.lower is "2026-02-30", must be a date as ISO 8601 text. Write it as \'2024-02-29\'',
    )
    const bounds = { day: { upper: 'soon' } }
    expect(() => t.covariance(['day', 'age'], { bounds })).toThrow(
      'options.bounds.day.upper is "soon"',
    )
    expect(() => t.histogram('clock', { edges: ['9:00', '10:00'] })).toThrow(
      'options.edges[0] is "9:00"',
    )
    expect(() => t.groupBy({ name: 'd', of: 'day', values: ['1/1/26'] })).toThrow(
      'groupBy d.values[0] is "1/1/26"',
    )
    expect(() => t.mean('age', { lower: '2026-01-01' })).toThrow('must be a finite number')
    expect(() => t.histogram('day', { values: ['2027-02-01'] })).toThrow(
      '2027-02-01 is not between the bounds of day, 2026-01-01 and 2026-12-31',
    )
    expect(() => t.mean('day', { lower: '2027-02-01' })).toThrow(
      'lower of day is 2027-02-01, must be at most upper, which is 2026-12-31',
    )
  })
})
