/**
 * Adversarial whole-unit changes on real tables, through the reference engine: the joint difference of all
 * vectors must lie below one of the proof's worst cases, in L1, L2 and L-infinity.
 */
import { isCovered, type VectorChange, vectorChange } from '@dither/core'
import { neighbours } from '@dither/testkit'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { EngineAnswer } from '../engines/engine.ts'
import { memory } from '../engines/memory/index.ts'
import { interpreter } from '../engines/memory/interpreter.ts'
import { type Table, table } from '../fluent/table.ts'
import type { Proof } from '../proof/proof.ts'
import { prove } from '../proof/prove.ts'
import { defineSchema } from '../schema/define-schema.ts'
import type { UnitInput } from '../schema/schema-input.ts'
import { integersOf, ownPlaces } from './integers.ts'
import type { Statistic } from './statistic.ts'

const columns = {
  pid: { type: 'text' },
  x: { type: 'integer', lower: -3, upper: 9 },
  y: { type: 'number', lower: 90, upper: 100, nullable: true },
  z: { type: 'integer', lower: -10, upper: 10, origin: -10, nullable: true },
  g: { type: 'category', categories: ['a', 'b', 'c'], nullable: true },
} as const
type Columns = { pid: 'text'; x: 'integer'; y: 'number'; z: 'integer'; g: 'category' }

const units: [string, UnitInput][] = [
  ['a row', 'row'],
  ['two rows', { rows: 2 }],
  ['an id: 1 row, 1 cell', { column: 'pid', maxRows: 1, maxGroups: 1 }],
  ['an id: 3 rows, 2 cells', { column: 'pid', maxRows: 3, maxGroups: 2 }],
  [
    'an id: 3 rows, 2 cells, 4 in all',
    { column: 'pid', maxRows: 3, maxGroups: 2, maxRowsTotal: 4 },
  ],
  ['an id: 2 rows, 9 cells', { column: 'pid', maxRows: 2, maxGroups: 9 }],
]
const sizes: [string, number | undefined][] = [
  ['add-remove', undefined],
  ['a public 6', 6],
  ['a public 1000', 1000],
]

function tableFor(unit: UnitInput, size: number | undefined): Table<Columns> {
  const known =
    size === undefined
      ? {}
      : { [typeof unit === 'object' && 'column' in unit ? 'units' : 'rows']: { public: size } }
  return table(memory([]), defineSchema({ dataset: 'd', privacyUnit: unit, ...known, columns }))
}

/** Every aggregate, with and without keys, filters and derived columns. */
function statistics(of: Table<Columns>): Record<string, Statistic> {
  const some = of.filter((row) => row.x.atLeast(0))
  return {
    count: of.count(),
    units: some.countUnits(),
    values: of.count('y'),
    distinct: of.countDistinct('x'),
    groupedDistinct: of.groupBy('g').countDistinct('y', { maxValues: 2 }),
    someDistinct: some.groupBy('g').countDistinct((row) => row.z.atLeast(3)),
    sum: of.sum('x'),
    farSum: of.sum('y'),
    farOrigin: of.groupBy('g').sum('z'),
    groupedFarSum: some.groupBy('g').sum('y'),
    mean: of.mean('x'),
    nullableMean: of.mean('y'),
    groupedMean: of.groupBy('g').mean('z'),
    variance: of.variance('x'),
    nullableVariance: some.variance('z'),
    groupedVariance: of.groupBy('g').variance('y'),
    keyedMean: of.groupBy('g').mean('x', { bounds: [{ keys: { g: 'a' }, lower: 2, upper: 5 }] }),
    keyedSum: of.groupBy('g').sum('y', {
      bounds: [
        { keys: { g: 'c' }, lower: 80, upper: 95 },
        { keys: { g: 'b' }, lower: -3, upper: 3 },
      ],
    }),
    keyedVariance: some.groupBy('g').variance('z', {
      bounds: [{ keys: { g: 'a' }, lower: 0, upper: 1 }],
    }),
    covariance: of.covariance('x', 'z'),
    knownCovariance: of.covariance('x', 'x'),
    groupedCovariance: some.groupBy('g').covariance('x', 'y'),
    correlation: of.correlation('x', 'z'),
    groupedCorrelation: of.groupBy('g').correlation('y', 'z'),
    edges: of.histogram('x', { edges: [0, 2, 4] }),
    ...unions(of, some),
    ...(of.schema.privacyUnit.kind === 'id' ? perUnit(of, some) : {}),
    values2: some.groupBy('g').histogram('x', { values: [1, 2] }),
  }
}

function unions(of: Table<Columns>, some: Table<Columns>): Record<string, Statistic> {
  const both = of.union(some.derive({ x: (row) => row.x.times(-2) }))
  return {
    unitedCount: both.count(),
    unitedSum: of.union(of).sum('x'),
    unitedMean: some.union(of).mean('x'),
    unitedGroups: both.groupBy('g').sum('x'),
    unitedDistinct: both.groupBy('g').countDistinct('x'),
  }
}

function perUnit(of: Table<Columns>, some: Table<Columns>): Record<string, Statistic> {
  const columns = (from: Table<Columns>) =>
    from.perUnit({
      n: (unit) => unit.count({ upper: 4 }),
      sum: (unit) => unit.sum('y', { lower: 95, upper: 280 }),
      kinds: (unit) => unit.countDistinct('x', { upper: 3 }),
      least: (unit) => unit.min('z'),
      g: (unit) => unit.only('g'),
    })
  const [all, filtered] = [columns(of), columns(some)]
  return {
    spend: all.mean('sum'),
    often: filtered.sum('n'),
    byOnly: all.groupBy('g').mean('sum'),
    least: all.variance('least'),
    kinds: filtered.filter((row) => row.n.atLeast(2)).histogram('kinds', { values: [1, 2, 3] }),
    twice: all.union(filtered).groupBy('g').sum('sum'),
  }
}

