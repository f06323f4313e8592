// Each test: false alarm at most 1e-9; n as stated; seeded, so a pass stays a pass.
import { exp } from '@dither/math'
import { expectLaw, expectPrivate, seededBits } from '@dither/testkit'
import { describe, it } from 'vitest'
import { type BoundedNoiseOptions, boundedNoise } from './bounded-noise.ts'

describe('bounded noise, drawn', () => {
  const run = (options: BoundedNoiseOptions) => {
    const noise = boundedNoise(options)
    const bits = seededBits('drawn')
    return (value: bigint) => noise.invoke(value, { bits })
  }

  it('has its law, n = 60,000', () => {
    const weight = (k: number): number => (Math.abs(k) <= 6 ? exp(-Math.abs(k) / 3) : 0)
    let total = 0
    for (let k = -6; k <= 6; k++) total += weight(k)
    const draw = (options: BoundedNoiseOptions, change = (x: bigint) => x) => {
      const noisy = run(options)
      return () => change(noisy(0n))
    }
    const options: BoundedNoiseOptions = { scale: 3, radius: 6n }
    expectLaw(
      draw(options),
      { probability: (k) => weight(k) / total },
      {
        n: 60_000,
        mutants: {
          'radius one too small': draw({ ...options, radius: 5n }),
          'radius one too large': draw({ ...options, radius: 7n }),
          'scale 8 % up': draw({ ...options, scale: 3.24 }),
          'zero twice': draw(options, (x) => (x === 1n ? 0n : x)),
        },
      },
    )
  })

  it('keeps neighbours within epsilon and delta, n = 60,000', () => {
    const options: BoundedNoiseOptions = { epsilon: 1, delta: 0.02, sensitivity: 2 }
    expectPrivate(
      run(options),
      [0n, 2n],
      { epsilon: 1, delta: 0.02 },
      {
        n: 60_000,
        mutants: {
          'made for a sensitivity of 1': run({ ...options, sensitivity: 1 }),
          'delta tripled': run({ ...options, delta: 0.06 }),
        },
      },
    )
  })
})
