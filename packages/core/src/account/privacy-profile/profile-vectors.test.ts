/** Published privacy profiles of single mechanisms, and of closed forms. */
import {
  add,
  divide,
  multiply,
  normalQuantile,
  normalTail,
  type Rational,
  rational,
  sqrtUp,
  subtract,
  toNumber,
} from '@dither/math'
import { describe, expect, it } from 'vitest'
import { events } from '../../space/events.ts'
import { byLossDistribution } from '../../vectors/by-loss-distribution.ts'
import gaussians from '../../vectors/gaussian.json' with { type: 'json' }
import profiles from '../../vectors/pld.json' with { type: 'json' }
import {
  expectedOf,
  numberIn,
  numbersIn,
  type PublishedVector,
  readVectors,
} from '../../vectors/read-vectors.ts'
import { gdp } from '../gaussian-dp/gaussian-dp.ts'
import { optimalComposition } from '../optimal-composition/optimal-composition.ts'
import {
  discreteLaplaceStick,
  type HockeyStick,
  laplaceStick,
  reflected,
  withoutUnit,
  withUnit,
} from './hockey-stick.ts'
import { gaussianStick, privacyProfile, truePositiveRate } from './privacy-profile.ts'

type Computed = (vector: PublishedVector) => number

const r = (value: number | string): Rational => rational(value)
const one = r(1)
const ratio = (v: PublishedVector, top: string, bottom: string): Rational =>
  divide(r(numberIn(v, top)), r(numberIn(v, bottom)))

/** The vectors say which of the two neighbours has the unit. */
function sampledDelta(v: PublishedVector, stick: HockeyStick): number {
  const rate = r(numberIn(v, 'q'))
  const sampled = v.inputs['adjacency'] === 'add' ? withoutUnit : withUnit
  return toNumber(sampled(stick, rate)(r(numberIn(v, 'epsilon'))))
}

/** What is left of the gap between two laws of integers from -reach to reach: an oracle, by every output. */
function truncatedGaussianDelta(v: PublishedVector, sigma: number, epsilon: number): number {
  const {
    q,
    shift,
    reach,
    add: added,
  } = {
    q: numberIn(v, 'q'),
    shift: numberIn(v, 'sensitivity'),
    reach: 'truncation_bound' in v.inputs ? numberIn(v, 'truncation_bound') : Math.ceil(12 * sigma),
    add: v.inputs['adjacency'] === 'add' && 'truncation_bound' in v.inputs,
  }
  const law = truncatedGaussian(sigma, reach)
  let delta = 0
  for (let y = -reach - shift; y <= reach + shift; y++) {
    const base = law(y)
    const mixed = (1 - q) * base + q * law(y - shift)
    const [p, other] = added ? [base, mixed] : [mixed, base]
    delta += Math.max(0, p - Math.exp(epsilon) * other)
  }
  return delta
}

function truncatedGaussian(sigma: number, reach: number): (y: number) => number {
  const weight = (y: number): number => Math.exp(-(y * y) / (2 * sigma * sigma))
  let total = 0
  for (let y = -reach; y <= reach; y++) total += weight(y)
  return (y) => (Math.abs(y) <= reach ? weight(y) / total : 0)
}

/** Mixtures of Gaussians of one deviation, whose odds rise with the output: the best test is a threshold. */
function mixtureDelta(
  p: readonly (readonly [chance: number, place: number])[],
  q: readonly (readonly [chance: number, place: number])[],
  epsilon: number,
  exchanged = false,
): number {
  const density = (law: typeof p, x: number): number =>
    law.reduce((sum, [chance, place]) => sum + chance * Math.exp(place * (x - place / 2)), 0)
  const above = (law: typeof p, x: number): number =>
    law.reduce((sum, [chance, place]) => sum + chance * normalTail(x - place), 0)
  // Exchanged, the outputs are those below a threshold, where P / Q is below e^-epsilon.
  const level = exchanged ? -epsilon : epsilon
  let [low, high] = [-60, 60]
  for (let step = 0; step < 200; step++) {
    const x = (low + high) / 2
    if (Math.log(density(p, x) / density(q, x)) < level) low = x
    else high = x
  }
  const delta = exchanged
    ? 1 - above(q, low) - Math.exp(epsilon) * (1 - above(p, low))
    : above(p, low) - Math.exp(epsilon) * above(q, low)
  return Math.max(0, delta)
}

function replacedDelta(v: PublishedVector, deviation: number): number {
  const [q, move] = [numberIn(v, 'q'), numberIn(v, 'sensitivity') / deviation]
  return mixtureDelta(
    [
      [1 - q, 0],
      [q, move],
    ],
    [
      [1 - q, 0],
      [q, -move],
    ],
    numberIn(v, 'epsilon'),
  )
}

