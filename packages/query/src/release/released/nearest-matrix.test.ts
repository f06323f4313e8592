import { type Matrix, symmetricEigen } from '@dither/math'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nearestCorrelations, nearestCovariances } from './nearest-matrix.ts'

const entry = fc.double({ min: -1.5, max: 1.5, noNaN: true })
const symmetric = fc
  .integer({ min: 1, max: 7 })
  .chain((n) =>
    fc.array(fc.array(entry, { minLength: n, maxLength: n }), { minLength: n, maxLength: n }),
  )
  .map((m): Matrix => m.map((row, i) => row.map((x, j) => (i <= j ? x : (m[j]?.[i] ?? 0)))))
const least = (matrix: Matrix): number => symmetricEigen(matrix).values[0] ?? 0
const distance = (a: Matrix, b: Matrix): number =>
  Math.sqrt(
    a
      .flatMap((row, i) => row.map((x, j) => (x - (b[i]?.[j] ?? 0)) ** 2))
      .reduce((s, x) => s + x, 0),
  )
/** Of vectors in the unit ball: what real covariances look like. */
const possible = (n: number) =>
  fc
    .array(fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: n, maxLength: n }), {
      minLength: n,
      maxLength: n,
    })
    .map(
      (rows): Matrix =>
        rows.map((a) => rows.map((b) => a.reduce((s, x, k) => s + x * (b[k] ?? 0), 0) / n)),
    )

describe('the nearest possible covariances', () => {
  it('are symmetric and positive semi-definite, with no variance above 1', () => {
    fc.assert(
      fc.property(symmetric, (matrix) => {
        const near = nearestCovariances(matrix)
        expect(least(near)).toBeGreaterThan(-1e-12)
        near.forEach((row, i) => {
          expect(row[i]).toBeLessThanOrEqual(1 + 1e-12)
          row.forEach((x, j) => {
            expect(x).toBe(near[j]?.[i])
            expect(Math.abs(x)).toBeLessThanOrEqual(1 + 1e-12)
          })
        })
      }),
    )
  })

  it('are the matrix itself where it is possible', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }).chain(possible), (matrix) => {
        expect(distance(nearestCovariances(matrix), matrix)).toBeLessThan(1e-12)
      }),
    )
  })

  it('are nearer than any other semi-definite matrix, where no variance is cut', () => {
    fc.assert(
      fc.property(
        fc
          .integer({ min: 2, max: 5 })
          .chain((n) => fc.tuple(possible(n), possible(n), possible(n))),
        ([a, b, other]) => {
          const noisy = a.map((row, i) => row.map((x, j) => (x - (b[i]?.[j] ?? 0)) / 4))
          const near = nearestCovariances(noisy)
          expect(distance(near, noisy)).toBeLessThanOrEqual(distance(other, noisy) + 1e-12)
          const nudged = near.map((row, i) => row.map((x, j) => x + 0.01 * (other[i]?.[j] ?? 0)))
          expect(distance(near, noisy)).toBeLessThanOrEqual(distance(nudged, noisy) + 1e-12)
        },
      ),
    )
  })

  it('would not be so if only the diagonal were mended', () => {
    const noisy = [
      [0.1, 0.5],
      [0.5, 0.1],
    ]
    expect(least(noisy)).toBeLessThan(-0.3)
    const near = nearestCovariances(noisy)
    near.flat().forEach((x) => {
      expect(x).toBeCloseTo(0.3, 12)
    })
  })
})

describe('the nearest possible correlations', () => {
  it('have 1 on the diagonal, lie in [-1, 1] and are positive semi-definite', () => {
    fc.assert(
      fc.property(symmetric, (matrix) => {
        const near = nearestCorrelations(
          matrix.map((row, i) => row.map((x, j) => (i === j ? 1 : x))),
        )
        expect(least(near)).toBeGreaterThan(-1e-12)
        near.forEach((row, i) => {
          expect(row[i]).toBe(1)
          for (const x of row) expect(Math.abs(x)).toBeLessThanOrEqual(1)
        })
      }),
    )
  })

  it('are the matrix itself where it is possible', () => {
    const possible = [
      [1, 0.5, 0.2],
      [0.5, 1, -0.3],
      [0.2, -0.3, 1],
    ]
    expect(distance(nearestCorrelations(possible), possible)).toBeLessThan(1e-14)
  })
})
