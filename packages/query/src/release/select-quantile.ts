/** The private choice of a quantile's candidate, in every group. */
import { type BitSource, exponential } from '@dither/core'
import { rational } from '@dither/math'
import { axisSize } from '../plan/cells.ts'
import { candidateCounts } from '../proof/quantile/quantile.ts'
import { quantileScores } from '../proof/quantile/scores.ts'
import type { Priced } from './price.ts'

/**
 * One vector: the place of the chosen candidate of every group. [quantile.proof.md]
 *
 * @param exact the priced question's exact integers, which are not shown
 */
export function selected(
  { proof, noise }: Priced,
  exact: readonly (readonly bigint[])[],
  bits: BitSource,
): bigint[][] {
  const { selection, bounded } = proof
  const [counts = []] = exact
  const [scale] = noise
  const axis = bounded.axes.at(-1)
  if (selection === undefined || scale === undefined || axis === undefined)
    throw new RangeError('a choice has a selection, a scale and an axis')
  const { sensitivity, monotone } = selection
  const mechanism = exponential({ scale, sensitivity, monotone })
  const at = rational(selection.at)
  const size = axisSize(axis)
  const chosen: bigint[] = []
  for (let start = 0; start < counts.length; start += size) {
    const scores = quantileScores(candidateCounts(counts.slice(start, start + size)), at)
    chosen.push(BigInt(mechanism.invoke(scores, { bits }))) // (1) Each group has its own draw.
  }
  return [chosen]
}
