// Each test: false alarm at most 1e-9; n as stated; seeded, so a pass stays a pass.
import { expectPrivate, seededBits } from '@dither/testkit'
import { describe, it } from 'vitest'
import { type FoldedLaplaceOptions, foldedLaplace } from './folded-laplace.ts'

describe('folded Laplace noise', () => {
  it('keeps neighbours within epsilon, n = 60,000', () => {
    const run = (by: FoldedLaplaceOptions) => {
      const noise = foldedLaplace(by)
      const bits = seededBits('private')
      return (value: bigint) => noise.invoke(value, { bits })
    }
    expectPrivate(
      run({ epsilon: 1, sensitivity: 2, lower: 0, upper: 6 }),
      [0n, 2n],
      { epsilon: 1 },
      {
        n: 60_000,
        mutants: {
          'sensitivity forgotten': run({ epsilon: 1, sensitivity: 1, lower: 0, upper: 6 }),
        },
      },
    )
  })
})
