// Each test: false alarm at most 1e-9; n as stated; seeded, so a pass stays a pass.
import { multiply, rational } from '@dither/math'
import { expectLaw, expectPrivate, seededBits } from '@dither/testkit'
import { describe, expect, it } from 'vitest'
import { drawCauchy } from './draw-cauchy.ts'
import { smoothMedian } from './smooth-median.ts'

describe('Cauchy noise', () => {
  // Heavy tails: values beyond 200 count as one on each side.
  const most = 200
  const edge = (x: bigint): number => Math.max(-most, Math.min(most, Number(x)))
  const below = (x: number, scale: number): number => 0.5 + Math.atan(x / scale) / Math.PI
  const law = (scale: number) => ({
    centre: 0,
    probability: (k: number) => {
      if (Math.abs(k) > most) return 0
      const from = k === -most ? 0 : below(k - 0.5, scale)
      return (k === most ? 1 : below(k + 0.5, scale)) - from
    },
  })

  it('has its law, n = 400,000', () => {
    const run = (text: string, word = 32) => {
      const bits = seededBits('cauchy', { wordBits: word })
      return () => edge(drawCauchy(rational(text), bits))
    }
    const floored = run('6')
    expectLaw(run('3'), law(3), {
      n: 400_000,
      mutants: {
        'scale 3 % up': run('309/100'),
        'scale 3 % down': run('291/100'),
        'rounded down from twice the scale': () => Math.floor(floored() / 2),
      },
    })
    expectLaw(run('3', 7), law(3), { n: 100_000 })
  })
})

describe('the smooth median', () => {
  it('keeps neighbours within epsilon, n = 60,000', () => {
    const made = smoothMedian({ epsilon: 1, lower: 0, upper: 20, neighbours: 'change-one' })
    const bits = seededBits('median')
    // The median leaps: from a cluster to a gap.
    const x = [10, 10, 10, 10, 10]
    const y = [0, 10, 10, 10, 20]
    const z = [0, 0, 10, 20, 20]
    expect(made.smoothBound(x)).not.toEqual(made.smoothBound(y))
    const run = (scaled: string) => (values: readonly number[]) => {
      const bound = multiply(rational(scaled), made.smoothBound(values))
      const noisy = made.noise.invoke(BigInt(values[2] ?? 0), bound, { bits })
      return Math.max(0, Math.min(20, Number(noisy)))
    }
    const local = (values: readonly number[]) => {
      const gap = Math.max((values[3] ?? 0) - (values[2] ?? 0), (values[2] ?? 0) - (values[1] ?? 0))
      const noisy = made.noise.invoke(BigInt(values[2] ?? 0), rational(BigInt(gap)), { bits })
      return Math.max(0, Math.min(20, Number(noisy)))
    }
    expectPrivate(
      (values: readonly number[]) => Number(made.invoke(values, { bits })),
      [
        [0, 0, 10, 20, 20],
        [0, 0, 0, 20, 20],
      ],
      { epsilon: 1 },
      { n: 60_000, mutants: { 'a quarter of the bound': run('1/4') } },
    )
    expectPrivate(
      (values: readonly number[]) => Number(made.invoke(values, { bits })),
      [y, z],
      { epsilon: 1 },
      { n: 60_000, mutants: { 'the local sensitivity': local } },
    )
  })
})
