import { drawDiscreteGaussian, drawDiscreteLaplace } from '@dither/core'
import { rational } from '@dither/math'
import { seededBits } from '@dither/testkit'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { NoisyPart } from './cell.ts'
import { centralRange } from './central-moment.ts'
import { type Noise, noiseOf } from './noise.ts'

const silent = noiseOf('laplace', rational(0))
const pairs = fc.array(
  fc.tuple(fc.integer({ min: -20, max: 20 }), fc.integer({ min: -20, max: 20 })),
  { minLength: 1, maxLength: 60 },
)
const total = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0)

function truths(rows: readonly (readonly [number, number])[]) {
  const n = rows.length
  const [s, t] = [total(rows.map(([x]) => x)), total(rows.map(([, y]) => y))]
  const [p, q] = [total(rows.map(([x, y]) => x * y)), total(rows.map(([x]) => x * x))]
  return { n, s, t, p, q, covariance: (p - (s * t) / n) / n, variance: (q - (s * s) / n) / n }
}

describe('the range of a central moment', () => {
  it('is the moment itself where nothing is noisy', () => {
    const exact = (value: number): NoisyPart => ({ value: BigInt(value), noise: silent })
    fc.assert(
      fc.property(pairs, (rows) => {
        const { n, s, t, p, q, covariance, variance } = truths(rows)
        const steps = [20, 20] as const
        const two = {
          product: exact(p),
          sums: [exact(s), exact(t)],
          count: exact(n),
          steps,
        } as const
        for (const end of centralRange(two, 0.95)) expect(end).toBeCloseTo(covariance, 9)
        const sum = exact(s)
        const one = { product: exact(q), sums: [sum, sum], count: exact(n), steps } as const
        for (const end of centralRange(one, 0.95)) expect(end).toBeCloseTo(variance, 9)
      }),
    )
  })

  it.each(['laplace', 'gaussian'] as const)(
    'holds the moment of any rows, and one that takes the noisy means for true does not: %s',
    (kind) => {
      const bits = seededBits(`central ${kind}`)
      const draw = kind === 'laplace' ? drawDiscreteLaplace : drawDiscreteGaussian
      const law = (size: number): Noise => noiseOf(kind, rational(size))
      const noisy = (value: number, noise: Noise): NoisyPart => ({
        value: BigInt(value) + draw(noise.parameter, bits),
        noise,
      })
      let [missed, twin] = [0, 0]
      // 2,000 intervals at 1 - 1e-12: false alarm 2e-9.
      fc.assert(
        fc.property(pairs, (rows) => {
          const { n, s, t, p, q, covariance, variance } = truths(rows)
          const [sum, count] = [noisy(s, law(30)), noisy(n, law(3))]
          if (count.value <= 0n) return
          const steps = [20, 20] as const
          const other = noisy(t, law(30))
          const product = noisy(p, law(100))
          const sure = 1 - 1e-12
          const two = centralRange({ product, sums: [sum, other], count, steps }, sure)
          const one = centralRange(
            { product: noisy(q, law(100)), sums: [sum, sum], count, steps },
            sure,
          )
          if (covariance < two[0] - 1e-9 || covariance > two[1] + 1e-9) missed++
          if (variance < one[0] - 1e-9 || variance > one[1] + 1e-9) missed++
          const known = { ...sum, noise: silent }
          const bold = centralRange(
            {
              product: noisy(q, law(1)),
              sums: [known, known],
              count: { ...count, noise: silent },
              steps,
            },
            sure,
          )
          if (variance < bold[0] || variance > bold[1]) twin++
        }),
        { numRuns: 1000, seed: 1 },
      )
      expect(missed).toBe(0)
      expect(twin).toBeGreaterThan(20)
    },
  )
})
