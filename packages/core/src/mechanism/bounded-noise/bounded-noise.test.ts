import { compare, type Rational, rational, toNumber } from '@dither/math'
import { expectEnumeratedLaw, seededBits } from '@dither/testkit'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { priceEvent } from '../../account/price-event.ts'
import { readEvent } from '../../account/read-event.ts'
import type { BitSource } from '../../random/bits.ts'
import { events } from '../../space/events.ts'
import { discreteLaplaceQuantile } from '../discrete-laplace/discrete-laplace-quantile.ts'
import { type BoundedNoiseOptions, boundedNoise } from './bounded-noise.ts'
import { boundedNoiseDelta } from './bounded-noise-price.ts'

/** Pr[k] for -radius <= k <= radius, by weights alone. */
const law = (scale: number, radius: number): ((k: number) => number) => {
  let total = 0
  for (let k = -radius; k <= radius; k++) total += Math.exp(-Math.abs(k) / scale)
  return (k) => (Math.abs(k) <= radius ? Math.exp(-Math.abs(k) / scale) / total : 0)
}
/** The hockey-stick divergence at `epsilon` of the law from itself, moved by `shift`: both ways, the larger. */
const divergence = (scale: number, radius: number, shift: number, epsilon: number): number => {
  const p = law(scale, radius)
  const factor = Math.exp(epsilon) * (1 + 1e-12)
  const oneWay = (d: number): number => {
    let sum = 0
    for (let k = -radius; k <= radius; k++) sum += Math.max(0, p(k) - factor * p(k + d))
    return sum
  }
  return Math.max(oneWay(shift), oneWay(-shift))
}
const settings = fc.record({
  scale: fc.integer({ min: 20, max: 2000 }).map((n) => rational(n, 100n)),
  radius: fc.bigInt(0n, 30n),
  sensitivity: fc.integer({ min: 1, max: 40 }),
})
const budgets = fc.record({
  epsilon: fc.integer({ min: 1, max: 500 }).map((n) => n / 100),
  delta: fc.integer({ min: 1, max: 60 }).map((n) => n / 100),
  sensitivity: fc.integer({ min: 1, max: 8 }),
})

