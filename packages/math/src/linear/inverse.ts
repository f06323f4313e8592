/** The inverse of a square matrix of doubles. */
import type { Matrix } from './symmetric-eigen.ts'

/**
 * By Gauss and Jordan with row pivots; undefined where a pivot is 0 or the result is not finite.
 *
 * Accuracy: that of the algorithm, without a certified bound: for estimates, and for bounds that are checked
 * against the matrix itself.
 *
 * @see [GVL13] section 3.4
 */
export function inverse(matrix: Matrix): Matrix | undefined {
  const size = matrix.length
  const rows = matrix.map((row, i) => [...row, ...matrix.map((_, j) => (i === j ? 1 : 0))])
  for (let k = 0; k < size; k++) {
    const best = rows.slice(k).reduce((most, row, i) => {
      return Math.abs(row[k] ?? 0) > Math.abs(rows[most]?.[k] ?? 0) ? k + i : most
    }, k)
    const pivotRow = rows[best]
    const pivot = pivotRow?.[k] ?? 0
    if (pivotRow === undefined || pivot === 0) return undefined
    rows[best] = rows[k] ?? pivotRow
    const scaled = pivotRow.map((value) => value / pivot)
    rows[k] = scaled
    for (const [i, row] of rows.entries()) {
      const factor = row[k] ?? 0
      if (i === k || factor === 0) continue
      rows[i] = row.map((value, j) => value - factor * (scaled[j] ?? 0))
    }
  }
  const found = rows.map((row) => row.slice(size))
  return found.every((row) => row.every(Number.isFinite)) ? found : undefined
}
