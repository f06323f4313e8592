import { exp, expm1, normalCdf, toNumber } from '@dither/math'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { continuousGaussianDelta } from '../../mechanism/gaussian-calibration/continuous-gaussian.ts'
import type { Event } from '../../space/event.ts'
import { events } from '../../space/events.ts'
import { type Atom, atomsPair } from './atoms-pair.ts'
import { deltaCurve } from './certified-delta.ts'
import { composedLaws } from './composed-law.ts'
import type { DominatingPair } from './dominating-pair.ts'
import { gaussianPair } from './gaussian-pair.ts'
import { connectedDots, mergedCells } from './grid-masses.ts'
import { lossCells } from './loss-cells.ts'
import { pld } from './loss-distribution.ts'
import { sampledPair } from './sampled-pair.ts'

const step = events.poissonSampled({ rate: 0.01, event: events.gaussian({ noiseMultiplier: 1 }) })
/** Nothing, which no closed form knows. */
const nothing = events.approximate({ epsilon: 0 })

const expectBetween = (
  exact: number,
  { lower, estimate, upper }: { lower: number; estimate: number; upper: number },
  apart: number,
): void => {
  expect(lower).toBeLessThanOrEqual(exact * (1 + 1e-13))
  expect(upper).toBeGreaterThanOrEqual(exact * (1 - 1e-13))
  expect(upper - lower).toBeLessThanOrEqual(apart)
  expect(estimate).toBeGreaterThanOrEqual(lower)
  expect(estimate).toBeLessThanOrEqual(upper)
}

/** delta(epsilon) of a list of outputs, told by what P and Q have of each. */
const hockeyStick = (outputs: readonly (readonly [number, number])[], epsilon: number): number =>
  outputs.reduce((sum, [p, q]) => sum + Math.max(0, p - exp(epsilon) * q), 0)

const product = (
  some: readonly (readonly [number, number])[],
  others: readonly (readonly [number, number])[],
): (readonly [number, number])[] =>
  some.flatMap(([p, q]) => others.map(([r, s]) => [p * r, q * s] as const))

describe('figures', () => {
  it('are those of 10,000 steps of learning', () => {
    const { lower, estimate, upper } = pld().compose(step, 10_000).epsilon({ delta: 1e-5 })
    expect(estimate).toBeCloseTo(6.1877, 4)
    expect(upper - lower).toBeLessThan(1e-3)
    expect(lower).toBeLessThan(6.18771)
    expect(upper).toBeGreaterThan(6.18771)
    expect(pld().compose(step, 10_000).estimate({ delta: 1e-5 })).toBeCloseTo(6.1877, 4)
  })

  it('are exact far beyond the reach of a plain transform', () => {
    const gaussian = events.gaussian({ noiseMultiplier: 20 })
    const exact = pld().compose(gaussian, 400).delta({ epsilon: 12 })
    expect(exact.upper / 5.2084e-32).toBeCloseTo(1, 4)
    expect(exact.lower).toBeLessThanOrEqual(exact.upper)
    // Without the closed form: the tilt alone.
    const grid = pld().compose(gaussian, 400).compose(nothing).delta({ epsilon: 12 })
    expectBetween(exact.upper, grid, 0.01 * exact.upper)
    expect(grid.estimate / exact.upper).toBeCloseTo(1, 3)
  })
})

