import { expectAccurate, seededBits } from '@dither/testkit'
import { describe, expect, test } from 'vitest'
import { expInterval } from '../certified/exp.ts'
import type { Interval } from '../certified/interval.ts'
import { lnInterval } from '../certified/ln.ts'
import {
  absolute,
  add,
  floorLog2,
  multiply,
  one,
  type Rational,
  rational,
  subtract,
} from '../rational/rational.ts'
import { toNumber } from '../rounding/directed.ts'
import { exactDouble, nextDown, nextUp } from '../rounding/double.ts'
import { powerOfTwo } from '../rounding/powers-of-two.ts'
import { exp, expm1 } from './exp.ts'
import { roots } from './exp-table.ts'
import { ln, log1p } from './ln.ts'
import { logarithms, reciprocals512 } from './ln-table.ts'

const bits = seededBits('ln and exp')
/** Uniform in (0, 1) with 53 bits. */
const uniform = (): number => (bits.next() * 2097152 + (bits.next() >>> 11) + 0.5) * 2 ** -53
const between = (low: number, high: number): number => low + (high - low) * uniform()
const points = (count: number, draw: () => number): number[] => Array.from({ length: count }, draw)
const minusOne = ({ low, high }: Interval): Interval => ({
  low: subtract(low, one),
  high: subtract(high, one),
})
const onePlus = (x: number): Rational => add(one, exactDouble(x))

/** Numbers on both sides of every edge of the table's cells, where r is largest. */
const cellEdges = Array.from({ length: 129 }, (_, i) =>
  i < 80 ? 0.6875 + i / 256 : 1 + (i - 80) / 128,
).flatMap((x) => [nextDown(x), x, nextUp(x)])

describe('ln', () => {
  test('the table holds the nearest doubles', () => {
    expect([reciprocals512.length, logarithms.length]).toEqual([128, 128])
    reciprocals512.forEach((k, i) => {
      const { low, high } = lnInterval(rational(BigInt(k), 512n), 90)
      const [a, b] = [-toNumber(low), -toNumber(high)]
      expect([logarithms[i], logarithms[i]]).toEqual([a + 0, b + 0])
      const start = i < 80 ? 0.6875 + i / 256 : 1 + (i - 80) / 128
      for (const z of [start, start + (i < 80 ? 2 ** -8 : 2 ** -7)])
        expect(Math.abs((z * k) / 512 - 1)).toBeLessThanOrEqual(2 ** -7)
    })
  })

  test('errs by at most 2^-53 (1.8 + |ln x|)', () => {
    const xs = [
      ...points(1200, uniform),
      ...points(300, () => between(1, 3)),
      ...points(300, () => uniform() * powerOfTwo(Math.floor(between(-1074, 1023)))),
      ...cellEdges,
      5e-324,
      2 ** -1022,
      nextDown(2 ** -1022),
      2 ** -53,
      2 ** -32,
      nextDown(1),
      nextUp(1),
      Number.MAX_VALUE,
    ]
    for (const x of xs)
      expectAccurate(`ln ${x}`, ln(x), lnInterval(exactDouble(x), 70), {
        relative: 2 ** -53,
        absolute: 1.8 * 2 ** -53,
      })
  })

  test('errs relatively by at most 2^-51 beside 1', () => {
    const xs = [
      ...points(500, () => between(1 - 2 ** -8, 1 + 2 ** -7)),
      ...points(50, () => 1 + uniform() * 2 ** -40),
      nextDown(1),
      nextUp(1),
      1 - 2 ** -8,
      nextDown(1 + 2 ** -7),
    ]
    for (const x of xs)
      expectAccurate(`ln ${x}`, ln(x), lnInterval(exactDouble(x), 70), { relative: 2 ** -51 })
    expect(ln(1)).toBe(0)
  })

  test('has the limits as values and refuses the rest', () => {
    expect([ln(0), ln(Number.POSITIVE_INFINITY)]).toEqual([
      Number.NEGATIVE_INFINITY,
      Number.POSITIVE_INFINITY,
    ])
    for (const x of [-1, Number.NaN]) expect(() => ln(x)).toThrow(RangeError)
  })
})

