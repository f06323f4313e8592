import { expInterval, type Interval, negate, type Rational, rational } from '@dither/math'
import { expectEnumeratedLaw, scriptedBits, seededBits } from '@dither/testkit'
import { describe, expect, it } from 'vitest'
import type { BitSource } from '../../random/bits.ts'
import { accepted, byHalves, coinOf, oneByOne } from './accepted.ts'

/** Encloses the probability that k of n accept, each with e^(-x). */
function binomial(n: number, k: number, x: Rational): Interval {
  const { low, high } = expInterval(negate(x), 120)
  const ways = Array.from({ length: k }, (_, i) => i).reduce((c, i) => (c * (n - i)) / (i + 1), 1)
  const product = (p: Rational, q: Rational): Rational =>
    rational(
      BigInt(ways) * p.numerator ** BigInt(k) * (q.denominator - q.numerator) ** BigInt(n - k),
      p.denominator ** BigInt(k) * q.denominator ** BigInt(n - k),
    )
  return { low: product(low, high), high: product(high, low) }
}

type Count = (count: number, x: Rational, bits: BitSource) => number
/** Word widths and depths: halves take a word for each bit of p, however few candidates are left. */
type Widths = readonly (readonly [number, number])[]
const words: Widths = [
  [1, 14],
  [2, 7],
  [5, 3],
]
const halves: Widths = [
  [1, 12],
  [3, 5],
]
const counters: readonly (readonly [string, Count, Widths])[] = [
  ['one by one', (n, x, bits) => oneByOne(n, coin(x, bits), bits), words],
  ['by halves', (n, x, bits) => byHalves(n, coin(x, bits), bits), halves],
  ['by halves, from 2 bits of p', (n, x, bits) => byHalves(n, coin(x, bits), bits, 2), halves],
]
const coin = (x: Rational, bits: BitSource) => coinOf(x.numerator, x.denominator, bits.wordBits)

describe.each(counters)('candidates that accept, counted %s', (_, count, widths) => {
  it.each([
    ['1/2', 2],
    ['1/5', 2],
    ['2', 3],
    ['3', 1],
  ])('are binomial, exactly: x = %s, %i candidates', (text, n) => {
    const x = rational(text)
    for (const [wordBits, depth] of widths)
      expectEnumeratedLaw(
        (bits) => count(n, x, bits),
        (key) => binomial(n, Number(key), x),
        {
          wordBits,
          depth,
          support: Array.from({ length: n + 1 }, (_, k) => String(k)),
          mutants: {
            'one candidate fewer': (bits) => count(n - 1, x, bits),
            'x doubled': (bits) => count(n, rational(2n * x.numerator, x.denominator), bits),
            'those that decline': (bits) => n - count(n, x, bits),
          },
        },
      )
  })

  it('tells 2 % of x', () => {
    const x = rational('1/2')
    expectEnumeratedLaw(
      (bits) => count(1, x, bits),
      (key) => binomial(1, Number(key), x),
      {
        wordBits: 1,
        depth: 12,
        mutants: {
          '2 % up': (bits) => count(1, rational('51/100'), bits),
          '2 % down': (bits) => count(1, rational('49/100'), bits),
        },
      },
    )
  })
})

describe('accepted', () => {
  it('are all of the best, without a bit', () => {
    expect(accepted(5, coinOf(0n, 1n, 32), scriptedBits([], 32))).toBe(5)
    expect(accepted(2 ** 31, coinOf(0n, 7n, 32), scriptedBits([], 32))).toBe(2 ** 31)
  })

  it('are none of those far behind, and few bits say so', () => {
    const bits = scriptedBits([7, ...new Array<number>(63).fill(1), 1, 1], 32)
    expect(accepted(63, coinOf(10n ** 30n, 1n, 32), bits)).toBe(0)
    const secure = seededBits('far')
    secure.refill()
    expect(accepted(65_536, coinOf(10n ** 30n, 1n, 32), secure)).toBe(0)
  })

  it('of a million are as many as their mean says, within 7 standard deviations', () => {
    // False alarm below 1e-11.
    const n = 1_000_000
    for (const [x, p] of [
      ['1/3', 0.7165313105737893],
      ['9', 0.00012340980408667956],
    ] as const) {
      const { numerator, denominator } = rational(x)
      const got = accepted(n, coinOf(numerator, denominator, 32), seededBits(x))
      expect(Math.abs(got - n * p)).toBeLessThan(7 * Math.sqrt(n * p * (1 - p)))
    }
  })
})
