import { isCovered, type JointSensitivity, type VectorChange } from '@dither/core'
import { describe, expect, test } from 'vitest'
import { productRange, type StepRange, type Vector } from '../worst-cases/cell-ranges.ts'
import { type Influence, worstCases } from '../worst-cases/worst-cases.ts'

const abs = (x: bigint) => (x < 0n ? -x : x)
const vectors: readonly Vector[] = [
  { what: 'product' },
  { what: 'sum' },
  { what: 'sum', column: 1 },
  { what: 'square' },
  { what: 'square', column: 1 },
  { what: 'count' },
]
const range = (low: bigint, high: bigint, nullable = false): StepRange => ({
  low,
  high,
  nullable,
  recentre: 0n,
})
const staying = (left: StepRange, right: StepRange): Influence => ({
  neighbours: 'change-one',
  unit: { kind: 'row' },
  cells: 1n,
  present: true,
  vectors,
  columns: [left, right],
  products: [{ left: 0, right: 1 }],
})

type Pair = readonly [x: bigint, y: bigint] | undefined
const valuesOf = (pair: Pair): readonly bigint[] => {
  if (pair === undefined) return [0n, 0n, 0n, 0n, 0n, 0n]
  const [x, y] = pair
  return [x * y, x, y, x * x, y * y, 1n]
}
const between = (a: Pair, b: Pair): VectorChange[] =>
  valuesOf(a).map((value, j) => {
    const size = abs(value - (valuesOf(b)[j] ?? 0n))
    return { l1: size, l2Squared: size * size, lInfinity: size }
  })

function pairsOf(left: StepRange, right: StepRange): Pair[] {
  const all: Pair[] = left.nullable ? [undefined] : []
  for (let x = left.low; x <= left.high; x++)
    for (let y = right.low; y <= right.high; y++) all.push([x, y])
  return all
}
/** How many changes of one pair into another no case covers. */
function missed(left: StepRange, right: StepRange, bound: JointSensitivity): number {
  const all = pairsOf(left, right)
  const escapes = all.map((a) => all.filter((b) => !isCovered(between(a, b), bound)).length)
  return escapes.reduce((a, b) => a + b, 0)
}

const shown = ({ low, high, nullable }: StepRange) =>
  `[${low}, ${high}]${nullable ? ' or NULL' : ''}`

const ranges: [StepRange, StepRange][] = [
  [range(-5n, 5n), range(-5n, 5n)],
  [range(-5n, 3n), range(-1n, 9n)],
  [range(0n, 12n), range(-7n, 0n)],
  [range(-12n, 12n), range(-1n, 1n)],
  [range(0n, 0n), range(-4n, 4n)],
  [range(-4n, 5n, true), range(-6n, 3n, true)],
]

describe('one row with a pair of values that stays', () => {
  for (const [left, right] of ranges)
    test(`its cases hold every change of ${shown(left)} and ${shown(right)}`, () => {
      expect(missed(left, right, worstCases(staying(left, right)))).toBe(0)
    })

  test('each vector alone is bounded by its own range, which is attained', () => {
    const [left, right] = [range(-5n, 3n), range(-1n, 9n)]
    const { worstCases: cases } = worstCases(staying(left, right))
    const most = (j: number) =>
      cases.map((one) => one[j]?.l1 ?? 0n).reduce((a, b) => (a > b ? a : b), 0n)
    const all = pairsOf(left, right)
    const { low, high } = productRange(left, right)
    expect(most(0)).toBe(high - low)
    for (const j of [0, 1, 2, 3, 4])
      expect(
        all
          .flatMap((a) => all.map((b) => between(a, b)[j]?.l1 ?? 0n))
          .reduce((a, b) => (a > b ? a : b)),
      ).toBe(most(j))
  })

  test('costs much less than the box: about 2 in place of 3, at equal shares', () => {
    const M = 2n ** 30n
    const costs = worstCases(staying(range(-M, M), range(-M, M))).worstCases.map(
      ([product, sum, otherSum]) =>
        Number(product?.l1) / Number(2n * M * M) +
        Number(sum?.l1) / Number(2n * M) +
        Number(otherSum?.l1) / Number(2n * M),
    )
    expect(Math.max(...costs)).toBeGreaterThanOrEqual(2)
    expect(Math.max(...costs)).toBeLessThan(2.22)
  })

  test('a pair that becomes NULL does not also cross the ranges', () => {
    const { worstCases: cases } = worstCases({
      ...staying(range(-5n, 5n, true), range(-5n, 5n, true)),
      vectors: [{ what: 'count' }, { what: 'sum' }],
    })
    const both = cases.filter(([count]) => (count?.l1 ?? 0n) > 0n)
    expect(both.map((one) => one.map(({ l1 }) => l1))).toEqual([[1n, 5n]])
  })
})

