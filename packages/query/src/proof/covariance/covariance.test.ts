import { isCovered, vectorChange } from '@dither/core'
import { describe, expect, it } from 'vitest'
import { memory } from '../../engines/memory/index.ts'
import { interpreter } from '../../engines/memory/interpreter.ts'
import { type Table, table } from '../../fluent/table.ts'
import { integersOf, ownPlaces } from '../../release/integers.ts'
import { open } from '../../release/session.ts'
import type { Statistic } from '../../release/statistic.ts'
import { defineSchema } from '../../schema/define-schema.ts'
import type { UnitInput } from '../../schema/schema-input.ts'
import type { Proof } from '../proof.ts'
import { prove } from '../prove.ts'
import { vectorName } from '../vector-words.ts'
import { verifyProof } from '../verify-proof.ts'

const columns = {
  pid: { type: 'integer' },
  x: { type: 'integer', lower: -8, upper: 8 },
  y: { type: 'integer', lower: -8, upper: 8 },
  z: { type: 'integer', lower: -8, upper: 8, nullable: true },
  g: { type: 'category', categories: ['a', 'b', 'c'] },
} as const
type Kinds = { pid: 'integer'; x: 'integer'; y: 'integer'; z: 'integer'; g: 'category' }

const people = (unit: UnitInput, size?: number, rows: readonly object[] = []): Table<Kinds> => {
  const id = typeof unit === 'object' && 'column' in unit
  const known = size === undefined ? {} : { [id ? 'units' : 'rows']: { public: size } }
  const schema = defineSchema({ dataset: 'd', privacyUnit: unit, ...known, columns })
  return table(memory(rows.map((row) => ({ ...row }))), schema)
}
const proofOf = ({ question, schema }: Statistic): Proof => prove(question, schema)

function vectorsOf(proof: Proof, rows: readonly object[]): bigint[][] {
  const steps = interpreter(proof.bounded)
  for (const row of rows) steps.take({ ...row })
  return integersOf(proof, ownPlaces(proof.bounded), steps.answer())
}
const moved = (proof: Proof, before: readonly object[], after: readonly object[]) => {
  const other = vectorsOf(proof, after)
  return vectorsOf(proof, before).map((vector, j) =>
    vectorChange(vector.map((value, i) => value - (other[j]?.[i] ?? 0n))),
  )
}
const mostL1 = (proof: Proof): bigint[] =>
  proof.vectors.map((_, j) =>
    proof.sensitivity.worstCases.map((one) => one[j]?.l1 ?? 0n).reduce((a, b) => (a > b ? a : b)),
  )
const times = (count: number, row: object) => Array.from({ length: count }, () => row)

describe('the joint bound is attained', () => {
  it('by one row that appears', () => {
    const proof = proofOf(people('row').correlation('x', 'y'))
    const change = moved(proof, [{ x: 8, y: -8 }], [])
    expect(change.map(({ l1 }) => l1)).toEqual(mostL1(proof))
    expect(mostL1(proof)).toEqual([64n, 64n, 64n, 8n, 8n, 1n])
  })

  it('by a unit with more rows than count in more cells than it keeps', () => {
    const of = people({ column: 'pid', maxRows: 3, maxGroups: 2 })
    const proof = proofOf(of.groupBy('g').covariance('x', 'z'))
    const rows = ['a', 'b', 'c'].flatMap((g) => times(5, { pid: 1, x: 8, z: 8, g }))
    const change = moved(proof, rows, [])
    expect(change.map(({ l1 }) => l1)).toEqual([2n * 3n * 64n, 48n, 48n, 6n])
    expect(change.map(({ l1 }) => l1)).toEqual(mostL1(proof))
    expect(proof.sensitivity.worstCases).toEqual([change])
  })

  it('by one row that is replaced: the product by 2 M N, or both sums by 2 M and 2 N', () => {
    const proof = proofOf(people('row', 1).covariance('x', 'y'))
    expect(proof.vectors.map(vectorName)).toEqual(['product', 'sum', 'sum2'])
    const far = moved(proof, [{ x: 8, y: 8 }], [{ x: -8, y: -8 }])
    expect(far.map(({ l1 }) => l1)).toEqual([0n, 16n, 16n])
    const one = moved(proof, [{ x: 8, y: 8 }], [{ x: -8, y: 8 }])
    expect(one.map(({ l1 }) => l1)).toEqual([128n, 16n, 0n])
    for (const change of [far, one]) expect(isCovered(change, proof.sensitivity)).toBe(true)
    expect(mostL1(proof)).toEqual([128n, 16n, 16n])
  })

  it('and a bound that is one less is not one', () => {
    const proof = proofOf(people('row').covariance('x', 'y'))
    const change = moved(proof, [{ x: 8, y: 8 }], [])
    proof.vectors.forEach((_, at) => {
      const twin = {
        worstCases: proof.sensitivity.worstCases.map((one) =>
          one.map((norms, j) => (j === at ? { ...norms, l1: norms.l1 - 1n } : norms)),
        ),
      }
      expect(isCovered(change, proof.sensitivity)).toBe(true)
      expect(isCovered(change, twin)).toBe(false)
    })
  })
})

