// Each test: false alarm at most 1e-9; n as stated; seeded, so a pass stays a pass.
import { exp, ln } from '@dither/math'
import { expectLaw, expectPrivate, seededBits } from '@dither/testkit'
import { describe, it } from 'vitest'
import { laplace } from './laplace.ts'

describe('Laplace noise on doubles', () => {
  it('has its law in steps of a coarse grid, n = 400,000', () => {
    // Bounds so wide that a step is a quarter: every step can be counted.
    const bounds = { lower: 0, upper: 2 ** 50 }
    const draw = (scale: number | string, step = 0.25) => {
      const noise = laplace({ scale, bounds })
      const bits = seededBits(`laplace ${scale}`)
      return () => noise.invoke(1000.1, { bits }) / step - 4000
    }
    const q = exp(-1 / 10)
    const law = { probability: (k: number) => ((1 - q) / (1 + q)) * exp(-Math.abs(k) / 10) }
    expectLaw(draw('2.5'), law, {
      mutants: {
        'scale 2 % up': draw('2.55'),
        'scale 2 % down': draw('2.45'),
        'noise on another grid': draw('2.5', 0.5),
      },
    })
  })

  it('keeps neighbours within epsilon, to the last bit of the result, n = 200,000', () => {
    const noise = laplace({ epsilon: 1, sensitivity: 1 })
    const bits = seededBits('private')
    const naive = (value: number) => {
      // Mironov's attack: next to 0 doubles lie closer than a result of 1 + noise can fall.
      const size = -ln((bits.next() + 0.5) / 2 ** 32)
      return value + (bits.next() < 2 ** 31 ? size : -size)
    }
    expectPrivate(
      (value: number) => noise.invoke(value, { bits }),
      [0, 1],
      { epsilon: 1 },
      {
        n: 200_000,
        outcome: (x) => `${Math.floor(4 * x)} ${Number.isInteger(x * 2 ** 53)}`,
        mutants: { 'doubles added': naive },
      },
    )
  })
})
