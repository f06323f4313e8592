import { rational } from '@dither/math'
import { describe, expect, test } from 'vitest'
import { type Noise, noiseOf } from './noise.ts'
import { type NoisyRatio, ratioInterval } from './ratio-interval.ts'

const laplace = (scale: number) => noiseOf('laplace', rational(scale))
const gaussian = (variance: number) => noiseOf('gaussian', rational(variance))
const ratio = (
  numerator: number,
  denominator: number,
  numeratorNoise: Noise,
  denominatorNoise: Noise,
  reach = 100,
): NoisyRatio => ({
  numerator,
  denominator,
  numeratorNoise,
  denominatorNoise,
  low: -reach,
  high: reach,
})

describe('ratioInterval', () => {
  test('is Fieller’s interval for wide Gaussian noise', () => {
    const [v, w] = [40_000, 2500]
    const [S, N] = [50_000, 1000]
    const z = 1.959963984540054
    // |S - t N| <= z sqrt(v + t^2 w): a quadratic in t.
    const a = N * N - z * z * w
    const b = S * N
    const c = S * S - z * z * v
    const root = Math.sqrt(b * b - a * c)
    const [low, high] = ratioInterval(ratio(S, N, gaussian(v), gaussian(w)), 0.95)
    expect(low).toBeCloseTo((b - root) / a, 4)
    expect(high).toBeCloseTo((b + root) / a, 4)
  })

  test('is the plain interval where the denominator has no noise', () => {
    const [low, high] = ratioInterval(ratio(5000, 100, laplace(300), laplace(0)), 0.95)
    const most = Number(laplace(300).quantile(0.95))
    expect(low).toBeCloseTo((5000 - most) / 100, 1)
    expect(high).toBeCloseTo((5000 + most) / 100, 1)
  })

  test('agrees between its discrete and its smooth probabilities where they meet', () => {
    for (const noise of [laplace, gaussian])
      for (const N of [60, 400]) {
        const discrete = ratioInterval(ratio(900, N, noise(1e4), noise(15.9)), 0.9)
        const smooth = ratioInterval(ratio(900, N, noise(1e4), noise(16.1)), 0.9)
        expect(Math.abs(discrete[0] - smooth[0])).toBeLessThan(Math.abs(discrete[0]) * 0.02 + 0.05)
        expect(Math.abs(discrete[1] - smooth[1])).toBeLessThan(Math.abs(discrete[1]) * 0.02 + 0.05)
      }
  })

  test('says nothing more than the public range when the denominator may be 0', () => {
    const [low, high] = ratioInterval(ratio(30, 2, laplace(150), laplace(3)), 0.95)
    expect([low, high]).toEqual([-100, 100])
  })

  test('holds every value of the set, also when the set is not one piece', () => {
    // A small denominator with a large numerator: 0 is excluded, far values on both sides are not.
    const noises = [gaussian(1), gaussian(100)] as const
    const [low, high] = ratioInterval(ratio(60, 12, ...noises), 0.95)
    const z = 1.96
    for (let t = -100; t <= 100; t += 0.25)
      if (Math.abs(60 - t * 12) <= z * Math.sqrt(1 + 100 * t * t) * 0.999) {
        expect(t).toBeGreaterThanOrEqual(low)
        expect(t).toBeLessThanOrEqual(high)
      }
    expect(low).toBe(-100)
    expect(high).toBe(100)
  })

  test('collapses to the nearest possible ratio when none is plausible', () => {
    expect(ratioInterval(ratio(1e6, 1000, laplace(10), laplace(1)), 0.9)).toEqual([100, 100])
  })

  test('widens with the confidence', () => {
    let width = 0
    for (const confidence of [0.1, 0.5, 0.8, 0.95, 0.99, 0.999]) {
      const [low, high] = ratioInterval(ratio(-2000, 80, laplace(400), laplace(2)), confidence)
      expect(high - low).toBeGreaterThan(width)
      width = high - low
    }
  })
})
