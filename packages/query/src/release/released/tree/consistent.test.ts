import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { consistentLeaves, type Level } from './consistent.ts'
import { monotone } from './monotone.ts'

const leaves = 7
const sizes = [1, 3, 7]
/** A row a block of every level: which leaves it holds. */
const rows = sizes.flatMap((blocks) =>
  Array.from({ length: Math.ceil(leaves / blocks) }, (_, at) =>
    Array.from({ length: leaves }, (_, leaf) => (Math.floor(leaf / blocks) === at ? 1 : 0)),
  ),
)
const number = fc.double({ min: -100, max: 100, noNaN: true })
const tree = fc
  .tuple(
    fc.array(number, { minLength: rows.length, maxLength: rows.length }),
    fc.array(fc.double({ min: 0.1, max: 9, noNaN: true }), { minLength: 3, maxLength: 3 }),
  )
  .map(([counts, variances]): Level[] => {
    let at = 0
    return sizes.map((blocks, i) => {
      const length = Math.ceil(leaves / blocks)
      at += length
      return { blocks, counts: counts.slice(at - length, at), variance: variances[i] ?? 1 }
    })
  })

/** The sum of squares that least squares makes least. */
function loss(levels: readonly Level[], x: readonly number[]): number {
  const variances = levels.flatMap(({ counts, variance }) => counts.map(() => variance))
  const wanted = levels.flatMap(({ counts }) => counts)
  return rows.reduce((sum, row, i) => {
    const off =
      row.reduce<number>((total, holds, leaf) => total + holds * (x[leaf] ?? 0), 0) -
      (wanted[i] ?? 0)
    return sum + (off * off) / (variances[i] ?? 1)
  }, 0)
}

describe('consistent leaves', () => {
  test('are the least squares of all levels: no step in any direction is better', () => {
    fc.assert(
      fc.property(
        tree,
        fc.array(number, { minLength: leaves, maxLength: leaves }),
        (levels, way) => {
          const best = consistentLeaves(levels)
          const least = loss(levels, best)
          for (const step of [1e-3, -1e-3, 1])
            expect(
              loss(
                levels,
                best.map((x, i) => x + step * (way[i] ?? 0)),
              ),
            ).toBeGreaterThanOrEqual(least - 1e-9 * (1 + least))
        },
      ),
    )
  })

  test('are what they were where nothing is noisy', () => {
    const exact = [3, 0, 2, 7, 1, 1, 4]
    const levels = sizes.map((blocks) => ({
      blocks,
      variance: 1,
      counts: Array.from({ length: Math.ceil(leaves / blocks) }, (_, at) =>
        exact.slice(at * blocks, (at + 1) * blocks).reduce((a, b) => a + b, 0),
      ),
    }))
    for (const [i, leaf] of consistentLeaves(levels).entries())
      expect(leaf).toBeCloseTo(exact[i] ?? 0, 9)
  })

  test('add up to a total that is known', () => {
    fc.assert(
      fc.property(tree, (levels) => {
        const [first, second] = levels
        if (first === undefined || second === undefined) return
        const sum = consistentLeaves([first, second, { blocks: 7, counts: [50], variance: 0 }])
        expect(sum.reduce((a, b) => a + b, 0)).toBeCloseTo(50, 8)
      }),
    )
  })

  test('are closer than single counts: a twin without the levels above is caught', () => {
    const levels: Level[] = [
      { blocks: 1, counts: [0, 0, 0, 0, 0, 0, 0], variance: 9 },
      { blocks: 7, counts: [70], variance: 1 },
    ]
    const sum = consistentLeaves(levels).reduce((a, b) => a + b, 0)
    expect(sum).toBeCloseTo((70 * 63) / 64, 9)
    expect(levels[0]?.counts.reduce((a, b) => a + b, 0)).toBe(0)
  })
})

describe('a monotone curve', () => {
  const values = fc.array(number, { minLength: 1, maxLength: 12 })
  test('never falls, stays within its ends, and keeps what does not fall', () => {
    fc.assert(
      fc.property(values, (list) => {
        const risen = monotone(list, -1000, 1000)
        expect(risen).toHaveLength(list.length)
        for (const [i, value] of risen.entries())
          expect(value).toBeGreaterThanOrEqual(risen[i - 1] ?? -1000)
        const sorted = [...list].sort((a, b) => a - b)
        expect(monotone(sorted, -1000, 1000)).toEqual(sorted)
        expect(monotone(list, 0, 5).every((value) => value >= 0 && value <= 5)).toBe(true)
      }),
    )
  })

  test('is the nearest such curve', () => {
    const distance = (a: readonly number[], b: readonly number[]) =>
      a.reduce((sum, x, i) => sum + (x - (b[i] ?? 0)) ** 2, 0)
    fc.assert(
      fc.property(values, values, (list, other) => {
        const any = list.map((_, i) => other[i % other.length] ?? 0).sort((a, b) => a - b)
        const risen = monotone(list, -1000, 1000)
        expect(distance(risen, list)).toBeLessThanOrEqual(distance(any, list) + 1e-9)
      }),
    )
  })
})
