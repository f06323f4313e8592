/** The private choice of a quantile's candidate, in every group. */
import { type BitSource, exponential, permuteAndFlip } from '@dither/core'
import { type Rational, rational } from '@dither/math'
import { axisSize } from '../plan/cells.ts'
import { candidateCounts } from '../proof/quantile/quantile.ts'
import { quantileScores, scoreSlack, wholeScores } from '../proof/quantile/scores.ts'
import type { Priced } from './price.ts'

/**
 * One vector: the place of the chosen candidate of every group. [quantile.proof.md]
 *
 * @param exact the priced question's exact integers, which are not shown
 */
export function selected(
  priced: Priced,
  exact: readonly (readonly bigint[])[],
  bits: BitSource,
): bigint[][] {
  const { selection, bounded } = priced.proof
  const [counts = []] = exact
  const axis = bounded.axes.at(-1)
  if (selection === undefined || axis === undefined)
    throw new RangeError('a choice has a selection and an axis')
  const choose = chooser(priced, rational(selection.at), bits)
  const size = axisSize(axis)
  const chosen: bigint[] = []
  for (let start = 0; start < counts.length; start += size)
    chosen.push(BigInt(choose(candidateCounts(counts.slice(start, start + size))))) // (1) Each group has its own draw.
  return [chosen]
}

/** From one group's counts of candidates to the place of one, by the mechanism that was paid for. */
function chooser(
  { proof: { selection }, noise: [scale], mechanism }: Priced,
  at: Rational,
  bits: BitSource,
): (counts: readonly bigint[]) => number {
  if (selection === undefined || scale === undefined)
    throw new RangeError('a choice has a selection and a scale')
  const slack = scoreSlack(at, scale)
  const options = { scale, sensitivity: selection.sensitivity, monotone: selection.monotone }
  if (mechanism === 'permute-and-flip') {
    const { invoke, invokeIntegers } = permuteAndFlip(options)
    return (counts) => {
      // (2) The same scores, as doubles where these are exact.
      const whole = wholeScores(counts, at, slack)
      return whole === undefined
        ? invoke(quantileScores(counts, at, slack), { bits })
        : invokeIntegers(whole, { bits })
    }
  }
  if (mechanism !== 'exponential') throw new RangeError('a choice has a mechanism that chooses')
  const { invoke } = exponential(options)
  return (counts) => invoke(quantileScores(counts, at, slack), { bits })
}
