import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  absolute,
  compare,
  dyadic,
  floor,
  fraction,
  integerPower,
  multiply,
  type Rational,
  rational,
  subtract,
} from '../rational/rational.ts'
import { ln2Fixed, piFixed } from './constants.ts'
import { expInterval } from './exp.ts'
import { expFixed } from './exp-fixed.ts'
import type { Interval } from './interval.ts'
import { lnInterval } from './ln.ts'

/** First 100 decimals: the constants' known digits, [OEIS A000796, A002162]. */
const pi100 =
  '3.1415926535897932384626433832795028841971693993751058209749445923078164062862089986280348253421170679'
const ln2 =
  '0.6931471805599453094172321214581765680755001343602552541206800094933936219696947156058633269964186875'

const within = (text: string, value: Interval): boolean => {
  const exact = rational(text)
  const slack = rational(`1e-${(text.split('.')[1] ?? '').length}`)
  return (
    compare(subtract(exact, slack), value.high) <= 0 &&
    compare(value.low, subtract(exact, subtract(rational(0), slack))) <= 0
  )
}
const narrow = ({ low, high }: Interval, bits: number): boolean => {
  const size = compare(absolute(low), absolute(high)) < 0 ? absolute(low) : absolute(high)
  return compare(subtract(high, low), multiply(size, dyadic(1n, -bits))) <= 0
}
const contains = (outer: Interval, inner: Interval): boolean =>
  compare(outer.low, inner.low) <= 0 && compare(inner.high, outer.high) <= 0
const meet = (a: Interval, b: Interval): boolean =>
  compare(a.low, b.high) <= 0 && compare(b.low, a.high) <= 0
const product = (a: Interval, b: Interval): Interval => ({
  low: multiply(a.low, b.low),
  high: multiply(a.high, b.high),
})

const exponents: fc.Arbitrary<Rational> = fc
  .tuple(
    fc.bigInt({ min: -(1n << 40n), max: 1n << 40n }),
    fc.bigInt({ min: 1n, max: 1n << 40n }),
    fc.integer({ min: -60, max: 8 }),
  )
  .map(([n, d, e]) => multiply(fraction(n, d), dyadic(1n, e)))
  .filter((x) => compare(absolute(x), rational(2000)) < 0)
const positive = fc
  .tuple(fc.bigInt({ min: 1n, max: 1n << 60n }), fc.bigInt({ min: 1n, max: 1n << 60n }))
  .map(([n, d]) => fraction(n, d))
const precision = fc.integer({ min: 1, max: 300 })

test('constants are floors of known digits at every length', () => {
  for (const bits of [300, 1, 10, 64, 200, 301]) {
    expect(piFixed(bits)).toBe(floor(multiply(rational(pi100), dyadic(1n, bits))))
    expect(ln2Fixed(bits)).toBe(floor(multiply(rational(ln2), dyadic(1n, bits))))
  }
})

describe('expFixed', () => {
  test('encloses e^-1 and friends, two units wide at most', () => {
    const digits =
      '0.36787944117144232159552377016146086744581113103176783450783680169746149574489980335714727434591964374662732527'
    for (const bits of [0, 1, 8, 32, 64, 300]) {
      const { low, high } = expFixed(1n, 1n, bits)
      expect(high - low <= 2n).toBe(true)
      expect(within(digits, { low: dyadic(low, -bits), high: dyadic(high, -bits) })).toBe(true)
    }
    expect(expFixed(0n, 1n, 20)).toEqual({ low: 1n << 20n, high: 1n << 20n })
    expect(expFixed(10n ** 30n, 1n, 64)).toEqual({ low: 0n, high: 1n })
  })

  test('a longer enclosure lies inside a shorter one, widened by nothing', () => {
    fc.assert(
      fc.property(
        positive,
        fc.integer({ min: 0, max: 200 }),
        fc.integer({ min: 60, max: 300 }),
        (x, bits, more) => {
          const short = expFixed(x.numerator, x.denominator, bits)
          const long = expFixed(x.numerator, x.denominator, bits + more)
          expect(short.high - short.low <= 2n).toBe(true)
          expect(
            short.low <= long.high >> BigInt(more) && short.high >= long.low >> BigInt(more),
          ).toBe(true)
          expect(
            short.low << BigInt(more) <= long.high && short.high << BigInt(more) >= long.low,
          ).toBe(true)
        },
      ),
    )
  })

  test('counts its own errors: on these the enclosure would miss without', () => {
    const cases = [
      [1, 9n, 13n],
      [2, 79n, 57n],
      [3, 51n, 52n],
      [3, 79n, 57n],
      [4, 11n, 53n],
      [9, 5n, 57n],
    ] as const
    for (const [bits, n, d] of cases) {
      const { low, high } = expFixed(n, d, bits)
      const long = expFixed(n, d, bits + 60)
      expect(low << 60n <= long.low && long.high <= high << 60n, `${n}/${d} ${bits}`).toBe(true)
    }
  })

  test('refuses what is out of range', () => {
    expect(() => expFixed(-1n, 1n, 9)).toThrow(RangeError)
    expect(() => expFixed(1n, 0n, 9)).toThrow(RangeError)
    expect(() => expFixed(1n, 1n, 0.5)).toThrow(RangeError)
  })
})

