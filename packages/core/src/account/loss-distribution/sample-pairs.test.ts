import { exp, expm1, ln, log1p, normalTail } from '@dither/math'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { events } from '../../space/events.ts'
import { pld } from './loss-distribution.ts'
import { replacedSample } from './replaced-sample.ts'

type Outputs = readonly (readonly [number, number])[]

const hockeyStick = (outputs: Outputs, epsilon: number): number =>
  outputs.reduce((sum, [p, q]) => sum + Math.max(0, p - exp(epsilon) * q), 0)

const product = (some: Outputs, others: Outputs): Outputs =>
  some.flatMap(([p, q]) => others.map(([r, s]) => [p * r, q * s] as const))

/** The pair of a symmetric one on samples of fixed size, output by output. */
const onSample = (pairs: Outputs, rate: number): Outputs => {
  const moved = pairs
    .filter(([p, q]) => p !== q)
    .map(([p, q]) =>
      p > q ? ([(1 - rate) * q + rate * p, q] as const) : ([p, (1 - rate) * p + rate * q] as const),
    )
  const rest = 1 - moved.reduce((sum, [p]) => sum + p, 0)
  return [...moved, [rest, rest]]
}

const response = (epsilon: number, delta: number): Outputs => {
  const high = (1 - delta) / (1 + exp(-epsilon))
  const low = high * exp(-epsilon)
  return [
    [high, low],
    [low, high],
    [delta, 0],
    [0, delta],
  ]
}

describe('a sample of fixed size', () => {
  it('is priced by its worst pair, exactly', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.1, max: 3, noNaN: true }),
        fc.constantFrom(0, 0, 0.01),
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 3 }),
        fc.double({ min: 0, max: 2, noNaN: true }),
        (own, delta, sample, count, epsilon) => {
          const event = events.sampledWithoutReplacement({
            sample,
            population: 10,
            event: events.approximate({ epsilon: own, delta, neighbours: 'change-one' }),
          })
          const one = onSample(response(own, delta), sample / 10)
          const all = Array.from({ length: count }).reduce<Outputs>(
            (to) => product(to, one),
            [[1, 1]],
          )
          const exact = hockeyStick(all, epsilon)
          const { lower, upper } = pld().compose(event, count).delta({ epsilon })
          expect(lower).toBeLessThanOrEqual(exact + 1e-14)
          expect(upper).toBeGreaterThanOrEqual(exact - 1e-14)
          expect(upper - lower).toBeLessThan(2e-3)
        },
      ),
      { numRuns: 40 },
    )
  })

  it('is never priced below what a mechanism does: one bit of three, answered at random', () => {
    const [own, population] = [2, 3]
    const truth = 1 / (1 + exp(-own))
    const chanceOfOne = (bits: readonly number[]): number =>
      bits.reduce((sum, bit) => sum + (bit === 1 ? truth : 1 - truth), 0) / population
    const event = events.sampledWithoutReplacement({
      sample: 1,
      population,
      event: events.approximate({ epsilon: own, neighbours: 'change-one' }),
    })
    for (let data = 0; data < 8; data++) {
      const bits = [data & 1, (data >> 1) & 1, data >> 2]
      const [p, q] = [chanceOfOne(bits), chanceOfOne([1 - (bits[0] ?? 0), ...bits.slice(1)])]
      const once: Outputs = [
        [p, q],
        [1 - p, 1 - q],
      ]
      for (const epsilon of [0, 0.2, 0.5, 1, 1.5])
        for (const [count, all] of [
          [1, once],
          [2, product(once, once)],
        ] as const)
          expect(pld().compose(event, count).delta({ epsilon }).upper).toBeGreaterThanOrEqual(
            hockeyStick(all, epsilon) - 1e-15,
          )
    }
  })

  it('of noise needs at most what all would, and its ends meet', () => {
    const gaussian = events.gaussian({ noiseMultiplier: 1, neighbours: 'change-one' })
    const { lower, upper } = pld()
      .compose(
        events.sampledWithoutReplacement({ sample: 1, population: 100, event: gaussian }),
        1000,
      )
      .epsilon({ delta: 1e-5 })
    expect(upper - lower).toBeLessThan(1e-3)
    // The pair of a Poisson sample of the same rate, both ways at once: never less than either.
    const poisson = events.poissonSampled({
      rate: 0.01,
      event: events.gaussian({ noiseMultiplier: 1 }),
    })
    expect(upper).toBeGreaterThan(pld().compose(poisson, 1000).epsilon({ delta: 1e-5 }).lower)
    const whole = events.sampledWithoutReplacement({ sample: 5, population: 5, event: gaussian })
    const nothing = events.approximate({ epsilon: 0, neighbours: 'change-one' })
    expect(pld().compose(whole).compose(nothing).delta({ epsilon: 1 }).upper).toBeCloseTo(
      0.12693673750664394,
      4,
    )
  })

  it('needs a part that is alike in both directions', () => {
    const histogram = events.nonPrivate({ neighbours: 'change-one' })
    const event = events.sampledWithoutReplacement({ sample: 1, population: 2, event: histogram })
    expect(() => pld().compose(event)).toThrow('no privacy')
  })
})

