import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type NeighbourPair, neighbours, type Row } from './neighbours.ts'

const row: fc.Arbitrary<Row> = fc.record({
  group: fc.constantFrom('a', 'b', null),
  value: fc.integer({ min: -3, max: 3 }),
})

/** Rows of `more` that are not in `less`, by identity of content and number. */
const difference = (more: readonly Row[], less: readonly Row[]): number => {
  const counts = new Map<string, number>()
  for (const cells of less)
    counts.set(JSON.stringify(cells), (counts.get(JSON.stringify(cells)) ?? 0) + 1)
  let extra = 0
  for (const cells of more) {
    const left = counts.get(JSON.stringify(cells)) ?? 0
    if (left > 0) counts.set(JSON.stringify(cells), left - 1)
    else extra++
  }
  return extra
}
const ids = (rows: readonly Row[]): Set<unknown> => new Set(rows.map((cells) => cells['pid']))
const without = (rows: readonly Row[], own: readonly Row[]): Row[] =>
  rows.filter((cells) => !own.includes(cells))

/** What some pair out of many does. */
const some = (
  arbitrary: fc.Arbitrary<NeighbourPair>,
  holds: (pair: NeighbourPair) => boolean,
): boolean => fc.sample(arbitrary, { numRuns: 300, seed: 1 }).some(holds)

describe('row units', () => {
  test('add-remove adds or removes one row, anywhere', () => {
    const pairs = neighbours({ row, unit: 'row', relation: 'add-remove' })
    fc.assert(
      fc.property(pairs, ({ left, right }) => {
        expect(Math.abs(left.length - right.length)).toBe(1)
        expect(difference(left, right) + difference(right, left)).toBe(1)
      }),
    )
    expect(some(pairs, ({ left, right }) => left.length > right.length)).toBe(true)
    expect(some(pairs, ({ left, right }) => left.length < right.length)).toBe(true)
    expect(some(pairs, ({ left, right }) => left.length === 0 || right.length === 0)).toBe(true)
    expect(
      some(pairs, ({ left, onlyLeft }) => onlyLeft.includes(left[1] ?? {}) && left.length > 3),
    ).toBe(true)
  })

  test('change-one replaces one row and keeps the number, and changes group keys too', () => {
    const pairs = neighbours({ row, unit: 'row', relation: 'change-one' })
    fc.assert(
      fc.property(pairs, ({ left, right }) => {
        expect(left.length).toBe(right.length)
        expect(difference(left, right)).toBeLessThanOrEqual(1)
      }),
    )
    expect(
      some(pairs, ({ onlyLeft, onlyRight }) => onlyLeft[0]?.['group'] !== onlyRight[0]?.['group']),
    ).toBe(true)
  })

  test('k rows change at most k rows, and k at times', () => {
    for (const relation of ['add-remove', 'change-one'] as const) {
      const pairs = neighbours({ row, unit: { rows: 3 }, relation })
      const changed = ({ left, right }: NeighbourPair): number =>
        relation === 'change-one'
          ? difference(left, right)
          : difference(left, right) + difference(right, left)
      fc.assert(fc.property(pairs, (pair) => changed(pair) <= 3))
      expect(some(pairs, (pair) => changed(pair) === 3)).toBe(true)
      // Under add-remove one row may come while another goes.
      expect(
        some(pairs, ({ onlyLeft, onlyRight }) => onlyLeft.length > 0 && onlyRight.length > 0),
      ).toBe(true)
    }
    expect(() => neighbours({ row, unit: { rows: 0 }, relation: 'add-remove' })).toThrow(RangeError)
  })
})

describe('id units', () => {
  const unit = { column: 'pid' }
  test('add-remove adds or removes every row of one id, more rows than a bound at times', () => {
    const pairs = neighbours({ row, unit, relation: 'add-remove' })
    fc.assert(
      fc.property(pairs, ({ left, right, onlyLeft, onlyRight }) => {
        const own = [...onlyLeft, ...onlyRight]
        expect(ids(own).size).toBe(1)
        expect(Math.min(onlyLeft.length, onlyRight.length)).toBe(0)
        expect(Math.abs(ids(left).size - ids(right).size)).toBe(1)
        expect(without(left, own)).toEqual(without(right, own))
        for (const cells of without(left, own)) expect(ids(own).has(cells['pid'])).toBe(false)
      }),
    )
    expect(some(pairs, ({ onlyLeft }) => onlyLeft.length >= 5)).toBe(true)
    expect(
      some(pairs, ({ onlyLeft }) => new Set(onlyLeft.map((cells) => cells['group'])).size === 3),
    ).toBe(true)
  })

  test('change-one replaces one unit by one unit, under its own id or a new one', () => {
    const pairs = neighbours({ row, unit, relation: 'change-one' })
    fc.assert(
      fc.property(pairs, ({ left, right, onlyLeft, onlyRight }) => {
        expect(ids(left).size).toBe(ids(right).size)
        expect([ids(onlyLeft).size, ids(onlyRight).size]).toEqual([1, 1])
      }),
    )
    const sameId = ({ onlyLeft, onlyRight }: NeighbourPair): boolean =>
      onlyLeft[0]?.['pid'] === onlyRight[0]?.['pid']
    expect(some(pairs, sameId)).toBe(true)
    expect(some(pairs, (pair) => !sameId(pair))).toBe(true)
    expect(some(pairs, ({ onlyLeft, onlyRight }) => onlyLeft.length !== onlyRight.length)).toBe(
      true,
    )
  })
})

/** The use that the generators are made for: a wrong sensitivity must not survive them. */
describe('a claimed sensitivity', () => {
  const extremes = fc.record({ value: fc.constantFrom(-3, 0, 3) })
  const sum = (rows: readonly Row[]): number =>
    rows.reduce((total, cells) => total + Number(cells['value']), 0)
  const holds =
    (relation: 'add-remove' | 'change-one', k: number, bound: number): (() => void) =>
    () =>
      fc.assert(
        fc.property(
          neighbours({ row: extremes, unit: { rows: k }, relation }),
          ({ left, right }) => Math.abs(sum(left) - sum(right)) <= bound,
        ),
        { numRuns: 500, seed: 7 },
      )
  test('survives if it is right and is refuted if it is one too small', () => {
    for (const [relation, k, bound] of [
      ['add-remove', 1, 3],
      ['change-one', 1, 6],
      ['add-remove', 2, 6],
      ['change-one', 2, 12],
    ] as const) {
      holds(relation, k, bound)()
      expect(holds(relation, k, bound - 1)).toThrow(/Counterexample/)
    }
  })
})
