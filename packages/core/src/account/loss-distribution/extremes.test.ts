/** Where doubles come to their ends: losses of hundreds, rates near 0 and 1, deltas that no transform can tell. */
import { exp } from '@dither/math'
import { describe, expect, it } from 'vitest'
import type { Event } from '../../space/event.ts'
import { events } from '../../space/events.ts'
import type { Certified } from './certified.ts'
import { type BothWays, connectedDots, type GridMasses } from './grid-masses.ts'
import { lossCells } from './loss-cells.ts'
import { pld } from './loss-distribution.ts'
import { pairOf } from './pair-of-event.ts'

const neighbours = 'add-remove'
const failing = (epsilon: number, delta: number = 0): Event =>
  events.approximate({ neighbours, epsilon, delta })
const sampled = (rate: string | number, event: Event): Event =>
  events.poissonSampled({ rate, event })
const gaussian = (noiseMultiplier: number): Event =>
  events.gaussian({ neighbours, noiseMultiplier })
const laplace = (noiseMultiplier: number): Event => events.laplace({ neighbours, noiseMultiplier })
const discrete = (variance: number): Event =>
  events.discreteGaussian({ neighbours, variance, sensitivitySquared: 1, dimension: 1 })

/** That what is known holds, and that the ends are not far apart. */
const encloses = ({ lower, upper }: Certified, exact: number, apart: number): void => {
  expect(lower).toBeLessThanOrEqual(exact * (1 + 1e-14))
  expect(upper).toBeGreaterThanOrEqual(exact * (1 - 1e-14))
  expect(upper - lower).toBeLessThan(apart)
}

describe('ends at the extremes enclose what is known', () => {
  it.each([
    [50, undefined, 0.5753941544],
    [100, undefined, 0.5753941544],
    [15, 0.01, 0.5753939783978],
    [10, undefined, 0.575368032743881],
  ])('of a sampled loss of 10 beside one of %s', (epsilon, step, exact) => {
    const both = pld(step === undefined ? {} : { step })
      .compose(failing(epsilon))
      .compose(sampled(0.3, failing(10)))
    encloses(both.delta({ epsilon: epsilon - 0.5 }), exact, 0.04)
  })

  it('of little noise, sampled or not', () => {
    const { lower, upper } = pld()
      .compose(gaussian(0.15))
      .compose(sampled(0.3, gaussian(0.2)))
      .delta({ epsilon: 21.72 })
    expect(lower).toBeLessThan(0.5861)
    expect(upper).toBeGreaterThan(0.586)
    expect(upper - lower).toBeLessThan(0.002)
  })

  it.each([
    [failing(19), 0.1, 0.9999999878],
    [failing(17), 0.1, 0.9999999162],
    [gaussian(0.1), undefined, 0.9999994257],
  ])('of rates near 1', (event, step, exact) => {
    const law = pld(step === undefined ? {} : { step }).compose(sampled('0.999999999', event))
    const { lower, upper } = law.delta({ epsilon: 0 })
    expect(lower).toBeLessThanOrEqual(exact + 1e-10)
    expect(upper).toBeGreaterThanOrEqual(exact - 1e-10)
    expect(upper - lower).toBeLessThan(5e-9)
  })

  it('of rates nearer to 1 than doubles are', () => {
    // Adding has no loss above that of what is left out.
    const law = pld().compose(sampled('0.99999999999999999999', failing(100)))
    const { lower, upper } = law.delta({ epsilon: 47 })
    const least = 1 / (1 + exp(-100))
    expect(lower).toBeLessThanOrEqual(least)
    expect(upper).toBeGreaterThanOrEqual(1 - 1e-12)
  })

  it('of sampled failures, each of which is counted once', () => {
    const one = 0.99 * ((exp(2) - 1) / (exp(2) + 1)) + 0.01
    const eight = pld()
      .compose(sampled(1e-8, failing(2, 0.01)), 8)
      .delta({ epsilon: 0 })
    expect(eight.upper).toBeLessThan(8e-8 * one)
    const all = pld()
      .compose(failing(0, 1e-9), 2)
      .compose(sampled(1e-9, failing(2, 0.01)), 8)
      .delta({ epsilon: 0 })
    // Two failures, and a tenth of the other but for products of rates.
    encloses(all, 2e-9 + (eight.lower + eight.upper) / 20, 1e-10)
  })

  it.each([
    [10, 1e6, 1e-6, 5474.3655],
    [0.3, 100, '1e-300', 1789.786365],
  ])('of Gaussian noise of %s, %s times', (multiplier, count, delta, exact) => {
    const { lower, upper } = pld().compose(gaussian(multiplier), count).epsilon({ delta })
    expect(lower).toBeLessThanOrEqual(exact)
    expect(upper).toBeGreaterThanOrEqual(exact)
    expect(upper / exact).toBeLessThan(1.001)
  })

  it.each([
    ['pure', failing(800)],
    ['Laplace', laplace(0.001)],
    ['Gaussian', gaussian(0.05)],
    ['Gaussian', gaussian(0.01)],
    ['discrete Gaussian', discrete(0.001)],
    ['discrete Gaussian', discrete(0.0015)],
  ])('of samples of what tells nearly all: %s', (_, event) => {
    encloses(pld().compose(sampled(0.5, event)).delta({ epsilon: 0 }), 0.5, 1e-7)
    encloses(pld().compose(event).compose(failing(0)).delta({ epsilon: 0 }), 1, 1e-7)
  })

  it('of nothing: epsilon is 0 where delta allows all that a sample can lose', () => {
    expect(
      pld()
        .compose(sampled(0.5, failing(10)))
        .epsilon({ delta: 0.9 }).upper,
    ).toBe(0)
  })
})

