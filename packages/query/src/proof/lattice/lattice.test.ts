import { compare, equals, exactDouble, integerPower, multiply, rational } from '@dither/math'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Lattice } from '../../plan/bounded-plan.ts'
import { latticeFor, originSteps, reachOf, roundingShare, stepWidth } from './lattice.ts'

const limit = 2 ** 31 - 1
const two = rational(2)

/** What an engine does with a double. */
function engineStep(x: number, { origin, exponent, low, high }: Lattice): number {
  return Math.min(high, Math.max(low, Math.floor((x - origin) * 2 ** exponent + 0.5)))
}

const anyDouble = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e300, max: 1e300 })
const bounds = fc
  .tuple(anyDouble, anyDouble)
  .map(([a, b]): [number, number] => (a < b ? [a, b] : [b, a]))
  .filter(([a, b]) => b - a > 1e-250)

describe('latticeFor', () => {
  test('keeps every step within 2^31 - 1, on both sides of a centre inside the bounds', () => {
    fc.assert(
      fc.property(bounds, fc.boolean(), ([lower, upper], integral) => {
        const lattice = latticeFor(lower, upper, integral)
        expect(lattice.low).toBeLessThanOrEqual(0)
        expect(lattice.high).toBeGreaterThanOrEqual(0)
        expect(Number(reachOf(lattice))).toBeLessThanOrEqual(limit)
        expect(lattice.origin).toBeGreaterThanOrEqual(lower)
        expect(lattice.origin).toBeLessThanOrEqual(upper)
      }),
    )
  })

  test('is as fine as that allows: no step is larger than 2^31 / 2^31 of the half width', () => {
    fc.assert(
      fc.property(bounds, ([lower, upper]) => {
        const lattice = latticeFor(lower, upper, false)
        expect(Number(reachOf(lattice))).toBeGreaterThan(limit / 2 - 1)
      }),
    )
  })

  test('puts the origin on the lattice, exactly', () => {
    fc.assert(
      fc.property(bounds, fc.boolean(), ([lower, upper], integral) => {
        const lattice = latticeFor(lower, upper, integral)
        const steps = rational(originSteps(lattice))
        const back = multiply(steps, integerPower(two, -lattice.exponent))
        expect(equals(back, exactDouble(lattice.origin))).toBe(true)
      }),
    )
  })

  test('moves a value by at most half a step', () => {
    const spread = fc.double({ min: 0, max: 1, noNaN: true })
    fc.assert(
      fc.property(bounds, spread, ([lower, upper], share) => {
        const x = Math.min(upper, Math.max(lower, lower * (1 - share) + upper * share))
        const lattice = latticeFor(lower, upper, false)
        const width = 2 ** -lattice.exponent
        const back = engineStep(x, lattice) * width
        expect(Math.abs(x - lattice.origin - back)).toBeLessThanOrEqual(
          width * 0.5 * (1 + 1e-6) + Math.abs(x - lattice.origin) * 1e-15,
        )
      }),
    )
  })

  test('is exact for integers wherever 32-bit steps reach', () => {
    const lattice = latticeFor(0, 100, true)
    expect(lattice).toEqual({ origin: 50, exponent: 0, low: -50, high: 50 })
    expect(latticeFor(0, 101, true)).toEqual({ origin: 51, exponent: 0, low: -51, high: 50 })
    expect(roundingShare(lattice, true)).toEqual(rational(0))
    expect(roundingShare(latticeFor(0, 100, false), false)).toEqual(rational(1n, 2n ** 26n))
  })

  test('coarsens integers beyond 32-bit steps', () => {
    const lattice = latticeFor(0, 2 ** 40, true)
    expect(lattice.exponent).toBe(-9)
    expect(Number(reachOf(lattice))).toBeLessThanOrEqual(limit)
    expect(lattice.origin % 512).toBe(0)
  })

  test('takes the exponent that the rules name for [0, 100]', () => {
    expect(latticeFor(0, 100, false)).toEqual({
      origin: 50,
      exponent: 25,
      low: -50 * 2 ** 25,
      high: 50 * 2 ** 25,
    })
  })

  test('checks the exponent again after rounding the centre', () => {
    // The half width 2147483647.5 fits 2^31 - 1/2, but the rounded centre lies 2^31 from the bound.
    const lattice = latticeFor(0, 2 ** 32 - 1, true)
    expect(lattice.exponent).toBe(-1)
    const withoutCheck = { origin: 2 ** 31, exponent: 0 } // the broken twin
    expect(withoutCheck.origin - 0).toBeGreaterThan(limit)
  })

  test('takes a declared origin, rounded to the lattice and kept inside the bounds', () => {
    expect(latticeFor(0, 100, true, 0)).toEqual({ origin: 0, exponent: 0, low: 0, high: 100 })
    const third = latticeFor(0, 1e9, false, 1 / 3)
    expect(third.origin * 2 ** third.exponent).toBe(Math.round(third.origin * 2 ** third.exponent))
    const edge = latticeFor(0.1, 1e9, false, 0.1)
    expect(edge.origin).toBeGreaterThanOrEqual(0.1)
  })

  test('gives a column of one value the step 0 and exponent 0 where that value is an integer', () => {
    expect(latticeFor(7, 7, false)).toEqual({ origin: 7, exponent: 0, low: 0, high: 0 })
    const half = latticeFor(0.5, 0.5, false)
    expect(half).toEqual({ origin: 0.5, exponent: 1, low: 0, high: 0 })
    expect(originSteps(half)).toBe(1n)
  })

  test('stands far from zero, where doubles are coarser than the lattice', () => {
    const lattice = latticeFor(1e15, 1e15 + 1, false)
    expect(lattice.exponent).toBeGreaterThanOrEqual(30)
    expect(compare(stepWidth(lattice), rational(1))).toBe(-1)
    const ulps = latticeFor(1, 1 + 2 ** -52, false)
    expect(Number(reachOf(ulps))).toBeLessThanOrEqual(limit)
  })

  test('stands for the widest bounds that doubles have', () => {
    const widest = latticeFor(-Number.MAX_VALUE, Number.MAX_VALUE, false)
    expect(engineStep(Number.MAX_VALUE, widest)).toBe(widest.high)
    expect(engineStep(Number.NEGATIVE_INFINITY, widest)).toBe(widest.low)
  })

  test('refuses bounds that mean nothing', () => {
    for (const [lower, upper] of [
      [1, 0],
      [Number.NaN, 1],
      [0, Number.POSITIVE_INFINITY],
      [0, 5e-324],
      [1e-310, 1e-310],
    ] as const)
      expect(() => latticeFor(lower, upper, false)).toThrow(/bounds/)
    expect(() => latticeFor(0, 1, false, 2)).toThrow(/origin is 2/)
    expect(() => latticeFor(-Number.MAX_VALUE, Number.MAX_VALUE, false, Number.MAX_VALUE)).toThrow(
      /origin/,
    )
  })
})
