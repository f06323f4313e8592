import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { inverse } from './inverse.ts'
import { type Matrix, symmetricEigen } from './symmetric-eigen.ts'

const times = (a: Matrix, b: Matrix): Matrix =>
  a.map((row) =>
    (b[0] ?? []).map((_, j) => row.reduce((sum, x, k) => sum + x * (b[k]?.[j] ?? 0), 0)),
  )
const transposed = (a: Matrix): Matrix => (a[0] ?? []).map((_, j) => a.map((row) => row[j] ?? 0))
const diagonal = (values: readonly number[]): Matrix =>
  values.map((value, i) => values.map((_, j) => (i === j ? value : 0)))
const farthest = (a: Matrix, b: Matrix): number =>
  Math.max(0, ...a.flatMap((row, i) => row.map((x, j) => Math.abs(x - (b[i]?.[j] ?? 0)))))
const largest = (a: Matrix): number => Math.max(1e-300, ...a.flat().map(Math.abs))

const entry = fc.oneof(
  fc.integer({ min: -9, max: 9 }),
  fc.double({ min: -1e3, max: 1e3, noNaN: true }),
)
const square = fc
  .integer({ min: 1, max: 8 })
  .chain((n) =>
    fc.array(fc.array(entry, { minLength: n, maxLength: n }), { minLength: n, maxLength: n }),
  )
const symmetric = square.map(
  (m): Matrix => m.map((row, i) => row.map((x, j) => (i <= j ? x : (m[j]?.[i] ?? 0)))),
)

describe('the eigenvalues of a symmetric matrix', () => {
  it('put the matrix together again, with orthonormal vectors, in increasing order', () => {
    fc.assert(
      fc.property(symmetric, (matrix) => {
        const { values, vectors } = symmetricEigen(matrix)
        const again = times(times(transposed(vectors), diagonal(values)), vectors)
        expect(farthest(again, matrix)).toBeLessThan(1e-13 * matrix.length * largest(matrix))
        expect(
          farthest(times(vectors, transposed(vectors)), diagonal(values.map(() => 1))),
        ).toBeLessThan(1e-13)
        expect([...values].sort((a, b) => a - b)).toEqual(values)
      }),
    )
  })

  it('are those known in closed form', () => {
    expect(
      symmetricEigen([
        [2, 1],
        [1, 2],
      ]).values.map((x) => x.toFixed(12)),
    ).toEqual(['1.000000000000', '3.000000000000'])
    const all = [1, 1, 1, 1]
    const { values } = symmetricEigen(all.map(() => all)) // rank one
    expect(values.at(-1)).toBeCloseTo(4, 12)
    for (const value of values.slice(0, -1)) expect(Math.abs(value)).toBeLessThan(1e-14)
    expect(symmetricEigen([])).toEqual({ values: [], vectors: [] })
    expect(
      symmetricEigen([
        [0, 0],
        [0, 0],
      ]).values,
    ).toEqual([0, 0])
  })

  it('hold for the second differences of 12 points, 2 - 2 cos(k pi / 13)', () => {
    const n = 12
    const matrix = Array.from({ length: n }, (_, i) =>
      Array.from({ length: n }, (_, j) => (i === j ? 2 : Math.abs(i - j) === 1 ? -1 : 0)),
    )
    const { values } = symmetricEigen(matrix)
    values.forEach((value, k) => {
      expect(value).toBeCloseTo(2 - 2 * Math.cos(((k + 1) * Math.PI) / (n + 1)), 12)
    })
  })
})

describe('an inverse', () => {
  it('times its matrix is the unit matrix, to the condition of the matrix', () => {
    fc.assert(
      fc.property(square, (matrix) => {
        const found = inverse(matrix)
        if (found === undefined) return
        const condition = largest(matrix) * largest(found)
        if (condition > 1e8) return
        const unit = diagonal(matrix.map(() => 1))
        expect(farthest(times(found, matrix), unit)).toBeLessThan(1e-13 * condition * matrix.length)
      }),
    )
  })

  it('is not there where there is none', () => {
    expect(
      inverse([
        [1, 2],
        [2, 4],
      ]),
    ).toBeUndefined()
    expect(inverse([[0]])).toBeUndefined()
    expect(
      inverse([
        [0, 1],
        [1, 0],
      ]),
    ).toEqual([
      [0, 1],
      [1, 0],
    ])
    expect(inverse([])).toEqual([])
  })
})
