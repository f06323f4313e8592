import { describe, expect, test } from 'vitest'
import { memory } from '../engines/memory/index.ts'
import { table } from '../fluent/table.ts'
import { planFromJson, planToJson } from '../plan/plan-json.ts'
import { printQuestion } from '../plan/print-question.ts'
import { prove } from '../proof/prove.ts'
import { defineSchema } from '../schema/define-schema.ts'
import { open } from './session.ts'

const columns = {
  pid: { type: 'text' },
  city: { type: 'text' },
  educ: { type: 'category', categories: ['low', 'high'] },
} as const
const rows = Array.from({ length: 60 }, (_, i) => ({
  pid: String(i % 20),
  city: i % 7 === 6 ? null : `city ${i % 7}`,
  educ: i % 2 === 0 ? 'low' : 'high',
}))
const byId = table(
  memory(rows),
  defineSchema({
    dataset: 'visits',
    privacyUnit: { column: 'pid', maxRows: 2, maxGroups: 2, maxRowsTotal: 3 },
    columns,
  }),
)

describe('countDistinct', () => {
  test('counts the distinct values that some unit keeps, ungrouped and by group', async () => {
    const session = await open(byId, { budget: { epsilon: 2000 } })
    const { cities, few, byEduc, units } = await session.release({
      cities: byId.countDistinct('city', { maxValues: 7, epsilon: 500 }),
      few: byId.countDistinct('city', { maxValues: 1, epsilon: 500 }),
      byEduc: byId.groupBy('educ').countDistinct('city', { maxValues: 14, epsilon: 500 }),
      units: byId.countUnits({ epsilon: 500 }),
    })
    expect(cities.value).toBe(6)
    expect(few.value).toBeGreaterThanOrEqual(1)
    expect(few.value).toBeLessThanOrEqual(6)
    expect(byEduc.rows.map(({ answer }) => answer.kind === 'scalar' && answer.value)).toEqual([
      6, 6,
    ])
    expect(units.value).toBe(20)
    expect(cities.interval({ confidence: 0.95 })).toEqual([6, 6])
  })

  test('costs in proportion to the values that a unit may bring: its rows, unless said', () => {
    const l1 = (asked: ReturnType<typeof byId.countDistinct>) =>
      prove(asked.question, asked.schema).sensitivity.worstCases[0]?.[0]?.l1
    expect(l1(byId.countDistinct('city'))).toBe(2n) // R, in one cell
    expect(l1(byId.countDistinct('city', { maxValues: 5 }))).toBe(5n)
    expect(
      prove(byId.groupBy('educ').countDistinct('city').question, byId.schema).bounded,
    ).toMatchObject(
      { distinct: { maxValues: 3 }, columns: [] }, // T
    )
    const ofRows = table(memory(rows), defineSchema({ dataset: 'v', privacyUnit: 'row', columns }))
    expect(l1(ofRows.countDistinct('city', { maxValues: 9 }))).toBe(1n)
  })

  test('is data that can be saved, printed and read again; nonsense is refused', () => {
    const { question } = byId.countDistinct('city', { maxValues: 3, epsilon: 1 })
    expect(planFromJson(planToJson(question))).toEqual(question)
    expect(printQuestion(question)).toContain('count(distinct city) within 3 a unit')
    for (const maxValues of [0, 1.5, -1])
      expect(() => byId.countDistinct('city', { maxValues })).toThrow(/maxValues/)
  })
})
