// Each test: false alarm at most 1e-9; n as stated; seeded, so a pass stays a pass.
import { exp, type RationalLike, rational } from '@dither/math'
import { expectLaw, expectPrivate, seededBits } from '@dither/testkit'
import { describe, it } from 'vitest'
import { exponential } from '../exponential/exponential.ts'
import { permuteAndFlip } from './permute-and-flip.ts'
import { permuteAndFlipChoice } from './permute-and-flip-choice.ts'

/** A quantile's candidates: gaps between points, scored by minus their distance in rank. */
const counts = [8, 3, 1, 3, 1, 4, 2, 1, 9, 6]
const scores = counts.flatMap((count, j) => new Array<number>(count).fill(-2 * Math.abs(j - 4)))
const total = scores.length

/** Pr[i] = p_i times the mean of 1 / (1 + how many others accept). */
function law(scale: number): number[] {
  const chances = scores.map((score) => exp(score / scale))
  return chances.map((own, i) => {
    let masses = [1]
    chances.forEach((p, j) => {
      if (j !== i)
        masses = Array.from(
          { length: masses.length + 1 },
          (_, k) => (masses[k] ?? 0) * (1 - p) + (masses[k - 1] ?? 0) * p,
        )
    })
    return own * masses.reduce((sum, mass, k) => sum + mass / (k + 1), 0)
  })
}

const draw = (scale: RationalLike, change = (index: number) => index) => {
  const choice = permuteAndFlipChoice(rational(scale))
  const bits = seededBits('law')
  return () => change(choice.drawIntegers(scores, bits))
}

describe('permute-and-flip', () => {
  it('has its law over runs, n = 150,000', () => {
    const { scale } = permuteAndFlip({ epsilon: 1, sensitivity: 1 })
    const exact = law(2)
    const others = exponential({ epsilon: 1, sensitivity: 1 })
    const seeded = seededBits('another law')
    const bigints = scores.map(BigInt)
    expectLaw(
      draw(scale),
      { probability: (k: number) => exact[k] ?? 0, centre: 16 },
      {
        n: 150_000,
        mutants: {
          'the factor 2 forgotten': draw(1),
          'epsilon 2 % up': draw('100/51'),
          'epsilon 2 % down': draw('100/49'),
          'the exponential mechanism': () => others.invoke(bigints, { bits: seeded }),
          'the last candidate never chosen': draw(scale, (k) => (k === total - 1 ? total - 2 : k)),
          'the first candidate never chosen': draw(scale, (k) => Math.max(k, 1)),
          'the place within a run forgotten': draw(scale, (k) => (k < 8 ? 0 : k)),
        },
      },
    )
  })

  it.each([
    ['both ways', false, 'scores taken for monotone', { epsilon: 1, monotone: true }],
    ['one way', true, 'epsilon a half up', { epsilon: 1.5, monotone: true }],
  ])(
    'keeps neighbours whose scores move %s within epsilon, n = 60,000',
    (_, oneWay, name, twin) => {
      const x = [0n, 0n]
      const y = oneWay ? [3n, 0n] : [3n, -3n]
      const run = (options: { readonly epsilon: number; readonly monotone: boolean }) => {
        const made = permuteAndFlip({ ...options, sensitivity: 3 })
        const bits = seededBits('private')
        return (scores: readonly bigint[]) => made.invoke(scores, { bits })
      }
      expectPrivate(
        run({ epsilon: 1, monotone: oneWay }),
        [x, y],
        { epsilon: 1 },
        { n: 60_000, mutants: { [name]: run(twin) } },
      )
    },
  )
})
