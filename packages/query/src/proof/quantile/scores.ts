/** How good each candidate is as a quantile, in exact integers. */
import { floor, type Rational } from '@dither/math'

/**
 * The scores of all candidates for the quantile at p/d: minus a distance, in 1/d of a row.
 *
 * A candidate has the ranks from the number of values below it to the number not above it. Between the middle of
 * these (at p/d of them) and the rank p/d * n lie so many; but no more than `slack` beyond what lies between that
 * rank and the nearest of all its ranks. [quantile.proof.md]
 *
 * @param counts the values of each candidate, in increasing order
 * @param slack at least 0
 */
export function quantileScores(
  counts: readonly bigint[],
  { numerator, denominator }: Rational,
  slack: bigint,
): bigint[] {
  const values = counts.reduce((sum, count) => sum + count, 0n)
  const rank = numerator * values
  let below = 0n
  return counts.map((count) => {
    const first = denominator * below
    const middle = first + numerator * count
    below += count
    const last = denominator * below
    // (1) first - rank rises and last - rank falls with what lies below and above.
    const off = rank < first ? first - rank : rank > last ? rank - last : 0n
    // (2) (d - p) times the number of values below, less p times that above.
    const fromMiddle = middle < rank ? rank - middle : middle - rank
    return fromMiddle < off + slack ? -fromMiddle : -(off + slack)
  })
}

/**
 * One scale of the choice, in whole scores: so much is what a candidate of many values can lose by its middle.
 * None for the least and the greatest, whose middle is their nearest rank.
 */
export function scoreSlack({ numerator, denominator }: Rational, scale: Rational): bigint {
  return numerator === 0n || numerator === denominator ? 0n : floor(scale)
}

/** Whole numbers up to this are exact as doubles, and so are their sums and differences of up to two. */
const largest = 2 ** 51

/**
 * The same scores as doubles; undefined where one of their terms could be too large to be exact: the slack, or d
 * times the number of values, is at least 2^51. [quantile.proof.md]
 */
export function wholeScores(
  counts: readonly bigint[],
  { numerator, denominator }: Rational,
  slack: bigint,
): Float64Array | undefined {
  const scores = new Float64Array(counts.length)
  const [p, d, most] = [Number(numerator), Number(denominator), Number(slack)]
  let values = 0
  for (let i = 0; i < scores.length; i++) {
    const count = Number(counts[i])
    values += count
    scores[i] = count
  }
  // (3) Doubles of whole numbers round to no less than 2^51 if the true ones are no less.
  if (!(d * values < largest && most < largest)) return undefined
  const rank = p * values
  let below = 0
  for (let i = 0; i < scores.length; i++) {
    const count = scores[i] ?? 0
    const first = d * below
    const middle = first + p * count
    below += count
    const last = d * below
    const off = rank < first ? first - rank : rank > last ? rank - last : 0
    const fromMiddle = middle < rank ? rank - middle : middle - rank
    scores[i] = 0 - (fromMiddle < off + most ? fromMiddle : off + most)
  }
  return scores
}
