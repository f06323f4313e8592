/** Released quantiles: chosen candidates, and how far their ranks may be off. */
import { type Event, exponentialAccuracy, type Loss, permuteAndFlipAccuracy } from '@dither/core'
import { add, divide, type Rational, rational, toNumber, toNumberUp } from '@dither/math'
import { candidatesOf } from '../../plan/aggregates/quantile.ts'
import { checkQuestion } from '../../plan/check-question.ts'
import type { QuantileAggregate } from '../../plan/plan.ts'
import type { Proof, Selection } from '../../proof/proof.ts'
import { scoreSlack } from '../../proof/quantile/scores.ts'
import type { ExpectedAccuracy } from '../expected/expected-accuracy.ts'
import type { Priced } from '../price.ts'
import { each } from './noise.ts'
import type { Confidence, ReleasedQuantile } from './released.ts'
import { type Written, written } from './released-data.ts'
import { checked } from './scalar.ts'

/** What is public about a choice. */
export interface Choice {
  readonly proof: Proof
  readonly scale: Rational
  readonly event: Event
  readonly loss: Loss
}

/**
 * The chosen candidate. Its interval is that of all candidates, in which the statistic surely lies.
 *
 * @param place of the candidate, from 0
 */
export function releasedQuantile(
  place: bigint | undefined,
  candidates: readonly number[],
  { proof, scale, event, loss }: Choice,
): ReleasedQuantile {
  const value = candidates[Number(place ?? -1n)]
  const low = candidates[0]
  const high = candidates.at(-1)
  if (value === undefined || low === undefined || high === undefined)
    throw new RangeError('the choice is not a candidate')
  const farthest = Math.max(value - low, high - value)
  const all: readonly [number, number] = Object.freeze([low, high])
  return written({
    kind: 'scalar',
    value,
    exact: Object.freeze({}),
    accuracy: (options: Confidence) => whatever(farthest, options),
    interval: (options: Confidence) => whatever(all, options),
    rankAccuracy: (options: Confidence) =>
      rankAccuracy({ proof, event }, scale, candidates.length, checked(options)),
    event,
    loss,
  } satisfies Omit<ReleasedQuantile, keyof Written>)
}

/** The same for every confidence. */
function whatever<T>(value: T, options: Confidence): T {
  checked(options)
  return value
}

/** The certified utility of the mechanism, in rows: the best candidate is off by no more than the slack. */
function rankAccuracy(
  { proof: { selection }, event }: Pick<Priced, 'proof' | 'event'>,
  scale: Rational,
  candidates: number,
  confidence: number,
): number {
  if (selection === undefined || scale.numerator === 0n) return 0
  const reach = event.kind === 'permuteAndFlip' ? permuteAndFlipAccuracy : exponentialAccuracy
  const rows = reach({ scale: rowScale(selection, scale), candidates, confidence })
  const slack = rational(scoreSlack(rational(selection.at), scale))
  return toNumberUp(add(rational(rows), rowScale(selection, slack)))
}

/** A scale of scores in rows. */
export function rowsOf(selection: Selection, scale: Rational): number {
  return toNumber(rowScale(selection, scale))
}

/** Before release: the same for every table. */
export function rankAccuracies(
  { proof, noise, event }: Priced,
  aggregate: QuantileAggregate,
  confidence: number,
): ExpectedAccuracy {
  const { question, bounded } = proof
  const candidates = candidatesOf(aggregate, checkQuestion(question, bounded.schema)).length
  const groups = question.groupBy.reduce((product, { values }) => product * values.length, 1)
  const of = (sure: number): number =>
    rankAccuracy({ proof, event }, noise[0] ?? rational(0), candidates, sure)
  return {
    confidence,
    value: of(confidence),
    ...(groups > 1 ? { simultaneous: of(each(confidence, groups)) } : {}),
    per: 'rows of rank',
    assumes: '',
  }
}

/** Scores are in 1/d of a row. */
function rowScale({ at }: Selection, scale: Rational): Rational {
  return divide(scale, rational(rational(at).denominator))
}
