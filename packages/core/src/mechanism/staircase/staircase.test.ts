import { add, compare, exp, type Interval, multiply, rational, toNumber } from '@dither/math'
import { expectEnumeratedLaw, seededBits } from '@dither/testkit'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { priceEvent } from '../../account/price-event.ts'
import { readEvent } from '../../account/read-event.ts'
import type { BitSource } from '../../random/bits.ts'
import { events } from '../../space/events.ts'
import { pureLoss } from '../../space/loss.ts'
import { discreteLaplaceProbability } from '../discrete-laplace/discrete-laplace-law.ts'
import { discreteLaplaceVariance } from '../discrete-laplace/discrete-laplace-variance.ts'
import { bestStep, staircaseVariance } from './best-step.ts'
import { type StaircaseOptions, staircase } from './staircase.ts'
import { type Stairs, staircaseProbability, staircaseTail } from './staircase-law.ts'

const stairs: fc.Arbitrary<Stairs> = fc
  .tuple(fc.integer({ min: 10, max: 400 }), fc.bigInt(1n, 7n), fc.bigInt(1n, 7n))
  .map(([n, width, step]) => ({
    epsilon: rational(n, 100n),
    width,
    step: step < width ? step : width,
  }))
const middle = ({ low, high }: Interval): number => toNumber(add(low, high)) / 2
/** Pr[k] for k >= 0, by weights that fall at every edge, in no way like the closed form. */
const law = ({ epsilon, width, step }: Stairs, reach = 4000): number[] => {
  const b = exp(-toNumber(epsilon))
  const weights = [1]
  for (let k = 1; k < reach; k++) {
    const edge = k >= Number(step) && (k - Number(step)) % Number(width) === 0
    weights.push((weights[k - 1] ?? 0) * (edge ? b : 1))
  }
  const total = weights.reduce((sum, weight) => sum + 2 * weight, -1)
  return weights.map((weight) => weight / total)
}

