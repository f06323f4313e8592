/** Spearman's rank correlation. */
import { studentTail } from '../special/beta.ts'

/** How two lists rise together, and the chance of that much by accident. */
export interface SpearmanResult {
  /** From -1 to 1; ties take their mean rank. 0 if either list is constant. */
  readonly correlation: number
  /** Two-sided, by Student's t with n - 2 degrees of freedom: good for n >= 30. */
  readonly pValue: number
}

/**
 * How far y rises with x, whatever the shape of the rise.
 *
 * @throws RangeError if the lengths differ, are below 3, or a value is NaN
 */
export function spearman(x: ArrayLike<number>, y: ArrayLike<number>): SpearmanResult {
  const n = x.length
  if (y.length !== n || n < 3)
    throw new RangeError(`spearman: lengths are ${n} and ${y.length}, must be equal, at least 3`)
  const a = centredRanks(x)
  const b = centredRanks(y)
  let product = 0
  let squares = 0
  let others = 0
  for (let i = 0; i < n; i++) {
    const [p, q] = [a[i] ?? 0, b[i] ?? 0]
    product += p * q
    squares += p * p
    others += q * q
  }
  if (squares === 0 || others === 0) return { correlation: 0, pValue: 1 }
  const correlation = Math.max(-1, Math.min(1, product / Math.sqrt(squares * others)))
  const t = Math.abs(correlation) * Math.sqrt((n - 2) / (1 - correlation * correlation))
  return { correlation, pValue: 2 * studentTail(t, n - 2) }
}

/** Ranks less their mean; ties share the mean of their ranks. */
function centredRanks(values: ArrayLike<number>): Float64Array {
  const n = values.length
  const sorted = Float64Array.from(values).sort()
  if (n > 0 && Number.isNaN(sorted[n - 1])) throw new RangeError('spearman: a value is NaN')
  const rankOf = new Map<number, number>()
  for (let start = 0; start < n; ) {
    let end = start + 1
    while (end < n && sorted[end] === sorted[start]) end++
    rankOf.set((sorted[start] ?? 0) + 0, (start + end - n) / 2)
    start = end
  }
  return Float64Array.from(values, (value) => rankOf.get(value + 0) ?? 0)
}