describe('exp', () => {
  test('the table holds the nearest doubles', () => {
    expect(roots.length).toBe(128)
    const { low, high } = lnInterval(rational(2), 90)
    roots.forEach((root, j) => {
      const step = rational(BigInt(j), 128n)
      expect([
        toNumber(expInterval(multiply(step, low), 80).low),
        toNumber(expInterval(multiply(step, high), 80).high),
      ]).toEqual([root, root])
    })
  })

  test('errs relatively by at most 1.05 * 2^-52', () => {
    const xs = [
      ...points(1000, () => between(-708, 709)),
      ...points(500, () => between(-3, 3)),
      ...points(100, () => uniform() * 2 ** -30),
      ...Array.from({ length: 400 }, (_, k) => ((k - 200.5) * Math.LN2) / 128),
      0,
      709.78,
      -708,
    ]
    for (const x of xs)
      expectAccurate(`exp ${x}`, exp(x), expInterval(exactDouble(x), 70), {
        relative: 1.05 * 2 ** -52,
      })
  })

  test('subnormal results add one rounding', () => {
    for (const x of [...points(200, () => between(-745.2, -707)), -745.13, -708.4])
      expectAccurate(`exp ${x}`, exp(x), expInterval(exactDouble(x), 70), {
        relative: 1.05 * 2 ** -52,
        absolute: 2 ** -1074,
      })
    expect([exp(-745.14), exp(-800), exp(Number.NEGATIVE_INFINITY)]).toEqual([0, 0, 0])
    expect([exp(709.79), exp(720), exp(Number.POSITIVE_INFINITY)]).toEqual(
      Array(3).fill(Number.POSITIVE_INFINITY),
    )
    expect(() => exp(Number.NaN)).toThrow(RangeError)
  })
})

describe('log1p and expm1', () => {
  const small = [
    ...points(200, () => between(-0.5, 0.5)),
    ...points(100, () => uniform() * 2 ** -40),
    -(2 ** -60),
    2 ** -54,
    1e-300,
    5e-324,
    0.25,
    -0.25,
    nextDown(0.25),
    0.35,
    -0.35,
  ]
  test('log1p errs relatively by at most 2^-49', () => {
    for (const x of [
      ...small,
      ...points(100, () => between(-1, 0)),
      ...points(100, () => between(0, 9)),
      1e17,
      1e300,
      nextUp(-1),
      2 ** 53 - 1,
    ])
      expectAccurate(`log1p ${x}`, log1p(x), lnInterval(onePlus(x), 70), { relative: 2 ** -49 })
    expect([log1p(0), log1p(-1), log1p(Number.POSITIVE_INFINITY)]).toEqual([
      0,
      Number.NEGATIVE_INFINITY,
      Number.POSITIVE_INFINITY,
    ])
    for (const x of [-1.1, Number.NaN]) expect(() => log1p(x)).toThrow(RangeError)
  })

  test('expm1 errs relatively by at most 2^-49', () => {
    for (const x of [
      ...small.filter((y) => Math.abs(y) > 1e-200),
      ...points(100, () => between(-40, 0)),
      ...points(100, () => between(0, 700)),
    ]) {
      const close = Math.max(0, -floorLog2(absolute(exactDouble(x))))
      expectAccurate(`expm1 ${x}`, expm1(x), minusOne(expInterval(exactDouble(x), 70 + close)), {
        relative: 2 ** -49,
      })
    }
    expect([
      expm1(0),
      expm1(5e-324),
      expm1(Number.NEGATIVE_INFINITY),
      expm1(Number.POSITIVE_INFINITY),
    ]).toEqual([0, 5e-324, -1, Number.POSITIVE_INFINITY])
    expect(() => expm1(Number.NaN)).toThrow(RangeError)
  })
})
