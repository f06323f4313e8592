import {
  compare,
  multiply,
  type Rational,
  rational,
  sqrtUp,
  subtract,
  toNumber,
} from '@dither/math'
import { describe, expect, it } from 'vitest'
import vectors from '../../vectors/gaussian.json' with { type: 'json' }
import { gaussianDeltaInterval } from './analytic-gaussian.ts'
import {
  continuousGaussianDelta,
  continuousGaussianDeviation,
  continuousGaussianEpsilon,
} from './continuous-gaussian.ts'

const r = (value: number | string): Rational => rational(value)

const l2Of = (inputs: { l2?: number; l0?: number; linf?: number | string }): Rational =>
  inputs.l2 === undefined
    ? sqrtUp(multiply(r(inputs.l0 ?? 1), multiply(r(inputs.linf ?? 1), r(inputs.linf ?? 1))), 90)
    : r(inputs.l2)

describe('continuous Gaussian noise', () => {
  const kinds = ['gaussian_delta', 'gaussian_sigma', 'gaussian_variance_upper', 'gaussian_epsilon']
  const possible = vectors.filter(
    ({ kind, inputs }) =>
      kinds.includes(kind) &&
      inputs.sigma !== 0 &&
      inputs.linf !== 'Infinity' &&
      inputs.linf !== 5e-324,
  )
  it.each(possible)('has the published $kind for $inputs', (vector) => {
    const { kind, inputs, tolerance } = vector
    const expected = 'recomputed' in vector ? vector.recomputed : vector.expected
    const sensitivity = l2Of(inputs)
    const epsilon = inputs.epsilon ?? 0
    const delta = inputs.delta ?? 0
    const standardDeviation = inputs.sigma ?? 0
    const deviation = () => toNumber(continuousGaussianDeviation({ epsilon, delta, sensitivity }))
    const values: Record<string, () => number> = {
      gaussian_delta: () =>
        toNumber(continuousGaussianDelta({ epsilon, sensitivity, standardDeviation })),
      gaussian_sigma: deviation,
      gaussian_variance_upper: () => deviation() ** 2,
      gaussian_epsilon: () =>
        toNumber(continuousGaussianEpsilon({ delta, sensitivity, standardDeviation })),
    }
    const value = values[kind]?.() ?? Number.NaN
    expect(Math.abs(value - (expected ?? 0))).toBeLessThanOrEqual(
      Math.min(tolerance, 2e-9 * value + 1e-300),
    )
  })

  it('is refused for the published edge cases: no noise, and neighbours without bound', () => {
    const options = { epsilon: 1, sensitivity: 1, standardDeviation: 1 }
    expect(() => continuousGaussianDelta({ ...options, standardDeviation: 0 })).toThrow(
      /more than 0/,
    )
    const infinite = { ...options, sensitivity: Number.POSITIVE_INFINITY }
    expect(() => continuousGaussianDelta(infinite)).toThrow(/finite/)
    const tiny = continuousGaussianDelta({ ...options, sensitivity: 5e-324 })
    expect(toNumber(tiny)).toBe(0)
  })

  it('has an enclosure as narrow as promised, which rises with mu', () => {
    let last = r(0)
    for (const mu of ['0.01', '0.1', '0.5', '1', '3', '20']) {
      const { low, high } = gaussianDeltaInterval(r('0.5'), r(mu), 60)
      expect(compare(multiply(subtract(high, low), rational(2n ** 60n)), low)).toBeLessThanOrEqual(
        0,
      )
      expect(compare(low, last)).toBeGreaterThanOrEqual(0)
      last = high
    }
  })

  it('never has its deviation rounded below what is private', () => {
    const options = { epsilon: 0.3, delta: 1e-7, sensitivity: 1 }
    const standardDeviation = continuousGaussianDeviation(options)
    const at = (deviation: Rational) =>
      continuousGaussianDelta({ epsilon: 0.3, sensitivity: 1, standardDeviation: deviation })
    expect(compare(at(standardDeviation), r(1e-7))).toBeLessThanOrEqual(0)
    const less = multiply(standardDeviation, subtract(r(1), rational(1, 2n ** 38n)))
    expect(compare(at(less), r(1e-7))).toBe(1)
  })
})
