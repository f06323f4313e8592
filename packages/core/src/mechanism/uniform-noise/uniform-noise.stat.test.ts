// Each test: false alarm at most 1e-9; n as stated; seeded, so a pass stays a pass.
import { expectLaw, expectPrivate, seededBits } from '@dither/testkit'
import { describe, it } from 'vitest'
import { uniformNoise } from './uniform-noise.ts'

describe('uniform noise, drawn', () => {
  it('has its law and keeps its delta, n = 60,000 and 50,000', () => {
    const run = (radius: bigint) => {
      const noise = uniformNoise({ radius })
      const bits = seededBits(String(radius))
      return (value: bigint) => noise.invoke(value, { bits })
    }
    const law = { probability: (k: number) => (Math.abs(k) <= 10 ? 1 / 21 : 0) }
    const draw = (radius: bigint) => {
      const noisy = run(radius)
      return () => noisy(0n)
    }
    expectLaw(draw(10n), law, {
      n: 60_000,
      mutants: { 'radius one too small': draw(9n), 'radius one too large': draw(11n) },
    })
    expectPrivate(
      run(10n),
      [0n, 2n],
      { epsilon: 0.01, delta: 2 / 21 },
      { n: 50_000, mutants: { 'radius halved': run(5n) } },
    )
  })
})
