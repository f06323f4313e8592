/** Units, dealt into blocks by chance. */
import type { BitSource } from '../../random/bits.ts'
import { permutation } from '../../random/permutation/permutation.ts'
import { drawIndexBelow } from '../../random/uniform/uniform-below.ts'
import type { StatedNeighbours } from '../../space/key-reach.ts'

/**
 * Every unit in exactly one block, in random order; chance does not look at the units. Under add-remove each takes a block
 * independently of all others, so that a unit more moves no other; under change-one, where their number is public,
 * blocks have as many units as each other, or one more. [sample-and-aggregate.proof.md]
 */
export function dealUnits<Unit>(
  units: readonly Unit[],
  blocks: number,
  neighbours: StatedNeighbours,
  bits: BitSource,
): readonly (readonly Unit[])[] {
  const dealt = Array.from({ length: blocks }, (): Unit[] => [])
  permutation(units.length, bits).forEach((i, place) => {
    // (1) By a draw of its own, or (2) by its place in the random order.
    const block = neighbours === 'add-remove' ? drawIndexBelow(blocks, bits) : place % blocks
    dealt[block]?.push(...units.slice(i, i + 1))
  })
  return dealt
}
