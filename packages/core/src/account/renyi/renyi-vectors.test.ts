/** Published numbers of Rényi accountants. */
import { rational, toNumber } from '@dither/math'
import { describe, expect, it } from 'vitest'
import { smallestProved } from '../../mechanism/gaussian-calibration/smallest-proved.ts'
import { events } from '../../space/events.ts'
import { byLossDistribution } from '../../vectors/by-loss-distribution.ts'
import conversions from '../../vectors/conversion.json' with { type: 'json' }
import training from '../../vectors/dpsgd.json' with { type: 'json' }
import renyi from '../../vectors/rdp.json' with { type: 'json' }
import {
  expectedOf,
  numberIn,
  numbersIn,
  type PublishedVector,
  readVectors,
} from '../../vectors/read-vectors.ts'
import { gaussianLimit } from '../gaussian-dp/gaussian-limit.ts'
import { classDivergence, type OddsClass } from './excess.ts'
import { rdp } from './rdp.ts'
import { renyiCurveOf } from './renyi-curve.ts'
import { repeatedSelection } from './repeated-selection.ts'

/** How a computed number must compare, and the number. */
type Computed = (vector: PublishedVector) => number

const from = (first: number, last: number): number[] =>
  Array.from({ length: last - first + 1 }, (_, i) => first + i)
const tenths = from(1, 99).map((x) => 1 + x / 10)
/** The orders of the libraries' tests, by how the vectors write them. */
const orderLists: Readonly<Record<string, readonly number[]>> = {
  '2..32': from(2, 32),
  '0.001*i for i in 1000..99999': from(1000, 99_999).map((i) => 0.001 * i),
  '1+x/10 for x in 1..99, and 12..63': [...tenths, ...from(12, 63)],
  '1+x/10 for x in 1..99, 11..63, 128,256,512,1024': [
    ...tenths,
    ...from(11, 63),
    128,
    256,
    512,
    1024,
  ],
  '1.25,1.5,1.75,2,2.25,2.5,3,3.5,4,4.5,5..63,128,256,512': [
    ...[1.25, 1.5, 1.75, 2, 2.25, 2.5, 3, 3.5, 4, 4.5],
    ...from(5, 63),
    ...[128, 256, 512],
  ],
}
const oldOrders = orderLists['1.25,1.5,1.75,2,2.25,2.5,3,3.5,4,4.5,5..63,128,256,512'] ?? []
const ordersOf = ({ inputs: { orders } }: PublishedVector): readonly number[] =>
  Array.isArray(orders) ? orders.map(Number) : (orderLists[String(orders)] ?? oldOrders)
const gaussian = (noiseMultiplier: number) => events.gaussian({ noiseMultiplier })
/** A rate of 0 is no event. */
const sampled = (vector: PublishedVector) =>
  numberIn(vector, 'q') === 0
    ? rdp({ orders: ordersOf(vector) })
    : rdp({ orders: ordersOf(vector) }).compose(
        events.poissonSampled({
          rate: numberIn(vector, 'q'),
          event: gaussian(numberIn(vector, 'sigma')),
        }),
        numberIn(vector, 'steps'),
      )
const flat = (vector: PublishedVector) =>
  rdp({ orders: ordersOf(vector) }).compose(
    vector.inputs['rdp'] === '1.1 at every order'
      ? renyiCurveOf(() => 1.1)
      : renyiCurveOf((order) => order / (2 * 4.530877117 ** 2)),
  )

/** The mechanism that answers uniformly with chance p: between two answers, or an answer and no unit. */
function response(vector: PublishedVector): number {
  const [p, k] = [numberIn(vector, 'noise_parameter'), numberIn(vector, 'num_buckets')]
  const order = numberIn(vector, 'order')
  const [truth, other] = [1 - p + p / k, p / k]
  if (vector.inputs['relation'] === 'replace_one')
    return rdp()
      .compose(events.randomisedResponse({ categories: k, p: truth }))
      .divergence(order)
  const against = (classes: readonly OddsClass[]): number => classDivergence(order, classes)
  return Math.max(
    against([
      { chance: 1 / k, m: k * truth - 1 },
      { chance: 1 - 1 / k, m: k * other - 1 },
    ]),
    against([
      { chance: truth, m: 1 / (k * truth) - 1 },
      { chance: other * (k - 1), m: 1 / (k * other) - 1 },
    ]),
  )
}