describe('extremes take no time, and give numbers', () => {
  it.each([
    ['1e-250', sampled(1e-8, gaussian(0.05)), 1e6],
    ['1e-250', sampled(0.5, gaussian(0.05)), 100],
    ['1e-9', sampled(1e-8, failing(2, 0.01)), 1e6],
    ['1e-250', sampled('1e-100', failing(300)), 3],
    ['1e-250', sampled(0.01, gaussian(1)), 1e6],
    ['1e-250', sampled('1e-250', gaussian(1)), 1],
  ])('at delta %s', (delta, event, count) => {
    const ask = (): Certified => pld().compose(event, count).epsilon({ delta })
    try {
      const { lower, upper } = ask()
      expect(upper).toBeGreaterThanOrEqual(lower)
    } catch (error) {
      expect(error).toMatchObject({ code: 'unsupported' })
    }
  })
})

describe('a profile', () => {
  it('is what is found at each epsilon, within the ends', () => {
    const law = pld().compose(sampled(0.1, gaussian(1)), 100)
    const epsilons = [4, 0, 0.5, 1, 2, 8, 16]
    law.profile({ epsilons }).forEach(({ lower, upper }, i) => {
      const one = law.delta({ epsilon: epsilons[i] ?? 0 })
      expect(lower).toBeLessThanOrEqual(one.upper)
      expect(upper).toBeGreaterThanOrEqual(one.lower)
      expect(upper).toBeLessThan(one.upper * 1.01 + 1e-9)
    })
    expect(law.profile({ epsilons: [] })).toEqual([])
    expect(
      pld()
        .compose(gaussian(1))
        .profile({ epsilons: [1] }),
    ).toEqual([pld().compose(gaussian(1)).delta({ epsilon: 1 })])
  })
})

describe('both laws of a direction', () => {
  const wholeOf = ({ masses, infinite }: GridMasses): number =>
    masses.reduce((sum, mass) => sum + mass, infinite)
  const isWhole = (
    event: Event,
    change: (laws: BothWays) => BothWays = (laws) => laws,
  ): boolean => {
    const { forth, back } = change(connectedDots(lossCells(pairOf(event), 0.05, 1e-20)))
    return [forth, back].every(
      (law) => Math.abs(wholeOf(law) - 1) <= law.massError + law.lossError + 1e-12,
    )
  }
  const all = [
    sampled(0.3, failing(10)),
    sampled(0.3, failing(800)),
    sampled('0.999999999', failing(19)),
    sampled(1e-8, failing(2, 0.01)),
    sampled(0.3, gaussian(0.2)),
    sampled('0.999999999', gaussian(0.1)),
    sampled(0.5, laplace(0.001)),
    sampled(0.5, discrete(0.001)),
    sampled(0.01, gaussian(1)),
  ]

  it.each(all)('have all mass: %j', (event) => {
    expect(isWhole(event)).toBe(true)
  })

  it('are told from a law that lacks some', () => {
    const lacking = ({ forth, back }: BothWays): BothWays => {
      const most = Math.max(...back.masses)
      return { forth, back: { ...back, masses: back.masses.filter((mass) => mass < most) } }
    }
    const moved = ({ forth, back }: BothWays): BothWays => ({
      forth,
      back: { ...back, masses: back.masses.map((mass) => mass * (1 + 1e-8)) },
    })
    for (const event of all) {
      expect(isWhole(event, lacking)).toBe(false)
      expect(isWhole(event, moved)).toBe(false)
    }
  })
})
