// Each test: false alarm at most 1e-9; n as stated; seeded, so a pass stays a pass.
import { exp } from '@dither/math'
import { expectLaw, expectPrivate, seededBits } from '@dither/testkit'
import { describe, it } from 'vitest'
import { laplace } from '../laplace/laplace.ts'
import { type SnappingOptions, snapping } from './snapping.ts'

const options: SnappingOptions = { scale: 0.75, bounds: { lower: -4, upper: 4 } }
/** Pr[value + noise <= x] for a value of 0.3. */
const cdf = (x: number): number => {
  const tail = exp(-Math.abs(x - 0.3) / 0.75) / 2
  return x < 0.3 ? tail : 1 - tail
}
const law = {
  probability: (k: number): number => {
    if (Math.abs(k) > 4) return 0
    return (k === 4 ? 1 : cdf(k + 0.5)) - (k === -4 ? 0 : cdf(k - 0.5))
  },
}
const draw = (by = options, change?: (x: number) => number) => {
  const made = change === undefined ? snapping(by) : laplace(by)
  const bits = seededBits(String(change))
  return () => (change ?? Number)(made.invoke(0.3, { bits }))
}
const clamp = (x: number): number => Math.max(-4, Math.min(4, x))

describe('snapped Laplace noise', () => {
  it('has the law of rounded continuous noise, n = 150,000', () => {
    expectLaw(draw(), law, {
      n: 150_000,
      mutants: {
        'scale 3 % up': draw({ ...options, scale: 0.7725 }),
        'scale 3 % down': draw({ ...options, scale: 0.7275 }),
        'cut instead of rounded': draw(options, (x) => clamp(Math.trunc(x))),
        'the clamp forgotten': draw(options, Math.round),
      },
    })
  })

  it('keeps neighbours within epsilon, n = 60,000', () => {
    const run = (by: SnappingOptions) => {
      const made = snapping(by)
      const bits = seededBits('private')
      return (value: number) => made.invoke(value, { bits })
    }
    const bounds = { lower: -8, upper: 8 }
    expectPrivate(
      run({ epsilon: 1, sensitivity: 2, bounds }),
      [0, 2],
      { epsilon: 1 },
      {
        n: 60_000,
        mutants: { 'sensitivity forgotten': run({ epsilon: 1, sensitivity: 1, bounds }) },
      },
    )
  })
})