const subsampledGaussian = (v: PublishedVector, deviation: number): number =>
  v.inputs['adjacency'] === 'replace'
    ? replacedDelta(v, deviation)
    : sampledDelta(v, gaussianStick(divide(r(numberIn(v, 'sensitivity')), r(deviation))))

/** The smallest deviation on which a falling delta is small enough. */
function smallest(delta: (deviation: number) => number, wanted: number): number {
  let [low, high] = [1e-2, 1e3]
  for (let step = 0; step < 40; step++) {
    const middle = (low + high) / 2
    if (delta(middle) <= wanted) high = middle
    else low = middle
  }
  return high
}

const deviation = (v: PublishedVector): Rational => multiply(r(numberIn(v, 'sigma')), one)
const composedMu = (v: PublishedVector) =>
  gdp().compose(events.gaussian({ noiseMultiplier: deviation(v) }), numberIn(v, 'count'))
const response = (v: PublishedVector) => {
  const [p, k] = [r(numberIn(v, 'noise_parameter')), r(numberIn(v, 'num_buckets'))]
  return events.randomisedResponse({
    categories: numberIn(v, 'num_buckets'),
    p: add(subtract(one, p), divide(p, k)),
  })
}
const pureOf = (event: Parameters<typeof privacyProfile>[0]): number =>
  privacyProfile(event).epsilon({ delta: 0 }).epsilon

const ofProfiles: Readonly<Record<string, Computed>> = {
  laplace_delta: (v) => sampledDelta(v, laplaceStick(ratio(v, 'sensitivity', 'scale'))),
  discrete_laplace_delta: (v) =>
    sampledDelta(
      v,
      discreteLaplaceStick(
        BigInt(numberIn(v, 'sensitivity')),
        divide(one, r(numberIn(v, 'parameter'))),
      ),
    ),
  discrete_gaussian_delta: (v) =>
    truncatedGaussianDelta(v, numberIn(v, 'sigma'), numberIn(v, 'epsilon')),
  discrete_gaussian_cdf_truncated(v) {
    const reach = numberIn(v, 'truncation_bound')
    const law = truncatedGaussian(numberIn(v, 'sigma'), reach)
    let sum = 0
    for (let y = -reach; y <= Math.min(reach, numberIn(v, 'x')); y++) sum += law(y)
    return sum
  },
  discrete_gaussian_std_truncated(v) {
    const reach = numberIn(v, 'truncation_bound')
    const law = truncatedGaussian(numberIn(v, 'sigma'), reach)
    let sum = 0
    for (let y = -reach; y <= reach; y++) sum += y * y * law(y)
    return Math.sqrt(sum)
  },
  // From which on all are private: the delta of noise on integers rises and falls with sigma.
  discrete_gaussian_sigma_for_privacy(v) {
    const isPrivate = (sigma: number): boolean =>
      truncatedGaussianDelta(v, sigma, numberIn(v, 'epsilon')) <= numberIn(v, 'delta')
    let sigma = 3
    while (isPrivate(sigma)) sigma -= 2 ** -11
    return sigma
  },
  // Of what is sampled at a rate, the epsilon before: ln(1 + (e^epsilon - 1) / q).
  laplace_scale_for_epsilon: (v) => numberIn(v, 'sensitivity') / beforeSample(v),
  discrete_laplace_parameter_for_epsilon: (v) => beforeSample(v) / numberIn(v, 'sensitivity'),
  tpr_at_fpr_randomized_response: (v) =>
    privacyProfile(response(v)).truePositiveRate({ falsePositiveRate: numberIn(v, 'fpr') }),
  gdp_mu: (v) => gdp().compose(response(v)).mu,
  randomized_response_epsilon(v) {
    if (v.inputs['relation'] === 'replace_one') return pureOf(response(v))
    // An answer, or a uniform one: the larger of the two logarithms of odds.
    const [p, k] = [numberIn(v, 'noise_parameter'), numberIn(v, 'num_buckets')]
    return Math.max(Math.log(k * (1 - p) + p), -Math.log(p))
  },
  pld_compose_pure_epsilon: (v) => pureParts(v).epsilon({ delta: numberIn(v, 'delta') }).epsilon,
  pld_compose_pure_tpr: (v) =>
    truePositiveRate(
      reflected((epsilon) => pureParts(v).delta({ epsilon }).exact.delta),
      r(numberIn(v, 'fpr')),
    ),
  pld_compose_approx_delta(v) {
    const parts = v.inputs['mechanisms']
    if (!Array.isArray(parts)) throw new RangeError('mechanisms must be a list')
    return optimalComposition(
      parts.map((part: readonly number[]) => ({ epsilon: part[0] ?? 0, delta: part[1] ?? 0 })),
    ).delta({ epsilon: numberIn(v, 'epsilon') }).delta
  },
  gaussian_composed_delta: (v) => composedMu(v).delta({ epsilon: numberIn(v, 'epsilon') }).delta,
  approx_dp_zero_epsilon_composed_delta: (v) =>
    optimalComposition([
      { epsilon: numberIn(v, 'epsilon'), delta: numberIn(v, 'delta'), count: numberIn(v, 'count') },
    ]).delta({ epsilon: 0 }).delta,
  advanced_composition_upper_bound: (v) =>
    optimalComposition([
      { epsilon: numberIn(v, 'epsilon'), delta: numberIn(v, 'delta'), count: numberIn(v, 'count') },
    ]).epsilon({
      delta: numberIn(v, 'delta') * numberIn(v, 'count') + numberIn(v, 'delta_prime'),
    }).epsilon,
}