const cell = <T>(...values: fc.Arbitrary<T>[]) => fc.oneof(...values)
const row = fc.record({
  x: cell<number | string | null>(
    fc.constantFrom(-3, 9, 3, 99, -99, null, 'junk'),
    fc.integer({ min: -3, max: 9 }),
  ),
  y: cell<number | null>(
    fc.constantFrom(90, 100, null, 95, 1e300),
    fc.double({ min: 90, max: 100, noNaN: true }),
  ),
  z: cell<number | null>(fc.constantFrom(-10, 10, null, 9), fc.integer({ min: -10, max: 10 })),
  g: fc.constantFrom('a', 'b', 'c', null, 'other'),
})

function vectorsOf(proof: Proof, rows: readonly object[]): bigint[][] {
  const { unit } = proof.bounded
  const plan = {
    ...proof.bounded,
    unit: unit.kind === 'id' ? { ...unit, orderKey: 'a key' } : unit,
  }
  const steps = interpreter(plan)
  for (const one of rows) steps.take({ ...one })
  const answer: EngineAnswer = steps.answer()
  return integersOf(proof, ownPlaces(proof.bounded), answer)
}

function difference(a: bigint[][], b: bigint[][]): VectorChange[] {
  return a.map((vector, j) => vectorChange(vector.map((value, i) => value - (b[j]?.[i] ?? 0n))))
}

for (const [unitName, unit] of units)
  for (const [sizeName, size] of sizes)
    describe(`${unitName}, ${sizeName}`, () => {
      const of = tableFor(unit, size)
      const relation = size === undefined ? 'add-remove' : 'change-one'
      const kind =
        unit === 'row' ? 'row' : 'column' in unit ? { column: unit.column } : { rows: unit.rows }
      const pairs = neighbours({ row, unit: kind, relation, maxUnits: 8, maxRowsPerUnit: 7 })
      const proofs = Object.entries(statistics(of))
        .map(([name, { question, schema }]): [string, Proof] => [name, prove(question, schema)])
        .filter(([, proof]) => proof.vectors.length > 0)

      test('no whole-unit change exceeds the worst cases, jointly, in any norm', () => {
        fc.assert(
          fc.property(pairs, ({ left, right }) => {
            for (const [name, proof] of proofs) {
              const moved = difference(vectorsOf(proof, left), vectorsOf(proof, right))
              if (!isCovered(moved, proof.sensitivity)) throw new Error(name)
            }
          }),
          { numRuns: 60 },
        )
        expect(proofs.length).toBeGreaterThan(8)
      })
    })

describe('a bound that is too small is found out', () => {
  const escapes = (statistic: Statistic, unit: 'row' | { column: string }, halve: number) => {
    const proof = prove(statistic.question, statistic.schema)
    const smaller = {
      worstCases: proof.sensitivity.worstCases.map((one) =>
        one.map((change, j) =>
          j === halve
            ? {
                ...change,
                l1: change.l1 - 1n,
                l2Squared: change.l2Squared - 1n,
                lInfinity: change.lInfinity,
              }
            : change,
        ),
      ),
    }
    const relation = proof.neighbours === 'add-remove' ? 'add-remove' : 'change-one'
    const pairs = neighbours({ row, unit, relation, maxUnits: 4, maxRowsPerUnit: 7 })
    return fc
      .sample(pairs, { numRuns: 4000, seed: 1 })
      .some(
        ({ left, right }) =>
          !isCovered(difference(vectorsOf(proof, left), vectorsOf(proof, right)), smaller),
      )
  }
  const byRow = tableFor('row', undefined)
  const known = tableFor('row', 6)
  const byId = tableFor({ column: 'pid', maxRows: 2, maxGroups: 1 }, undefined)
  for (const [name, statistic, unit, vector] of [
    ['a count', byRow.count(), 'row', 0],
    ['a sum', byRow.sum('x'), 'row', 0],
    ['a sum over a public size', known.filter((r) => r.x.atLeast(-3)).sum('x'), 'row', 0],
    ['a mean', byRow.mean('x'), 'row', 0],
    ['a variance', byRow.variance('x'), 'row', 0],
    ['a histogram, one row replaced', known.histogram('x', { edges: [0, 2, 4] }), 'row', 0],
    ['a count by id', byId.count(), { column: 'pid' }, 0],
    ['distinct values', byRow.countDistinct('x'), 'row', 0],
    ['distinct values by group, one row replaced', known.groupBy('g').countDistinct('x'), 'row', 0],
    ['distinct values by id', byId.countDistinct('z'), { column: 'pid' }, 0],
    ['a union', byRow.union(byRow).sum('x'), 'row', 0],
    [
      'one row a unit',
      byId.perUnit({ n: (unit) => unit.count({ upper: 4 }) }).sum('n'),
      { column: 'pid' },
      0,
    ],
    ['a sum by id', byId.sum('y'), { column: 'pid' }, 0],
  ] as const)
    test(name, () => {
      expect(escapes(statistic, unit, vector)).toBe(true)
    })
})
