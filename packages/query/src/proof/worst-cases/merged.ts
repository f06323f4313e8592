/** How far one unit can move cells that are added up before the noise. */
import type { VectorChange } from '@dither/core'

/**
 * The norms of a merged vector, out of those of its cells, none of which a unit can make negative.
 * [worst-cases.proof.md, (6)]
 *
 * @param block the most cells that are added into one coordinate
 * @param coordinates how many there are
 * @param oneSide the most that one unit has in all cells together
 */
export function mergedChange(
  { l1, l2Squared, lInfinity }: VectorChange,
  block: bigint,
  coordinates: bigint,
  oneSide: bigint,
): VectorChange {
  if (block === 1n) return { l1, l2Squared, lInfinity }
  const most = smaller(smaller(l1, oneSide), block * lInfinity)
  const all = smaller(l1, coordinates * most)
  const both = smaller(smaller(all * all, 2n * oneSide * oneSide), most * all)
  return { l1: all, l2Squared: both, lInfinity: most }
}

function smaller(a: bigint, b: bigint): bigint {
  return a < b ? a : b
}
