/** How many of a unit's rows count in each of its cells (S4, S6). */

/**
 * The running cap: of m rows in the next cell, r = min(m, maxRows, what the cells before have left of
 * `maxRowsTotal`).
 *
 * Promise: every r is at most `maxRows`, and all of them together at most `maxRowsTotal`. 0 means that the
 * cell is dropped. [keep-rows.proof.md]
 *
 * @param sizes at least 1 each: the rows of the unit's kept cells, in the order in which they are kept
 */
export function keepRows(
  sizes: readonly bigint[],
  maxRows: bigint,
  maxRowsTotal: bigint | undefined,
): bigint[] {
  let left = maxRowsTotal
  return sizes.map((size) => {
    const most = left === undefined || maxRows < left ? maxRows : left // (1)
    const kept = size < most ? size : most
    if (left !== undefined) left -= kept // (2)
    return kept
  })
}
