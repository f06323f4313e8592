// Each test: false alarm at most 1e-9; n as stated; seeded, so a pass stays a pass.
import { exp, type RationalLike, rational } from '@dither/math'
import { expectLaw, expectPrivate, seededBits } from '@dither/testkit'
import { describe, it } from 'vitest'
import { readRuns, type ScoreRun } from './candidates.ts'
import { exponential } from './exponential.ts'
import { exponentialChoice } from './exponential-choice.ts'

/** A quantile's candidates: gaps between points, scored by minus their distance in rank. */
const counts = [40, 3, 1, 17, 2, 9, 5, 1, 60, 30]
const quantile: readonly ScoreRun[] = counts.map((count, j) => ({
  score: BigInt(-Math.abs(j - 4)),
  count,
}))
const total = counts.reduce((sum, count) => sum + count, 0)

/** Draws from one preparation; the unit tests hold it equal to fresh ones. */
const draw = (
  scale: RationalLike,
  runs: readonly ScoreRun[] = quantile,
  change = (index: number) => index,
) => {
  const choice = exponentialChoice(readRuns(runs), rational(scale))
  const bits = seededBits('law')
  return () => change(Number(choice.draw(bits)))
}
const shifted = (from: number): readonly ScoreRun[] =>
  quantile.map(({ score, count }, j) => ({
    score,
    count: Number(count) + (j === from ? 1 : j === from + 1 ? -1 : 0),
  }))

describe('the exponential mechanism', () => {
  it('has its law over runs, n = 300,000', () => {
    const { scale } = exponential({ epsilon: 1, sensitivity: 1 })
    const weights = counts.flatMap((count, j) =>
      Array.from({ length: count }, () => exp(-Math.abs(j - 4) / 2)),
    )
    const sum = weights.reduce((a, b) => a + b, 0)
    const law = { probability: (k: number) => (weights[k] ?? 0) / sum, centre: 66 }
    expectLaw(draw(scale), law, {
      n: 300_000,
      mutants: {
        'the factor 2 forgotten': draw(1),
        'epsilon 2 % up': draw('100/51'),
        'epsilon 2 % down': draw('100/49'),
        'a boundary one too late': draw(scale, shifted(3)),
        'the last candidate never chosen': draw(scale, quantile, (k) =>
          k === total - 1 ? total - 2 : k,
        ),
        'the first candidate never chosen': draw(scale, quantile, (k) => Math.max(k, 1)),
        'the place within a run forgotten': draw(scale, quantile, (k) => (k < 40 ? 0 : k)),
      },
    })
  })

  it.each([
    ['both ways', false, 'scores taken for monotone', { epsilon: 1, monotone: true }],
    ['one way', true, 'epsilon a half up', { epsilon: 1.5, monotone: true }],
  ])(
    'keeps neighbours whose scores move %s within epsilon, n = 60,000',
    (_, oneWay, name, twin) => {
      const x = new Array<bigint>(40).fill(0n)
      const y = x.map((_score, i) => (i === 0 ? 3n : oneWay ? 0n : -3n))
      const run = (options: { readonly epsilon: number; readonly monotone: boolean }) => {
        const made = exponential({ ...options, sensitivity: 3 })
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
