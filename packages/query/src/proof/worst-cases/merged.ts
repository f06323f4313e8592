/** How far one unit can move cells that are added up before the noise. */
import type { VectorChange } from '@dither/core'
import { larger } from './cell-ranges.ts'

/**
 * The norms of a merged vector, out of those of its cells, none of which a unit can make negative.
 * [worst-cases.proof.md, (6)]
 *
 * @param block the most cells that are added into one coordinate
 * @param oneSide the most that one unit has in all cells together
 */
export function mergedChange(
  { l1, l2Squared, lInfinity }: VectorChange,
  block: bigint,
  oneSide: bigint,
): VectorChange {
  if (block === 1n) return { l1, l2Squared, lInfinity }
  const most = smaller(smaller(l1, oneSide), block * lInfinity)
  const both = smaller(smaller(l1 * l1, 2n * oneSide * oneSide), most * l1)
  return { l1, l2Squared: larger(l2Squared, both), lInfinity: larger(lInfinity, most) }
}

function smaller(a: bigint, b: bigint): bigint {
  return a < b ? a : b
}
