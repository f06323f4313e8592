/** The private choice of a quantile's candidate, in every group. */
import { type BitSource, exponential, permuteAndFlip } from '@dither/core'
import { topK } from '@dither/core/mechanisms'
import { type Rational, rational } from '@dither/math'
import { axisSize } from '../plan/cells.ts'
import { candidateCounts } from '../proof/quantile/quantile.ts'
import { quantileScores, scoreSlack, wholeScores } from '../proof/quantile/scores.ts'
import { isChosen, type Priced } from './price.ts'
import { choiceOf } from './price-selection.ts'

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
  const size = axisSize(axis)
  if (selection.first !== undefined) return [chosenCategories(priced, counts, size, bits)]
  const choose = chooser(priced, rational(selection.at), bits)
  const chosen: bigint[] = []
  for (let start = 0; start < counts.length; start += size)
    chosen.push(BigInt(choose(candidateCounts(counts.slice(start, start + size))))) // (1) Each group has its own draw.
  return [chosen]
}

/** Of every group the places of its chosen categories, in order. [top-categories.proof.md] */
function chosenCategories(
  { proof: { question, selection }, noise: [scale], mechanism }: Priced,
  counts: readonly bigint[],
  size: number,
  bits: BitSource,
): bigint[] {
  const { aggregate } = question
  if (aggregate.kind !== 'topCategories' || selection?.first === undefined)
    throw new RangeError('categories are chosen of a list')
  if (scale === undefined || !isChosen(mechanism)) throw new RangeError('a choice has a scale')
  const { first, sensitivity, monotone } = selection
  const { invoke } = topK({ first, choice: choiceOf(mechanism), scale, sensitivity, monotone })
  const listed = aggregate.values.length
  const chosen: bigint[] = []
  for (let start = 0; start < counts.length; start += size)
    chosen.push(...invoke(counts.slice(start, start + listed), { bits }).map(BigInt)) // (3) All else has no say.
  return chosen
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
