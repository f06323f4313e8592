// Each test: false alarm at most 1e-9; n as stated; seeded, so a pass stays a pass.
import { exp } from '@dither/math'
import { expectLaw, expectPrivate, seededBits } from '@dither/testkit'
import { describe, it } from 'vitest'
import { type GaussianOptions, gaussian } from './gaussian.ts'

describe('Gaussian noise on doubles', () => {
  it('has its law in steps of a coarse grid, n = 400,000', () => {
    // Bounds so wide that a step is a quarter: every step can be counted.
    const bounds = { lower: 0, upper: 2 ** 50 }
    const draw = (standardDeviation: string) => {
      const noise = gaussian({ standardDeviation, bounds })
      const bits = seededBits(`gaussian ${standardDeviation}`)
      return () => noise.invoke(1000.1, { bits }) / 0.25 - 4000
    }
    const weight = (k: number) => exp(-(k ** 2) / 200)
    let total = 0
    for (let k = -400; k <= 400; k++) total += weight(k)
    expectLaw(
      draw('2.5'),
      { probability: (k: number) => weight(k) / total },
      {
        mutants: { 'deviation 2 % up': draw('2.55'), 'deviation 2 % down': draw('2.45') },
      },
    )
  })

  it('calibrated to (epsilon, delta) keeps neighbours within it, n = 200,000', () => {
    const claim = { epsilon: 0.5, delta: 0.02 }
    const run = (options: GaussianOptions) => {
      const noise = gaussian(options)
      const bits = seededBits('private')
      return (value: number) => noise.invoke(value, { bits })
    }
    expectPrivate(run({ ...claim, sensitivity: 1 }), [0, 1], claim, {
      n: 200_000,
      outcome: (x) => Math.floor(8 * x),
      mutants: {
        'sensitivity halved': run({ ...claim, sensitivity: 0.5 }),
        'epsilon added twice': run({ epsilon: 1, delta: 0.02, sensitivity: 1 }),
      },
    })
  })
})
