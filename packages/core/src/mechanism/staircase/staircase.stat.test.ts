// Each test: false alarm at most 1e-9; n as stated; seeded, so a pass stays a pass.
import { exp } from '@dither/math'
import { expectLaw, expectPrivate, seededBits } from '@dither/testkit'
import { describe, it } from 'vitest'
import { type StaircaseOptions, staircase } from './staircase.ts'

describe('staircase noise, drawn', () => {
  const run = (options: StaircaseOptions) => {
    const noise = staircase(options)
    const bits = seededBits(String(options.epsilon))
    return (value: bigint) => noise.invoke(value, { bits })
  }

  it('has its law, n = 100,000', () => {
    const b = exp(-1)
    const weights = Array.from({ length: 300 }, (_, k) => b ** Math.floor((k + 3) / 5))
    const total = weights.reduce((sum, weight) => sum + 2 * weight, -1)
    const table = weights.map((weight) => weight / total)
    const draw = (options: StaircaseOptions) => {
      const noisy = run(options)
      return () => noisy(0n)
    }
    const options = { epsilon: 1, sensitivity: 5, step: 2n }
    expectLaw(
      draw(options),
      { probability: (k) => table[Math.abs(k)] ?? 0 },
      {
        n: 100_000,
        mutants: {
          'epsilon 4 % up': draw({ ...options, epsilon: 1.04 }),
          'epsilon 4 % down': draw({ ...options, epsilon: 0.96 }),
          'the step one higher': draw({ ...options, step: 3n }),
        },
      },
    )
  })

  it('keeps neighbours within epsilon, n = 60,000', () => {
    expectPrivate(
      run({ epsilon: 1, sensitivity: 3 }),
      [0n, 3n],
      { epsilon: 1 },
      {
        n: 60_000,
        mutants: {
          'sensitivity forgotten': run({ epsilon: 1, sensitivity: 1 }),
          'epsilon a third up': run({ epsilon: 1.35, sensitivity: 3 }),
        },
      },
    )
  })
})
