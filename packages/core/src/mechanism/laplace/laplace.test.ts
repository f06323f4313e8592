import { add, compare, exactDouble, multiply, rational, subtract, toNumber } from '@dither/math'
import { seededBits } from '@dither/testkit'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pureLoss } from '../../space/loss.ts'
import { twoTo } from '../../space/significant.ts'
import vectors from '../../vectors/accuracy.json' with { type: 'json' }
import { type FloatGrid, floatGrid, fromSteps, stepsApart, toSteps } from '../float-grid.ts'
import { laplace } from './laplace.ts'

const doubles = fc.double({ noNaN: true })
const moderate = fc.double({ min: -1e6, max: 1e6, noNaN: true })
const size = (n: bigint): bigint => (n < 0n ? -n : n)

describe('the float grid', () => {
  it('depends on scale and declared bounds only', () => {
    expect(floatGrid(rational(1), undefined).exponent).toBe(-40)
    expect(floatGrid(rational('1.5'), undefined).exponent).toBe(-39)
    expect(floatGrid(rational('1e-5'), { lower: -1, upper: 1e12 }).exponent).toBe(-12)
    expect(floatGrid(rational(1), { lower: 0, upper: 0 })).toMatchObject({ lower: 0n, upper: 0n })
  })

  it('moves values apart by less than one step for each coordinate, as a twin does not', () => {
    const grid = floatGrid(rational('3e6'), undefined)
    const apart = fc.integer({ min: -4000, max: 4000 }).map((n) => (n / 1000) * toNumber(grid.step))
    const pair = fc.tuple(apart, apart).map(([x, gap]) => [x, x + gap] as const)
    const holds = (round: (x: number, g: FloatGrid) => bigint) => {
      const property = fc.property(fc.array(pair, { minLength: 1, maxLength: 5 }), (pairs) => {
        let distance = rational(0)
        let steps = 0n
        for (const [x, y] of pairs) {
          const gap = subtract(exactDouble(Math.max(x, y)), exactDouble(Math.min(x, y)))
          distance = add(distance, gap)
          steps += size(round(x, grid) - round(y, grid))
        }
        return steps <= stepsApart(distance, pairs.length, grid)
      })
      return !fc.check(property, { numRuns: 3000 }).failed
    }
    expect(holds(toSteps)).toBe(true)
    // The twin rounds to odd steps only, and moves values apart by up to two.
    expect(holds((x, g) => 2n * (toSteps(x, g) / 2n) + 1n)).toBe(false)
  })

  it('is attained: two values half a step apart may land a whole step apart', () => {
    const grid = floatGrid(rational(1), undefined)
    const step = toNumber(grid.step)
    expect(toSteps(0.5 * step, grid) - toSteps(0.499 * step, grid)).toBe(1n)
    expect(stepsApart(multiply(rational('0.001'), grid.step), 1, grid)).toBe(1n)
    expect(stepsApart(multiply(rational('0.001'), grid.step), 3, grid)).toBe(3n)
  })

  it('takes every double: NaN as 0, infinities as the largest, clamped to declared bounds', () => {
    const grid = floatGrid(rational(1), { lower: -3, upper: 5 })
    expect(toSteps(Number.NaN, grid)).toBe(0n)
    expect(fromSteps(toSteps(Number.POSITIVE_INFINITY, grid), grid)).toBe(5)
    expect(fromSteps(toSteps(-1e300, grid), grid)).toBe(-3)
    const free = floatGrid(rational(1), undefined)
    expect(fromSteps(toSteps(Number.MAX_VALUE, free), free)).toBe(Number.MAX_VALUE)
    expect(fromSteps(-(2n ** 2000n), free)).toBe(-Number.MAX_VALUE)
  })

  it('refuses scales that leave the range of doubles, and bounds in disorder', () => {
    expect(() => floatGrid(twoTo(1000), undefined)).toThrow(/between 2\^-900/)
    expect(() => floatGrid(rational(1), { lower: 1, upper: 0 })).toThrow(/at most upper/)
    expect(() => floatGrid(rational(1), { lower: 0, upper: 1e305 })).toThrow(/at most 2\^1000/)
  })
})

