import { exp, multiply, rational, reciprocal, toNumber } from '@dither/math'
import { seededBits } from '@dither/testkit'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { priceEvent } from '../../account/price-event.ts'
import { approximateLoss, zcdpLoss } from '../../space/loss.ts'
import accuracies from '../../vectors/accuracy.json' with { type: 'json' }
import conversions from '../../vectors/conversion.json' with { type: 'json' }
import { discreteGaussian } from './discrete-gaussian.ts'
import {
  discreteGaussianQuantile,
  discreteGaussianVarianceFor,
} from './discrete-gaussian-quantile.ts'
import { discreteGaussianVariance } from './discrete-gaussian-variance.ts'

/** The smallest a with Pr[|X| <= a] >= confidence, by adding up doubles. */
const directQuantile = (variance: number, confidence: number): number => {
  const reach = 10 + Math.ceil(9 * Math.sqrt(variance))
  const weight = (k: number) => exp(-(k * k) / (2 * variance))
  let total = 1
  for (let k = reach; k > 0; k--) total += 2 * weight(k)
  let inside = 1
  let a = 0
  while (inside / total < confidence) {
    a++
    inside += 2 * weight(a)
  }
  return a
}

describe('discrete Gaussian noise', () => {
  it('costs rho = sensitivity^2 / (2 variance), exactly', () => {
    expect(discreteGaussian({ standardDeviation: 5 }).loss({ sensitivity: 1 })).toEqual(
      zcdpLoss(0.02),
    )
    expect(discreteGaussian({ variance: 10 }).loss({ sensitivitySquared: 5 })).toEqual(
      zcdpLoss(0.25),
    )
    expect(discreteGaussian({ rho: 0.1, sensitivity: 3 }).loss()).toEqual(zcdpLoss(0.1))
    expect(discreteGaussian({ rho: 0.1, sensitivitySquared: 2 }).parameter).toEqual(rational(10))
  })

  it('calibrated to (epsilon, delta) carries a claim that is proved again', () => {
    const noise = discreteGaussian({
      epsilon: 1,
      delta: 1e-6,
      sensitivitySquared: 2,
      dimension: 30,
    })
    const event = noise.event({ neighbours: 'change-one' })
    expect(event).toMatchObject({ dimension: 30, claim: { epsilon: '1', delta: '1/1000000' } })
    expect(priceEvent(event, { measure: 'approximate' })).toEqual(approximateLoss(1, 1e-6))
    expect(noise.approximateLoss({ delta: 1e-6 }).epsilon).toBeLessThanOrEqual(1)
    expect(noise.approximateLoss({ delta: 1e-6 }).epsilon).toBeGreaterThan(0.999999)
  })

  it('keeps its claim to the sensitivity and the dimension that it was made for', () => {
    const noise = discreteGaussian({ epsilon: 1, delta: 1e-6, sensitivity: 1, dimension: 2 })
    expect(noise.event({ sensitivity: 2 }).claim).toBeUndefined()
    expect(noise.event({ dimension: 3 }).claim).toBeUndefined()
    expect(noise.event({ dimension: 1 }).claim).toBeDefined()
    expect(noise.invokeVector([1n, 2n])).toHaveLength(2)
    expect(() => noise.invokeVector([1n, 2n, 3n])).toThrow(/dimension is 2, must be at least 3/)
  })

  it('takes no vector beyond its dimension, whatever it was made from', () => {
    // Four coordinates that all move by 1 cost 10.0 at delta 0.01 in one dimension, 13.2 in four.
    const wide = { variance: '0.39868733', sensitivity: 2 }
    const single = discreteGaussian(wide)
    expect(() => single.invokeVector([0n, 0n, 0n, 0n])).toThrow(
      /dimension is 1, must be at least 4/,
    )
    const four = discreteGaussian({ ...wide, dimension: 4 })
    expect(four.invokeVector([0n, 0n, 0n, 0n])).toHaveLength(4)
    expect(four.event()).toMatchObject({ dimension: 4 })
    expect(four.approximateLoss({ delta: 0.01 }).epsilon).toBeGreaterThan(13)
    expect(single.approximateLoss({ delta: 0.01 }).epsilon).toBeLessThan(10.1)
  })

  it('is the same for any input, and anew for every coordinate', () => {
    const noise = discreteGaussian({ standardDeviation: 1000, dimension: 6 })
    fc.assert(
      fc.property(fc.bigInt(), fc.integer(), (value, seed) => {
        const zero = noise.invoke(0n, { bits: seededBits(seed) })
        expect(noise.invoke(value, { bits: seededBits(seed) })).toBe(value + zero)
      }),
    )
    const bits = seededBits('vector')
    const single = Array.from({ length: 6 }, () => noise.invoke(0n, { bits }))
    expect(noise.invokeVector([0n, 0n, 0n, 0n, 0n, 0n], { bits: seededBits('vector') })).toEqual(
      single,
    )
    expect(new Set(single).size).toBeGreaterThan(4)
    expect(noise.fill(new Float64Array(3))).toHaveLength(3)
  })

  it('refuses parameters that make no sense', () => {
    const bad = [
      { standardDeviation: 0 },
      { variance: -1 },
      { rho: 0, sensitivity: 1 },
      { rho: 1, sensitivity: 0 },
      { epsilon: 1, delta: 0, sensitivity: 1 },
      { epsilon: 1, delta: 1, sensitivity: 1 },
      { epsilon: 1, delta: 1e-6, sensitivity: 0.5 },
      { epsilon: 1, delta: 1e-6, sensitivity: 1, dimension: 0 },
      { epsilon: Number.NaN, delta: 1e-6, sensitivity: 1 },
      { accuracy: 1, confidence: 0 },
    ]
    for (const options of bad) expect(() => discreteGaussian(options)).toThrow(/must be/)
    expect(() => discreteGaussian({ variance: 1 }).loss()).toThrow(/sensitivity is missing/)
  })
})