const beforeSample = (v: PublishedVector): number =>
  Math.log1p(Math.expm1(numberIn(v, 'epsilon')) / numberIn(v, 'q'))
const pureParts = (v: PublishedVector) =>
  optimalComposition(numbersIn(v, 'epsilons').map((epsilon) => ({ epsilon })))

const ofGaussians: Readonly<Record<string, Computed>> = {
  gaussian_quantile: (v) => numberIn(v, 'sigma') * normalQuantile(numberIn(v, 'p')),
  gaussian_delta_subsampled: (v) => subsampledGaussian(v, numberIn(v, 'sigma')),
  gaussian_sigma_subsampled: (v) =>
    smallest((sigma) => subsampledGaussian(v, sigma), numberIn(v, 'delta')),
  gaussian_mixture_delta(v) {
    const chances = numbersIn(v, 'probs')
    const places = numbersIn(v, 'sensitivities').map((move) => move / numberIn(v, 'sigma'))
    const mixture = chances.map((chance, i) => [chance, places[i] ?? 0] as const)
    const exchanged = v.inputs['adjacency'] === 'add'
    return mixtureDelta(mixture, [[1, 0]], numberIn(v, 'epsilon'), exchanged)
  },
  gdp_mu: (v) =>
    gdp().compose(events.gaussian({ noiseMultiplier: ratio(v, 'sigma', 'sensitivity') })).mu,
  tpr_at_fpr_gaussian(v) {
    const count = 'count' in v.inputs ? numberIn(v, 'count') : 1
    const mu = multiply(divide(one, deviation(v)), sqrtUp(r(count)))
    return truePositiveRate(gaussianStick(mu), r(numberIn(v, 'fpr')))
  },
  gaussian_composed_delta: (v) => composedMu(v).delta({ epsilon: numberIn(v, 'epsilon') }).delta,
  gaussian_composed_epsilon: (v) => composedMu(v).epsilon({ delta: numberIn(v, 'delta') }).epsilon,
}
/** In mechanism/gaussian-calibration/continuous-gaussian.test.ts. */
const elsewhere = [
  'gaussian_delta',
  'gaussian_variance_upper',
  'gaussian_sigma',
  'gaussian_epsilon',
]

function check(
  table: Readonly<Record<string, Computed>>,
  vectors: readonly PublishedVector[],
): void {
  for (const vector of vectors) {
    const known = table[vector.kind]
    if (known === undefined) continue
    it(`${vector.kind} of ${JSON.stringify(vector.inputs)}`, () => {
      const value = known(vector)
      if (vector.compare === 'lt') expect(value).toBeLessThan(Number(vector.expected))
      else expect(Math.abs(value - expectedOf(vector))).toBeLessThanOrEqual(vector.tolerance)
    })
  }
}

describe('published profiles', () => {
  check(ofProfiles, readVectors(profiles))

  it('are all known, or left to the law of the loss', () => {
    const unknown = readVectors(profiles).filter(
      ({ kind }) => !(kind in ofProfiles) && !byLossDistribution['pld']?.includes(kind),
    )
    expect(unknown.map(({ kind }) => kind)).toEqual([])
  })
})

describe('published numbers of Gaussian noise', () => {
  check(ofGaussians, readVectors(gaussians))

  it('are all known', () => {
    const unknown = readVectors(gaussians).filter(
      ({ kind }) => !(kind in ofGaussians) && !elsewhere.includes(kind),
    )
    expect(unknown.map(({ kind }) => kind)).toEqual([])
  })
})