const ofRenyi: Readonly<Record<string, Computed>> = {
  rdp_gaussian: (v) =>
    rdp()
      .compose(gaussian(numberIn(v, 'sigma')))
      .divergence(numberIn(v, 'order')),
  rdp_gaussian_composed: (v) =>
    rdp()
      .compose(events.composed(numbersIn(v, 'sigmas').map(gaussian)))
      .divergence(numberIn(v, 'order')),
  rdp_zcdp_composed: (v) =>
    numbersIn(v, 'rhos')
      .reduce(
        (all, rho, i) => all.compose(events.zcdp({ rho, xi: numbersIn(v, 'xis')[i] ?? 0 })),
        rdp(),
      )
      .divergence(numberIn(v, 'order')),
  rdp_subsampled_gaussian_poisson: (v) => sampled(v).divergence(numberIn(v, 'order')),
  rdp_exponential_mechanism: (v) =>
    rdp()
      .compose(events.exponential({ epsilon: numberIn(v, 'epsilon'), sensitivity: 1 }))
      .divergence(numberIn(v, 'order')),
  rdp_randomized_response: response,
  // Of the moment of order a, that is (a - 1) times the divergence.
  log_moment_subsampled_gaussian: (v) =>
    (numberIn(v, 'order') - 1) *
    rdp()
      .compose(
        events.poissonSampled({ rate: numberIn(v, 'q'), event: gaussian(numberIn(v, 'sigma')) }),
      )
      .divergence(numberIn(v, 'order')),
  repeat_select_pure_dp_epsilon: (v) =>
    repeatedSelection(
      renyiCurveOf(() => numberIn(v, 'epsilon')),
      { law: 'negativeBinomial', shape: numberIn(v, 'shape'), stop: 1 / numberIn(v, 'mean') },
    ).divergence(1e10),
  rdp_laplace: (v) =>
    rdp()
      .compose(events.laplace({ noiseMultiplier: numberIn(v, 'scale') }))
      .divergence(numberIn(v, 'order')),
  laplace_selfcomposed_epsilon: (v) =>
    rdp({ orders: ordersOf(v) })
      .compose(events.laplace({ noiseMultiplier: numberIn(v, 'scale') }), numberIn(v, 'count'))
      .epsilon({ delta: numberIn(v, 'delta') }).epsilon,
  tree_aggregation_epsilon: (v) =>
    rdp({ orders: ordersOf(v) })
      .compose(
        events.tree({
          noiseMultiplier: numberIn(v, 'noise_multiplier'),
          steps: numberIn(v, 'step_count'),
        }),
      )
      .epsilon({ delta: numberIn(v, 'delta') }).epsilon,
}

const ofConversion: Readonly<Record<string, Computed>> = {
  rdp_to_optimal_order: (v) => flat(v).epsilon({ delta: numberIn(v, 'delta') }).order,
  rdp_to_delta: (v) => flat(v).delta({ epsilon: numberIn(v, 'epsilon') }).delta,
  composed_pure_deltas: (v) =>
    toNumber(
      rdp().compose(
        events.approximate({ epsilon: 0, delta: numberIn(v, 'delta') }),
        numberIn(v, 'count'),
      ).apart,
    ),
  // The search that finds epsilons from deltas here, on the profile e^-epsilon.
  profile_to_epsilon: (v) =>
    toNumber(
      smallestProved(
        (epsilon) => Math.exp(-toNumber(epsilon)) <= numberIn(v, 'delta'),
        rational(1),
        40,
      ),
    ),
}
/** In space/zcdp-conversion.test.ts, and in the tests of discrete Gaussian noise and its calibration. */
const elsewhere = [
  'zcdp_to_delta',
  'zcdp_to_epsilon',
  'discrete_gaussian_variance',
  'discrete_gaussian_normalizer',
  'discrete_gaussian_delta_untruncated',
]

const ofTraining: Readonly<Record<string, Computed>> = {
  dpsgd_epsilon_gdp_clt: (v) =>
    gaussianLimit({
      rate: numberIn(v, 'q'),
      noiseMultiplier: numberIn(v, 'sigma'),
      steps: numberIn(v, 'steps'),
    }).estimateEpsilon({ delta: numberIn(v, 'delta') }),
  dpsgd_epsilon_rdp: (v) => sampled(v).epsilon({ delta: numberIn(v, 'delta') }).epsilon,
  dpsgd_rdp_optimal_order: (v) => sampled(v).epsilon({ delta: numberIn(v, 'delta') }).order,
  // A group of n units moves what one unit moves by 1 by n.
  group_privacy_epsilon_rdp_unsampled: (v) =>
    rdp({ orders: ordersOf(v) })
      .compose(
        events.gaussian({
          noiseMultiplier: rational(numberIn(v, 'sigma'), BigInt(numberIn(v, 'group'))),
        }),
        numberIn(v, 'steps'),
      )
      .epsilon({ delta: numberIn(v, 'delta') }).epsilon,
}

function check(
  table: Readonly<Record<string, Computed>>,
  vectors: readonly PublishedVector[],
): void {
  for (const vector of vectors) {
    const known = table[vector.kind]
    if (known === undefined) continue
    it(`${vector.kind} of ${JSON.stringify(vector.inputs)}`, () => {
      const value = known(vector)
      const limit = Number(vector.expected)
      if (vector.compare === 'lt') expect(value).toBeLessThan(limit)
      else if (vector.compare === 'le') expect(value).toBeLessThanOrEqual(limit)
      else if (limit === Number.POSITIVE_INFINITY) expect(value).toBe(limit)
      else expect(Math.abs(value - expectedOf(vector))).toBeLessThanOrEqual(toleranceOf(vector))
    })
  }
}

/** As published; but never coarser than the numbers recomputed with more digits allow. */
function toleranceOf({ kind, tolerance, recomputed }: PublishedVector): number {
  const sharp = kind === 'rdp_subsampled_gaussian_poisson' || kind === 'rdp_laplace'
  return sharp && recomputed !== undefined
    ? Math.min(tolerance, 1e-9 * Math.abs(recomputed))
    : tolerance
}

describe('published divergences', () => {
  check(ofRenyi, readVectors(renyi))
})
describe('published conversions', () => {
  check(ofConversion, readVectors(conversions))
})
describe('published accounts of private training', () => {
  check(ofTraining, readVectors(training))
})

describe('every published kind', () => {
  it('has a test', () => {
    const unknown = [
      ...readVectors(renyi).filter(({ kind }) => !(kind in ofRenyi)),
      ...readVectors(conversions).filter(
        ({ kind }) => !(kind in ofConversion) && !elsewhere.includes(kind),
      ),
      ...readVectors(training).filter(
        ({ kind }) => !(kind in ofTraining) && !byLossDistribution['dpsgd']?.includes(kind),
      ),
    ]
    expect(unknown.map(({ kind }) => kind)).toEqual([])
  })
})
