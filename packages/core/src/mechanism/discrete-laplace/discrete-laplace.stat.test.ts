// Each test: false alarm at most 1e-9; n as stated; seeded, so a pass stays a pass.
import { exp } from '@dither/math'
import { expectLaw, expectPrivate, seededBits } from '@dither/testkit'
import { describe, it } from 'vitest'
import { type DiscreteLaplaceOptions, discreteLaplace } from './discrete-laplace.ts'

const draw = (options: DiscreteLaplaceOptions, change = (x: bigint) => x) => {
  const noise = discreteLaplace(options)
  const bits = seededBits(JSON.stringify(options))
  return () => change(noise.invoke(7n, { bits }))
}
const law = (scale: number) => {
  const q = exp(-1 / scale)
  const probability = (k: number) => ((1 - q) / (1 + q)) * exp(-Math.abs(k - 7) / scale)
  return { probability, centre: 7 }
}

describe('discrete Laplace noise', () => {
  it('has its law about the input, n = 400,000', () => {
    expectLaw(draw({ epsilon: 0.4, sensitivity: 1 }), law(2.5), {
      mutants: {
        'scale 2 % up': draw({ scale: '2.55' }),
        'scale 2 % down': draw({ scale: '2.45' }),
        'input forgotten': draw({ scale: '2.5' }, (x) => x - 7n),
        'asymmetric zero': draw({ scale: '2.5' }, (x) => (x === 6n ? 7n : x)),
      },
    })
  })

  it('keeps neighbours within epsilon, n = 200,000', () => {
    const run = (options: DiscreteLaplaceOptions) => {
      const noise = discreteLaplace(options)
      const bits = seededBits('private')
      return (value: bigint) => noise.invoke(value, { bits })
    }
    const options = { epsilon: 1, sensitivity: 2, lower: -6, upper: 8 }
    const clamped = run(options)
    const leaky = run({ scale: 2 })
    expectPrivate(
      clamped,
      [0n, 2n],
      { epsilon: 1 },
      {
        n: 200_000,
        mutants: {
          'sensitivity forgotten': run({ epsilon: 1, sensitivity: 1, lower: -6, upper: 8 }),
          'clamp that looks at the input': (value) => {
            const noisy = leaky(value)
            return noisy > value + 4n ? value + 4n : noisy
          },
        },
      },
    )
  })
})
