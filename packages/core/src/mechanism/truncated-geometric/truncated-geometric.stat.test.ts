// Each test: false alarm at most 1e-9; n as stated; seeded, so a pass stays a pass.
import { expectLaw, expectPrivate, seededBits } from '@dither/testkit'
import { describe, it } from 'vitest'
import { type TruncatedGeometricOptions, truncatedGeometric } from './truncated-geometric.ts'

/** Pr[k] for an input 4 out of 0 … 9. */
const law = {
  probability: (k: number) =>
    k < 0 || k > 9 ? 0 : ((k === 0 || k === 9 ? 1 : 0.3) / 1.7) * 0.7 ** Math.abs(k - 4),
  centre: 4,
}

describe('the truncated geometric mechanism', () => {
  it('has its law and keeps neighbours within epsilon, n = 60,000 each', () => {
    const run = (by: TruncatedGeometricOptions) => {
      const mechanism = truncatedGeometric(by)
      const bits = seededBits('drawn')
      return (value: bigint) => mechanism.invoke(value, { bits })
    }
    const sample = (alpha: string) => {
      const noisy = run({ alpha, lower: 0, upper: 9 })
      return () => noisy(4n)
    }
    expectLaw(sample('0.7'), law, {
      n: 60_000,
      mutants: { 'alpha 3 % up': sample('0.721'), 'alpha 3 % down': sample('0.679') },
    })
    const range = { lower: 0, upper: 6 }
    expectPrivate(
      run({ epsilon: 1, ...range }),
      [2n, 3n],
      { epsilon: 1 },
      { n: 60_000, mutants: { 'epsilon a third up': run({ epsilon: 1.35, ...range }) } },
    )
  })
})
