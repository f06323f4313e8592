import { isCovered, type VectorChange, vectorChange } from '@dither/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { distinctCounter } from '../../engines/memory/distinct-values.ts'
import type { UnitBound } from '../../plan/bounded-plan.ts'
import type { InfluenceUnit } from '../worst-cases/worst-cases.ts'
import { distinctSensitivity } from './distinct.ts'

const of = { kind: 'column', name: 'x' } as const
const cells = 3
const byId: UnitBound = {
  kind: 'id',
  column: 'id',
  maxRows: 1,
  maxGroups: 1,
  order: 'portable',
  orderKey: '5a',
}
type Pairs = readonly (readonly [cell: number, value: number])[]

function counts(unit: UnitBound, maxValues: number, units: readonly Pairs[]): bigint[] {
  const counter = distinctCounter({ of, maxValues }, unit, cells)
  for (const [index, pairs] of units.entries())
    for (const [cell, value] of pairs)
      counter.take(unit.kind === 'id' ? `u${index}` : null, cell, value)
  return counter.counts()
}

function moved(
  unit: UnitBound,
  maxValues: number,
  others: readonly Pairs[],
  before: Pairs,
  after: Pairs,
): VectorChange {
  const [a, b] = [before, after].map((own) => counts(unit, maxValues, [...others, own]))
  return vectorChange((a ?? []).map((value, i) => value - (b?.[i] ?? 0n)))
}

const pairs = (maxLength: number) =>
  fc.array(fc.tuple(fc.nat({ max: cells - 1 }), fc.nat({ max: 5 })), { maxLength })
const id: InfluenceUnit = { kind: 'id', maxRows: 1n, maxGroups: 1n }

describe('distinct values', () => {
  for (const neighbours of ['add-remove', 'change-one'] as const)
    test(`are moved by no unit further than is said: ${neighbours}`, () => {
      const own = pairs(9)
      const other = neighbours === 'change-one' ? own : fc.constant([])
      fc.assert(
        fc.property(
          fc.array(pairs(6), { maxLength: 4 }),
          own,
          other,
          fc.integer({ min: 1, max: 4 }),
          (others, before, after, maxValues) => {
            const bound = distinctSensitivity({ of, maxValues }, { unit: id, neighbours }, 3n)
            const change = moved(byId, maxValues, others, before, after)
            expect(isCovered([change], bound)).toBe(true)
          },
        ),
        { numRuns: 300 },
      )
    })

  test('are moved as far as is said', () => {
    const three: Pairs = [
      [0, 1],
      [0, 2],
      [0, 3],
      [0, 4],
    ]
    const elsewhere: Pairs = [
      [1, 1],
      [1, 2],
      [1, 3],
    ]
    const bound = (neighbours: 'add-remove' | 'change-one', over: bigint) =>
      distinctSensitivity({ of, maxValues: 3 }, { unit: id, neighbours }, over).worstCases[0]?.[0]
    expect(moved(byId, 3, [], three, [])).toEqual(bound('add-remove', 3n))
    expect(moved(byId, 3, [], three, elsewhere)).toEqual(bound('change-one', 3n))
    const taken: Pairs = [
      [0, 7],
      [0, 8],
    ]
    expect(moved(byId, 3, [taken], three, taken)).toEqual(bound('change-one', 1n))
  })

  test('of k rows are k times as many, all of which may be in one cell', () => {
    const unit: InfluenceUnit = { kind: 'rows', rows: 3n }
    for (const [neighbours, l1, l2Squared] of [
      ['add-remove', 3n, 9n],
      ['change-one', 6n, 18n],
    ] as const)
      expect(
        distinctSensitivity({ of, maxValues: 1 }, { unit, neighbours }, 3n).worstCases,
      ).toEqual([[{ l1, l2Squared, lInfinity: 3n }]])
    const row: UnitBound = { kind: 'row' }
    const change = vectorChange(
      counts(row, 1, [[[0, 1]], [[0, 2]], [[0, 3]]]).map(
        (value, i) => value - (counts(row, 1, [[[1, 1]], [[1, 2]], [[1, 3]]])[i] ?? 0n),
      ),
    )
    expect(change).toEqual({ l1: 6n, l2Squared: 18n, lInfinity: 3n })
  })

  test('would escape twins: one value less, L2 as if every value had a cell of its own', () => {
    const change = moved(
      byId,
      2,
      [],
      [
        [0, 1],
        [0, 2],
        [1, 3],
      ],
      [],
    )
    for (const twin of [
      { l1: 1n, l2Squared: 1n, lInfinity: 1n },
      { l1: 2n, l2Squared: 1n, lInfinity: 1n },
    ])
      expect(isCovered([change], { worstCases: [[twin]] })).toBe(false)
  })
})
