import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  compare,
  dyadic,
  fraction,
  multiply,
  negate,
  type Rational,
  rational,
  subtract,
} from '../rational/rational.ts'
import { decimalDown, decimalUp } from './decimal.ts'
import { toNumber, toNumberDown, toNumberUp } from './directed.ts'
import { exactDouble, nextDown, nextUp } from './double.ts'
import { powerOfTwo } from './powers-of-two.ts'
import { sqrtDown, sqrtUp } from './square-root.ts'

const { MAX_VALUE, MIN_VALUE, POSITIVE_INFINITY, NEGATIVE_INFINITY } = Number
const finite = fc.double({ noNaN: true, noDefaultInfinity: true })

/** Rationals of every size, and those that sit on or beside a double or a midpoint of two. */
const anywhere = fc
  .tuple(
    fc.bigInt({ min: -(1n << 70n), max: 1n << 70n }),
    fc.bigInt({ min: 1n, max: 1n << 70n }),
    fc.integer({ min: -1160, max: 1100 }),
  )
  .map(([n, d, e]) => multiply(fraction(n, d), dyadic(1n, e)))
const beside = fc
  .tuple(finite, fc.constantFrom(0n, 1n, -1n), fc.integer({ min: -1200, max: -1070 }), fc.boolean())
  .map(([x, step, e, half]) => {
    const middle =
      half && nextUp(x) < POSITIVE_INFINITY
        ? multiply(fraction(1n, 2n), subtract(exactDouble(nextUp(x)), negate(exactDouble(x))))
        : exactDouble(x)
    return subtract(middle, dyadic(step, e))
  })
const shortDecimals = fc
  .tuple(fc.integer({ min: -99999, max: 99999 }), fc.integer({ min: -328, max: 308 }))
  .map(([m, e]) => rational(`${m}e${e}`))
const rationals = fc.oneof(anywhere, beside, shortDecimals)
const many = { numRuns: 400 }

describe('doubles', () => {
  test('neighbours are adjacent in both directions', () => {
    fc.assert(
      fc.property(finite, (x) => {
        const up = nextUp(x)
        expect(up > x && nextDown(up) === x).toBe(true)
        const middle = x / 2 + up / 2
        if (Math.abs(x) > 1e-300 && up < POSITIVE_INFINITY)
          expect(middle === x || middle === up).toBe(true)
      }),
    )
    expect([nextUp(0), nextUp(-MIN_VALUE), nextUp(MAX_VALUE), nextUp(NEGATIVE_INFINITY)]).toEqual([
      MIN_VALUE,
      -0,
      POSITIVE_INFINITY,
      -MAX_VALUE,
    ])
    expect([nextUp(POSITIVE_INFINITY), nextDown(0), nextUp(Number.NaN)]).toEqual([
      POSITIVE_INFINITY,
      -MIN_VALUE,
      Number.NaN,
    ])
  })

  test('powers of two and exact values survive the way back', () => {
    for (let e = -1074; e <= 1023; e++) expect(powerOfTwo(e)).toBe(toNumber(dyadic(1n, e)))
    expect([powerOfTwo(-1075), powerOfTwo(1024)]).toEqual([0, POSITIVE_INFINITY])
    fc.assert(fc.property(finite, (x) => void expect(toNumber(exactDouble(x))).toBe(x + 0)))
    expect(exactDouble(0.1)).toEqual({ numerator: 3602879701896397n, denominator: 1n << 55n })
    expect(() => exactDouble(POSITIVE_INFINITY)).toThrow(RangeError)
  })
})