describe('both ends', () => {
  it('enclose the closed form of Gaussian noise', () => {
    for (const [noiseMultiplier, count, epsilon] of [
      [1, 1, 0.5],
      [1, 1, 4],
      [5, 30, 1],
      [100, 9999, 0.1],
      [0.3, 1, 20],
    ] as const) {
      const exact = toNumber(
        continuousGaussianDelta({
          epsilon,
          sensitivity: 1,
          standardDeviation: noiseMultiplier / Math.sqrt(count),
        }),
      )
      const grid = pld()
        .compose(events.gaussian({ noiseMultiplier }), count)
        .compose(nothing)
        .delta({ epsilon })
      expectBetween(exact, grid, 2e-3 * exact + 1e-9)
    }
  })

  it('enclose the closed form of one sampled Gaussian, in both directions', () => {
    for (const [rate, deviation, epsilon] of [
      [0.1, 1, 0.2],
      [0.01, 0.5, 0.05],
      [0.5, 2, 0.3],
      [0.9, 1, 1.5],
    ] as const) {
      // Remove: P' >= e^eps Q where the inner odds are at least 1 + (e^eps - 1) / rate.
      const at = (odds: number): number => deviation * deviation * Math.log(odds) + 0.5
      const x = at(1 + expm1(epsilon) / rate)
      const tails = (t: number) =>
        [1 - normalCdf(t / deviation), 1 - normalCdf((t - 1) / deviation)] as const
      const [q, p] = tails(x)
      const removed = (1 - rate) * q + rate * p - exp(epsilon) * q
      const inner = 1 + expm1(-epsilon) / rate
      const added = inner <= 0 ? 0 : addedDelta(at(inner))
      function addedDelta(y: number): number {
        const [above, aboveP] = tails(y)
        return 1 - above - exp(epsilon) * ((1 - rate) * (1 - above) + rate * (1 - aboveP))
      }
      const exact = Math.max(removed, added)
      const event = events.poissonSampled({
        rate,
        event: events.gaussian({ noiseMultiplier: deviation }),
      })
      expectBetween(exact, pld().compose(event).delta({ epsilon }), 2e-3 * exact)
    }
  })

  it('enclose the closed forms of Laplace noise and of failures', () => {
    const laplace = events.laplace({ noiseMultiplier: 1 })
    for (const epsilon of [0, 0.25, 0.5, 0.9])
      expectBetween(-expm1((epsilon - 1) / 2), pld().compose(laplace).delta({ epsilon }), 3e-3)
    // Beyond its epsilon nothing is left, but for roundings.
    expect(pld().compose(laplace).delta({ epsilon: 1.01 }).upper).toBeLessThan(1e-12)
    const failing = events.approximate({ epsilon: 1, delta: 0.01 })
    expectBetween(1 - 0.99 ** 3, pld().compose(failing, 3).delta({ epsilon: 3 }), 1e-9)
    expect(pld().compose(failing, 3).epsilon({ delta: 0.01 }).upper).toBe(Number.POSITIVE_INFINITY)
  })

  it('enclose the exact delta of random answers, composed and sampled, of which no two have one lattice', () => {
    const part = fc.record({
      epsilon: fc.double({ min: 0.05, max: 1.5, noNaN: true }),
      delta: fc.constantFrom(0, 0, 0.001, 0.05),
      rate: fc.constantFrom(1, 1, 0.5, 0.13),
      count: fc.integer({ min: 1, max: 2 }),
    })
    fc.assert(
      fc.property(
        fc.array(part, { minLength: 1, maxLength: 2 }),
        fc.double({ min: 0, max: 2, noNaN: true }),
        (parts, epsilon) => {
          let [removed, added]: (readonly [number, number])[][] = [[[1, 1]], [[1, 1]]]
          let accountant = pld()
          for (const { epsilon: own, delta, rate, count } of parts) {
            const event: Event = events.approximate({
              epsilon: own,
              delta,
              neighbours: 'add-remove',
            })
            accountant = accountant.compose(
              rate === 1 ? event : events.poissonSampled({ rate, event }),
              count,
            )
            const high = (1 - delta) / (1 + exp(-own))
            const low = (1 - delta) / (1 + exp(own))
            const pairs = [
              [high, low],
              [low, high],
              [delta, 0],
              [0, delta],
            ] as const
            const sampled = pairs.map(([p, q]) => [(1 - rate) * q + rate * p, q] as const)
            for (let i = 0; i < count; i++) {
              removed = product(removed ?? [], sampled)
              added = product(
                added ?? [],
                sampled.map(([p, q]) => [q, p] as const),
              )
            }
          }
          const exact = Math.max(
            hockeyStick(removed ?? [], epsilon),
            hockeyStick(added ?? [], epsilon),
          )
          const { lower, upper } = accountant.delta({ epsilon })
          expect(lower).toBeLessThanOrEqual(exact + 1e-14)
          expect(upper).toBeGreaterThanOrEqual(exact - 1e-14)
        },
      ),
      { numRuns: 60 },
    )
  }, 30_000)

  it('meet on a lattice: 100 answers of randomised response', () => {
    const { lower, upper } = pld()
      .compose(events.randomisedResponse({ categories: 2, p: '11/20' }), 100)
      .epsilon({ delta: 1e-6 })
    expect(upper - lower).toBeLessThan(1e-7)
  })

  it('are each on their side as an epsilon, too', () => {
    const accountant = pld().compose(events.laplace({ noiseMultiplier: 10 }), 30)
    const { lower, upper } = accountant.epsilon({ delta: 1e-6 })
    expect(accountant.delta({ epsilon: upper }).lower).toBeLessThanOrEqual(1e-6)
    expect(accountant.delta({ epsilon: lower }).upper).toBeGreaterThanOrEqual(1e-6)
    expect(upper - lower).toBeLessThan(0.01)
    expect(upper).toBeLessThan(3)
  })
})

