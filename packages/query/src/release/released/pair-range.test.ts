import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { correlationRange } from './pair-range.ts'
import type { Range } from './scalar.ts'

const between = ([low, high]: Range, part: number) => low + (high - low) * part
const range = (low: number, high: number): fc.Arbitrary<Range> =>
  fc
    .tuple(fc.integer({ min: low, max: high }), fc.integer({ min: low, max: high }))
    .map(([a, b]) => [Math.min(a, b), Math.max(a, b)])
const part = fc.oneof(fc.constantFrom(0, 1), fc.double({ min: 0, max: 1, noNaN: true }))
const sums = range(-200, 200)
const slack = 1e-9

describe('the range of a correlation', () => {
  test('holds every ratio of its parts, and nothing beyond -1 and 1', () => {
    const deviations = range(0, 50)
    fc.assert(
      fc.property(
        fc.tuple(sums, deviations, deviations),
        fc.tuple(part, part, part),
        ([covariance, left, right], [c, s, t]) => {
          const [low, high] = correlationRange(covariance, left, right)
          expect(-1 <= low && high <= 1 && low <= high).toBe(true)
          const scale = between(left, s) * between(right, t)
          if (!(scale > 0)) return
          const ratio = Math.min(1, Math.max(-1, between(covariance, c) / scale))
          expect(ratio).toBeGreaterThanOrEqual(low - slack)
          expect(ratio).toBeLessThanOrEqual(high + slack)
        },
      ),
      { numRuns: 2000 },
    )
  })

  test('is the ratio where all are known, and is open where a deviation may be 0', () => {
    expect(correlationRange([3, 3], [2, 2], [3, 3])).toEqual([0.5, 0.5])
    expect(correlationRange([-1, 2], [0, 2], [1, 1])).toEqual([-1, 1])
    expect(correlationRange([1, 2], [0, 4], [1, 1])).toEqual([0.25, 1])
  })
})
