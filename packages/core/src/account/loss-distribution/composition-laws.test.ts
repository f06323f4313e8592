/** What every composition must keep, whatever is composed. */
import { exp, ln, rational } from '@dither/math'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { events } from '../../space/events.ts'
import { atomsPair } from './atoms-pair.ts'
import { composedDelta } from './composed-pairs.ts'
import { pld } from './loss-distribution.ts'
import { sampledPair } from './sampled-pair.ts'

type Outputs = readonly (readonly [number, number])[]

/** Two laws of three to six outputs, some of which one has alone. */
const outputs: fc.Arbitrary<Outputs> = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 20 })), {
    minLength: 3,
    maxLength: 6,
  })
  .filter((list) => list.some(([p]) => p > 0) && list.some(([, q]) => q > 0))
  .map((list) => {
    const total = (i: 0 | 1): number => list.reduce((sum, pair) => sum + pair[i], 0)
    return list.map(([p, q]): [number, number] => [p / total(0), q / total(1)])
  })

const pairOfOutputs = (list: Outputs) => {
  const both = list.filter(([p, q]) => p > 0 && q > 0)
  const onlyP = list.reduce((sum, [p, q]) => sum + (q > 0 ? 0 : p), 0)
  const onlyQ = list.reduce((sum, [p, q]) => sum + (p > 0 ? 0 : q), 0)
  return atomsPair({
    atoms: both.map(([p, q]) => ({ loss: ln(p / q), mass: p })),
    onlyP,
    onlyQ,
    sure: { p: onlyP * (1 - 2 ** -50), q: onlyQ * (1 - 2 ** -50) },
    symmetric: false,
    massError: 2 ** -48,
    lossError: 2 ** -48,
  })
}

describe('compositions', () => {
  it('of any laws, sampled or not, are enclosed by both ends', () => {
    const part = fc.record({
      law: outputs,
      rate: fc.constantFrom(1, 0.5, 0.07),
      count: fc.integer({ min: 1, max: 2 }),
    })
    fc.assert(
      fc.property(
        fc.array(part, { minLength: 1, maxLength: 3 }),
        fc.double({ min: 0, max: 3, noNaN: true }),
        (parts, epsilon) => {
          let all: Outputs = [[1, 1]]
          for (const { law, rate, count } of parts) {
            const sampled = law.map(([p, q]) => [(1 - rate) * q + rate * p, q] as const)
            for (let i = 0; i < count; i++)
              all = all.flatMap(([p, q]) => sampled.map(([r, s]) => [p * r, q * s] as const))
          }
          const stick = (from: 0 | 1, to: 0 | 1): number =>
            all.reduce((sum, one) => sum + Math.max(0, one[from] - exp(epsilon) * one[to]), 0)
          const exact = Math.max(stick(0, 1), stick(1, 0))
          const pairs = parts.map(({ law, rate, count }) => ({
            pair: sampledPair(pairOfOutputs(law), rate),
            count,
          }))
          const { lower, upper } = composedDelta(pairs, rational(epsilon), undefined)
          expect(lower).toBeLessThanOrEqual(exact + 1e-13)
          expect(upper).toBeGreaterThanOrEqual(exact - 1e-13)
        },
      ),
      { numRuns: 40 },
    )
  }, 20_000)

  it('do not depend on the order, and grow with the count and with smaller deltas', () => {
    const laplace = events.laplace({ noiseMultiplier: 3 })
    const response = events.randomisedResponse({ categories: 3, p: '1/2' })
    const one = pld().compose(laplace, 4).compose(response, 2).delta({ epsilon: 1 })
    const other = pld().compose(response, 2).compose(laplace, 4).delta({ epsilon: 1 })
    expect(other.upper).toBeCloseTo(one.upper, 12)
    expect(
      pld().compose(laplace, 5).compose(response, 2).delta({ epsilon: 1 }).upper,
    ).toBeGreaterThan(one.lower)
    const all = pld().compose(laplace, 9)
    let last = Number.POSITIVE_INFINITY
    for (const delta of ['1e-40', '1e-12', 1e-6, 1e-3, 0.1]) {
      const { lower, upper } = all.epsilon({ delta })
      expect(lower).toBeLessThanOrEqual(last)
      expect(upper).toBeLessThanOrEqual(3.01)
      last = upper
    }
  })
})
