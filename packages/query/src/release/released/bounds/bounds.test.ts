import { drawDiscreteLaplace, pureLoss } from '@dither/core'
import { events } from '@dither/core/account'
import { rational } from '@dither/math'
import { seededBits } from '@dither/testkit'
import { describe, expect, test } from 'vitest'
import { memory } from '../../../engines/memory/index.ts'
import { table } from '../../../fluent/table.ts'
import { boundEdges } from '../../../plan/aggregates/bounds.ts'
import { defineSchema } from '../../../schema/define-schema.ts'
import { open } from '../../session.ts'
import { noiseOf } from '../noise.ts'
import { releasedBounds } from './bounds.ts'

const schema = defineSchema({
  dataset: 'd',
  privacyUnit: 'row',
  columns: {
    wealth: { type: 'number', nullable: true },
    age: { type: 'integer', lower: 0, upper: 100 },
    g: { type: 'boolean' },
    name: { type: 'text' },
  },
})
const cost = { event: events.composed([], 'add-remove'), loss: pureLoss(0) }
const shape = {
  edges: [-4, -2, -1, 1, 2, 4],
  confidence: 0.99,
  noise: noiseOf('laplace', rational(1)),
  ...cost,
}

describe('bounds', () => {
  test('are the edges of the outermost bins with surely some rows', () => {
    const at = (counts: readonly number[]) => releasedBounds(shape, counts.map(BigInt)).bounds
    // Below -4, five bins, above 4.
    expect(at([0, 0, 50, 900, 3, 60, 0])).toEqual({ lower: -2, upper: 4 })
    expect(at([0, 0, 0, 900, 0, 0, 0])).toEqual({ lower: -1, upper: 1 })
    expect(at([90, 0, 0, 0, 0, 0, 80])).toEqual({ lower: -4, upper: 4 })
    expect(at([0, 0, 0, 2, 1, 0, 0])).toEqual({ lower: -1, upper: 1 }) // none is sure: the fullest
    expect(at([0, 0, 0, 0, 0, 0, 80])).toEqual({ lower: 4, upper: 4 })
  })

  test('say how many rows may lie outside, and where the extremes may lie', () => {
    const released = releasedBounds(shape, [2n, 0n, 50n, 900n, 3n, 0n, 4n])
    expect(released.bounds).toEqual({ lower: -2, upper: 1 })
    const outside = released.outside({ confidence: 0.95 })
    expect(outside).toBeGreaterThanOrEqual(2 + 3 + 4)
    expect(outside).toBeLessThan(60)
    expect(released.interval(0, { confidence: 0.95 })).toEqual([-4, -1])
    expect(released.interval(1, { confidence: 0.95 })).toEqual([-1, 4])
    expect(() => released.interval(2, { confidence: 0.95 })).toThrow('must be 0 or 1')
  })

  test('of nothing come from noise no more often than they say; with the threshold of one bin they do', () => {
    const bits = seededBits(5)
    const n = 20_000
    const confidence = 0.9
    let wrong = 0
    let wrongTwin = 0
    const own = shape.noise.quantile(confidence) // the broken twin: not for all bins at once
    for (let i = 0; i < n; i++) {
      const counts = Array.from({ length: 7 }, () => drawDiscreteLaplace(rational(1), bits))
      counts[3] = 1000n
      const { bounds } = releasedBounds({ ...shape, confidence }, counts)
      if (bounds.lower !== -1 || bounds.upper !== 1) wrong++
      if (counts.filter((count) => count > own).length > 1) wrongTwin++
    }
    const most = 1 - confidence + 6 * Math.sqrt((confidence * (1 - confidence)) / n)
    expect(wrong / n).toBeLessThan(most)
    expect(wrongTwin / n).toBeGreaterThan(most)
  })
})

describe('the edges', () => {
  const edges = (name: string, options = {}) =>
    boundEdges({ kind: 'bounds', of: { kind: 'column', name }, ...options }, schema.columns)
  test('are powers of two, as far as the schema lets values lie', () => {
    expect(edges('wealth', { smallest: 1, largest: 4 })).toEqual([-4, -2, -1, 1, 2, 4])
    expect(edges('wealth')).toHaveLength(2 * 61)
    expect(edges('age')).toEqual([0, 1, 2, 4, 8, 16, 32, 64, 100])
    expect(edges('age', { largest: 3 })).toEqual([0, 1, 2, 3])
  })

  test('are refused where there is no number, or no size', () => {
    expect(() => edges('name')).toThrow('must be a number')
    expect(() => edges('wealth', { smallest: 0 })).toThrow('smallest is 0')
    expect(() => edges('wealth', { smallest: 4, largest: 4 })).toThrow('largest is 4')
    expect(() => edges('wealth', { confidence: 1 })).toThrow('confidence is 1')
  })
})

describe('two rounds', () => {
  test('expect so many rows of a bin, not so much of the bounds', async () => {
    await using session = await open(people, { budget: { epsilon: 20 } })
    const { questions } = await session.explain({ found: people.bounds('age', { epsilon: 1 }) })
    expect(questions[0]?.accuracy).toMatchObject({ per: 'rows of a bin' })
    expect(
      String(await session.explain({ found: people.bounds('age', { epsilon: 1 }) })),
    ).toContain('within 3 rows of each bin at 95 %')
  })

  const rows = Array.from({ length: 4000 }, (_, i) => ({
    wealth: i % 10 === 0 ? null : 100 + (i % 400),
    age: i % 90,
    g: i % 2 === 0,
  }))
  const people = table(memory(rows), schema)

  test('find bounds, and then ask for what needs them', async () => {
    await using session = await open(people, { budget: { epsilon: 20 } })
    const first = await session.release({ found: people.bounds('wealth', { epsilon: 5 }) })
    expect(first.found.bounds).toEqual({ lower: 64, upper: 512 })
    const { mean } = await session.release({
      mean: people.mean('wealth', { ...first.found.bounds, epsilon: 5 }),
    })
    expect(Math.abs(mean.value - 300)).toBeLessThan(10)
    expect(session.spent).toMatchObject({ epsilon: 10 })
  })

  test('find the bounds of every group', async () => {
    await using session = await open(people, { budget: { epsilon: 20 } })
    const { found } = await session.release({
      found: people.groupBy('g').bounds('age', { epsilon: 10 }),
    })
    const ends = found.rows.map(({ answer }) =>
      answer.kind === 'vector' ? answer.entries.map(({ value }) => value) : [],
    )
    expect(ends).toEqual([
      [1, 100], // odd ages
      [0, 100],
    ])
  })
})
