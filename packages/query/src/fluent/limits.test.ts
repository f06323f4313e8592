import { describe, expect, test } from 'vitest'
import { memory } from '../engines/memory/index.ts'
import { prove } from '../proof/prove.ts'
import { open } from '../release/session.ts'
import { verifyCertificate } from '../release/verify-certificate.ts'
import { defineSchema } from '../schema/define-schema.ts'
import { limitsOf } from './limits.ts'
import { table } from './table.ts'

const columns = {
  pid: { type: 'text' },
  city: { type: 'category', categories: ['Bern', 'Rome', 'Oslo', 'Paris'] },
  amount: { type: 'number', lower: 0, upper: 100 },
} as const
// 2,000 people with 1 to 8 rows, each row in the next city.
const cities = ['Bern', 'Rome', 'Oslo', 'Paris']
const rows = Array.from({ length: 2000 }, (_, person) =>
  Array.from({ length: 1 + (person % 8) }, (_, i) => ({
    pid: `p${person}`,
    city: cities[i % 4],
    amount: 50,
  })),
).flat()
const visits = table(
  memory(rows),
  defineSchema({
    dataset: 'visits',
    privacyUnit: { column: 'pid', maxRows: 1, maxGroups: 1 },
    columns,
  }),
)

describe('contribution limits', () => {
  test('are found out first, and used in a second round', async () => {
    await using session = await open(visits, { budget: { epsilon: 100 } })
    const found = await session.release(
      { ...visits.contributionLimits({ by: 'city', share: 0.99 }) },
      { epsilon: 20 },
    )
    expect(limitsOf(found)).toEqual({ maxRows: 8, maxGroups: 4, maxRowsTotal: 8 })
    const own = visits.withLimits(limitsOf(found))
    const release = await session.release({
      few: visits.sum('amount', { epsilon: 10 }),
      all: own.sum('amount', { epsilon: 10 }),
      cities: own.groupBy('city').count({ epsilon: 10 }),
    })
    const sum = rows.length * 50
    expect(Math.abs(release.all.value - sum)).toBeLessThan(10_000)
    expect(release.few.value).toBeLessThan(sum / 2) // one row a person counts
    expect(session.spent).toMatchObject({ epsilon: 50 })
    expect(verifyCertificate(release.certificate())).toEqual({ valid: true, faults: [] })
  })

  test('say what they bound in the proof', () => {
    const { question, schema } = visits
      .withLimits({ maxRows: 5, maxGroups: 2, maxRowsTotal: 6 })
      .groupBy('city')
      .count()
    const { sensitivity } = prove(question, schema)
    expect(sensitivity.worstCases.map(([count]) => count?.l1)).toEqual([6n])
  })

  test('without groups only count rows', async () => {
    await using session = await open(visits, { budget: { epsilon: 100 } })
    const { rows: count, groups } = await session.release(
      { ...visits.contributionLimits({ mostRows: 50 }) },
      { epsilon: 50 },
    )
    expect(limitsOf({ rows: count, groups })).toEqual({ maxRows: 8, maxGroups: 1, maxRowsTotal: 8 })
  })

  test('are refused where a row is the unit, or where they are none', () => {
    const byRow = table(memory(rows), defineSchema({ dataset: 'd', privacyUnit: 'row', columns }))
    expect(() => byRow.withLimits({ maxRows: 2 })).toThrow('the privacy unit is made of rows')
    expect(() => byRow.contributionLimits()).toThrow()
    expect(() => visits.withLimits({ maxRows: 0 })).toThrow('maxRows')
    expect(() => visits.withLimits({ maxGroups: 1.5 })).toThrow('maxGroups')
  })

  test('of another source are another table', async () => {
    await using session = await open(visits, { budget: { epsilon: 1 } })
    const other = table(memory([]), visits.schema).withLimits({ maxRows: 3 })
    await expect(session.release({ n: other.count({ epsilon: 0.1 }) })).rejects.toThrow(
      'not open here',
    )
    expect(session.spent).toMatchObject({ epsilon: 0 })
  })
})
