import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type NoisyEquations, reachOf } from './regression-interval.ts'

type Square = readonly (readonly number[])[]
const solve = (
  [[a = 0, b = 0] = [], [c = 0, d = 0] = []]: Square,
  [x = 0, y = 0]: readonly number[],
) => {
  const determinant = a * d - b * c
  return [(d * x - b * y) / determinant, (a * y - c * x) / determinant]
}

/** Every entry of matrix and vector is off by at most its own error. */
function boxOf(
  matrix: Square,
  vector: readonly number[],
  errors: Square,
  error: readonly number[],
  estimate: readonly number[],
): NoisyEquations {
  return {
    matrix,
    vector,
    noise: (distance) =>
      errors.map((row, k) =>
        row.reduce(
          (sum, e, c) => sum + e * (Math.abs(estimate[c] ?? 0) + (distance[c] ?? 0)),
          error[k] ?? 0,
        ),
      ),
  }
}

const small = fc.double({ min: 0, max: 0.05, noNaN: true })
const entry = fc.double({ min: -0.4, max: 0.4, noNaN: true })
const sign = fc.constantFrom(-1, 1)
const systems = fc.record({
  off: entry,
  vector: fc.tuple(entry, entry),
  errors: fc.tuple(fc.tuple(small, small), fc.tuple(small, small)),
  error: fc.tuple(small, small),
  signs: fc.array(sign, { minLength: 6, maxLength: 6 }),
  away: fc.tuple(entry, entry),
})

describe('the reach of an estimate', () => {
  it('holds the solution of every system in the box, and every combination of it', () => {
    fc.assert(
      fc.property(systems, ({ off, vector, errors, error, signs, away }) => {
        const matrix = [
          [1, off],
          [off, 1],
        ]
        const found = solve(matrix, vector)
        const estimate = found.map((value, i) => value + (away[i] ?? 0) / 10) // need not solve it exactly
        const reach = reachOf(boxOf(matrix, vector, errors, error, estimate), estimate)
        const truth = solve(
          matrix.map((row, i) =>
            row.map((value, j) => value + (signs[2 * i + j] ?? 0) * (errors[i]?.[j] ?? 0)),
          ),
          vector.map((value, i) => value + (signs[4 + i] ?? 0) * (error[i] ?? 0)),
        )
        for (const combination of [
          [1, 0],
          [0, 1],
          [1, -1],
          [0.3, 2],
        ]) {
          const along = (of: readonly number[]) =>
            combination.reduce((sum, weight, i) => sum + weight * (of[i] ?? 0), 0)
          expect(Math.abs(along(truth) - along(estimate))).toBeLessThanOrEqual(
            reach.of(combination) + 1e-12,
          )
        }
      }),
    )
  })

  it('is what one equation says: (e + E |t|) / (|a| - E), nearly', () => {
    const reach = reachOf(boxOf([[2]], [1], [[0.1]], [0.05], [0.5]), [0.5])
    const exact = (0.05 + 0.1 * 0.5) / (2 - 0.1)
    expect(reach.of([1])).toBeGreaterThanOrEqual(exact)
    expect(reach.of([1])).toBeLessThan(exact * 1.01)
    // A bound without the distance's own part, e + E |t| over |a|, is too small: a = 1.9, b = 1.05.
    const truth = 1.05 / 1.9
    expect(truth - 0.5).toBeGreaterThan((0.05 + 0.1 * 0.5) / 2)
    expect(truth - 0.5).toBeLessThanOrEqual(reach.of([1]))
  })

  it('is infinite where a system in the box has no solution, and where the matrix has no inverse', () => {
    expect(reachOf(boxOf([[0.1]], [1], [[0.1]], [0], [10]), [10]).of([1])).toBe(
      Number.POSITIVE_INFINITY,
    )
    expect(reachOf(boxOf([[0.1]], [1], [[0.099]], [0], [10]), [10]).of([1])).toBeGreaterThan(100)
    const singular = [
      [1, 1],
      [1, 1],
    ]
    expect(
      reachOf(
        boxOf(
          singular,
          [1, 1],
          [
            [0, 0],
            [0, 0],
          ],
          [0, 0],
          [1, 0],
        ),
        [1, 0],
      ).of([1, 0]),
    ).toBe(Number.POSITIVE_INFINITY)
  })

  it('is 0 without noise', () => {
    const reach = reachOf(
      boxOf(
        [
          [1, 0.5],
          [0.5, 1],
        ],
        [1, 0.5],
        [
          [0, 0],
          [0, 0],
        ],
        [0, 0],
        [1, 0],
      ),
      [1, 0],
    )
    expect(reach.of([1, 1])).toBeLessThan(1e-12)
  })
})