describe('staircase noise', () => {
  const options: StaircaseOptions = { epsilon: 1, sensitivity: 2, step: 1n }
  const shape = { epsilon: rational(1), width: 2n, step: 1n }
  const draw = (by: StaircaseOptions = options, change = (x: bigint) => x) => {
    const noise = staircase(by)
    return (bits: BitSource) => change(noise.invoke(0n, { bits }))
  }

  it('has exactly its law, by every bit string', () => {
    expectEnumeratedLaw(draw(), (key) => staircaseProbability({ ...shape, value: BigInt(key) }), {
      wordBits: 1,
      depth: 14,
      support: ['-3', '-2', '-1', '0', '1', '2', '3'],
      mutants: {
        'one counted as zero': draw(options, (x) => (x === 1n ? 0n : x)),
        'the step one higher': draw({ ...options, step: 2n }),
        'the sign forgotten': draw(options, (x) => (x < 0n ? -x : x)),
        'epsilon doubled': draw({ ...options, epsilon: 2 }),
      },
    })
  }, 20_000)

  it('is symmetric, and has the tails and the variance that are stated', () => {
    fc.assert(
      fc.property(stairs, fc.integer({ min: 1, max: 30 }), (shape, from) => {
        const masses = law(shape)
        const beyond = masses.slice(from).reduce((sum, p) => sum + p, 0)
        expect(2 * beyond).toBeCloseTo(toNumber(staircaseTail(shape, BigInt(from))), 10)
        const squares = masses.reduce((sum, p, k) => sum + 2 * k * k * p, 0)
        expect(squares / toNumber(staircaseVariance(shape))).toBeCloseTo(1, 8)
        const value = BigInt(from)
        const stated = staircaseProbability({ ...shape, value })
        expect((masses[from] ?? 0) / middle(stated)).toBeCloseTo(1, 9)
        expect(staircaseProbability({ ...shape, value: -value })).toEqual(stated)
      }),
      { numRuns: 40 },
    )
  })

  it('keeps neighbours within epsilon for each width, and some output attains it', () => {
    fc.assert(
      fc.property(stairs, fc.integer({ min: 1, max: 20 }), (shape, change) => {
        const masses = law(shape)
        const at = (k: number): number => masses[Math.abs(k)] ?? 0
        let worst = 0
        for (let k = -60; k <= 60; k++) worst = Math.max(worst, at(k) / at(k + change))
        const { exact } = staircase({
          epsilon: shape.epsilon,
          sensitivity: shape.width,
          step: shape.step,
        }).loss({ sensitivity: change })
        expect(Math.log(worst) / toNumber(exact.epsilon)).toBeCloseTo(1, 9)
        const stairsMoved = Math.ceil(change / Number(shape.width))
        expect(exact.epsilon).toEqual(multiply(shape.epsilon, rational(stairsMoved)))
      }),
    )
  })

  it('is discrete Laplace noise at sensitivity 1', () => {
    for (let value = 0n; value < 9n; value += 1n) {
      const laplace = discreteLaplaceProbability({ scale: rational(2), input: 0n, output: value })
      const stair = staircaseProbability({ epsilon: rational('1/2'), width: 1n, step: 1n, value })
      expect(middle(stair)).toBeCloseTo(middle(laplace), 15)
    }
  })

  it('takes the step with the least error, by trying all', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 900 }), fc.bigInt(1n, 40n), (n, width) => {
        const epsilon = rational(n, 100n)
        const best = bestStep(epsilon, width, 'variance')
        const least = staircaseVariance({ epsilon, width, step: best })
        for (let step = 1n; step <= width; step += 1n)
          expect(compare(staircaseVariance({ epsilon, width, step }), least)).not.toBe(-1)
      }),
      { numRuns: 60 },
    )
  })

  it('has the published gamma for the least absolute error of wide stairs', () => {
    // Geng and Viswanath: gamma = 1 / (1 + e^(epsilon / 2)) on the reals.
    for (const epsilon of [0.1, 1, 3, 8]) {
      const step = bestStep(rational(epsilon), 10n ** 12n, 'absolute')
      expect(toNumber(rational(step, 10n ** 12n))).toBeCloseTo(1 / (1 + exp(epsilon / 2)), 9)
    }
  })

  it('has less variance than Laplace noise: hardly less at small epsilon, far less at large', () => {
    const ratio = (epsilon: number) =>
      staircase({ epsilon, sensitivity: 1000 }).variance /
      discreteLaplaceVariance(rational(1000 / epsilon))
    expect(ratio(0.1)).toBeGreaterThan(0.99)
    expect(ratio(0.1)).toBeLessThan(1)
    expect(ratio(10)).toBeLessThan(0.2)
  })

  it('has the smallest accuracy that its law allows', () => {
    fc.assert(
      fc.property(stairs, fc.integer({ min: 0, max: 999 }), (shape, n) => {
        const noise = staircase({
          epsilon: shape.epsilon,
          sensitivity: shape.width,
          step: shape.step,
        })
        const a = noise.accuracy({ confidence: n / 1000 })
        const masses = law(shape)
        const within = (k: number) =>
          masses.slice(0, k + 1).reduce((sum, p) => sum + 2 * p, -(masses[0] ?? 0))
        expect(within(a)).toBeGreaterThan(n / 1000 - 1e-9)
        if (a > 0) expect(within(a - 1)).toBeLessThan(n / 1000 + 1e-9)
      }),
      { numRuns: 60 },
    )
  })

  it('names its event, which costs what the noise does', () => {
    const noise = staircase(options)
    const event = noise.event({ sensitivity: 4, neighbours: 'change-one' })
    expect(readEvent(JSON.parse(JSON.stringify(event)))).toEqual(event)
    expect(priceEvent(event, { measure: 'pure' })).toEqual(pureLoss(2))
    expect(priceEvent(noise.event(), { measure: 'pure' })).toEqual(noise.loss())
    expect(noise.loss({ sensitivity: 0 })).toEqual(pureLoss(0))
    expect(() => events.staircase({ epsilon: 1, width: 2, step: 3, sensitivity: 1 })).toThrow(
      /at most 2/,
    )
  })

  it('refuses parameters that make no sense', () => {
    expect(() => staircase({ epsilon: 1, sensitivity: 3, step: 4n })).toThrow(/must be from 1 to 3/)
    expect(() => staircase({ epsilon: 1, sensitivity: 3, step: 0n })).toThrow(/must be from 1 to 3/)
    expect(() => staircase({ epsilon: 0, sensitivity: 3 })).toThrow(/must be more than 0/)
    expect(() => staircase({ epsilon: 1, sensitivity: '1/2' })).toThrow(/must be at least 1/)
  })

  it('is made at any size', () => {
    const bits = seededBits('sizes')
    for (const [epsilon, sensitivity] of [
      ['1e-9', 2n ** 70n],
      [50, 2n ** 70n],
      [3000, 5n],
    ] as const) {
      const noise = staircase({ epsilon, sensitivity })
      expect(Number.isFinite(Number(noise.invoke(0n, { bits })))).toBe(true)
      expect(noise.accuracy({ confidence: 0.9 })).toBeGreaterThanOrEqual(0)
      expect(noise.step >= 1n && noise.step <= noise.width).toBe(true)
    }
  })
})
