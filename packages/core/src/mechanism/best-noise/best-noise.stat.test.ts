// Each test: false alarm at most 1e-9; n as stated; seeded, so a pass stays a pass.
import { expectPrivate, seededBits } from '@dither/testkit'
import { describe, it } from 'vitest'
import { type BestNoiseOptions, bestNoise } from './best-noise.ts'

const inputs: [bigint[], bigint[]] = [
  [0n, 0n, 0n],
  [2n, 2n, 2n],
]
const largest = (values: readonly bigint[]): number =>
  values.reduce((most, value) => Math.max(most, Number(value)), -60)
const run = (options: BestNoiseOptions) => {
  const noise = bestNoise({ dimension: 3, ...options })
  const bits = seededBits('best')
  return (values: readonly bigint[]) => noise.invoke(values, { bits })
}

describe('the noise with the least variance, drawn', () => {
  it('keeps neighbours within epsilon, n = 10,000', () => {
    const budget = { epsilon: 1 }
    expectPrivate(run({ budget, sensitivity: { lInfinity: 2 } }), inputs, budget, {
      n: 10_000,
      outcome: largest,
      mutants: {
        'the largest change taken for the sum of changes': run({
          budget,
          sensitivity: { l1: 2 },
        }),
        'half of the change': run({ budget, sensitivity: { lInfinity: 1 } }),
      },
    })
  })

  it('keeps neighbours within epsilon and delta, n = 20,000', () => {
    const budget = { epsilon: 1, delta: 0.01 }
    expectPrivate(run({ budget, sensitivity: { lInfinity: 2 } }), inputs, budget, {
      n: 20_000,
      outcome: largest,
      mutants: {
        'half of the change': run({ budget, sensitivity: { lInfinity: 1 } }),
        'a delta of 0.4': run({
          budget: { epsilon: 1, delta: 0.4 },
          sensitivity: { lInfinity: 2 },
        }),
      },
    })
  })
})
