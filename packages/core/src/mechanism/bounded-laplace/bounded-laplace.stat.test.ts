// Each test: false alarm at most 1e-9; n as stated; seeded, so a pass stays a pass.
import { exp } from '@dither/math'
import { expectLaw, expectPrivate, seededBits } from '@dither/testkit'
import { describe, it } from 'vitest'
import { type BoundedLaplaceOptions, boundedLaplace } from './bounded-laplace.ts'

describe('bounded Laplace noise, drawn', () => {
  const run = (options: BoundedLaplaceOptions) => {
    const noise = boundedLaplace(options)
    const bits = seededBits('drawn')
    return (value: bigint) => noise.invoke(value, { bits })
  }

  it('has its law, n = 60,000', () => {
    const weights = Array.from({ length: 9 }, (_, j) => exp(-Math.abs(j - 2) / 3))
    const total = weights.reduce((sum, weight) => sum + weight, 0)
    const table = weights.map((weight) => weight / total)
    const draw = (options: BoundedLaplaceOptions, value = 2n) => {
      const noisy = run(options)
      return () => noisy(value)
    }
    const options = { scale: 3, lower: 0, upper: 8 }
    expectLaw(
      draw(options),
      { probability: (k) => table[k] ?? 0, centre: 2 },
      {
        n: 60_000,
        mutants: {
          'scale 8 % up': draw({ ...options, scale: 3.24 }),
          'scale 8 % down': draw({ ...options, scale: 2.76 }),
          'another input': draw(options, 3n),
        },
      },
    )
  })

  it('keeps neighbours within its true epsilon, n = 60,000; the naive scale does not', () => {
    const bounds = { lower: 0, upper: 4 }
    expectPrivate(
      run({ epsilon: 1, sensitivity: 2, ...bounds }),
      [0n, 2n],
      { epsilon: 1 },
      { n: 60_000, mutants: { 'scale = sensitivity / epsilon': run({ scale: 2, ...bounds }) } },
    )
  })
})