describe('one row with three values that stays', () => {
  const many: readonly Vector[] = [
    ...[0, 1, 2].flatMap((column): Vector[] => [
      { what: 'sum', column },
      { what: 'square', column },
      { what: 'product', product: column },
    ]),
    { what: 'rows' },
  ]
  const products = [
    { left: 0, right: 1 },
    { left: 0, right: 2 },
    { left: 1, right: 2 },
  ]
  const influence = (columns: readonly StepRange[]): Influence => ({
    ...staying(range(0n, 0n), range(0n, 0n)),
    vectors: many,
    columns,
    products,
  })
  const sums = ([x, y, z]: readonly bigint[]) => {
    const [a = 0n, b = 0n, c = 0n] = [x, y, z]
    return [a, a * a, a * b, b, b * b, a * c, c, c * c, b * c, 1n]
  }
  const numbers = ({ low, high }: StepRange) =>
    Array.from({ length: Number(high - low) + 1 }, (_, i) => low + BigInt(i))
  const rowsOf = ([x, y, z]: readonly [StepRange, StepRange, StepRange]) =>
    numbers(x).flatMap((a) => numbers(y).flatMap((b) => numbers(z).map((c) => [a, b, c])))
  /** How many changes of one row into another no case covers. */
  const missedOf = (
    columns: readonly [StepRange, StepRange, StepRange],
    bound: JointSensitivity,
  ): number => {
    const all = rowsOf(columns).map(sums)
    const change = (a: readonly bigint[], b: readonly bigint[]): VectorChange[] =>
      a.map((value, j) => {
        const size = abs(value - (b[j] ?? 0n))
        return { l1: size, l2Squared: size * size, lInfinity: size }
      })
    return all
      .map((a, i) => all.slice(i + 1).filter((b) => !isCovered(change(a, b), bound)).length)
      .reduce((a, b) => a + b, 0)
  }
  const columns = [range(-3n, 3n), range(-2n, 4n), range(0n, 5n)] as const

  test('its cases hold every change, and are fewer than 65', () => {
    const bound = worstCases(influence(columns))
    expect(bound.worstCases.length).toBeLessThan(65)
    expect(missedOf(columns, bound)).toBe(0)
  })

  test('costs less than the box: products cannot all move while all values cross', () => {
    const M = 2n ** 30n
    const cost = (size: number) => {
      const wide = Array.from({ length: size }, () => range(-M, M))
      const pairs = wide.flatMap((_, i) => wide.slice(i + 1).map((_, j) => [i, i + 1 + j] as const))
      const { worstCases: cases } = worstCases({
        ...influence(wide),
        vectors: [
          ...pairs.map((_, product): Vector => ({ what: 'product', product })),
          ...wide.map((_, column): Vector => ({ what: 'sum', column })),
        ],
        products: pairs.map(([left, right]) => ({ left, right })),
      })
      const costs = cases.map((one) =>
        one.reduce(
          (sum, { l1 }, j) => sum + Number(l1) / Number(2n * (j < pairs.length ? M * M : M)),
          0,
        ),
      )
      return Math.max(...costs) / (pairs.length + size)
    }
    expect(cost(3)).toBeLessThan(0.82) // of the box, which is 1
    expect(cost(5)).toBeLessThan(0.9)
    expect(cost(7)).toBe(1)
  })

  test('would miss changes with pieces that leave out their ends, or squares that stop at M^2 / 2', () => {
    const bound = worstCases(influence(columns))
    const twin = (at: number, less: (l1: bigint) => bigint): JointSensitivity => ({
      worstCases: bound.worstCases.map((one) =>
        one.map((norms, j) => (j === at ? { ...norms, l1: less(norms.l1) } : norms)),
      ),
    })
    expect(
      missedOf(
        columns,
        twin(0, (l1) => l1 - 1n),
      ),
    ).toBeGreaterThan(0)
    expect(
      missedOf(
        columns,
        twin(1, (l1) => l1 / 2n),
      ),
    ).toBeGreaterThan(0)
    expect(
      missedOf(
        columns,
        twin(2, (l1) => l1 - 3n),
      ),
    ).toBeGreaterThan(0)
  })

  test('is bounded vector by vector where values can be NULL', () => {
    const nullable = columns.map(({ low, high }) => range(low, high, true))
    const { worstCases: cases } = worstCases(influence(nullable))
    expect(cases.length).toBe(1)
  })
})

describe('a broken twin is caught', () => {
  const [left, right] = [range(-8n, 8n, true), range(-8n, 8n, true)]
  const bound = worstCases(staying(left, right))
  const changed = (change: (one: readonly VectorChange[]) => VectorChange[]): JointSensitivity => ({
    worstCases: bound.worstCases.map(change),
  })

  test('products that move by M N at most', () => {
    const twin = changed((one) =>
      one.map((norms, j) => (j === 0 && norms.l1 > 64n ? { ...norms, l1: 64n } : norms)),
    )
    expect(missed(left, right, twin)).toBeGreaterThan(0)
  })

  test('a product that does not move when one value stays', () => {
    const twin = changed((one) =>
      one.map((norms, j) =>
        j === 0 && (one[2]?.l1 ?? 0n) <= 2n && (one[1]?.l1 ?? 0n) > 2n
          ? { ...norms, l1: 0n }
          : norms,
      ),
    )
    expect(missed(left, right, twin)).toBeGreaterThan(0)
  })

  test('no case for NULL', () => {
    const twin = { worstCases: bound.worstCases.filter((one) => one[5]?.l1 === 0n) }
    expect(twin.worstCases.length).toBeLessThan(bound.worstCases.length)
    expect(missed(left, right, twin)).toBeGreaterThan(0)
  })
})
