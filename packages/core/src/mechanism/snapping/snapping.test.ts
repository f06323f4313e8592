import { compare, rational, toNumber } from '@dither/math'
import { seededBits } from '@dither/testkit'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { laplace } from '../laplace/laplace.ts'
import { type SnappingOptions, snapping } from './snapping.ts'

const bounds = { lower: -50, upper: 50 }
const scales = fc.integer({ min: 1, max: 5000 }).map((n) => n / 100)

describe('snapped Laplace noise', () => {
  it('is the noise of laplace, rounded to a power of two about its scale, and clamped', () => {
    fc.assert(
      fc.property(scales, fc.integer({ min: -60, max: 60 }), fc.integer(), (scale, value, seed) => {
        const made = snapping({ scale, bounds })
        const step = toNumber(made.step)
        expect(step / scale).toBeGreaterThanOrEqual(1)
        expect(step / scale).toBeLessThan(2)
        const noisy = laplace({ scale, bounds }).invoke(value, { bits: seededBits(seed) })
        const answer = made.invoke(value, { bits: seededBits(seed) })
        expect(Object.is(answer, -0)).toBe(false)
        if (Math.abs(answer) === 50) expect(Math.abs(noisy)).toBeGreaterThanOrEqual(50 - step / 2)
        else {
          expect(Number.isInteger(answer / step)).toBe(true)
          expect(Math.abs(answer - noisy)).toBeLessThanOrEqual(step / 2)
        }
      }),
    )
    expect(toNumber(snapping({ scale: 4, bounds }).step)).toBe(4)
    expect(toNumber(snapping({ scale: '17/4', bounds }).step)).toBe(8)
  })

  it('costs what laplace costs, and is off by half a step more', () => {
    const options: SnappingOptions = { epsilon: 0.5, sensitivity: 2, bounds }
    const [snapped, plain] = [snapping(options), laplace(options)]
    expect(snapped.loss()).toEqual(plain.loss())
    expect(snapped.loss().epsilon).toBe(0.5)
    expect(snapped.event()).toEqual(plain.event())
    const off = snapped.accuracy({ confidence: 0.9 }) - plain.accuracy({ confidence: 0.9 })
    expect(off).toBeCloseTo(toNumber(snapped.step) / 2, 9)
  })

  it('keeps to bounds that are no multiples of a step, and to fractions, inward', () => {
    const made = snapping({ scale: 1, bounds: { lower: '-1/3', upper: '1/3' } })
    const answers = new Set(
      Array.from({ length: 60 }, (_, seed) => made.invoke(0.2, { bits: seededBits(seed) })),
    )
    expect(answers.size).toBe(3)
    for (const answer of answers)
      expect(compare(rational(Math.abs(answer)), rational('1/3'))).toBeLessThanOrEqual(0)
  })

  it('raises no error for any value, and draws anew for each coordinate', () => {
    const made = snapping({ scale: 1, sensitivity: 1, dimension: 3, bounds })
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e300])
      expect(Math.abs(made.invoke(value, { bits: seededBits(1) }))).toBeLessThanOrEqual(50)
    const bits = seededBits('vector')
    const single = [0, 0, 0].map((x) => made.invoke(x, { bits }))
    expect(made.invokeVector([0, 0, 0], { bits: seededBits('vector') })).toEqual(single)
  })

  it('refuses bounds the wrong way round', () => {
    expect(() => snapping({ scale: 1, bounds: { lower: 1, upper: 0 } })).toThrow(/at most upper/)
  })
})
