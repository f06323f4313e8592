import { describe, expect, test } from 'vitest'
import { memory } from '../engines/memory/index.ts'
import { open } from '../release/session.ts'
import { defineSchema } from '../schema/define-schema.ts'
import { table } from './table.ts'

const columns = {
  far: { type: 'number', lower: 90, upper: 100 },
  below: { type: 'integer', lower: -9, upper: -2 },
  both: { type: 'number', lower: -3, upper: 5, nullable: true },
  free: { type: 'number' },
} as const
const schema = defineSchema({ dataset: 'd', privacyUnit: 'row', columns })
const rows = Array.from({ length: 500 }, (_, i) => ({
  far: 90 + (i % 11),
  below: -9 + (i % 8),
  both: i % 5 === 0 ? null : (i % 9) - 3,
  free: i % 7,
}))
const of = table(memory(rows), schema)

describe('a raw moment', () => {
  test('has the bounds of a square', () => {
    const bounds = (name: 'far' | 'below' | 'both') => {
      const { aggregate } = of.moment(name, 2).question
      return 'lower' in aggregate ? [aggregate.lower, aggregate.upper] : []
    }
    expect(bounds('far')).toEqual([8100, 10_000])
    expect(bounds('below')).toEqual([4, 81])
    expect(bounds('both')).toEqual([0, 25])
    expect(() => of.moment('free', 2)).toThrow('free has no lower bound')
  })

  test('of any order has the bounds of that power', () => {
    const bounds = (order: number, name: 'below' | 'both' = 'both') => {
      const { aggregate } = of.moment(name, order).question
      return 'lower' in aggregate ? [aggregate.lower, aggregate.upper] : []
    }
    expect(bounds(3)).toEqual([-27, 125])
    expect(bounds(4)).toEqual([0, 625])
    expect(bounds(3, 'below')).toEqual([-729, -8])
    for (const order of [0, -1, 1.5, 17, Number.NaN])
      expect(() => of.moment('both', order)).toThrow('must be a whole number from 1 to 16')
  })

  test('is the mean square of what is not NULL, clamped to the bounds', async () => {
    const budget = { epsilon: 1_000_000 }
    await using session = await open(of, { budget })
    const r = await session.release(
      {
        far: of.moment('far', 2),
        below: of.moment('below', 2),
        both: of.moment('both', 2),
        free: of.moment('free', 2, { lower: 1, upper: 4 }),
        first: of.moment('far', 1),
        third: of.moment('both', 3),
        fourth: of.moment('below', 4),
      },
      budget,
    )
    const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length
    const squares = (values: readonly number[]) => mean(values.map((value) => value * value))
    const known = rows.flatMap(({ both }) => (both === null ? [] : [both]))
    const clamped = rows.map(({ free }) => Math.min(Math.max(free, 1), 4))
    for (const [released, truth] of [
      [r.far, squares(rows.map(({ far }) => far))],
      [r.below, squares(rows.map(({ below }) => below))],
      [r.both, squares(known)],
      [r.free, squares(clamped)],
      [r.first, mean(rows.map(({ far }) => far))],
      [r.third, mean(known.map((x) => x * x * x))],
      [r.fourth, mean(rows.map(({ below }) => below ** 4))],
    ] as const) {
      expect(Math.abs(released.value - truth)).toBeLessThan(0.01)
      const [low, high] = released.interval({ confidence: 1 - 1e-12 })
      expect(low - 1e-6 <= truth && truth <= high + 1e-6).toBe(true)
    }
  })
})
