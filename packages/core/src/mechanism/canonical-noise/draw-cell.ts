/** Draws of canonical noise, in cells. */

import type { BitSource } from '../../random/bits.ts'
import { drawGeometric } from '../../random/geometric/geometric.ts'
import type { GeometricPlan } from '../../random/geometric/geometric-plan.ts'
import { drawBelow } from '../../random/uniform/uniform-below.ts'
import { uniformBits } from '../../random/uniform/uniform-bits.ts'
import type { CanonicalShape } from './canonical-law.ts'

/**
 * A cell by its law. All parts are drawn in every round; a round is started again for a middle stair with a minus, and beyond
 * the reach.
 *
 * @param plan of the scale 1 / epsilon
 */
export function drawCell(shape: CanonicalShape, plan: GeometricPlan, bits: BitSource): bigint {
  const { width, reach } = shape
  const half = width / 2n
  for (;;) {
    const size = drawGeometric(plan, bits)
    // (1) A geometric integer modulo m is geometric on 0, …, m - 1: the stairs that the reach leaves.
    const stair = reach === undefined ? size : size % ((reach - 1n + half) / width + 1n)
    const minus = uniformBits(1, bits)
    const cell = stair * width + drawBelow(width, bits) - half
    if (minus === 1 && stair === 0n) continue // (2) the middle stair has one sign
    if (reach !== undefined && cell >= reach) continue // (3)
    return minus === 1 ? -1n - cell : cell
  }
}
