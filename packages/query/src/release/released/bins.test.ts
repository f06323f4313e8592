import { describe, expect, test } from 'vitest'
import { memory } from '../../engines/memory/index.ts'
import { table } from '../../fluent/table.ts'
import { defineSchema } from '../../schema/define-schema.ts'
import { open } from '../session.ts'

const schema = defineSchema({
  dataset: 'd',
  privacyUnit: 'row',
  columns: {
    g: { type: 'category', categories: ['a', 'b', 'c', 'other or null'], nullable: true },
    h: { type: 'boolean' },
  },
})
const counts = { a: 100, b: 900, 'other or null': 400, c: 0 }
const rows = [
  ...Object.entries(counts).flatMap(([g, n]) =>
    Array.from({ length: n }, (_, i) => ({ g, h: i % 2 === 0 })),
  ),
  ...Array.from({ length: 2000 }, () => ({ g: null, h: true })),
]

describe('the commonest values', () => {
  const people = table(memory(rows), schema)
  test('are bins that stand alone as JSON and in another thread', async () => {
    await using session = await open(people, { budget: { epsilon: 20 } })
    const { top, both } = await session.release({
      top: people.topValues('g', 1, { epsilon: 5 }),
      both: people.contingencyTable(['h'], { epsilon: 5 }),
    })
    for (const bin of [...top.bins, ...both.bins]) {
      expect(JSON.parse(JSON.stringify(bin))).toEqual({ ...bin, exact: String(bin.exact) })
      expect(structuredClone(bin)).toEqual(bin)
      expect(Object.isFrozen(bin)).toBe(true)
    }
  })

  test('come first, with their counts, and what is not listed does not', async () => {
    await using session = await open(people, { budget: { epsilon: 20 } })
    const { top } = await session.release({ top: people.topValues('g', 3, { epsilon: 10 }) })
    expect(top.bins.map(({ label }) => label)).toEqual(['b', 'other or null', 'a'])
    for (const [i, wanted] of [900, 400, 100].entries()) {
      const [low, high] = top.interval(i, { confidence: 1 - 1e-12 })
      expect(low <= wanted && wanted <= high).toBe(true)
    }
  })

  test('are chosen by their noise, so their errors are those of all at once', async () => {
    await using session = await open(people, { budget: { epsilon: 20 } })
    const { top, all } = await session.release({
      top: people.topValues('g', 1, { epsilon: 1 }),
      all: people.histogram('g', { epsilon: 1 }),
    })
    expect(top.accuracy({ confidence: 0.95 })).toBeGreaterThan(all.accuracy({ confidence: 0.95 }))
    expect(top.accuracy({ confidence: 0.95 })).toBe(
      top.accuracy({ confidence: 0.95, simultaneous: true }),
    )
  })

  test('are expected as far off as they are', async () => {
    await using session = await open(people, { budget: { epsilon: 20 } })
    for (const plan of [
      { top: people.topValues('g', 2, { epsilon: 0.5 }) },
      { top: people.groupBy('h').topValues('g', 2, { epsilon: 0.5 }) },
    ]) {
      const { questions } = await session.explain(plan)
      const { top } = await session.release(plan)
      const confidence = 0.95
      expect(top.accuracy({ confidence })).toBe(questions[0]?.accuracy?.value)
    }
  })

  test('are told in every group, at the price of the histogram', async () => {
    await using session = await open(people, { budget: { epsilon: 20 } })
    const { top } = await session.release({
      top: people.groupBy('h').topValues('g', 2, { epsilon: 5 }),
    })
    expect(top.rows.map(({ answer }) => answer.kind === 'bins' && answer.bins.length)).toEqual([
      2, 2,
    ])
    expect(session.spent).toMatchObject({ epsilon: 5 })
  })

  test('are refused where there are not so many', () => {
    expect(() => people.topValues('g', 5)).toThrow('number is 5, must be from 1 to')
    expect(() => people.topValues('g', 0)).toThrow('number is 0')
    expect(() => people.topValues('g', 1.5)).toThrow('number is 1.5')
  })
})