describe('a pair with NULL', () => {
  it('takes products, sums, squares and count from the same rows', () => {
    const proof = proofOf(people('row').correlation('x', 'z'))
    const rows = [
      { x: 3, z: 2 },
      { x: 7, z: null },
      { x: 'junk', z: 1 },
      { x: -2, z: 'junk' },
    ]
    // junk in x is its middle, 0
    expect(proof.vectors.map(vectorName)).toEqual([
      'product',
      'square',
      'square2',
      'sum',
      'sum2',
      'count',
    ])
    expect(vectorsOf(proof, rows)).toEqual([[6n], [9n], [5n], [3n], [3n], [2n]])
  })

  it('would be another statistic if each column kept its own rows', () => {
    const rows = [
      { x: 3, z: 2 },
      { x: 7, z: null },
    ]
    const sums = proofOf(people('row').sum('x'))
    const proof = proofOf(people('row').covariance('x', 'z'))
    const at = proof.vectors.findIndex(({ what }) => what === 'sum')
    expect(vectorsOf(sums, rows)[0]).toEqual([10n])
    expect(vectorsOf(proof, rows)[at]).toEqual([3n])
  })
})

describe('a proof of a covariance', () => {
  it('verifies, and not when its products are left out', () => {
    const proof = proofOf(people('row').covariance('x', 'y'))
    expect(verifyProof(proof)).toBe(true)
    const { products: _, ...bounded } = proof.bounded
    expect(verifyProof({ ...proof, bounded })).toBe(false)
  })

  it('shares its budget wholly', () => {
    for (const size of [undefined, 9])
      for (const kind of ['covariance', 'correlation'] as const) {
        const { shares, vectors } = proofOf(people('row', size)[kind]('x', 'y'))
        const parts = shares.map((share) => {
          const [top = 0, bottom = 1] = share.split('/').map(Number)
          return top / bottom
        })
        expect(parts.length).toBe(vectors.length)
        expect(parts.reduce((a, b) => a + b)).toBeCloseTo(1, 14)
      }
  })
})

describe('a released pair', () => {
  const rows = Array.from({ length: 400 }, (_, i) => ({
    pid: i % 100,
    x: (i % 17) - 8,
    y: ((i % 17) - 8 + ((i * 7) % 5)) / 2,
    z: i % 3 === 0 ? null : 8 - (i % 17),
    g: i % 2 === 0 ? 'a' : 'b',
  })).map((row) => ({ ...row, y: Math.round(row.y) }))
  const truth = (pairs: readonly (readonly [number, number])[]) => {
    const mean = (of: (pair: readonly [number, number]) => number) =>
      pairs.map(of).reduce((a, b) => a + b) / pairs.length
    const covariance = (i: 0 | 1, j: 0 | 1) =>
      mean((pair) => pair[i] * pair[j]) - mean((pair) => pair[i]) * mean((pair) => pair[j])
    return {
      covariance: covariance(0, 1),
      correlation: covariance(0, 1) / Math.sqrt(covariance(0, 0) * covariance(1, 1)),
    }
  }
  const wholeUnit = { column: 'pid', maxRows: 4, maxGroups: 2 } as const
  const both = rows.map(({ x, y }) => [x, y] as const)
  const some = rows.flatMap(({ x, z }) => (z === null ? [] : [[x, z] as const]))

  it.each([
    ['a row', 'row', undefined],
    ['a row, public size', 'row', 400],
    ['four rows', { rows: 4 }, undefined],
    ['an id', wholeUnit, undefined],
    ['an id, public size', wholeUnit, 100],
  ] as const)('is near the truth with a large budget: %s', async (_, unit, size) => {
    const of = people(unit, size, rows)
    for (const budget of [{ epsilon: 20_000 }, { rho: 1e6 }]) {
      await using session = await open(of, { budget })
      const r = await session.release(
        {
          covariance: of.covariance('x', 'y'),
          some: of.covariance('x', 'z'),
          correlation: of.correlation('x', 'y'),
          against: of.correlation('x', 'z'),
          grouped: of.groupBy('g').covariance('x', 'y'),
        },
        budget,
      )
      expect(Math.abs(r.covariance.value - truth(both).covariance)).toBeLessThan(0.05)
      expect(Math.abs(r.some.value - truth(some).covariance)).toBeLessThan(0.05)
      expect(Math.abs(r.correlation.value - truth(both).correlation)).toBeLessThan(0.01)
      expect(Math.abs(r.against.value - truth(some).correlation)).toBeLessThan(0.01)
      expect(r.grouped.rows.map(({ keys }) => keys['g'])).toEqual(['a', 'b', 'c'])
      const [a] = r.grouped.rows
      const even = rows.filter(({ g }) => g === 'a').map(({ x, y }) => [x, y] as const)
      if (a?.answer.kind !== 'scalar') throw new Error('not a scalar')
      expect(Math.abs(a.answer.value - truth(even).covariance)).toBeLessThan(0.1)
    }
  })
})
