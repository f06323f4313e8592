import { isCovered, type VectorChange } from '@dither/core'
import { describe, expect, test } from 'vitest'
import type { BoundedKind } from './cell-ranges.ts'
import { type Influence, worstCases } from './worst-cases.ts'

const abs = (x: bigint) => (x < 0n ? -x : x)

describe('one row that stays', () => {
  const vectors = (...kinds: BoundedKind[]) => kinds.map((what) => ({ what }))
  const staying = (low: bigint, high: bigint, nullable = false): Influence => ({
    neighbours: 'change-one',
    unit: { kind: 'row' },
    cells: 1n,
    present: true,
    vectors: nullable ? vectors('sum', 'square', 'count') : vectors('sum', 'square'),
    columns: [{ low, high, nullable, recentre: 0n }],
    products: [],
  })
  const between = (x: bigint, y: bigint): VectorChange[] =>
    [abs(x - y), abs(x * x - y * y)].map((size) => ({
      l1: size,
      l2Squared: size * size,
      lInfinity: size,
    }))

  test('its joint cases hold every pair of values', () => {
    let missed = 0
    for (const [low, high] of [
      [-12n, 12n],
      [-12n, 7n],
      [0n, 12n],
      [-150n, 149n],
      [-1n, 1n],
    ] as const) {
      const bound = worstCases(staying(low, high))
      for (let x = low; x <= high; x++)
        for (let y = low; y < x; y++) if (!isCovered(between(x, y), bound)) missed++
    }
    expect(missed).toBe(0)
  })

  test('costs much less than the box: 1.57 in place of 2, at equal shares', () => {
    const M = 2n ** 30n
    const costs = worstCases(staying(-M, M)).worstCases.map(
      ([sum, square]) => Number(sum?.l1) / Number(2n * M) + Number(square?.l1) / Number(M * M),
    )
    expect(Math.max(...costs)).toBeGreaterThan(1.5625)
    expect(Math.max(...costs)).toBeLessThan(1.58)
  })

  test('a value that becomes NULL does not also cross the range', () => {
    const bound = worstCases({ ...staying(-50n, 50n, true), vectors: vectors('sum', 'count') })
    expect(bound.worstCases.map((one) => one.map(({ l1 }) => l1))).toEqual([
      [100n, 0n],
      [50n, 1n],
    ])
  })

  test('dropping a case is caught', () => {
    const bound = worstCases(staying(-100n, 100n))
    bound.worstCases.forEach((_, dropped) => {
      const twin = { worstCases: bound.worstCases.filter((_, i) => i !== dropped) }
      const escapes = [...Array(201).keys()].some(
        (i) => !isCovered(between(100n, BigInt(i) - 100n), twin),
      )
      expect(escapes).toBe(true)
    })
  })
})