describe('expInterval', () => {
  test('encloses known digits', () => {
    expect(
      within(
        '2.71828182845904523536028747135266249775724709369995957496696762772407663035354759457138217852516642743',
        expInterval(rational(1), 250),
      ),
    ).toBe(true)
    expect(
      within(
        '22026.4657948067165169579006452842443663535126185567810742354263552252028185707925751991209681645258954515',
        expInterval(rational(10), 250),
      ),
    ).toBe(true)
  })

  test('has the promised relative width, and e^x e^y = e^(x+y)', () => {
    fc.assert(
      fc.property(exponents, exponents, precision, (x, y, bits) => {
        const [a, b] = [expInterval(x, bits), expInterval(y, bits)]
        expect(narrow(a, bits)).toBe(true)
        expect(
          meet(product(a, b), expInterval(subtract(x, subtract(rational(0), y)), bits + 40)),
        ).toBe(true)
        expect(contains(a, expInterval(x, bits + 40))).toBe(true)
      }),
    )
    expect(expInterval(rational(0), 9)).toEqual({ low: rational(1), high: rational(1) })
    expect(narrow(expInterval(rational(-100000), 64), 64)).toBe(true)
    expect(() => expInterval(rational(2 ** 21), 64)).toThrow(RangeError)
    expect(() => expInterval(rational(1), 0)).toThrow(RangeError)
  })
})

describe('lnInterval', () => {
  test('encloses known digits', () => {
    expect(
      within(
        '2.3025850929940456840179914546843642076011014886287729760333279009675726096773524802359972050895982983419678',
        lnInterval(rational(10), 250),
      ),
    ).toBe(true)
    expect(within(ln2, lnInterval(rational(2), 250))).toBe(true)
  })

  test('has the promised relative width, and inverts e^x', () => {
    fc.assert(
      fc.property(positive, precision, (x, bits) => {
        const { low, high } = lnInterval(x, bits)
        expect(narrow({ low, high }, bits)).toBe(true)
        expect(compare(expInterval(low, bits + 80).low, x)).not.toBe(1)
        expect(compare(expInterval(high, bits + 80).high, x)).not.toBe(-1)
      }),
    )
  })

  test('stays relatively narrow beside 1, where the logarithm vanishes', () => {
    for (const e of [1, 10, 100, 1000])
      for (const s of [1n, -1n]) {
        const x = subtract(rational(1), dyadic(s, -e))
        const value = lnInterval(x, 64)
        expect(narrow(value, 64)).toBe(true)
        expect(compare(value.low, subtract(x, rational(1)))).not.toBe(1)
      }
    expect(lnInterval(rational(1), 64)).toEqual({ low: rational(0), high: rational(0) })
    expect(narrow(lnInterval(integerPower(rational(10), 400), 64), 64)).toBe(true)
    expect(() => lnInterval(rational(0), 64)).toThrow(RangeError)
  })
})
