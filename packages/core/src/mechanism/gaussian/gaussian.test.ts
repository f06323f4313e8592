import { exactDouble, multiply, rational, toNumber } from '@dither/math'
import { seededBits } from '@dither/testkit'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { priceEvent } from '../../account/price-event.ts'
import { approximateLoss, zcdpLoss } from '../../space/loss.ts'
import { twoTo } from '../../space/significant.ts'
import accuracies from '../../vectors/accuracy.json' with { type: 'json' }
import vectors from '../../vectors/gaussian.json' with { type: 'json' }
import { floatGrid, squaredStepsApart, toSteps } from '../float-grid.ts'
import { gaussian } from './gaussian.ts'

describe('Gaussian noise on doubles', () => {
  it('returns exact multiples of the step, whatever the value', () => {
    const noise = gaussian({ standardDeviation: '0.37' })
    fc.assert(
      fc.property(fc.double(), fc.integer(), (x, seed) => {
        const result = noise.invoke(x, { bits: seededBits(seed) })
        const steps = multiply(exactDouble(result), twoTo(-noise.grid.exponent))
        expect(steps.denominator).toBe(1n)
      }),
    )
  })

  it('costs rho = sensitivity^2 / (2 variance), with the grid in the sensitivity', () => {
    expect(gaussian({ standardDeviation: 5 }).loss({ sensitivity: 1 })).toEqual(zcdpLoss(0.02))
    expect(gaussian({ rho: 0.1, sensitivity: 3 }).loss()).toEqual(zcdpLoss(0.1))
    const many = gaussian({ rho: 0.1, sensitivitySquared: 2, dimension: 9 })
    expect(many.loss()).toEqual(zcdpLoss(0.1))
    expect(toNumber(many.standardDeviation)).toBeGreaterThan(Math.sqrt(10))
    expect(toNumber(many.standardDeviation)).toBeLessThan(Math.sqrt(10) * (1 + 1e-9))
  })

  it('never lets rounding move vectors further apart than it says', () => {
    const grid = floatGrid(rational(1), { lower: 0, upper: 2 ** 30 })
    const value = fc.double({ min: 0, max: 8, noNaN: true })
    fc.assert(
      fc.property(fc.array(fc.tuple(value, value), { minLength: 1, maxLength: 6 }), (pairs) => {
        const square = pairs.reduce((sum, [x, y]) => sum + (x - y) ** 2, 0)
        const moved = pairs
          .map(([x, y]) => toSteps(x, grid) - toSteps(y, grid))
          .reduce((sum, steps) => sum + steps * steps, 0n)
        const bound = squaredStepsApart(exactDouble(square), pairs.length, grid)
        expect(Number(moved)).toBeLessThanOrEqual(toNumber(bound) * (1 + 1e-12))
      }),
      { numRuns: 2000 },
    )
  })

  const sigmas = vectors.filter(
    (v) => v.kind === 'gaussian_sigma' && 'l2' in v.inputs && v.source.startsWith('derived'),
  )
  it.each(sigmas)(
    'calibrated for $inputs has the published deviation, or a hair more',
    (vector) => {
      const { epsilon = 1, delta = 1 } = vector.inputs
      const noise = gaussian({ epsilon, delta, sensitivity: 1 })
      const excess = toNumber(noise.standardDeviation) / Number(vector.expected) - 1
      expect(excess).toBeGreaterThan(-1e-12)
      expect(excess).toBeLessThan(1e-7)
    },
  )

  it('carries a claim that is proved again from the event', () => {
    const noise = gaussian({ epsilon: 0.5, delta: 1e-9, sensitivity: '0.3', dimension: 4 })
    expect(priceEvent(noise.event(), { measure: 'approximate' })).toEqual(
      approximateLoss(0.5, 1e-9),
    )
    expect(noise.event({ sensitivity: 1 }).claim).toBeUndefined()
    expect(noise.approximateLoss({ delta: 1e-9 }).epsilon).toBeLessThanOrEqual(0.5)
    expect(() => noise.invokeVector([1, 2, 3, 4, 5])).toThrow(/must be at least 5/)
    const plain = gaussian({ rho: '1/2', sensitivity: 1 })
    expect(() => plain.invokeVector([1, 2])).toThrow(/dimension is 1, must be at least 2/)
    expect(noise.invokeVector([1, 2, 3, 4])).toHaveLength(4)
  })

  it.each(accuracies.filter((v) => v.kind === 'gaussian_scale_to_accuracy'))(
    'has the published accuracy for $inputs',
    ({ inputs, expected }) => {
      const noise = gaussian({ standardDeviation: inputs.scale ?? 1 })
      expect(noise.accuracy({ confidence: 1 - inputs.alpha })).toBeCloseTo(expected, 11)
    },
  )

  it('made for an accuracy has that accuracy', () => {
    const noise = gaussian({ accuracy: 1.959963984540054, confidence: 0.95 })
    expect(noise.accuracy({ confidence: 0.95 })).toBeLessThanOrEqual(1.959963984540054)
    expect(toNumber(noise.standardDeviation)).toBeCloseTo(1, 9)
    expect(noise.variance).toBeCloseTo(1, 9)
  })

  it('refuses parameters that make no sense', () => {
    const bad = [
      { standardDeviation: 0 },
      { rho: 0, sensitivity: 1 },
      { rho: 1, sensitivity: 0 },
      { epsilon: 1, delta: 0, sensitivity: 1 },
      { epsilon: 1, delta: 1e-6, sensitivity: 1, dimension: -1 },
      { accuracy: 1, confidence: 0 },
    ]
    for (const options of bad) expect(() => gaussian(options)).toThrow(/must be/)
    expect(() => gaussian({ standardDeviation: 1 }).loss()).toThrow(/sensitivity is missing/)
  })
})
