/** The possible matrix that is nearest to a noisy one. */
import { type Matrix, symmetricEigen } from '@dither/math'
import { clip } from './column.ts'

/**
 * The positive semi-definite matrix nearest in the Frobenius norm: eigenvalues below 0 become 0 [Hig88]; then
 * rows and columns are scaled down where the diagonal is above 1, which keeps it semi-definite.
 *
 * @param matrix symmetric covariances in half widths of the bounds, so that no variance is above 1
 */
export function nearestCovariances(matrix: Matrix): Matrix {
  const bounded = matrix.map((row) => row.map((value) => clip(value, -1, 1)))
  return scaled(semiDefinite(bounded), (variance) => 1 / Math.sqrt(Math.max(1, variance)))
}

/**
 * A correlation matrix near a noisy one: entries into [-1, 1], eigenvalues below 0 to 0, and the diagonal
 * scaled back to 1.
 */
export function nearestCorrelations(matrix: Matrix): Matrix {
  const bounded = matrix.map((row) => row.map((value) => clip(value, -1, 1)))
  const near = scaled(semiDefinite(bounded), (variance) =>
    variance > 0 ? 1 / Math.sqrt(variance) : 0,
  )
  return near.map((row, i) => row.map((value, j) => (i === j ? 1 : clip(value, -1, 1))))
}

/** Unchanged where no eigenvalue is below 0. */
function semiDefinite(matrix: Matrix): Matrix {
  const { values, vectors } = symmetricEigen(matrix)
  if (values.every((value) => value >= 0)) return matrix
  return matrix.map((row, i) =>
    row.map((_, j) =>
      values.reduce((sum, value, k) => {
        const vector = vectors[k] ?? []
        return (
          sum + Math.max(0, value) * (vector[Math.min(i, j)] ?? 0) * (vector[Math.max(i, j)] ?? 0)
        )
      }, 0),
    ),
  )
}

function scaled(matrix: Matrix, factorOf: (variance: number) => number): Matrix {
  const factors = matrix.map((row, i) => factorOf(row[i] ?? 0))
  return matrix.map((row, i) =>
    row.map((value, j) => value * ((factors[i] ?? 0) * (factors[j] ?? 0))),
  )
}
