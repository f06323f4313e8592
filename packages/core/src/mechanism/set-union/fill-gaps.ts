/** How a unit moves the weights of its keys towards the cut-off: L2 descent, in whole steps. */
import { floorSqrt } from '@dither/math'

/**
 * The gaps of a unit's keys below the cut-off, after the unit has moved them: all to 0 where their L2 norm is
 * at most `steps`, else each down by the part gap * steps / norm, rounded down.
 *
 * Two lists of gaps come no further apart in L2 than they were, but for 2 steps a key. [set-union.proof.md]
 */
export function fillGaps(gaps: readonly bigint[], steps: bigint): readonly bigint[] {
  const square = gaps.reduce((sum, gap) => sum + gap * gap, 0n)
  if (square <= steps * steps) return gaps.map(() => 0n) // (1)
  const norm = floorSqrt(square - 1n) + 1n // (2) the root of square, rounded up
  return gaps.map((gap) => gap - (gap * steps) / norm) // (3)
}
