import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { correlationRange, covarianceRange } from './pair-range.ts'
import type { Range } from './scalar.ts'

const between = ([low, high]: Range, part: number) => low + (high - low) * part
const range = (low: number, high: number): fc.Arbitrary<Range> =>
  fc
    .tuple(fc.integer({ min: low, max: high }), fc.integer({ min: low, max: high }))
    .map(([a, b]) => [Math.min(a, b), Math.max(a, b)])
const part = fc.oneof(fc.constantFrom(0, 1), fc.double({ min: 0, max: 1, noNaN: true }))
const sums = range(-200, 200)
const slack = 1e-9

describe('the range of a covariance over a box', () => {
  test('holds every point of the box', () => {
    fc.assert(
      fc.property(
        fc.tuple(sums, sums, sums, range(1, 60)),
        fc.tuple(part, part, part, part),
        ([products, left, right, counts], [p, s, t, n]) => {
          const count = between(counts, n)
          const value =
            between(products, p) / count - (between(left, s) / count) * (between(right, t) / count)
          const [low, high] = covarianceRange(products, left, right, counts)
          expect(value).toBeGreaterThanOrEqual(low - slack)
          expect(value).toBeLessThanOrEqual(high + slack)
        },
      ),
      { numRuns: 2000 },
    )
  })

  test('is no wider than the box makes it: both ends are points of it', () => {
    expect(covarianceRange([6, 6], [3, 3], [2, 2], [2, 2])).toEqual([1.5, 1.5])
    expect(covarianceRange([0, 0], [-2, 2], [-3, 3], [1, 2])).toEqual([-6, 6])
    // P / N - q / N^2 with q = 8, P = 4 is largest at N = 4, inside the box
    expect(covarianceRange([4, 4], [4, 4], [2, 2], [1, 10])).toEqual([-4, 0.5])
  })

  test('a twin that looks at the ends of the count alone is caught', () => {
    const ends = [1, 10].map((n) => 4 / n - 8 / n / n)
    expect(Math.max(...ends)).toBeLessThan(covarianceRange([4, 4], [4, 4], [2, 2], [1, 10])[1])
  })

  test('says nothing where no count of 1 or more is possible', () => {
    expect(covarianceRange([4, 4], [4, 4], [2, 2], [-5, 0])).toEqual([-Infinity, Infinity])
  })
})

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
