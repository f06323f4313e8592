/** What a cap on all rows of a unit says of a vector, wherever the rows are (S4). */
import type { VectorChange } from '@dither/core'
import { cellRange, larger, type Terms, type Vector } from './cell-ranges.ts'

/** Bounds of a change of one vector in all cells together. */
type RowCap = Pick<VectorChange, 'l1' | 'l2Squared'>

/** For a unit that appears or vanishes, and for one whose rows are replaced. */
export interface RowCaps {
  readonly alone: RowCap
  readonly replaced: RowCap
}

/**
 * With at most `all` rows, and at most `maxRows` of them in a cell, each of which adds between -n and p to
 * its cell. [worst-cases.proof.md, (8)]
 */
export function rowCaps(vector: Vector, terms: Terms, maxRows: bigint, all: bigint): RowCaps {
  const { low, high } = cellRange(vector, 1n, terms)
  const [n, p] = [larger(-low, 0n), larger(high, 0n)]
  const most = larger(n, p)
  const rest = all % maxRows
  const squares = (all / maxRows) * maxRows * maxRows + rest * rest
  return {
    alone: { l1: most * all, l2Squared: most * most * squares },
    replaced: { l1: 2n * most * all, l2Squared: 2n * (n * n + p * p) * squares },
  }
}
