import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bitLength, floorDivide, floorSqrt, gcd, trailingZeros } from './integer.ts'
import {
  add,
  ceiling,
  compare,
  divide,
  dyadic,
  equals,
  floor,
  floorLog2,
  formatRational,
  fraction,
  integerPower,
  isRational,
  maximum,
  minimum,
  multiply,
  negate,
  type Rational,
  rational,
  roundHalfUp,
  subtract,
} from './rational.ts'

const integers = fc.oneof(
  fc.bigInt({ min: -50n, max: 50n }),
  fc.bigInt({ min: -(1n << 200n), max: 1n << 200n }),
)
const rationals = fc
  .tuple(
    integers,
    fc.oneof(
      fc.constant(1n),
      fc.bigInt({ min: 1n, max: 60n }),
      fc.bigInt({ min: 1n, max: 1n << 150n }),
    ),
  )
  .map(([n, d]) => fraction(n, d))

/** Reduced or not, the same number: cross multiplication alone. */
const same = (a: Rational, n: bigint, d: bigint): boolean =>
  a.numerator * d === n * a.denominator && isRational(a) && Object.isFrozen(a)

describe('rational', () => {
  test('a number means its shortest decimal', () => {
    expect(formatRational(rational(0.1))).toBe('1/10')
    expect(equals(add(rational(0.8), rational(0.2)), rational(1))).toBe(true)
    expect(formatRational(rational(1e-7))).toBe('1/10000000')
    expect(rational(1e21)).toEqual({ numerator: 10n ** 21n, denominator: 1n })
    expect(rational(2 ** 53 + 2).numerator).toBe(9007199254740994n)
    expect(rational(-0)).toEqual({ numerator: 0n, denominator: 1n })
    expect(rational(5e-324)).toEqual({ numerator: 1n, denominator: 2n * 10n ** 323n })
  })

  test('texts are decimals or fractions', () => {
    for (const text of ['7/20', '0.35', ' +35e-2 ', '.35', '3.5E-1', '35e-0002', '350000e-6'])
      expect(rational(text)).toEqual({ numerator: 7n, denominator: 20n })
    expect(formatRational(rational('-6/4'))).toBe('-3/2')
    expect(formatRational(rational('5.'))).toBe('5')
    for (const text of [
      '',
      ' ',
      '1/0',
      '1/-2',
      '.',
      'e5',
      '1e',
      '0x10',
      '1_0',
      'NaN',
      'Infinity',
      '1 2',
      '1/2/3',
      '--1',
      '1e99999',
      '9'.repeat(10_001),
    ])
      expect(() => rational(text), text).toThrow(RangeError)
  })

  test('what is not finite is refused, and so is a zero denominator', () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])
      expect(() => rational(value)).toThrow(RangeError)
    expect(() => rational(1n, 0n)).toThrow(RangeError)
    expect(() => rational({ numerator: 1n, denominator: 0n })).toThrow(RangeError)
    expect(() => divide(rational(1), rational(0))).toThrow(RangeError)
  })

  test('results are reduced, frozen and of positive denominator', () => {
    expect(rational(6n, -4n)).toEqual({ numerator: -3n, denominator: 2n })
    expect(rational({ numerator: 6n, denominator: -4n })).toEqual(rational(-1.5))
    expect(isRational({ numerator: 2n, denominator: 4n })).toBe(false)
    expect(isRational({ numerator: 2n, denominator: -1n })).toBe(false)
    for (const value of [null, 1, 'x', {}, { numerator: 1, denominator: 1n }])
      expect(isRational(value)).toBe(false)
  })

  test('arithmetic agrees with cross multiplication', () => {
    fc.assert(
      fc.property(rationals, rationals, (a, b) => {
        const [p, q, r, s] = [a.numerator, a.denominator, b.numerator, b.denominator]
        expect(same(add(a, b), p * s + r * q, q * s)).toBe(true)
        expect(same(subtract(a, b), p * s - r * q, q * s)).toBe(true)
        expect(same(multiply(a, b), p * r, q * s)).toBe(true)
        if (r !== 0n) expect(same(divide(a, b), p * s, q * r)).toBe(true)
        expect(compare(a, b)).toBe(p * s < r * q ? -1 : p * s > r * q ? 1 : 0)
        expect(compare(minimum(a, b), maximum(a, b))).not.toBe(1)
        expect(equals(rational(formatRational(a)), a)).toBe(true)
        expect(equals(negate(negate(a)), a)).toBe(true)
      }),
    )
  })

  test('floor, ceiling and halves go the stated way', () => {
    fc.assert(
      fc.property(rationals, (a) => {
        const down = floor(a)
        expect(compare({ numerator: down, denominator: 1n }, a)).not.toBe(1)
        expect(compare({ numerator: down + 1n, denominator: 1n }, a)).toBe(1)
        expect(ceiling(a)).toBe(-floor(negate(a)))
        expect(roundHalfUp(a)).toBe(floor(add(a, rational('1/2'))))
      }),
    )
    expect(roundHalfUp(rational(-2.5))).toBe(-2n)
    expect(roundHalfUp(rational(2.5))).toBe(3n)
  })

  test('powers and binary logarithms are exact', () => {
    fc.assert(
      fc.property(rationals, fc.integer({ min: 1, max: 9 }), (a, k) => {
        expect(same(integerPower(a, k), a.numerator ** BigInt(k), a.denominator ** BigInt(k))).toBe(
          true,
        )
        if (a.numerator === 0n) return
        expect(equals(multiply(integerPower(a, -k), integerPower(a, k)), rational(1))).toBe(true)
        if (a.numerator < 0n) return
        const e = floorLog2(a)
        expect(compare(dyadic(1n, e), a)).not.toBe(1)
        expect(compare(dyadic(1n, e + 1), a)).toBe(1)
      }),
    )
    expect(() => integerPower(rational(0), -1)).toThrow(RangeError)
    expect(() => integerPower(rational(2), 0.5)).toThrow(RangeError)
    expect(() => floorLog2(rational(0))).toThrow(RangeError)
  })
})

describe('integers', () => {
  test('bit length, square root, greatest common divisor and zeros are exact', () => {
    fc.assert(
      fc.property(integers, integers, (a, b) => {
        const n = a < 0n ? -a : a
        expect(bitLength(a)).toBe(n === 0n ? 0 : n.toString(2).length)
        const root = floorSqrt(n)
        expect(root * root <= n && (root + 1n) * (root + 1n) > n).toBe(true)
        const g = gcd(a, b)
        if (g !== 0n) {
          expect([a % g, b % g]).toEqual([0n, 0n])
          expect(gcd(a / g, b / g)).toBe(1n)
        }
        expect(trailingZeros(n << 70n)).toBe(n === 0n ? 0 : 70 + trailingZeros(n))
        if (b > 0n) {
          const down = floorDivide(a, b)
          expect(down * b <= a && (down + 1n) * b > a).toBe(true)
        }
      }),
    )
    for (const m of [2n ** 26n, 2n ** 26n - 1n, 94906265n, 2n ** 64n])
      expect([floorSqrt(m * m - 1n), floorSqrt(m * m)]).toEqual([m - 1n, m])
    expect(() => floorSqrt(-1n)).toThrow(RangeError)
  })
})