describe('an accountant', () => {
  it('composes the same event into one, and takes compositions apart', () => {
    const gaussian = events.gaussian({ noiseMultiplier: 2 })
    const { events: list } = pld()
      .compose(gaussian, 3)
      .compose(events.selfComposed(events.composed([gaussian, gaussian]), 4))
    expect(list).toEqual([{ event: gaussian, count: 11 }])
    expect(pld().epsilon({ delta: 0.1 })).toEqual({ lower: 0, estimate: 0, upper: 0 })
    expect(pld().compose(gaussian, 0).delta({ epsilon: 0 }).upper).toBe(0)
  })

  it('takes what is epsilon-DP, however it is made, and refuses what has no dominating pair', () => {
    const choice = events.exponential({ epsilon: 0.5, sensitivity: 1 })
    expect(pld().compose(choice, 2).epsilon({ delta: 1e-9 }).upper).toBeCloseTo(1, 6)
    expect(() => pld().compose(events.zcdp({ rho: 1 }))).toThrow(
      'no dominating pair is known for zcdp',
    )
    expect(() =>
      pld().compose(events.discreteGaussian({ variance: 4, sensitivitySquared: 2, dimension: 2 })),
    ).toThrow('several directions')
    expect(() => pld().compose(events.nonPrivate())).toThrow('no privacy')
    expect(() => pld().compose(step).compose(choice)).toThrow('must be one relation')
    expect(() => pld().compose(choice, 1.5)).toThrow('count')
    expect(() => pld({ step: 0 })).toThrow('step')
  })

  it('says that a grid would be too long, and how not', () => {
    expect(() => pld({ step: 1e-8 }).compose(step, 10_000).epsilon({ delta: 1e-5 })).toThrow(
      'too many points',
    )
  })
})

describe('broken twins', () => {
  const pair: DominatingPair = sampledPair(gaussianPair(0.8), 0.2)
  const curves = (masses: (pair: DominatingPair) => ReturnType<typeof connectedDots>) => {
    const { forth } = masses(pair)
    const [law] = composedLaws(
      { parts: [{ law: forth, count: 50 }], tilt: 1 },
      { parts: [{ law: forth, count: 50 }], tilt: 1 },
    )
    return deltaCurve(law)
  }
  const fine = curves((of) => connectedDots(lossCells(of, 0.002, 1e-12)))
  const isUpper = (masses: (pair: DominatingPair) => ReturnType<typeof connectedDots>): boolean =>
    [8, 12, 16].every((epsilon) => curves(masses).upper(epsilon) >= fine.lower(epsilon))
  const isLower = (masses: (pair: DominatingPair) => ReturnType<typeof connectedDots>): boolean =>
    [8, 12, 16].every((epsilon) => curves(masses).lower(epsilon) <= fine.upper(epsilon))

  it('are told from the bounds', () => {
    const cells = (of: DominatingPair) => lossCells(of, 0.05, 1e-12)
    expect(isUpper((of) => connectedDots(cells(of)))).toBe(true)
    expect(isLower((of) => mergedCells(cells(of)))).toBe(true)
    // The bounds exchanged.
    expect(isUpper((of) => mergedCells(cells(of)))).toBe(false)
    expect(isLower((of) => connectedDots(cells(of)))).toBe(false)
    // Losses rounded to the lower end for an upper bound, to the upper end for a lower one.
    const moved = (by: number) => (of: DominatingPair) => {
      const { forth, back } = connectedDots(cells(of))
      return { forth: { ...forth, first: forth.first + by }, back }
    }
    expect(isUpper(moved(-1))).toBe(false)
    expect(isLower(moved(1))).toBe(false)
  })

  it('lose what only P has', () => {
    const atoms: Atom[] = [
      { loss: 0.3, mass: 0.5 },
      { loss: -0.3, mass: 0.5 * exp(-0.3) },
    ]
    const rest = 1 - 0.5 * (1 + exp(-0.3))
    const failing = atomsPair({
      atoms,
      onlyP: rest,
      onlyQ: rest,
      symmetric: true,
      massError: 0,
      lossError: 0,
    })
    const { forth } = connectedDots(lossCells(failing, 0.01, 1e-12))
    expect(forth.infinite).toBeGreaterThanOrEqual(rest)
    const [law] = composedLaws(
      { parts: [{ law: forth, count: 2 }], tilt: 0.5 },
      { parts: [{ law: forth, count: 2 }], tilt: 0.5 },
    )
    const exact = 1 - (1 - rest) ** 2
    expect(deltaCurve(law).upper(1)).toBeGreaterThanOrEqual(exact)
    expect(deltaCurve({ ...law, infinite: 0 }).upper(1)).toBeLessThan(exact)
  })
})