describe('Laplace noise on doubles', () => {
  it('returns exact multiples of the step', () => {
    fc.assert(
      fc.property(
        doubles,
        fc.double({ min: 1e-9, max: 1e9, noNaN: true }),
        fc.integer(),
        (x, scale, seed) => {
          const noise = laplace({ scale })
          const result = noise.invoke(x, { bits: seededBits(seed) })
          const steps = multiply(exactDouble(result), twoTo(-noise.grid.exponent))
          expect(steps.denominator).toBe(1n)
        },
      ),
    )
  })

  it('adds the same whole number of steps to any value, on the fast path and beside it', () => {
    const noise = laplace({ scale: 3 })
    fc.assert(
      fc.property(moderate, fc.integer(), (x, seed) => {
        const zero = toSteps(noise.invoke(0, { bits: seededBits(seed) }), noise.grid)
        const expected = fromSteps(toSteps(x, noise.grid) + zero, noise.grid)
        expect(noise.invoke(x, { bits: seededBits(seed) })).toBe(expected)
      }),
    )
    const zero = toSteps(noise.invoke(0, { bits: seededBits(7) }), noise.grid)
    const far = fromSteps(toSteps(1e300, noise.grid) + zero, noise.grid)
    expect(noise.invoke(1e300, { bits: seededBits(7) })).toBe(far)
  })

  it('never raises an error about a value', () => {
    const noise = laplace({ scale: 1, bounds: { lower: 0, upper: 1 } })
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, -Number.MAX_VALUE, 5e-324, -0])
      expect(Number.isFinite(noise.invoke(value))).toBe(true)
  })

  it('costs what the grid makes of the sensitivity, and the whole budget at most', () => {
    expect(laplace({ scale: 2 }).loss({ sensitivity: 1 })).toEqual(pureLoss(0.5))
    expect(laplace({ epsilon: 0.3, sensitivity: 1 }).loss()).toEqual(pureLoss(0.3))
    const many = laplace({ epsilon: 0.3, sensitivity: 1, dimension: 100 })
    expect(many.loss()).toEqual(pureLoss(0.3))
    expect(toNumber(many.scale)).toBeGreaterThan(1 / 0.3)
    expect(toNumber(many.scale)).toBeLessThan((1 / 0.3) * (1 + 1e-9))
    const wide = laplace({ scale: 1, bounds: { lower: 0, upper: 1e15 } })
    expect(wide.grid.exponent).toBe(-2)
    expect(compare(wide.loss({ sensitivity: 0.1 }).exact.epsilon, rational('0.25'))).toBe(0)
    expect(many.event({ neighbours: 'add-remove' })).toMatchObject({ kind: 'discreteLaplace' })
  })

  it('takes no vector beyond its dimension: rounding moves every coordinate by up to a step', () => {
    const wide = { epsilon: 1, sensitivity: 1, bounds: { lower: 0, upper: 2 ** 60 } }
    expect(laplace(wide).loss({ dimension: 10 })).toEqual(pureLoss(10))
    expect(() => laplace(wide).invokeVector(Array(10).fill(255.95))).toThrow(/must be at least 10/)
    expect(laplace({ ...wide, dimension: 10 }).loss()).toEqual(pureLoss(1))
  })

  it('draws anew for every coordinate', () => {
    const noise = laplace({ scale: 1, dimension: 4 })
    expect(new Set(noise.invokeVector([0, 0, 0, 0])).size).toBe(4)
    expect(new Set(noise.fill(new Float64Array(4))).size).toBe(4)
  })

  const published = vectors.filter((v) => v.kind === 'laplace_scale_to_accuracy')
  it.each(published)('has the published accuracy for $inputs, to a step of its grid', (vector) => {
    const noise = laplace({ scale: vector.inputs.scale ?? 1 })
    const accuracy = noise.accuracy({ confidence: 1 - vector.inputs.alpha })
    const step = toNumber(noise.grid.step)
    expect(accuracy).toBeGreaterThanOrEqual(vector.expected - 1e-13 * vector.expected)
    expect(accuracy - vector.expected).toBeLessThanOrEqual(2 * step)
  })

  it('made for an accuracy has that accuracy', () => {
    const noise = laplace({ accuracy: 6, confidence: 0.95 })
    expect(noise.accuracy({ confidence: 0.95 })).toBeLessThanOrEqual(6)
    expect(toNumber(noise.scale)).toBeCloseTo(6 / 2.995732273553991, 10)
  })

  it('refuses parameters that make no sense', () => {
    const bad = [
      { scale: 0 },
      { epsilon: 0, sensitivity: 1 },
      { epsilon: 1, sensitivity: 0 },
      { epsilon: 1, sensitivity: 1, dimension: 0 },
      { accuracy: 0, confidence: 0.9 },
      { accuracy: 1, confidence: 0 },
      { scale: 1, bounds: { lower: 1, upper: 0 } },
    ]
    for (const options of bad) expect(() => laplace(options)).toThrow(/must be/)
    expect(() => laplace({ scale: 1 }).loss()).toThrow(/sensitivity is missing/)
  })
})
