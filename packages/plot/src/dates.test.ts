import { defineSchema, open, type ReleaseFacts, table } from '@dither/query'
import { memory } from '@dither/query/memory'
import { beforeAll, expect, test } from 'vitest'
import { plot } from './plot.ts'
import { terminalPlot } from './terminal-plot.ts'

const schema = defineSchema({
  dataset: 'visits',
  privacyUnit: 'row',
  columns: { day: { type: 'date', lower: '2026-01-01', upper: '2026-12-31' } },
})
const rows = Array.from({ length: 400 }, (_, i) => ({
  day: new Date(Date.UTC(2026, 0, 1 + (i % 300))).toISOString().slice(0, 10),
}))

let released: ReleaseFacts
beforeAll(async () => {
  const visits = table(memory(rows), schema)
  await using session = await open(visits, { budget: { epsilon: 1000 } })
  const epsilon = 100
  released = await session.release({
    mean: visits.mean('day', { epsilon }),
    middle: visits.median('day', { epsilon }),
    ranks: visits.quantiles('day', [0.25, 0.75], { epsilon }),
    months: visits.histogram('day', { edges: ['2026-01-01', '2026-07-01', '2027-01-01'], epsilon }),
    curve: visits.cumulativeDistribution('day', { epsilon }),
  })
})

/** Numbers that stand for days of 2026. */
const number = /\b20,?[4-8]\d\d\b(?!-)/

test('dates are drawn as dates: values, bins, points, axes', async () => {
  const svg = await plot(released)
  const texts = [...svg.matchAll(/>([^<>]+)</g)].map(([, text = '']) => text)
  expect(texts.filter((text) => number.test(text))).toEqual([])
  expect(texts.some((text) => /^2026-0\d-\d\d ± [\d.]+ days$/.test(text))).toBe(true)
  expect(texts.some((text) => /^2026-\d\d-\d\d$/.test(text))).toBe(true)
})

test('a terminal shows them as dates too', () => {
  for (const [name, answer] of Object.entries(released.answers)) {
    const text = terminalPlot(answer)
    expect(text).not.toMatch(number)
    expect(text, name).toMatch(/2026-\d\d-\d\d/)
  }
  const { months } = released.answers
  expect(months && terminalPlot(months)).toContain('[2026-01-01, 2026-07-01)')
})
