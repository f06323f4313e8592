/** Released categories: the chosen ones, and by how many rows they may miss their places. */

import { topK } from '@dither/core/mechanisms'
import { type Rational, rational, toNumberUp } from '@dither/math'
import type { TopCategories } from '../../plan/plan.ts'
import type { ExpectedAccuracy } from '../expected/expected-accuracy.ts'
import type { Priced } from '../price.ts'
import { each } from './noise.ts'
import type { Choice } from './quantile.ts'
import type { Confidence, ReleasedTopCategories, SimultaneousConfidence } from './released.ts'
import { type Written, written } from './released-data.ts'
import { checked } from './scalar.ts'

/**
 * The chosen categories. The place of each among all that are listed is surely one of theirs: that is its interval.
 *
 * @param places from 0, of the chosen ones, in order
 */
export function releasedTopCategories(
  places: readonly bigint[],
  names: readonly string[],
  { proof, scale, event, loss }: Choice,
): ReleasedTopCategories {
  const chosen = places.map((place) => {
    const name = names[Number(place)]
    if (name === undefined) throw new RangeError('the choice is not a category')
    return name
  })
  const all: readonly [number, number] = Object.freeze([1, names.length])
  return written({
    kind: 'vector',
    names: Object.freeze(chosen),
    entries: Object.freeze(chosen.map((label, i) => Object.freeze({ label, value: i + 1 }))),
    exact: Object.freeze({}),
    accuracy: (options: SimultaneousConfidence) => {
      checked(options)
      return names.length - 1
    },
    interval: (_index: number, options: SimultaneousConfidence) => {
      checked(options)
      return all
    },
    rankAccuracy: (options: Confidence) =>
      placeAccuracy({ proof, event }, scale, names.length, checked(options)),
    event,
    loss,
  } satisfies Omit<ReleasedTopCategories, keyof Written>)
}

/** The certified utility of the choices, in rows, for all places at once. [top-categories.proof.md] */
function placeAccuracy(
  { proof: { selection }, event }: Pick<Priced, 'proof' | 'event'>,
  scale: Rational,
  candidates: number,
  confidence: number,
): number {
  if (selection?.first === undefined || scale.numerator === 0n) return 0
  const { first, sensitivity, monotone } = selection
  const choice = event.kind === 'topK' ? event.choice : 'exponential'
  return toNumberUp(
    rational(
      topK({ first, choice, scale, sensitivity, monotone }).accuracy({ candidates, confidence }),
    ),
  )
}

/** Before release: the same for every table. */
export function placeAccuracies(
  { proof, noise, event }: Priced,
  { values }: TopCategories,
  confidence: number,
): ExpectedAccuracy {
  const groups = proof.question.groupBy.reduce((product, key) => product * key.values.length, 1)
  const of = (sure: number): number =>
    placeAccuracy({ proof, event }, noise[0] ?? rational(0), values.length, sure)
  return {
    confidence,
    value: of(confidence),
    ...(groups > 1 ? { simultaneous: of(each(confidence, groups)) } : {}),
    per: 'rows of a place',
    assumes: '',
  }
}
