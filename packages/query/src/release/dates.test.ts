import { describe, expect, test } from 'vitest'
import { memory } from '../engines/memory/index.ts'
import { table } from '../fluent/table.ts'
import { defineSchema } from '../schema/define-schema.ts'
import { entryOf, minus } from './arithmetic/arithmetic.ts'
import { open } from './session.ts'
import { combined } from './spend-look-spend/combined.ts'

const schema = defineSchema({
  dataset: 'visits',
  privacyUnit: 'row',
  columns: {
    day: { type: 'date', lower: '2026-01-01', upper: '2026-03-31' },
    at: { type: 'timestamp', lower: '2026-01-01T00:00:00Z', upper: '2026-01-02T00:00:00Z' },
    age: { type: 'integer', lower: 0, upper: 100 },
  },
})
const rows = Array.from({ length: 901 }, (_, i) => ({
  day: new Date(Date.UTC(2026, 0, 1 + (i % 59))).toISOString().slice(0, 10),
  at: `2026-01-01T${String(i % 24).padStart(2, '0')}:00:00Z`,
  age: i % 90,
}))
const visits = table(memory(rows), schema)
const epsilon = 1000
const edges = ['2026-01-01', '2026-02-01', '2026-03-01']

describe('answers about dates', () => {
  test('are dates, in value, text and JSON', async () => {
    await using session = await open(visits, { budget: { epsilon: 20 * epsilon } })
    const answers = await session.release({
      mean: visits.mean('day', { epsilon }),
      last: visits.quantile('day', 0.9, { epsilon }),
      middle: visits.median((row) => row.at.toDate(), { upper: '2026-01-05', epsilon }),
      noon: visits.mean('at', { epsilon }),
      ranks: visits.quantiles('day', [0.25, 0.75], { epsilon }),
      curve: visits.cumulativeDistribution('day', {
        candidates: ['2026-01-31', '2026-02-28', '2026-03-31'],
        epsilon,
      }),
    })
    const { mean, last, middle, noon, ranks, curve } = answers
    expect(Math.abs(mean.value - 20_483)).toBeLessThan(1)
    expect(mean).toMatchObject({ unit: 'date', text: '2026-01-30' })
    expect(String(mean)).toMatch(/^2026-01-30 ± 0\.\d+ days$/)
    expect(mean.toJSON()).toMatchObject({ value: mean.value, unit: 'date', text: '2026-01-30' })
    expect(String(last)).toMatch(/^2026-02-22, its rank ± \d+ rows$/)
    expect(middle.text).toBe('2026-01-01')
    expect(noon.text).toMatch(/^2026-01-01T11:\d\d:\d\dZ$/)
    expect(String(noon)).toMatch(/^2026-01-01T11:\d\d:\d\dZ ± [\d.]+ (min|s)$/)
    expect(ranks.entries.map(({ text }) => text)).toEqual(['2026-01-15', '2026-02-13'])
    expect(String(ranks)).toMatch(/^0\.25: 2026-01-15 ± \d days$/m)
    expect(ranks.toJSON()).toMatchObject({ unit: 'date', entries: [{ text: '2026-01-15' }, {}] })
    expect(curve.points.map(({ text }) => text)).toEqual(['2026-01-31', '2026-02-28', '2026-03-31'])
    expect(String(curve)).toContain('at most 2026-02-28: ')
    expect(curve.toJSON()).toMatchObject({ unit: 'date', points: [{ text: '2026-01-31' }, {}, {}] })
    expect(mean.covers).toContain('day clamped to [2026-01-01, 2026-03-31]')
    expect(last.covers).toContain('2026-01-01 to 2026-03-31')
  })

  test('are spans where they are spans, and numbers where they are neither', async () => {
    await using session = await open(visits, { budget: { epsilon: 20 * epsilon } })
    const answers = await session.release({
      spread: visits.standardDeviation('day', { epsilon }),
      squared: visits.variance('at', { epsilon }),
      between: visits.interquartileRange('day', { epsilon }),
      sum: visits.sum('day', { epsilon }),
      count: visits.count({ epsilon }),
      mean: visits.mean('age', { epsilon }),
    })
    const { spread, squared, between, sum, count, mean } = answers
    expect(spread.unit).toBe('days')
    expect(String(spread)).toMatch(/^17\.\d+ ± [\d.]+ days$/)
    expect(squared).toMatchObject({ unit: 'microseconds^2' })
    expect(String(squared)).toMatch(/^4\d\.\d+ ± [\d.]+ h\^2$/)
    expect(between).toMatchObject({ unit: 'days', text: '29 days' })
    for (const plain of [sum, count, mean]) {
      expect(plain).not.toHaveProperty('unit')
      expect(plain.toJSON()).not.toHaveProperty('text')
    }
  })

  test('name bins, values and groups as dates; numbers stay where they were', async () => {
    await using session = await open(visits, { budget: { epsilon: 20 * epsilon } })
    const {
      months,
      firsts,
      table: cells,
      top,
      groups,
    } = await session.release({
      months: visits.histogram('day', { edges, epsilon }),
      firsts: visits.histogram('day', { values: ['2026-01-01'], epsilon }),
      table: visits.contingencyTable(
        [
          { of: 'day', edges },
          { of: 'age', edges: [0, 50, 100] },
        ],
        { epsilon },
      ),
      top: visits.topValues('day', 2, { values: edges, epsilon }),
      groups: visits
        .groupBy({ name: 'when', of: 'day', values: ['2026-01-01', '2026-02-28'] })
        .mean('day', { epsilon }),
    })
    expect(months.bins.slice(0, 2)).toMatchObject([
      { label: '[2026-01-01, 2026-02-01)', lower: 20_454, upper: 20_485 },
      { label: '[2026-02-01, 2026-03-01]', lower: 20_485, upper: 20_513 },
    ])
    expect(months.bins.at(-1)?.label).toBe('above 2026-03-01')
    expect(firsts.bins[0]?.label).toBe('2026-01-01')
    expect(cells.axes[0]?.labels[0]).toBe('[2026-01-01, 2026-02-01)')
    expect(cells.axes[1]?.labels[0]).toBe('[0, 50)')
    expect(cells.bins[0]?.label).toBe('[2026-01-01, 2026-02-01), [0, 50)')
    expect(cells.margin(['day']).bins[0]?.label).toBe('[2026-01-01, 2026-02-01)')
    expect(new Set(top.bins.map(({ label }) => label))).toEqual(new Set(edges.slice(0, 2)))
    expect(groups.rows.map(({ keys }) => keys)).toEqual([
      { when: '2026-01-01' },
      { when: '2026-02-28' },
    ])
    expect(groups.rows[1]?.answer).toMatchObject({ text: '2026-02-28' })
    expect(String(groups)).toMatch(/^when 2026-02-28: 2026-02-28 ± [\d.]+ days$/m)
  })

  test('say before in days, or less, how far off they may be', async () => {
    await using session = await open(visits, { budget: { epsilon: 10 } })
    const explained = await session.explain({
      mean: visits.mean('day', { epsilon: 1 }),
      noon: visits.mean('at', { epsilon: 1 }),
      middle: visits.median('day', { epsilon: 1 }),
      count: visits.count({ epsilon: 1 }),
    })
    const [mean, noon, middle, count] = explained.questions.map(({ accuracy }) => accuracy)
    expect(mean?.unit).toBe('days')
    expect(noon?.unit).toBe('microseconds')
    expect(middle).not.toHaveProperty('unit')
    expect(count).not.toHaveProperty('unit')
    expect(String(explained)).toMatch(/within [\d.]+ days \/ the number of values/)
    expect(String(explained)).toContain('day clamped to [2026-01-01, 2026-03-31]')
  })

  test('stay dates where an entry is taken, or two measurements are combined', async () => {
    await using session = await open(visits, { budget: { epsilon: 20 * epsilon } })
    const asked = {
      mean: visits.mean('day', { epsilon }),
      groups: visits.groupBy({ name: 'on', of: 'day', values: ['2026-01-01'] }).mean('day', {
        epsilon,
      }),
      ranks: visits.quantiles('day', [0.25, 0.75], { epsilon }),
    }
    const [first, second] = [await session.release(asked), await session.release(asked)]
    const both = combined(first, second)
    expect(both['mean']).toMatchObject({ unit: 'date', text: '2026-01-30' })
    expect(String(both['groups'])).toMatch(/^on 2026-01-01: 2026-01-01 ± [\d.]+ days$/)
    const quarter = entryOf(first.ranks, '0.25')
    expect(quarter).toMatchObject({ unit: 'date', text: '2026-01-15' })
    expect(minus(quarter, first.mean)).not.toHaveProperty('unit')
    expect(minus(quarter, quarter).interval({ confidence: 0.95 })).toEqual([0, 0])
  })
})
