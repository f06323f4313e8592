/** Published losses of learning on samples, and of other compositions that need the law of the loss. */
import { describe, expect, it } from 'vitest'
import { events } from '../../space/events.ts'
import { byLossDistribution } from '../../vectors/by-loss-distribution.ts'
import compositions from '../../vectors/composition.json' with { type: 'json' }
import learning from '../../vectors/dpsgd.json' with { type: 'json' }
import profiles from '../../vectors/pld.json' with { type: 'json' }
import {
  expectedOf,
  numberIn,
  type PublishedVector,
  readVectors,
} from '../../vectors/read-vectors.ts'
import { rdp } from '../renyi/rdp.ts'
import { deltaCurve, epsilonAbove } from './certified-delta.ts'
import { composedLaws } from './composed-law.ts'
import type { DominatingPair } from './dominating-pair.ts'
import { gaussianPair } from './gaussian-pair.ts'
import { type BothWays, connectedDots, type GridMasses } from './grid-masses.ts'
import { lossCells } from './loss-cells.ts'
import { type LossDistribution, pld } from './loss-distribution.ts'
import { replacedPair } from './replaced-pair.ts'
import { replacedSample } from './replaced-sample.ts'
import { sampledPair } from './sampled-pair.ts'
import type { Repeated } from './tilt.ts'

type Check = (vector: PublishedVector, trueEpsilon: number | undefined) => void

const noiseOf = (rate: number, noiseMultiplier: number) => {
  const gaussian = events.gaussian({ noiseMultiplier, neighbours: 'add-remove' })
  return rate === 1 ? gaussian : events.poissonSampled({ rate, event: gaussian })
}

const learned = (v: PublishedVector, sigma = numberIn(v, 'sigma')): LossDistribution =>
  pld().compose(noiseOf(numberIn(v, 'q'), sigma), numberIn(v, 'steps'))

const expectNear = (got: number, v: PublishedVector, tolerance = v.tolerance): void =>
  expect(Math.abs(got - expectedOf(v)), `${JSON.stringify(v)}: ${got}`).toBeLessThanOrEqual(
    tolerance,
  )

/** Of two laws on one grid, the first with this chance: which one it was is told. */
function mixed(one: GridMasses, other: GridMasses, chance: number): GridMasses {
  const first = Math.min(one.first, other.first)
  const length = Math.max(one.first + one.masses.length, other.first + other.masses.length) - first
  const masses = Float64Array.from({ length }, (_, i) => {
    const at = (law: GridMasses): number => law.masses[first + i - law.first] ?? 0
    return chance * at(one) + (1 - chance) * at(other)
  })
  return { ...one, first, masses }
}

/** Samples that are cut to `batch`: where one may drive another out, a unit moves the sum as if it were replaced. */
function cutSample(v: PublishedVector): { readonly forth: Repeated; readonly back: Repeated } {
  const [q, batch, size] = [numberIn(v, 'q'), numberIn(v, 'batch'), numberIn(v, 'dataset_size')]
  const deviation = numberIn(v, 'noise_multiplier')
  const full = atLeast(batch, size - 1, q)
  const taken = (atLeast(batch + 1, size, q) * batch) / full / size
  const law = (pair: DominatingPair): BothWays => connectedDots(lossCells(pair, 1e-3, 1e-30))
  const cut = law(replacedPair(taken, deviation / 2)).forth
  const whole = law(sampledPair(gaussianPair(deviation), q))
  const count = numberIn(v, 'count')
  return {
    forth: { law: mixed(cut, whole.forth, full), count },
    back: { law: mixed(cut, whole.back, full), count },
  }
}

/** The chance that at least k of n happen. */
function atLeast(k: number, n: number, q: number): number {
  let [chance, sum] = [(1 - q) ** n, 0]
  for (let i = 0; i <= n; i++) {
    if (i >= k) sum += chance
    chance *= ((n - i) / (i + 1)) * (q / (1 - q))
  }
  return sum
}

