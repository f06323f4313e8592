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
