// Each test: false alarm at most 1e-9; n as stated; seeded, so a pass stays a pass.
import { exp, toNumber } from '@dither/math'
import { expectLaw, expectPrivate, seededBits } from '@dither/testkit'
import { describe, it } from 'vitest'
import {
  type CategoricalExponential,
  type DistanceNoise,
  hierarchicalExponential,
} from './categorical-exponential.ts'

const hierarchy = [
  ['a', 'b', 'c'],
  ['d', ['e', 'f']],
] as const

const run = (noise: DistanceNoise) => {
  const made = hierarchicalExponential({ hierarchy, ...noise })
  const bits = seededBits(JSON.stringify(made.loss()))
  return (category: string) => made.categories.indexOf(made.invoke(category, { bits }))
}
const draw = (noise: DistanceNoise, category = 'e') => {
  const answer = run(noise)
  return () => answer(category)
}

describe('an answer by distances, drawn', () => {
  it('has its law, n = 40,000', () => {
    const weights = [5, 5, 5, 3, 0, 2].map((d) => exp(-d / 2))
    const total = weights.reduce((sum, w) => sum + w, 0)
    expectLaw(
      draw({ scale: 2 }),
      { probability: (k) => (weights[k] ?? 0) / total, centre: 4 },
      {
        n: 40_000,
        mutants: {
          'scale 8 % up': draw({ scale: '2.16' }),
          'scale 8 % down': draw({ scale: '1.84' }),
          'another category': draw({ scale: 2 }, 'd'),
        },
      },
    )
  })

  it('keeps the dearest pair within its true epsilon, n = 60,000', () => {
    const made: CategoricalExponential = hierarchicalExponential({ hierarchy, epsilon: 1 })
    expectPrivate(
      run({ epsilon: 1 }),
      ['a', 'e'],
      { epsilon: 1 },
      {
        n: 60_000,
        mutants: {
          'four fifths of the scale': run({ scale: 0.8 * toNumber(made.scale) }),
        },
      },
    )
  })
})
