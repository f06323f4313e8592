/** Published numbers of composition. */
import { divide, type Rational, rational, toNumber } from '@dither/math'
import { describe, expect, it } from 'vitest'
import { continuousGaussianDeviation } from '../../mechanism/gaussian-calibration/continuous-gaussian.ts'
import { events } from '../../space/events.ts'
import { byLossDistribution } from '../../vectors/by-loss-distribution.ts'
import vectors from '../../vectors/composition.json' with { type: 'json' }
import { numberIn, type PublishedVector, readVectors } from '../../vectors/read-vectors.ts'
import { priceEvent } from '../price-event.ts'
import { largestEpsilon, optimalComposition } from './optimal-composition.ts'

const pure = (event: Parameters<typeof priceEvent>[0]): number => {
  const loss = priceEvent(event, { measure: 'pure' })
  return loss.kind === 'pure' ? loss.epsilon : Number.NaN
}
const composed = (v: PublishedVector): number =>
  optimalComposition([
    { epsilon: numberIn(v, 'epsilon'), delta: numberIn(v, 'delta'), count: numberIn(v, 'count') },
  ]).epsilon({ delta: numberIn(v, 'total_delta') }).epsilon
const inverse = (v: PublishedVector, delta: number): Rational =>
  largestEpsilon({
    count: numberIn(v, 'count'),
    delta,
    total: { epsilon: numberIn(v, 'total_epsilon'), delta: numberIn(v, 'total_delta') },
  })
const response = (v: PublishedVector, categories: number): number =>
  pure(events.randomisedResponse({ categories, p: numberIn(v, 'prob_truth') }))

/** The published epsilons lie on the grid (count - 2i) epsilon; ours is the least there is, one grid step below at most. */
const table: Readonly<Record<string, (v: PublishedVector) => number>> = {
  kov_optimal_epsilon(v) {
    const [epsilon, found] = [numberIn(v, 'epsilon'), composed(v)]
    return (
      numberIn(v, 'count') * epsilon -
      2 * epsilon * Math.floor((numberIn(v, 'count') * epsilon - found) / (2 * epsilon))
    )
  },
  kov_inverse_epsilon(v) {
    const found = toNumber(inverse(v, numberIn(v, 'delta')))
    // The largest epsilon for which total_epsilon is (count - 2i) epsilon, that is not above ours.
    const parts = Math.ceil((numberIn(v, 'total_epsilon') / found - 1e-9) / 2) * 2
    return numberIn(v, 'total_epsilon') / parts
  },
  kov_optimal_epsilon_infeasible: (v) => refused(() => composed(v)),
  kov_inverse_epsilon_infeasible: (v) => refused(() => inverse(v, numberIn(v, 'delta'))),
  remaining_epsilon: (v) => toNumber(inverse(v, 0)),
  // Discrete Laplace noise with a = e^-parameter, count times over, without delta.
  smallest_discrete_laplace_parameter: (v) =>
    toNumber(
      divide(
        largestEpsilon({
          count: numberIn(v, 'count'),
          total: { epsilon: numberIn(v, 'epsilon'), delta: numberIn(v, 'delta') },
        }),
        rational(numberIn(v, 'sensitivity')),
      ),
    ),
  smallest_gaussian_sigma: (v) =>
    toNumber(
      continuousGaussianDeviation({
        epsilon: numberIn(v, 'epsilon'),
        delta: numberIn(v, 'delta'),
        sensitivity: numberIn(v, 'sensitivity'),
      }),
    ),
  randomized_response_bool_epsilon: (v) => numberIn(v, 'count') * response(v, 2),
  randomized_response_epsilon: (v) => response(v, numberIn(v, 'categories')),
  amplification_by_subsampling_bounds: (v) =>
    pure(
      events.sampledWithoutReplacement({
        sample: numberIn(v, 'sample'),
        population: numberIn(v, 'population'),
        event: events.laplace({
          noiseMultiplier: rational(1, BigInt(numberIn(v, 'base_epsilon'))),
        }),
      }),
    ),
}

/** 0 for a promise that is refused, as `null` is read. */
function refused(promise: () => unknown): number {
  expect(promise).toThrow('less than the deltas of the parts together')
  return 0
}

describe('published compositions', () => {
  for (const vector of readVectors(vectors)) {
    const known = table[vector.kind]
    if (known === undefined) continue
    it(`${vector.kind} of ${JSON.stringify(vector.inputs)}`, () => {
      expect(Math.abs(known(vector) - Number(vector.expected))).toBeLessThanOrEqual(
        vector.tolerance,
      )
    })
  }

  it('are all known, or left to the law of the loss', () => {
    const kinds = readVectors(vectors).map(({ kind }) => kind)
    const unknown = kinds.filter(
      (kind) => !(kind in table) && !byLossDistribution['composition']?.includes(kind),
    )
    expect(unknown).toEqual([])
  })
})