const checks: Readonly<Record<string, Check>> = {
  dpsgd_epsilon_prv_upper: (v, trueEpsilon = Number.NaN) => {
    const { lower, estimate, upper } = learned(v).epsilon({ delta: numberIn(v, 'delta') })
    expect(lower, JSON.stringify(v)).toBeLessThanOrEqual(trueEpsilon + 1e-6)
    expect(upper, JSON.stringify(v)).toBeGreaterThanOrEqual(trueEpsilon - 1e-6)
    expect(upper, JSON.stringify(v)).toBeLessThan(1.0001 * trueEpsilon + 1e-3)
    expect(lower, JSON.stringify(v)).toBeGreaterThan(0.97 * trueEpsilon)
    expect(Math.abs(estimate - trueEpsilon), JSON.stringify(v)).toBeLessThan(1e-3)
    // Theirs is an upper end as well, a hundredth above what they found.
    expect(upper).toBeLessThan(expectedOf(v))
  },
  dpsgd_epsilon_pld: (v) => {
    const { lower, estimate, upper } = learned(v).epsilon({ delta: numberIn(v, 'delta') })
    expectNear(estimate, v)
    expect(lower).toBeLessThanOrEqual(expectedOf(v) + v.tolerance)
    expect(upper).toBeGreaterThanOrEqual(expectedOf(v) - v.tolerance)
  },
  dpsgd_delta_fourier_remove_direction: (v) =>
    expectNear(learned(v).delta({ epsilon: numberIn(v, 'epsilon') }).estimate, v),
  dpsgd_delta_fourier_substitute: (v) => {
    const { lower, estimate, upper } = replacedSample({
      rate: numberIn(v, 'q'),
      noiseMultiplier: numberIn(v, 'sigma'),
      count: numberIn(v, 'steps'),
      step: 1e-4,
    }).delta({ epsilon: numberIn(v, 'epsilon') })
    expectNear(estimate, v)
    expect(lower).toBeLessThanOrEqual(expectedOf(v))
    expect(upper).toBeGreaterThanOrEqual(expectedOf(v) - v.tolerance)
  },
  dpsgd_noise_multiplier: (v) => {
    // Found by halving until epsilon was at most this much below.
    const [aim, within] = [numberIn(v, 'epsilon'), numberIn(v, 'epsilon_tolerance')]
    const sigma = Number(v.expected)
    const delta = numberIn(v, 'delta')
    const event = noiseOf(numberIn(v, 'q'), sigma)
    const isOurs = v.inputs['accountant'] === 'prv'
    const epsilon = isOurs
      ? learned(v, sigma).epsilon({ delta }).upper + 0.01
      : rdp().compose(event, numberIn(v, 'steps')).epsilon({ delta }).epsilon
    expect(epsilon).toBeLessThanOrEqual(aim)
    expect(epsilon).toBeGreaterThanOrEqual(aim - 2 * within)
  },
  dpsgd_noise_multiplier_range: (v) => {
    const [aim, delta] = [numberIn(v, 'epsilon'), numberIn(v, 'delta')]
    let [low, high] = [0.6, 0.9]
    for (let i = 0; i < 5; i++) {
      const sigma = (low + high) / 2
      if (learned(v, sigma).estimate({ delta }) > aim) low = sigma
      else high = sigma
    }
    expect(high).toBeLessThan(expectedOf(v))
    expect(Math.abs(learned(v, high).epsilon({ delta }).upper - aim)).toBeLessThan(0.5)
  },
  smallest_laplace_scale: (v) => {
    const [sensitivity, count] = [numberIn(v, 'sensitivity'), numberIn(v, 'count')]
    const [epsilon, delta] = [numberIn(v, 'epsilon'), numberIn(v, 'delta')]
    if (delta === 0) return expectNear((sensitivity * count) / epsilon, v)
    const deltaAt = (noiseMultiplier: number): number =>
      pld().compose(events.laplace({ noiseMultiplier }), count).delta({ epsilon }).estimate
    const scale = Number(v.expected) / sensitivity
    expect(deltaAt(scale + v.tolerance)).toBeLessThan(delta)
    expect(deltaAt(scale - v.tolerance)).toBeGreaterThan(delta)
  },
  smallest_subsampled_gaussian_sigma: (v) => {
    const [sensitivity, count] = [numberIn(v, 'sensitivity'), numberIn(v, 'count')]
    const [epsilon, delta] = [numberIn(v, 'epsilon'), numberIn(v, 'delta')]
    // Theirs is the least noise on a grid of losses of 1e-4, which is above what is needed.
    const at = (sigma: number) =>
      pld({ step: 5e-4 })
        .compose(noiseOf(numberIn(v, 'q'), sigma / sensitivity), count)
        .delta({ epsilon })
    const [above, below] = [at(expectedOf(v) * (1 + 1e-4)), at(expectedOf(v) * (1 - 1e-3))]
    expect(above.upper).toBeLessThanOrEqual(delta)
    expect(below.lower).toBeGreaterThan(delta)
  },
  pld_compose_truncated_subsampled_gaussian_epsilon: (v) => {
    const list: unknown = v.inputs['mechanisms']
    if (!Array.isArray(list)) throw new RangeError('no mechanisms')
    const laws = list.map((item: unknown) => cutSample({ ...v, inputs: Object(item) }))
    const [forth, back] = composedLaws(
      { parts: laws.map((law) => law.forth), tilt: 0.5 },
      { parts: laws.map((law) => law.back), tilt: 0.5 },
    )
    const found = [forth, back].map((law) => {
      const { estimate, highest } = deltaCurve(law)
      return epsilonAbove(estimate, numberIn(v, 'delta'), highest)
    })
    expectNear(Math.max(...found), v, 1e-3)
  },
}

const files = { composition: compositions, dpsgd: learning, pld: profiles }
const here = new Set(['pld_infinity_mass', 'pld_pmf_pessimistic']) // in grid-vectors.test.ts

describe('published losses of compositions', () => {
  for (const [name, file] of Object.entries(files))
    for (const kind of byLossDistribution[name] ?? [])
      if (!here.has(kind))
        it(`${kind} are met`, () => {
          const check = checks[kind]
          if (check === undefined) throw new RangeError(`nobody checks ${kind}`)
          const known = readVectors(file)
          const chosen = file.flatMap((raw, i) => {
            const vector = known[i]
            const trueEpsilon = 'true_epsilon' in raw ? raw.true_epsilon : undefined
            return vector?.kind === kind ? [{ vector, trueEpsilon }] : []
          })
          expect(chosen.length).toBeGreaterThan(0)
          for (const { vector, trueEpsilon } of chosen) check(vector, trueEpsilon)
        }, 30_000)
})
