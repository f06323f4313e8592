import { expectAccurate, seededBits } from '@dither/testkit'
import { describe, expect, test } from 'vitest'
import { expInterval } from '../certified/exp.ts'
import type { Interval } from '../certified/interval.ts'
import { lnInterval } from '../certified/ln.ts'
import { densityScaled, normalTailInterval } from '../certified/normal.ts'
import {
  add,
  dyadic,
  fraction,
  integerPower,
  multiply,
  negate,
  one,
  type Rational,
  rational,
  subtract,
} from '../rational/rational.ts'
import { exactDouble } from '../rounding/double.ts'
import { binomialCdf, binomialTail, regularizedBeta, studentTail } from './beta.ts'
import { chiSquareTail, lnGamma, regularizedGammaP, regularizedGammaQ } from './gamma.ts'

const bits = seededBits('gamma and beta')
const below = (n: number): number => bits.next() % n
const bound = { relative: 2 ** -35, absolute: 2 ** -900 }
const sum = (terms: readonly Rational[]): Rational => terms.reduce(add, rational(0))
const times = (a: Interval, factor: Rational): Interval => ({
  low: multiply(a.low, factor),
  high: multiply(a.high, factor),
})
const complement = ({ low, high }: Interval): Interval => ({
  low: subtract(one, high),
  high: subtract(one, low),
})
const factorial = (n: number): bigint => (n < 2 ? 1n : BigInt(n) * factorial(n - 1))

/** Q(n, x) = e^-x (1 + x + ... + x^(n-1) / (n-1)!), for an integer n. */
const upperGamma = (n: number, x: Rational): Interval => {
  const terms: Rational[] = [one]
  for (let k = 1; k < n; k++)
    terms.push(multiply(terms[k - 1] ?? one, multiply(x, fraction(1n, BigInt(k)))))
  return times(expInterval(negate(x), 200), sum(terms))
}

/** Q(n + 1/2, y^2 / 2) = 2 (P(Z > y) + density(y) (y + y^3/3 + ... + y^(2n-1) / (1 3 5 ... (2n-1)))). */
const upperHalfGamma = (n: number, y: Rational): Interval => {
  let term = y
  let total = rational(0)
  for (let k = 0; k < n; k++) {
    total = add(total, term)
    term = multiply(term, multiply(multiply(y, y), fraction(1n, BigInt(2 * k + 3))))
  }
  const density = densityScaled(y, 200)
  const tail = normalTailInterval(y, 200)
  const end = (side: 'low' | 'high'): Rational =>
    multiply(rational(2), add(tail[side], multiply(dyadic(density[side], density.exponent), total)))
  return { low: end('low'), high: end('high') }
}

/** I_x(a, b) for integers: the chance of a successes or more in a + b - 1 trials. */
const exactBeta = (x: Rational, a: number, b: number): Interval => {
  const n = a + b - 1
  const value = sum(
    Array.from({ length: n - a + 1 }, (_, i) => {
      const k = a + i
      const ways = factorial(n) / (factorial(k) * factorial(n - k))
      return multiply(
        rational(ways),
        multiply(integerPower(x, k), integerPower(subtract(one, x), n - k)),
      )
    }),
  )
  return { low: value, high: value }
}

describe('lnGamma', () => {
  const gammaBound = { relative: 2 ** -46, absolute: 2 ** -46 }
  test('is the logarithm of a factorial at integers', () => {
    for (let n = 1; n <= 400; n++)
      expectAccurate(
        `lnGamma ${n}`,
        lnGamma(n),
        lnInterval(rational(factorial(n - 1)), 70),
        gammaBound,
      )
  })

  test('rises by ln x from x to x + 1', () => {
    for (let i = 0; i < 500; i++) {
      const x = (below(2 ** 20) + 1) / 2 ** (below(20) + 4)
      const [here, next] = [lnGamma(x), lnGamma(x + 1)]
      expectAccurate(`lnGamma ${x}`, next - here, lnInterval(exactDouble(x), 70), {
        absolute: 2 ** -45 * (2 + Math.abs(here) + Math.abs(next)),
      })
    }
    for (const x of [0, -1, Number.NaN]) expect(() => lnGamma(x)).toThrow(RangeError)
  })
})

describe('regularised gamma functions and chi-square', () => {
  test('keep their bound at integer a', () => {
    for (let i = 0; i < 700; i++) {
      const n = 1 + below(60)
      const x = (below(64 * (3 * n + 20)) + 1) / 64
      const exact = upperGamma(n, exactDouble(x))
      expectAccurate(`Q(${n}, ${x})`, regularizedGammaQ(n, x), exact, bound)
      if (x * 10 > n)
        expectAccurate(`P(${n}, ${x})`, regularizedGammaP(n, x), complement(exact), bound)
      expect(chiSquareTail(2 * x, 2 * n)).toBe(regularizedGammaQ(n, x))
    }
  })

  test('keep their bound at half-integers, so for odd degrees of freedom', () => {
    for (let i = 0; i < 500; i++) {
      const n = below(30)
      const y = (below(32 * 14) + 1) / 32
      expectAccurate(
        `chi-square ${2 * n + 1}, ${y * y}`,
        chiSquareTail(y * y, 2 * n + 1),
        upperHalfGamma(n, exactDouble(y)),
        bound,
      )
    }
  })

  test('have the limits as values and refuse the rest', () => {
    expect([regularizedGammaP(3, 0), regularizedGammaQ(3, 0)]).toEqual([0, 1])
    expect([regularizedGammaP(3, Number.POSITIVE_INFINITY), regularizedGammaQ(3, 1e9)]).toEqual([
      1, 0,
    ])
    for (const [a, x] of [
      [0, 1],
      [1, -1],
      [Number.NaN, 1],
      [1, Number.NaN],
    ] as const)
      expect(() => regularizedGammaQ(a, x)).toThrow(RangeError)
  })
})

describe('regularizedBeta and its relatives', () => {
  test('keep their bound at integers', () => {
    for (let i = 0; i < 800; i++) {
      const [a, b] = [1 + below(25), 1 + below(25)]
      const x = (1 + below(127)) / 128
      const exact = exactBeta(exactDouble(x), a, b)
      expectAccurate(`I_${x}(${a}, ${b})`, regularizedBeta(x, a, b), exact, bound)
      expectAccurate(`binomialTail`, binomialTail(a, a + b - 1, x), exact, bound)
      expectAccurate(`binomialCdf`, binomialCdf(a - 1, a + b - 1, x), complement(exact), bound)
    }
  })

  test('have the limits as values and refuse the rest', () => {
    expect([regularizedBeta(0, 2, 3), regularizedBeta(1, 2, 3)]).toEqual([0, 1])
    expect([
      binomialCdf(-1, 5, 0.5),
      binomialCdf(5, 5, 0.5),
      binomialTail(0, 5, 0.5),
      binomialTail(6, 5, 0.5),
    ]).toEqual([0, 1, 1, 0])
    expect(studentTail(0, 7)).toBeCloseTo(0.5, 14)
    for (const [x, a, b] of [
      [-0.1, 1, 1],
      [1.1, 1, 1],
      [0.5, 0, 1],
      [0.5, 1, Number.NaN],
    ] as const)
      expect(() => regularizedBeta(x, a, b)).toThrow(RangeError)
  })
})