describe('directed rounding', () => {
  const exceeds = (x: number, a: Rational): boolean =>
    x === POSITIVE_INFINITY || (x !== NEGATIVE_INFINITY && compare(exactDouble(x), a) > 0)

  test('up and down are the neighbouring doubles that enclose the value, nearest is one of them', () => {
    fc.assert(
      fc.property(rationals, (a) => {
        const [up, down, near] = [toNumberUp(a), toNumberDown(a), toNumber(a)]
        expect(exceeds(down, a)).toBe(false)
        expect(exceeds(nextUp(down), a)).toBe(true)
        expect(up).toBe(
          down > NEGATIVE_INFINITY && compare(exactDouble(down), a) === 0 ? down : nextUp(down) + 0,
        )
        expect(near === up || near === down).toBe(true)
        if (Number.isFinite(up) && Number.isFinite(down)) {
          const over = compare(subtract(exactDouble(up), a), subtract(a, exactDouble(down)))
          if (over !== 0) expect(near).toBe(over < 0 ? up : down)
        }
      }),
      many,
    )
  })

  test('halves go to the even neighbour, and overflow as IEEE 754 says', () => {
    expect(toNumber(dyadic((1n << 53n) + 1n, 0))).toBe(2 ** 53)
    expect(toNumber(dyadic((1n << 53n) + 3n, 0))).toBe(2 ** 53 + 4)
    expect([toNumber(dyadic(1n, -1075)), toNumber(dyadic(3n, -1075))]).toEqual([0, 2 * MIN_VALUE])
    const edge = dyadic((1n << 54n) - 1n, 970)
    expect([toNumber(edge), toNumber(subtract(edge, rational(1)))]).toEqual([
      POSITIVE_INFINITY,
      MAX_VALUE,
    ])
    const huge = dyadic(1n, 5000)
    expect([
      toNumberUp(huge),
      toNumberDown(huge),
      toNumberUp(negate(huge)),
      toNumberDown(negate(huge)),
    ]).toEqual([POSITIVE_INFINITY, MAX_VALUE, -MAX_VALUE, NEGATIVE_INFINITY])
    const tiny = dyadic(1n, -5000)
    expect([
      toNumberUp(tiny),
      toNumberDown(tiny),
      toNumberUp(negate(tiny)),
      toNumberDown(negate(tiny)),
    ]).toEqual([MIN_VALUE, 0, 0, -MIN_VALUE])
  })
})

describe('decimal rounding', () => {
  const meaningBelow = (x: number, a: Rational): boolean =>
    x === NEGATIVE_INFINITY || (x !== POSITIVE_INFINITY && compare(rational(x), a) < 0)
  const meaningAbove = (x: number, a: Rational): boolean => meaningBelow(-x, negate(a))

  test('decimalUp is the smallest double that means at least the value, decimalDown the largest that means at most it', () => {
    fc.assert(
      fc.property(rationals, (a) => {
        const up = decimalUp(a)
        expect(meaningBelow(up, a)).toBe(false)
        expect(meaningBelow(nextDown(up), a)).toBe(true)
        const down = decimalDown(a)
        expect(meaningAbove(down, a)).toBe(false)
        expect(meaningAbove(nextUp(down), a)).toBe(true)
      }),
      many,
    )
  })

  test('a double stands for itself', () => {
    fc.assert(
      fc.property(finite, (x) => {
        expect([decimalUp(rational(x)), decimalDown(rational(x))]).toEqual([x + 0, x + 0])
      }),
    )
    expect(decimalUp(rational('0.3'))).toBe(0.3)
    expect(decimalUp(exactDouble(0.1))).toBe(nextUp(0.1))
    expect(decimalUp(dyadic(1n, 2000))).toBe(POSITIVE_INFINITY)
    expect(decimalUp(exactDouble(MAX_VALUE))).toBe(POSITIVE_INFINITY)
    expect([decimalUp(dyadic(1n, -2000)), decimalUp(dyadic(-1n, -2000))]).toEqual([MIN_VALUE, 0])
  })
})

describe('square roots', () => {
  test('up and down enclose the root within the promised factor', () => {
    fc.assert(
      fc.property(anywhere, fc.integer({ min: 1, max: 200 }), (b, bits) => {
        const a = b.numerator < 0n ? negate(b) : b
        const [up, down] = [sqrtUp(a, bits), sqrtDown(a, bits)]
        expect(compare(multiply(down, down), a)).not.toBe(1)
        expect(compare(multiply(up, up), a)).not.toBe(-1)
        expect(compare(subtract(up, down), multiply(down, dyadic(1n, -bits)))).not.toBe(1)
      }),
    )
  })

  test('the root of a square is exact', () => {
    fc.assert(
      fc.property(anywhere, (b) => {
        const a = b.numerator < 0n ? negate(b) : b
        expect(sqrtUp(multiply(a, a))).toEqual(a)
        expect(sqrtDown(multiply(a, a))).toEqual(a)
      }),
    )
    expect(() => sqrtUp(rational(-1))).toThrow(RangeError)
  })
})
