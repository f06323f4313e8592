/** What is left of a sum when a unit has more rows than may count (S6). */

/**
 * trunc(sum * kept / rows): the share of `kept` rows in a sum over `rows` rows, toward zero.
 *
 * Promise: if each row adds a step of size at most M, the result is at most kept * M in size.
 * [cut-rows.proof.md]
 *
 * Written with the quotient and remainder of sum / rows, so that an engine with 128-bit integers
 * never meets the product of a sum and a row count.
 *
 * @param rows at least 1
 * @param kept at least 0, at most `rows`
 */
export function cutRows(sum: bigint, rows: bigint, kept: bigint): bigint {
  const quotient = sum / rows // toward zero
  const remainder = sum % rows // with the sign of sum
  return quotient * kept + (remainder * kept) / rows // (1)
}
