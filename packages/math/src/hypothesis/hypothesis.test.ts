import { seededBits } from '@dither/testkit'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { binomialCdf, binomialTail } from '../special/beta.ts'
import { chiSquareTest } from './chi-square-test.ts'
import { clopperPearson } from './clopper-pearson.ts'
import { spearman } from './spearman.ts'

describe('chiSquareTest', () => {
  test('gives the textbook value', () => {
    const { statistic, degrees, pValue } = chiSquareTest(
      [16, 18, 16, 14, 12, 12],
      Array(6).fill(88 / 6),
    )
    expect(statistic).toBeCloseTo(2, 12)
    expect(degrees).toBe(5)
    expect(pValue).toBeCloseTo(0.8491450360846096, 12)
    expect(chiSquareTest([3, 7], [5, 5], 2).degrees).toBe(2)
  })

  test('its p-value is near uniform on what it is made for', () => {
    const bits = seededBits('uniform p-values')
    let small = 0
    for (let round = 0; round < 400; round++) {
      const counts = Array<number>(8).fill(0)
      for (let i = 0; i < 400; i++) {
        const cell = bits.next() & 7
        counts[cell] = (counts[cell] ?? 0) + 1
      }
      if (chiSquareTest(counts, Array(8).fill(50)).pValue < 0.1) small++
    }
    expect(small).toBeGreaterThan(15)
    expect(small).toBeLessThan(75)
  })

  test('refuses sums or lengths that differ', () => {
    expect(() => chiSquareTest([1, 2], [1, 1])).toThrow(RangeError)
    expect(() => chiSquareTest([1, 2], [1, 2, 3])).toThrow(RangeError)
    expect(() => chiSquareTest([1, 2], [3, 0])).toThrow(RangeError)
    expect(() => chiSquareTest([1], [1])).toThrow(RangeError)
  })
})

describe('clopperPearson', () => {
  test('gives the known interval', () => {
    const [low, high] = clopperPearson(2, 20, 0.95)
    expect(low).toBeCloseTo(0.0123485271, 9)
    expect(high).toBeCloseTo(0.316982714, 9)
    expect(clopperPearson(0, 10, 0.95)).toEqual([0, expect.closeTo(1 - 0.025 ** 0.1, 12)])
    expect(clopperPearson(10, 10, 0.95)).toEqual([expect.closeTo(0.025 ** 0.1, 12), 1])
  })

  test('each side misses with at most half of what the confidence leaves', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 3000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.constantFrom(0.5, 0.95, 1 - 1e-9),
        (n, share, confidence) => {
          const successes = Math.round(share * n)
          const [low, high] = clopperPearson(successes, n, confidence)
          const miss = ((1 - confidence) / 2) * (1 + 1e-6)
          if (successes > 0) expect(binomialTail(successes, n, low)).toBeLessThanOrEqual(miss)
          if (successes < n) expect(binomialCdf(successes, n, high)).toBeLessThanOrEqual(miss)
          expect(low <= successes / n && successes / n <= high).toBe(true)
        },
      ),
    )
  })

  test('refuses what makes no sense', () => {
    for (const [s, n, c] of [
      [-1, 5, 0.9],
      [6, 5, 0.9],
      [1, 0, 0.9],
      [1, 5, 1],
      [0.5, 5, 0.9],
    ] as const)
      expect(() => clopperPearson(s, n, c)).toThrow(RangeError)
  })
})

describe('spearman', () => {
  test('is 1 for any rise, -1 for any fall, and shares ranks among ties', () => {
    expect(spearman([1, 2, 3, 40], [-5, 0, 1e9, 1e10]).correlation).toBeCloseTo(1, 12)
    expect(spearman([1, 2, 3], [9, 4, 1]).correlation).toBeCloseTo(-1, 12)
    expect(spearman([1, 2, 2, 3], [1, 3, 2, 4]).correlation).toBeCloseTo(0.9486832980505138, 12)
    expect(spearman([0, -0, 0, 1], [1, 1, 1, 2]).correlation).toBeCloseTo(1, 12)
    expect(spearman([7, 7, 7], [1, 2, 3])).toEqual({ correlation: 0, pValue: 1 })
  })

  test('tells a weak dependence from none', () => {
    const bits = seededBits('spearman')
    const x = Array.from({ length: 4000 }, () => bits.next())
    const noise = Array.from({ length: 4000 }, () => bits.next())
    expect(spearman(x, noise).pValue).toBeGreaterThan(1e-4)
    expect(
      spearman(
        x,
        noise.map((value, i) => value + 0.2 * (x[i] ?? 0)),
      ).pValue,
    ).toBeLessThan(1e-9)
  })

  test('refuses lists that do not match', () => {
    expect(() => spearman([1, 2, 3], [1, 2])).toThrow(RangeError)
    expect(() => spearman([1, 2], [1, 2])).toThrow(RangeError)
    expect(() => spearman([1, 2, Number.NaN], [1, 2, 3])).toThrow(RangeError)
  })
})
