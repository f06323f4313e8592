/** Eigenvalues and eigenvectors of a symmetric matrix of doubles. */

/** A square matrix by rows. */
export type Matrix = readonly (readonly number[])[]

/** `matrix = Sum_k values[k] vectors[k] vectors[k]^T`, with orthonormal vectors. */
export interface SymmetricEigen {
  /** In increasing order. */
  readonly values: readonly number[]
  /** `vectors[k]` belongs to `values[k]`. */
  readonly vectors: Matrix
}

/** Jacobi converges quadratically: ten sweeps are more than any matrix of doubles needs. */
const mostSweeps = 30

/**
 * By cyclic Jacobi rotations: each sets one element off the diagonal to 0.
 *
 * Accuracy: errors of the eigenvalues are of the order of 2^-52 times the largest, for matrices of some
 * dozens of rows; no certified bound, so for estimates and post-processing alone.
 *
 * @param matrix symmetric; of each pair of elements the one above the diagonal is read
 * @see [GVL13] section 8.5
 */
export function symmetricEigen(matrix: Matrix): SymmetricEigen {
  const size = matrix.length
  const a = matrix.map((_, i) => matrix.map((_, j) => at(matrix, Math.min(i, j), Math.max(i, j))))
  const v = matrix.map((_, i) => matrix.map((_, j) => (i === j ? 1 : 0)))
  for (let sweep = 0; sweep < mostSweeps; sweep++) {
    let rotated = false
    for (let p = 0; p < size; p++)
      for (let q = p + 1; q < size; q++) rotated = rotate(a, v, p, q) || rotated
    if (!rotated) break
  }
  const order = a.map((_, k) => k).sort((k, l) => at(a, k, k) - at(a, l, l))
  return {
    values: order.map((k) => at(a, k, k)),
    vectors: order.map((k) => v.map((row) => row[k] ?? 0)),
  }
}

/** Makes a[p][q] zero. @returns whether it was not small already */
function rotate(a: number[][], v: number[][], p: number, q: number): boolean {
  const off = at(a, p, q)
  const [app, aqq] = [at(a, p, p), at(a, q, q)]
  if (
    Math.abs(off) <= Number.MIN_VALUE ||
    Math.abs(off) < 2 ** -60 * (Math.abs(app) + Math.abs(aqq))
  )
    return false
  const theta = (aqq - app) / (2 * off)
  const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1))
  const c = 1 / Math.sqrt(t * t + 1)
  const s = t * c
  for (let k = 0; k < a.length; k++) turn(a, [k, p], [k, q], c, s)
  for (let k = 0; k < a.length; k++) turn(a, [p, k], [q, k], c, s)
  for (let k = 0; k < a.length; k++) turn(v, [k, p], [k, q], c, s)
  return true
}

type Place = readonly [row: number, column: number]

/** (x, y) becomes (c x - s y, s x + c y). */
function turn(m: number[][], first: Place, second: Place, c: number, s: number): void {
  const [x, y] = [at(m, ...first), at(m, ...second)]
  put(m, first, c * x - s * y)
  put(m, second, s * x + c * y)
}

function at(matrix: Matrix, row: number, column: number): number {
  return matrix[row]?.[column] ?? 0
}

function put(m: number[][], [row, column]: Place, value: number): void {
  const line = m[row]
  if (line !== undefined) line[column] = value
}
