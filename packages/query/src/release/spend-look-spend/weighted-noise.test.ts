import { rational } from '@dither/math'
import { describe, expect, test } from 'vitest'
import { type Noise, noiseOf } from '../released/noise.ts'
import { weightedNoise } from './weighted-noise.ts'

/** The law of the rounded mean's distance from the truth, added up over all pairs of noises. */
function distances(first: Noise, second: Noise, of: (a: bigint, b: bigint) => bigint): number[] {
  const [a, b] = [first.law().masses ?? [], second.law().masses ?? []]
  const law: number[] = []
  const add = (x: number, y: number, mass: number) => {
    const distance = Math.abs(Number(of(BigInt(x), BigInt(y))))
    law[distance] = (law[distance] ?? 0) + mass
  }
  for (const [i, p] of a.entries())
    for (const [j, q] of b.entries())
      for (const x of i === 0 ? [0] : [i, -i])
        for (const y of j === 0 ? [0] : [j, -j]) add(x, y, p * q)
  return law
}

const pairs: ['laplace' | 'gaussian', string, string][] = [
  ['laplace', '2', '2'],
  ['laplace', '5', '1'],
  ['laplace', '1/3', '8'],
  ['laplace', '6', '15'],
  ['gaussian', '4', '4'],
  ['gaussian', '1', '30'],
  ['gaussian', '100', '400'],
]

describe('two measurements of one integer', () => {
  test.each(pairs)(
    'have the least interval that holds it as often as said: %s %s, %s',
    (kind, s, t) => {
      const [first, second] = [noiseOf(kind, rational(s)), noiseOf(kind, rational(t))]
      const { noise, of } = weightedNoise(first, second)
      const law = distances(first, second, of)
      for (const confidence of [0.5, 0.8, 0.9, 0.95, 0.99]) {
        const most = Number(noise.quantile(confidence))
        const within = (reach: number) =>
          law.slice(0, reach + 1).reduce((sum, p) => sum + (p ?? 0), 0)
        expect(within(most)).toBeGreaterThan(confidence - 0.005)
        // One less would not do: a twin that is one off is found out. Equal weights have ties, which are counted
        // as outside.
        if (most > 0) expect(within(most - 1)).toBeLessThan(confidence + (s === t ? 0.06 : 0.005))
      }
    },
  )

  test.each(pairs)('have less spread than either: %s %s, %s', (kind, s, t) => {
    const [first, second] = [noiseOf(kind, rational(s)), noiseOf(kind, rational(t))]
    const { of } = weightedNoise(first, second)
    const spread = (law: readonly number[]) => law.reduce((sum, p, x) => sum + (p ?? 0) * x * x, 0)
    const exact = weightedNoise(noiseOf(kind, rational(0)), second)
    const alone = [first, second].map((noise) =>
      (noise.law().masses ?? []).reduce((sum, p, x) => sum + 2 * p * x * x, 0),
    )
    // Rounding to an integer adds at most 1/4 and what it takes with the noise.
    expect(spread(distances(first, second, of))).toBeLessThan(Math.min(...alone) + 0.3)
    expect(exact.of(7n, 1000n)).toBe(7n)
  })

  test('of no noise are the integer itself', () => {
    const { noise, of } = weightedNoise(
      noiseOf('laplace', rational(0)),
      noiseOf('laplace', rational(0)),
    )
    expect(of(5n, 5n)).toBe(5n)
    expect(noise.quantile(0.99)).toBe(0n)
  })

  test('of great scales are as the continuous law says', () => {
    const wide = noiseOf('laplace', rational('1000000'))
    const { noise } = weightedNoise(wide, wide)
    // Pr[|X + Y| / 2 > r] = e^(-2r/s) (1 + r/s), s the scale.
    const r = Number(noise.quantile(0.95)) / 1e6
    expect(Math.exp(-2 * r) * (1 + r)).toBeCloseTo(0.05, 4)
  })
})
