import { rational } from '@dither/math'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { noiseOf } from './noise.ts'
import { noiseSumQuantile } from './noise-sum.ts'

const laplace = (scale: string) => noiseOf('laplace', rational(scale))
const terms = (...pairs: (readonly [scale: string, factor: number])[]) =>
  pairs.map(([scale, factor]) => ({ noise: laplace(scale), factor }))

/** Pr[|sum| <= a], by adding up the masses of discrete Laplace laws of whole factors. */
function probability(scales: readonly number[], factors: readonly number[], a: number): number {
  let law = new Map([[0, 1]])
  scales.forEach((scale, v) => {
    const q = Math.exp(-1 / scale)
    const next = new Map<number, number>()
    const reach = Math.ceil(30 * scale)
    for (const [at, mass] of law)
      for (let k = -reach; k <= reach; k++) {
        const to = at + k * (factors[v] ?? 0)
        next.set(to, (next.get(to) ?? 0) + mass * ((1 - q) / (1 + q)) * q ** Math.abs(k))
      }
    law = next
  })
  return [...law].reduce((sum, [at, mass]) => (Math.abs(at) <= a ? sum + mass : sum), 0)
}

describe('the quantile of a sum of noises', () => {
  it.each([
    [[1], [1]],
    [[0.3], [4]],
    [
      [2, 2],
      [1, 1],
    ],
    [
      [2, 2],
      [1, 3],
    ],
    [
      [1.5, 4],
      [2, 1],
    ],
    [
      [0.4, 3],
      [5, 2],
    ],
    [
      [1, 1, 1],
      [1, 2, 3],
    ],
    [
      [3, 0.5, 1],
      [1, 7, 2],
    ],
  ])('holds the exact law of scales %j, factors %j', (scales, factors) => {
    const sum = scales.map((scale, v) => ({
      noise: laplace(String(scale)),
      factor: factors[v] ?? 0,
    }))
    for (const confidence of [0.5, 0.8, 0.95, 0.99]) {
      const a = noiseSumQuantile(sum, confidence)
      expect(probability(scales, factors, a)).toBeGreaterThanOrEqual(confidence - 1e-9)
      const twin = 0.8 * a - Math.max(...factors)
      expect(probability(scales, factors, twin)).toBeLessThan(confidence)
    }
  })

  it('is that of two continuous laws in closed form, within 1.2 %', () => {
    const [a, b] = [1e6, 3e6]
    const found = noiseSumQuantile(terms(['1000000', 1], ['1000000', -3]), 0.95)
    const tail = (r: number) =>
      (a * a * Math.exp(-r / a) - b * b * Math.exp(-r / b)) / (a * a - b * b)
    expect(tail(found)).toBeCloseTo(0.05, 6)
    const alike = noiseSumQuantile(terms(['1000000', 1], ['1000000', 1]), 0.95)
    const tailOfAlike = (x: number) => (1 + x / 2e6) * Math.exp(-x / 1e6)
    expect(tailOfAlike(alike)).toBeLessThanOrEqual(0.05)
    expect(tailOfAlike(alike / 1.012)).toBeGreaterThan(0.05)
  })

  it('rises with every factor, and scales with all of them', () => {
    const factor = fc.integer({ min: 1, max: 1000 })
    fc.assert(
      fc.property(
        fc.array(factor, { minLength: 1, maxLength: 8 }),
        fc.nat(7),
        fc.integer({ min: 2, max: 50 }),
        (factors, at, times) => {
          const quantile = (of: readonly number[]) =>
            noiseSumQuantile(terms(...of.map((f) => ['1000', f] as const)), 0.95)
          const before = quantile(factors)
          const raised = factors.map((f, i) => (i === at % factors.length ? f * times : f))
          expect(quantile(raised)).toBeGreaterThanOrEqual(before * (1 - 1e-6))
          expect(quantile(factors.map((f) => f * times)) / before).toBeCloseTo(times, 6)
        },
      ),
      { numRuns: 60 },
    )
  })

  it('is 0 without noise, and of Gaussian noise the root of all variances', () => {
    expect(noiseSumQuantile([], 0.95)).toBe(0)
    expect(noiseSumQuantile(terms(['0', 5], ['3', 0]), 0.95)).toBe(0)
    const gaussian = (variance: string, factor: number) => ({
      noise: noiseOf('gaussian', rational(variance)),
      factor,
    })
    const found = noiseSumQuantile([gaussian('9e12', 1), gaussian('4e12', -2)], 0.95)
    expect(found / 1.959_964e6).toBeCloseTo(5, 5)
  })

  it('of what overflows is infinite, not an error', () => {
    const noise = noiseOf('laplace', rational(3))
    for (const factor of [1e200, Number.MAX_VALUE, Number.POSITIVE_INFINITY, Number.NaN])
      expect(
        noiseSumQuantile(
          [
            { noise, factor },
            { noise, factor: 1 },
          ],
          0.95,
        ),
      ).toBe(Number.POSITIVE_INFINITY)
  })
})