describe('accuracy', () => {
  it('is the smallest a with Pr[|noise| <= a] >= confidence, summed or compared', () => {
    const variances = fc.oneof(
      fc.integer({ min: 1, max: 400 }).map((n) => n / 20),
      fc.integer({ min: 2000, max: 9000 }),
    )
    fc.assert(
      fc.property(variances, fc.integer({ min: 0, max: 99_999 }), (variance, n) => {
        const confidence = n / 100_000
        expect(discreteGaussianQuantile(variance, confidence)).toBe(
          BigInt(directQuantile(variance, confidence)),
        )
      }),
      { numRuns: 60 },
    )
  })

  it('approaches the normal quantile at large scales', () => {
    const a = discreteGaussianQuantile('1e40', 0.95)
    expect(toNumber(rational(a, 10n ** 20n))).toBeCloseTo(1.959963984540054, 14)
  })

  it('gives back the variance that was asked for, rounded so that the promise holds', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 10n ** 6n), fc.integer({ min: 1, max: 999 }), (accuracy, n) => {
        const confidence = n / 1000
        const variance = discreteGaussianVarianceFor({ accuracy, confidence })
        expect(discreteGaussianQuantile(variance, confidence) <= accuracy).toBe(true)
        const more = multiply(variance, rational(1_000_003n, 1_000_000n))
        expect(discreteGaussianQuantile(more, confidence) >= accuracy).toBe(true)
      }),
      { numRuns: 25 },
    )
  })

  // OpenDP's accuracy is the smallest a with Pr[|X| >= a] <= alpha: one more than Dither's.
  it.each(accuracies.filter((v) => v.kind.includes('discrete_gaussian')))(
    'agrees with the published $kind for $inputs',
    ({ kind, inputs, expected, tolerance }) => {
      const confidence = 1 - inputs.alpha
      const value =
        kind === 'accuracy_to_discrete_gaussian_scale'
          ? Math.sqrt(
              toNumber(
                discreteGaussianVarianceFor({ accuracy: (inputs.accuracy ?? 1) - 1, confidence }),
              ),
            )
          : Number(discreteGaussianQuantile((inputs.scale ?? 1) ** 2, confidence)) + 1
      expect(Math.abs(value - expected)).toBeLessThanOrEqual(tolerance)
    },
  )

  it('from an accuracy is the accuracy of the mechanism', () => {
    const noise = discreteGaussian({ accuracy: 12, confidence: 0.95 })
    expect(noise.accuracy({ confidence: 0.95 })).toBe(12)
    expect(reciprocal(noise.parameter).denominator > 0n).toBe(true)
  })
})

describe('variance', () => {
  it.each(conversions.filter((v) => v.kind === 'discrete_gaussian_variance'))(
    'is the published one at $inputs',
    ({ inputs, expected }) => {
      const variance = discreteGaussianVariance(rational(inputs.sigma2 ?? 1))
      expect(variance / Number(expected)).toBeCloseTo(1, 13)
    },
  )
})
