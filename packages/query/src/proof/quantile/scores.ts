/** How good each candidate is as a quantile, in exact integers. */
import type { Rational } from '@dither/math'

/**
 * The scores of all candidates for the quantile at p/d: minus the distance, in 1/d of a row, of the
 * rank p/d * n from the ranks that the candidate has: from the number of values below it to the number
 * not above it. [quantile.proof.md]
 *
 * @param counts the values of each candidate, in increasing order
 */
export function quantileScores(
  counts: readonly bigint[],
  { numerator, denominator }: Rational,
): bigint[] {
  const rank = numerator * counts.reduce((sum, count) => sum + count, 0n)
  let below = 0n
  return counts.map((count) => {
    const first = denominator * below
    below += count
    const last = denominator * below
    // (1) first - rank rises and last - rank falls with what lies below and above.
    return rank < first ? rank - first : rank > last ? last - rank : 0n
  })
}

/** Whole numbers up to this are exact as doubles, and so are their differences. */
const largest = 2 ** 52

/**
 * The same scores as doubles; undefined where one of their terms could be too large to be exact: d times
 * the number of values is at least 2^52. [quantile.proof.md]
 */
export function wholeScores(
  counts: readonly bigint[],
  { numerator, denominator }: Rational,
): Float64Array | undefined {
  const scores = new Float64Array(counts.length)
  const [p, d] = [Number(numerator), Number(denominator)]
  let values = 0
  for (let i = 0; i < scores.length; i++) {
    const count = Number(counts[i])
    values += count
    scores[i] = count
  }
  // (2) Doubles of whole numbers round to no less than 2^52 if the true ones are no less.
  if (!(d * values < largest)) return undefined
  const rank = p * values
  let below = 0
  for (let i = 0; i < scores.length; i++) {
    const first = d * below
    below += scores[i] ?? 0
    const last = d * below
    scores[i] = rank < first ? rank - first : rank > last ? last - rank : 0
  }
  return scores
}
