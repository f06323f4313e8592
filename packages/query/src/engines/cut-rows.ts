/** What is left of a sum when a unit has more values than may count (S6). */

/**
 * trunc(sum * kept / count): the share of `kept` values in a sum over `count` values, toward zero. 0 for
 * the sum of no value.
 *
 * Promise: if each value lies in [low, high], integers with low <= 0 <= high, the result lies in
 * [kept * low, kept * high]. [cut-rows.proof.md]
 *
 * A sum is cut by the number of its own values, never by that of all rows, so that sum and count keep
 * one ratio: else a mean could leave the range of its values.
 *
 * Written with the quotient and remainder of sum / count, so that an engine with 128-bit integers
 * never meets the product of a sum and a number of rows.
 *
 * @param count values that are not NULL, at least 0
 * @param kept at least 0, at most `count`
 */
export function cutRows(sum: bigint, count: bigint, kept: bigint): bigint {
  if (count === 0n) return 0n
  const quotient = sum / count // toward zero
  const remainder = sum % count // with the sign of sum
  return quotient * kept + (remainder * kept) / count // (1)
}