/** delta of (1 - q) N(0, 1) + q N(a, 1) and the same of b, in the plane, by a sum over squares. */
const planeDelta = (
  rate: number,
  a: readonly [number, number],
  b: readonly [number, number],
  epsilon: number,
): number => {
  const side = 0.1
  let sum = 0
  for (let x = -7; x < 7; x += side)
    for (let y = -7; y < 7; y += side) {
      const at = ([s, t]: readonly [number, number]): number =>
        exp(-((x - s) ** 2 + (y - t) ** 2) / 2)
      const rest = (1 - rate) * at([0, 0])
      sum += Math.max(0, rest + rate * at(a) - exp(epsilon) * (rest + rate * at(b)))
    }
  return (sum * side * side) / (2 * Math.PI)
}

/** The exact delta of one step: the odds rise with the output. */
const exactReplaced = (rate: number, deviation: number, epsilon: number): number => {
  const slope = 1 / deviation
  const odds = (x: number): number =>
    (1 - rate + rate * exp(slope * x - (slope * slope) / 2)) /
    (1 - rate + rate * exp(-slope * x - (slope * slope) / 2))
  let [low, high] = [0, 30]
  for (let i = 0; i < 100; i++) {
    const x = (low + high) / 2
    if (ln(odds(x)) < epsilon) low = x
    else high = x
  }
  const part = (to: number): number => (1 - rate) * normalTail(low) + rate * normalTail(low - to)
  return part(slope) - exp(epsilon) * part(-slope)
}

describe('a unit that is replaced in a Poisson sample of noise', () => {
  it('is enclosed by both ends', () => {
    for (const [rate, noiseMultiplier, epsilon] of [
      [0.1, 1, 0.2],
      [0.01, 0.5, 0.05],
      [0.5, 2, 0.3],
      [0.9, 1, 1.5],
      [0.001, 0.5, 0.01],
      [1, 1, 2],
    ] as const) {
      const exact = exactReplaced(rate, noiseMultiplier, epsilon)
      const { lower, estimate, upper } = replacedSample({ rate, noiseMultiplier }).delta({
        epsilon,
      })
      expect(lower).toBeLessThanOrEqual(exact * (1 + 1e-10))
      expect(upper).toBeGreaterThanOrEqual(exact * (1 - 1e-10))
      expect(upper - lower).toBeLessThan(3e-3 * exact)
      expect(estimate).toBeGreaterThanOrEqual(lower)
    }
  })

  it('is worst where the new one pulls the other way', () => {
    for (const rate of [0.2, 0.7])
      for (const epsilon of [0.1, 0.6]) {
        const most = replacedSample({ rate, noiseMultiplier: 1 / 1.5 }).delta({ epsilon }).upper
        for (const angle of [0, 1, 2, 3])
          for (const size of [0.4, 1.5]) {
            const other = [size * Math.cos(angle), size * Math.sin(angle)] as const
            expect(planeDelta(rate, [1.5, 0], other, epsilon)).toBeLessThanOrEqual(most * 1.002)
            expect(planeDelta(rate, other, [1.5, 0], epsilon)).toBeLessThanOrEqual(most * 1.002)
          }
        // It is reached; a pair that only comes and goes is less: a broken twin.
        expect(planeDelta(rate, [1.5, 0], [-1.5, 0], epsilon)).toBeGreaterThan(0.995 * most)
        expect(planeDelta(rate, [1.5, 0], [0, 0], epsilon)).toBeLessThan(0.9 * most)
      }
  })

  it('says what it does not take', () => {
    expect(() => replacedSample({ rate: 1.5, noiseMultiplier: 1 })).toThrow('rate')
    expect(() => replacedSample({ rate: 0.5, noiseMultiplier: 1, count: 0.5 })).toThrow('count')
    expect(
      replacedSample({ rate: 0.5, noiseMultiplier: 1, count: 0 }).delta({ epsilon: 0 }),
    ).toEqual({ lower: 0, estimate: 0, upper: 0 })
  })
})

describe('losses of samples', () => {
  it('add log odds where no double holds the odds', () => {
    const event = events.poissonSampled({
      rate: 1e-8,
      event: events.gaussian({ noiseMultiplier: 0.03 }),
    })
    const { lower, upper } = pld({ step: 0.05 }).compose(event, 1000).delta({ epsilon: 1 })
    // A unit that is in any sample is seen at once.
    const seen = -expm1(1000 * log1p(-1e-8))
    expect(upper).toBeGreaterThanOrEqual(seen * (1 - 1e-9))
    expect(upper).toBeLessThan(seen * 1.001)
    expect(lower).toBeLessThanOrEqual(upper)
    expect(lower).toBeGreaterThan(seen * 0.999)
  })
})
