import { compare, multiply, rational, toNumber } from '@dither/math'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import vectors from '../vectors/conversion.json' with { type: 'json' }
import { zcdpDelta, zcdpEpsilon } from './zcdp-conversion.ts'

const positive = fc.integer({ min: 1, max: 4000 }).map((n) => n / 1000)

describe('conversion from zCDP', () => {
  const deltas = vectors.filter((v) => v.kind === 'zcdp_to_delta' && v.inputs.rho !== 'Infinity')
  it.each(deltas)('gives the published delta for $inputs', ({ inputs, expected, tolerance }) => {
    const delta = zcdpDelta({ rho: inputs.rho ?? 0, epsilon: inputs.epsilon ?? 0 })
    expect(Math.abs(toNumber(delta) - Number(expected))).toBeLessThanOrEqual(tolerance)
  })

  const epsilons = vectors.filter((v) => v.kind === 'zcdp_to_epsilon' && v.expected !== 'Infinity')
  it.each(epsilons)(
    'gives the published epsilon for $inputs',
    ({ inputs, expected, tolerance }) => {
      const epsilon = zcdpEpsilon({ rho: inputs.rho ?? 0, delta: inputs.delta ?? 0 })
      expect(Math.abs(toNumber(epsilon) - Number(expected))).toBeLessThanOrEqual(tolerance)
    },
  )

  it('refuses delta 0, for which the published epsilon is infinite', () => {
    expect(() => zcdpEpsilon({ rho: 0.03125, delta: 0 })).toThrow(/must be more than 0/)
  })

  it('never promises more than the round trip holds, and loses less than one part in 10^9', () => {
    fc.assert(
      fc.property(positive, fc.integer({ min: 1, max: 30 }), (rho, digits) => {
        const delta = rational(1, 10n ** BigInt(digits))
        const epsilon = zcdpEpsilon({ rho, delta })
        const back = zcdpDelta({ rho, epsilon })
        expect(toNumber(back) / toNumber(delta)).toBeLessThan(1 + 1e-9)
        if (epsilon.numerator === 0n) return
        // A slightly smaller epsilon would not do.
        const less = multiply(epsilon, rational('0.999999'))
        expect(compare(zcdpDelta({ rho, epsilon: less }), delta)).toBe(1)
      }),
      { numRuns: 50 },
    )
  })

  it('is below the simple bound rho + 2 sqrt(rho ln(1/delta)) [BS16]', () => {
    for (const rho of [0.001, 0.1, 1, 10]) {
      const simple = rho + 2 * Math.sqrt(rho * Math.log(1e6))
      expect(toNumber(zcdpEpsilon({ rho, delta: 1e-6 }))).toBeLessThan(simple)
    }
  })
})
