import { expectAccurate, seededBits } from '@dither/testkit'
import { describe, expect, test } from 'vitest'
import type { Interval } from '../certified/interval.ts'
import { normalCdfInterval, normalTailInterval } from '../certified/normal.ts'
import { normalQuantileInterval } from '../certified/normal-quantile.ts'
import { multiply, rational } from '../rational/rational.ts'
import { exactDouble } from '../rounding/double.ts'
import { sqrtDown } from '../rounding/square-root.ts'
import { exp } from './exp.ts'
import { erfc, normalCdf, normalQuantile, normalTail } from './normal.ts'

const bits = seededBits('normal')
const uniform = (): number => (bits.next() * 2097152 + (bits.next() >>> 11) + 0.5) * 2 ** -53
const between = (low: number, high: number): number => low + (high - low) * uniform()
const points = (count: number, draw: () => number): number[] => Array.from({ length: count }, draw)
const bound = { relative: 2 ** -48, absolute: 2 ** -1073 }
const { POSITIVE_INFINITY, NEGATIVE_INFINITY, NaN: nan } = Number

describe('normalTail and normalCdf', () => {
  test('err relatively by at most 2^-48, over the whole range', () => {
    const xs = [
      ...points(800, () => between(0, 38.5)),
      ...points(400, () => between(-9, 4)),
      ...points(100, () => uniform() * 2 ** -30),
      ...Array.from({ length: 78 }, (_, k) => k / 2),
      38.47,
      37.5,
      5,
      -5,
      -38,
      -40,
      5e-324,
    ]
    for (const x of xs) {
      expectAccurate(`tail ${x}`, normalTail(x), normalTailInterval(exactDouble(x), 64), bound)
      expectAccurate(`cdf ${x}`, normalCdf(x), normalCdfInterval(exactDouble(x), 64), bound)
    }
  })

  test('have the limits as values and refuse NaN', () => {
    expect([normalTail(0), normalTail(39.5), normalTail(POSITIVE_INFINITY)]).toEqual([0.5, 0, 0])
    expect([normalTail(NEGATIVE_INFINITY), normalCdf(NEGATIVE_INFINITY)]).toEqual([1, 0])
    expect(() => normalTail(nan)).toThrow(RangeError)
    expect(() => erfc(nan)).toThrow(RangeError)
  })
})

describe('erfc', () => {
  /** 2 P(Z > x sqrt 2), for an x whose sqrt 2 multiple is enclosed to 120 bits. */
  const exactErfc = (x: number): Interval => {
    const rootTwo = sqrtDown(rational(2), 120)
    const { low, high } = normalTailInterval(multiply(exactDouble(x), rootTwo), 70)
    return { low: multiply(rational(2), low), high: multiply(rational(2), high) }
  }
  test('errs relatively by at most 2^-48, over the whole range', () => {
    for (const x of [
      ...points(600, () => between(0, 26.5)),
      ...points(200, () => between(-6, 3)),
      0,
      1,
      -1,
      26.54,
      27.2,
    ])
      expectAccurate(`erfc ${x}`, erfc(x), exactErfc(x), bound)
    expect([erfc(29), erfc(POSITIVE_INFINITY), erfc(NEGATIVE_INFINITY)]).toEqual([0, 0, 2])
  })
})

describe('normalQuantile', () => {
  test('errs by at most 2^-49 max(|x|, 1)', () => {
    const ps = [
      ...points(150, uniform),
      ...points(150, () => exp(between(-740, 0))),
      ...points(30, () => 1 - exp(between(-36, -1))),
      0.5,
      0.075,
      0.925,
      0.0749999,
      1e-300,
      5e-324,
      2 ** -53,
      1 - 2 ** -53,
    ]
    for (const p of ps) {
      const x = normalQuantile(p)
      expectAccurate(`quantile ${p}`, x, normalQuantileInterval(exactDouble(p), 60), {
        absolute: Math.max(1, Math.abs(x)) * 2 ** -49,
      })
    }
  })

  test('has the limits as values and refuses the rest', () => {
    expect([normalQuantile(0), normalQuantile(1), normalQuantile(0.5)]).toEqual([
      NEGATIVE_INFINITY,
      POSITIVE_INFINITY,
      0,
    ])
    for (const p of [-0.1, 1.1, nan]) expect(() => normalQuantile(p)).toThrow(RangeError)
  })
})
