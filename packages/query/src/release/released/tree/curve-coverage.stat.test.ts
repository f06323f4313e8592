/**
 * Intervals of distributions and interquartile ranges hold the truth (S24). They are conservative: each case
 * draws n = 4,000 trees, and fails if the share that holds is six standard deviations below the claim; false
 * alarm below 1e-9. Seeded.
 */
import { drawDiscreteLaplace, pureLoss } from '@dither/core'
import { events } from '@dither/core/account'
import { rational } from '@dither/math'
import { seededBits } from '@dither/testkit'
import { describe, expect, test } from 'vitest'
import { noiseOf } from '../noise.ts'
import { releasedCdf } from './cdf.ts'
import { releasedInterquartileRange } from './quantiles.ts'
import { type Tree, treeOf } from './tree.ts'

const n = 4_000
const exact = [3, 0, 0, 9, 14, 2, 2, 0, 0, 0, 1, 40, 3, 3, 5, 1, 0, 8, 8, 1]
const all = exact.reduce((a, b) => a + b, 0)
const below = exact.map((_, i) => exact.slice(0, i + 1).reduce((a, b) => a + b, 0))
const candidates = exact.map((_, i) => i)
const cost = { event: events.composed([], 'add-remove'), loss: pureLoss(0) }
const parameter = rational(4)

function share(known: boolean, holds: (tree: Tree) => boolean): number {
  const bits = seededBits(known ? 21 : 22)
  const levels = known ? [1, 16] : [1, 16, 20]
  const shape = {
    candidates,
    levels,
    noises: levels.map(() => noiseOf('laplace', parameter)),
    ...(known ? { total: all } : {}),
  }
  let held = 0
  for (let i = 0; i < n; i++) {
    const vectors = levels.map((blocks) =>
      Array.from({ length: Math.ceil(exact.length / blocks) }, (_, at) => {
        const own = exact.slice(at * blocks, (at + 1) * blocks).reduce((a, b) => a + b, 0)
        return BigInt(own) + drawDiscreteLaplace(parameter, bits)
      }),
    )
    if (holds(treeOf(shape, vectors))) held++
  }
  return held / n
}

const least = (claim: number) => claim - 6 * Math.sqrt((claim * (1 - claim)) / n)
const within = ([low, high]: readonly [number, number], truth: number) =>
  low <= truth && truth <= high

describe.each([true, false])('with a public size: %s', (known) => {
  test.each([2, 10, 16])('a point of a distribution, place %i', (place) => {
    const truth = (below[place] ?? 0) / all
    const held = share(known, (tree) =>
      within(releasedCdf(tree, cost).interval(place, { confidence: 0.9 }), truth),
    )
    expect(held).toBeGreaterThan(least(0.9))
  })

  test('all points of a distribution at once', () => {
    const held = share(known, (tree) => {
      const cdf = releasedCdf(tree, cost)
      return below.every((count, place) =>
        within(cdf.interval(place, { confidence: 0.9, simultaneous: true }), count / all),
      )
    })
    expect(held).toBeGreaterThan(least(0.9))
    // The broken twin: intervals of single points, taken for all of them.
    const twin = share(known, (tree) => {
      const cdf = releasedCdf(tree, cost)
      return below.every((count, place) =>
        within(cdf.interval(place, { confidence: 0.5 }), count / all),
      )
    })
    expect(twin).toBeLessThan(0.9)
  })

  test('an interquartile range', () => {
    const at = (rank: number) => below.findIndex((count) => count >= rank * all)
    const truth = at(0.75) - at(0.25)
    const held = share(known, (tree) =>
      within(releasedInterquartileRange(tree, cost).interval({ confidence: 0.9 }), truth),
    )
    expect(held).toBeGreaterThan(least(0.9))
  })
})