describe('bounded noise', () => {
  const options: BoundedNoiseOptions = { scale: 1, radius: 2n }
  const draw = (by = options, change = (x: bigint) => x) => {
    const noise = boundedNoise(by)
    return (bits: BitSource) => change(noise.invoke(5n, { bits }))
  }

  it('is drawn by exactly its law, by every bit string', () => {
    const scale = rational(1)
    // Pr[|noise| = size] from two deltas: the lowest d answers less the lowest d - 1.
    const bracket = (key: string) => {
      const size = BigInt(key) > 5n ? BigInt(key) - 5n : 5n - BigInt(key)
      const lowest = (change: bigint) => boundedNoiseDelta({ scale, radius: 2n, change })
      const mass = toNumber(lowest(3n - size)) - toNumber(lowest(2n - size))
      return { low: rational(mass * (1 - 1e-12)), high: rational(mass * (1 + 1e-12)) }
    }
    expectEnumeratedLaw(draw(), bracket, {
      wordBits: 1,
      depth: 12,
      support: ['3', '4', '5', '6', '7'],
      mutants: {
        'radius one too small': draw({ ...options, radius: 1n }),
        'radius one too large': draw({ ...options, radius: 3n }),
        'moved to the radius, not drawn again': draw({ ...options, radius: 90n }, (x) =>
          x > 7n ? 7n : x < 3n ? 3n : x,
        ),
        'the sign forgotten': draw(options, (x) => (x < 5n ? 10n - x : x)),
        'scale doubled': draw({ ...options, scale: 2 }),
        'the input forgotten': draw(options, (x) => x - 5n),
      },
    })
  })

  it('costs the hockey-stick divergence of neighbours, exactly: the largest over all shifts and both ways', () => {
    fc.assert(
      fc.property(settings, ({ scale, radius, sensitivity }) => {
        const { exact } = boundedNoise({ scale, radius }).loss({ sensitivity })
        const epsilon = toNumber(exact.epsilon)
        expect(epsilon).toBeCloseTo(sensitivity / toNumber(scale), 12)
        let worst = 0
        for (let shift = 1; shift <= sensitivity; shift++)
          worst = Math.max(worst, divergence(toNumber(scale), Number(radius), shift, epsilon))
        expect(toNumber(exact.delta)).toBeCloseTo(worst, 10)
        if (sensitivity <= Number(radius)) expect(toNumber(exact.delta) / worst).toBeCloseTo(1, 8)
      }),
    )
  })

  it('by a budget has the smallest radius that keeps it, by trying all; the naive ones do not', () => {
    const naive = { up: 0, down: 0, oneLess: 0 }
    fc.assert(
      fc.property(budgets, ({ epsilon, delta, sensitivity }) => {
        const { radius } = boundedNoise({ epsilon, delta, sensitivity })
        const scale = sensitivity / epsilon
        const cost = (A: number): number => divergence(scale, A, sensitivity, epsilon)
        let smallest = 0
        while (cost(smallest) > delta + 1e-12) smallest += 1
        expect(Number(radius)).toBe(smallest)
        // The formula for the reals: scale ln(1 + (e^epsilon - 1) / (2 delta)).
        const real = scale * Math.log1p(Math.expm1(epsilon) / (2 * delta))
        if (cost(Math.floor(real)) > delta) naive.down += 1
        if (Math.ceil(real) > smallest) naive.up += 1
        if (smallest > 0 && cost(smallest - 1) > delta) naive.oneLess += 1
      }),
      { seed: 3 },
    )
    // Rounded down the formula breaks the budget; rounded up it may waste; one less never does.
    expect(naive.down).toBeGreaterThan(20)
    expect(naive.up).toBeGreaterThan(0)
    expect(naive.oneLess).toBeGreaterThan(90)
  })

  it('has the published radius, nearly, where the step is small beside it', () => {
    const { radius, scale } = boundedNoise({ epsilon: 0.5, delta: 1e-6, sensitivity: 10n ** 6n })
    const real = toNumber(scale) * Math.log1p(Math.expm1(0.5) / 2e-6)
    expect(Number(radius) / real).toBeCloseTo(1, 5)
  })

  it('keeps tiny deltas, and none is lost to rounding', () => {
    for (const delta of ['1e-12', '1e-60', '1e-300']) {
      const made = boundedNoise({ epsilon: 0.1, delta, sensitivity: 3 })
      const cost = (radius: bigint): Rational =>
        boundedNoiseDelta({ scale: made.scale, radius, change: 3n })
      expect(compare(made.loss().exact.delta, rational(delta))).toBeLessThan(1)
      expect(compare(cost(made.radius - 1n), rational(delta))).toBe(1)
      expect(made.loss().epsilon).toBe(0.1)
    }
  })

  it('has the smallest accuracy that its law allows, within the radius', () => {
    fc.assert(
      fc.property(settings, fc.integer({ min: 0, max: 99 }), ({ scale, radius }, percent) => {
        const a = boundedNoise({ scale, radius }).accuracy({ confidence: percent / 100 })
        const p = law(toNumber(scale), Number(radius))
        const within = (reach: number): number => {
          let sum = 0
          for (let k = -reach; k <= reach; k++) sum += p(k)
          return sum
        }
        expect(within(a)).toBeGreaterThan(percent / 100 - 1e-9)
        if (a > 0) expect(within(a - 1)).toBeLessThan(percent / 100 + 1e-9)
        expect(a).toBeLessThanOrEqual(Number(radius))
        expect(a).toBeLessThanOrEqual(Number(discreteLaplaceQuantile(scale, percent / 100)))
      }),
    )
  })

  it('varies by no more than is said', () => {
    fc.assert(
      fc.property(settings, ({ scale, radius }) => {
        const p = law(toNumber(scale), Number(radius))
        let squares = 0
        for (let k = -Number(radius); k <= Number(radius); k++) squares += k * k * p(k)
        expect(squares).toBeLessThanOrEqual(boundedNoise({ scale, radius }).variance + 1e-9)
      }),
    )
  })

  it('names its event, which costs what the noise does, and has no price without a delta', () => {
    const noise = boundedNoise({ epsilon: 1, delta: 0.01, sensitivity: 2 })
    const event = noise.event({ neighbours: 'add-remove' })
    expect(readEvent(JSON.parse(JSON.stringify(event)))).toEqual(event)
    expect(priceEvent(event, { measure: 'approximate' })).toEqual(noise.loss())
    const more = noise.event({ sensitivity: 7 })
    expect(priceEvent(more, { measure: 'approximate' })).toEqual(noise.loss({ sensitivity: 7 }))
    for (const measure of ['pure', 'zcdp'] as const)
      expect(() => priceEvent(event, { measure })).toThrow(/boundedNoise has no/)
    expect(() => events.boundedNoise({ scale: 1, radius: '1/2', sensitivity: 1 })).toThrow(
      /whole number/,
    )
  })

  it('is made at any size, and stays within its radius', () => {
    const bits = seededBits('sizes')
    for (const [scale, radius] of [
      ['1e-9', 5n],
      [2n ** 80n, 10n],
      [2n ** 80n, 2n ** 90n],
      [3, 0n],
    ] as const) {
      const noise = boundedNoise({ scale, radius })
      for (let i = 0; i < 20; i++) {
        const error = noise.invoke(0n, { bits })
        expect(error <= radius && -error <= radius).toBe(true)
      }
      expect(noise.loss({ sensitivity: 1 }).delta).toBeLessThanOrEqual(1)
      expect(noise.accuracy({ confidence: 0.9 })).toBeLessThanOrEqual(Number(radius))
    }
  })

  it('refuses parameters that make no sense', () => {
    expect(() => boundedNoise({ scale: 1, radius: -1n })).toThrow(/must be at least 0/)
    expect(() => boundedNoise({ epsilon: 1, delta: 0, sensitivity: 1 })).toThrow(/more than 0/)
    expect(() => boundedNoise({ epsilon: 1, delta: 0.1, sensitivity: 0.5 })).toThrow(/at least 1/)
    expect(() => boundedNoise({ scale: 1, radius: 3n }).loss()).toThrow(/sensitivity is missing/)
  })
})
