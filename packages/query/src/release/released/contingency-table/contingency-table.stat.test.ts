/**
 * Intervals of fitted cells and margins hold the truth (S24). They are conservative: each case draws n = 10,000
 * tables, and fails if the share that holds is six standard deviations below the claim; false alarm below
 * 1e-9. Seeded.
 */
import { drawDiscreteGaussian, drawDiscreteLaplace, pureLoss } from '@dither/core'
import { events } from '@dither/core/account'
import { rational } from '@dither/math'
import { seededBits } from '@dither/testkit'
import { describe, expect, test } from 'vitest'
import { noiseOf } from '../noise.ts'
import { releasedContingencyTable } from './contingency-table.ts'
import { coordinate, product } from './fit.ts'

const n = 10_000
const sizes = [2, 3]
const exact = [5, 0, 7, 1, 12, 3]
const axes = sizes.map((size, i) => ({
  name: `axis${i}`,
  labels: Array.from({ length: size }, (_, at) => ({ label: String(at) })),
}))
const margins = [[0, 1], [0], [1]]
const cost = { event: events.composed([], 'add-remove'), loss: pureLoss(0) }

describe('intervals', () => {
  for (const kind of ['laplace', 'gaussian'] as const)
    for (const names of [['axis0', 'axis1'], ['axis0'], []])
      test(`hold the truth: ${kind}, margin (${names.join(', ')})`, () => {
        const bits = seededBits(names.length * 10 + (kind === 'laplace' ? 1 : 0))
        const noises = [30, 8, 20].map((size) => noiseOf(kind, rational(size)))
        const draw = kind === 'laplace' ? drawDiscreteLaplace : drawDiscreteGaussian
        const kept = names.map((name) => Number(name.slice(-1)))
        const truth = exact.reduce((sum, value, cell) => {
          return coordinate(cell, sizes, kept) === 0 ? sum + value : sum
        }, 0)
        const sums = margins.map((own) => {
          const counts = Array<bigint>(product(own.map((i) => sizes[i] ?? 1))).fill(0n)
          for (const [cell, value] of exact.entries()) {
            const at = coordinate(cell, sizes, own)
            counts[at] = (counts[at] ?? 0n) + BigInt(value)
          }
          return counts
        })
        // Its error is the same in every draw: it depends on nothing private.
        const shape = { axes, margins, noises, ...cost }
        const error = releasedContingencyTable(shape, sums)
          .margin(names)
          .accuracy({ confidence: 0.95 })
        let held = 0
        for (let i = 0; i < n; i++) {
          const noisy = sums.map((counts, j) =>
            counts.map((count) => count + draw(noises[j]?.parameter ?? rational(0), bits)),
          )
          const value = releasedContingencyTable(shape, noisy).margin(names).bins[0]?.value ?? 0
          if (Math.abs(value - truth) <= error) held++
        }
        const slack = 6 * Math.sqrt((0.95 * 0.05) / n)
        expect(held / n).toBeGreaterThan(0.95 - slack)
        // Conservative, but not by much more than a tail bound has to be.
        expect(held / n).toBeLessThan(0.9999)
      })
})
