/**
 * Intervals read off a tree hold the truth (S24). They are conservative: each case draws n = 4,000 trees, and
 * fails if the share that holds is six standard deviations below the claim; false alarm below 1e-9. Seeded.
 */
import { drawDiscreteGaussian, drawDiscreteLaplace } from '@dither/core'
import { rational } from '@dither/math'
import { seededBits } from '@dither/testkit'
import { describe, expect, test } from 'vitest'
import { noiseOf } from '../noise.ts'
import { placesWithin } from './ranks.ts'
import { tailBound } from './tail.ts'
import { treeOf } from './tree.ts'

const n = 4_000
const exact = [3, 0, 0, 9, 14, 2, 2, 0, 0, 0, 1, 40, 3, 3, 5, 1, 0, 8, 8, 1]
const levels = [1, 16, 20]
const candidates = exact.map((_, i) => i)

/** The place of the true quantile. */
function truth(at: number): number {
  const all = exact.reduce((a, b) => a + b, 0)
  let sum = 0
  return exact.findIndex((count) => {
    sum += count
    return sum >= Math.max(at * all, at === 0 ? 1 : 0)
  })
}

const blocksOf = (blocks: number): bigint[] =>
  Array.from({ length: Math.ceil(exact.length / blocks) }, (_, at) =>
    BigInt(exact.slice(at * blocks, (at + 1) * blocks).reduce((a, b) => a + b, 0)),
  )

function coverage(
  kind: 'laplace' | 'gaussian',
  at: number,
  confidence: number,
  known: boolean,
): number {
  const bits = seededBits(at * 1000 + confidence * 7 + (known ? 1 : 0))
  const parameter = rational(kind === 'laplace' ? 4 : 20)
  const draw = kind === 'laplace' ? drawDiscreteLaplace : drawDiscreteGaussian
  const noisy = known ? levels.slice(0, 2) : levels
  const total = exact.reduce((a, b) => a + b, 0)
  const shape = {
    candidates,
    levels: noisy,
    noises: noisy.map(() => noiseOf(kind, parameter)),
    ...(known ? { total } : {}),
  }
  const place = truth(at)
  let held = 0
  for (let i = 0; i < n; i++) {
    const vectors = noisy.map((blocks) => blocksOf(blocks).map((x) => x + draw(parameter, bits)))
    const [low, high] = placesWithin(treeOf(shape, vectors), at, confidence)
    if (low <= place && place <= high) held++
  }
  return held / n
}

describe('the interval of a quantile out of a tree', () => {
  for (const kind of ['laplace', 'gaussian'] as const)
    for (const at of [0, 0.25, 0.5, 0.97])
      for (const known of [false, true])
        test(`holds the truth: ${kind}, ${at}, ${known ? 'public' : 'private'} size`, () => {
          for (const confidence of [0.5, 0.95]) {
            const slack = 6 * Math.sqrt((confidence * (1 - confidence)) / n)
            expect(coverage(kind, at, confidence, known)).toBeGreaterThan(confidence - slack)
          }
        })
})

describe('the bound on a sum of noises', () => {
  test('is passed no more often than it says; one of a single level is', () => {
    const noises = [noiseOf('laplace', rational(3)), noiseOf('laplace', rational(5))]
    const parts = [
      { level: 0, number: 4, weight: 0.3 },
      { level: 1, number: 2, weight: -0.7 },
    ]
    const bits = seededBits(9)
    const many = 40_000
    for (const error of [0.5, 0.05]) {
      const bound = tailBound(noises, error, parts).above(parts)
      const twin = tailBound(noises, error, parts).above([{ level: 0, number: 1, weight: 0.3 }])
      let passed = 0
      let passedTwin = 0
      for (let i = 0; i < many; i++) {
        let sum = 0
        for (const { level, number, weight } of parts)
          for (let k = 0; k < number; k++)
            sum += weight * Number(drawDiscreteLaplace(rational(level === 0 ? 3 : 5), bits))
        if (sum >= bound) passed++
        if (sum >= twin) passedTwin++
      }
      const most = error + 6 * Math.sqrt((error * (1 - error)) / many)
      expect(passed / many).toBeLessThan(most)
      if (error < 0.5) expect(passedTwin / many).toBeGreaterThan(most)
    }
  })

  test('is passed by a weighted sum of many Gaussians no more often than it says, and nearly as often', () => {
    for (const variance of [1, 2, 30]) {
      const noises = [noiseOf('gaussian', rational(variance))]
      const parts = [
        { level: 0, number: 6, weight: 0.3 },
        { level: 0, number: 9, weight: -0.7 },
      ]
      const bits = seededBits(variance)
      const many = 40_000
      const error = 0.05
      const bound = tailBound(noises, error, parts).above(parts)
      const narrow =
        bound -
        0.4 *
          Math.sqrt(
            variance * parts.reduce((v, { number, weight }) => v + number * weight * weight, 0),
          ) -
        1
      let [passed, passedTwin] = [0, 0]
      for (let i = 0; i < many; i++) {
        let sum = 0
        for (const { number, weight } of parts)
          for (let k = 0; k < number; k++)
            sum += weight * Number(drawDiscreteGaussian(rational(variance), bits))
        if (sum >= bound) passed++
        if (sum >= narrow) passedTwin++
      }
      const most = error + 6 * Math.sqrt((error * (1 - error)) / many)
      expect(passed / many).toBeLessThan(most)
      expect(passedTwin / many).toBeGreaterThan(most)
    }
  })

  test('is within a factor of the quantile of one Gaussian', () => {
    const [noise] = [noiseOf('gaussian', rational(400))]
    const bound = tailBound([noise], 0.025, [{ level: 0, weight: 1 }]).above([
      { level: 0, number: 1, weight: 1 },
    ])
    expect(bound).toBeGreaterThan(Number(noise.quantile(0.95)))
    expect(bound).toBeLessThan(1.06 * Number(noise.quantile(0.95)))
  })
})
