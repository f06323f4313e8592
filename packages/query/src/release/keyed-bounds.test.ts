import { describe, expect, test } from 'vitest'
import { memory } from '../engines/memory/index.ts'
import { table } from '../fluent/table.ts'
import { planFromJson, planToJson } from '../plan/plan-json.ts'
import { printQuestion } from '../plan/print-question.ts'
import { prove } from '../proof/prove.ts'
import { defineSchema } from '../schema/define-schema.ts'
import { open } from './session.ts'

const rows = Array.from({ length: 300 }, (_, i) => ({
  educ: ['primary', 'higher', 'secondary'][i % 3],
  income: [20_000 + i, 300_000 + i, 70_000][i % 3],
}))
const people = table(
  memory(rows),
  defineSchema({
    dataset: 'people',
    privacyUnit: 'row',
    columns: {
      educ: { type: 'category', categories: ['primary', 'secondary', 'higher'] },
      income: { type: 'integer', lower: 0, upper: 500_000 },
    },
  }),
)
const bounds = [
  { keys: { educ: 'primary' }, lower: 0, upper: 50_000 },
  { keys: { educ: 'secondary' }, upper: 60_000 },
]
const byEduc = people.groupBy('educ')

describe('bounds that differ by group', () => {
  test('clamp each group by its own, and give each group the noise of its own', async () => {
    const session = await open(people, { budget: { epsilon: 900_000 } })
    const { mean, sum, spread } = await session.release({
      mean: byEduc.mean('income', { bounds, epsilon: 1000 }),
      sum: byEduc.sum('income', { bounds, epsilon: 1000 }),
      // A variance is off by (range / 2)^2 / (rows epsilon), about: by some thousands, beside 4,000,000.
      spread: byEduc.standardDeviation('income', { bounds, epsilon: 800_000 }),
    })
    const near = [
      ['higher', 300_149],
      ['primary', 20_148.5],
      ['secondary', 60_000],
    ] as const
    const width = (group: number) => {
      const answer = sum.rows[group]?.answer
      if (answer?.kind !== 'scalar') throw new Error('no scalar')
      return answer.accuracy({ confidence: 0.95 })
    }
    for (const [i, [educ, wanted]] of near.entries()) {
      const [one, all, sd] = [mean.rows[i], sum.rows[i], spread.rows[i]]
      expect(one?.keys).toEqual({ educ })
      if (
        one?.answer.kind !== 'scalar' ||
        all?.answer.kind !== 'scalar' ||
        sd?.answer.kind !== 'scalar'
      )
        throw new Error('no scalar')
      expect(Math.abs(one.answer.value - wanted)).toBeLessThan(100)
      expect(Math.abs(all.answer.value - 100 * wanted)).toBeLessThan(10_000)
      expect(sd.answer.value).toBeLessThan(2000)
      const [low, high] = one.answer.interval({ confidence: 0.999999999 })
      expect(low <= wanted + 2 && wanted - 2 <= high).toBe(true)
    }
    expect(width(0)).toBeGreaterThan(4 * width(1)) // 500,000 against 50,000, within a factor 2
  })

  test('cost what the widest range in steps costs', () => {
    const { sensitivity, bounded } = prove(
      byEduc.mean('income', { bounds }).question,
      people.schema,
    )
    const lattices = bounded.columns[0]?.lattices ?? []
    expect(lattices).toHaveLength(3)
    const most = lattices
      .map(({ low, high }) => Math.max(-low, high))
      .reduce((a, b) => Math.max(a, b))
    expect(sensitivity.worstCases.map(([sum]) => sum?.l1)).toEqual([BigInt(most)])
    expect(Math.min(...lattices.map(({ high }) => high))).toBeGreaterThan(2 ** 29)
  })

  test('are data that can be saved, printed and read again; slips are refused', () => {
    const { question } = byEduc.mean('income', { bounds, epsilon: 1 })
    expect(planFromJson(planToJson(question))).toEqual(planFromJson(JSON.stringify(question)))
    expect(printQuestion(question)).toContain("[0, 50000] for educ 'primary'")
    const ask = (keys: Record<string, string>, upper = 1) =>
      byEduc.mean('income', { bounds: [{ keys, upper }] })
    expect(() => ask({ educ: 'primry' })).toThrow(/no group/)
    expect(() => ask({ edu: 'primary' })).toThrow(/no key/)
    expect(() => ask({ educ: 'primary' }, -1)).toThrow(/lower/)
    expect(() => ask({})).toThrow(/at least one key/)
    expect(() => people.mean('income', { bounds })).toThrow(/no key/)
  })
})
