import { isCovered, vectorChange } from '@dither/core'
import { symmetricEigen } from '@dither/math'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { memory } from '../../engines/memory/index.ts'
import { interpreter } from '../../engines/memory/interpreter.ts'
import { type Table, table } from '../../fluent/table.ts'
import { planFromJson, planToJson } from '../../plan/plan-json.ts'
import { integersOf, ownPlaces } from '../../release/integers.ts'
import type { ReleasedMatrix } from '../../release/released/released.ts'
import { open } from '../../release/session.ts'
import type { Statistic } from '../../release/statistic.ts'
import { verifyCertificate } from '../../release/verify-certificate.ts'
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
  z: { type: 'integer', lower: -6, upper: 8, nullable: true },
  w: { type: 'number', lower: 0, upper: 4 },
  g: { type: 'category', categories: ['a', 'b', 'c'] },
} as const
type Kinds = {
  pid: 'integer'
  x: 'integer'
  y: 'integer'
  z: 'integer'
  w: 'number'
  g: 'category'
}

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

describe('the joint bound of a matrix', () => {
  it('has a vector for each pair, square, sum, and one count', () => {
    const of = people('row')
    const names = (statistic: Statistic) => proofOf(statistic).vectors.map(vectorName)
    expect(names(of.covariance(['x', 'y', 'z']))).toEqual([
      ...['product', 'product2', 'product3'],
      ...['square', 'square2', 'square3'],
      ...['sum', 'sum2', 'sum3', 'count'],
    ])
    expect(names(of.covariance(['x'], ['y', 'z']))).toEqual([
      'product',
      'product2',
      'sum',
      'sum2',
      'sum3',
      'count',
    ])
    expect(names(of.correlation(['x'], ['y']))).toEqual([
      'product',
      'square',
      'square2',
      'sum',
      'sum2',
      'rows',
    ])
    expect(names(people('row', 9).covariance(['x', 'y', 'w']))).not.toContain('rows')
    expect(names(people('row', 9).covariance(['x', 'z']))).toContain('count')
  })

  it('is attained by one row that appears', () => {
    const proof = proofOf(people('row').covariance(['x', 'y', 'z']))
    const change = moved(proof, [{ x: 8, y: -8, z: 8 }], [])
    expect(change.map(({ l1 }) => l1)).toEqual(mostL1(proof))
    expect(mostL1(proof)).toEqual([64n, 56n, 56n, 64n, 64n, 49n, 8n, 8n, 7n, 1n])
  })

  it('is attained by a unit with more rows than count in more cells than it keeps', () => {
    const of = people({ column: 'pid', maxRows: 3, maxGroups: 2 })
    const proof = proofOf(of.groupBy('g').covariance(['x', 'y', 'z']))
    const rows = ['a', 'b', 'c'].flatMap((g) =>
      Array.from({ length: 5 }, () => ({ pid: 1, x: 8, y: 8, z: 8, g })),
    )
    const change = moved(proof, rows, [])
    expect(change.map(({ l1 }) => l1)).toEqual(mostL1(proof))
    expect(proof.sensitivity.worstCases).toEqual([change])
  })

  const rowOf = fc.record({
    pid: fc.integer({ min: 1, max: 3 }),
    x: fc.integer({ min: -9, max: 9 }),
    y: fc.constantFrom(-8, 0, 8),
    z: fc.constantFrom(-6, 1, 8, null),
    w: fc.constantFrom(0, 1, 4),
    g: fc.constantFrom('a', 'b', 'c', 'other'),
  })
  const units: readonly [string, UnitInput, number | undefined][] = [
    ['a row', 'row', undefined],
    ['a row, public size', 'row', 6],
    ['two rows', { rows: 2 }, undefined],
    ['an id', { column: 'pid', maxRows: 2, maxGroups: 2 }, undefined],
    ['an id, public size', { column: 'pid', maxRows: 2, maxGroups: 1 }, 4],
  ]

  /** All rows of one unit appear, vanish or are replaced. */
  function neighbours(
    unit: UnitInput,
    size: number | undefined,
    rows: readonly object[],
    other: readonly object[],
  ) {
    const change = size !== undefined
    const rest = rows.slice(2).map((row) => ({ ...row, pid: 2 }))
    if (typeof unit === 'object' && 'column' in unit) {
      const own = (of: readonly object[]) => of.map((row) => ({ ...row, pid: 1 }))
      return change
        ? [
            [...rest, ...own(rows.slice(0, 3))],
            [...rest, ...own(other.slice(0, 3))],
          ]
        : [[...rest, ...own(rows)], rest]
    }
    const changed = unit === 'row' ? 1 : 2
    return change
      ? [
          [...rest, ...rows.slice(0, 1)],
          [...rest, ...other.slice(0, 1)],
        ]
      : [[...rest, ...rows.slice(0, changed)], rest]
  }

  it.each(units)('holds every change of %s', (_, unit, size) => {
    const of = people(unit, size)
    const proofs = [
      of.covariance(['x', 'y', 'z', 'w']),
      of.covariance(['x', 'y']),
      of.correlation(['x', 'z'], ['y', 'w']),
      of.groupBy('g').correlation(['x', 'y', 'w']),
    ].map(proofOf)
    const few = fc.array(rowOf, { minLength: 3, maxLength: 6 })
    fc.assert(
      fc.property(few, few, (rows, other) => {
        const [before = [], after = []] = neighbours(unit, size, rows, other)
        for (const proof of proofs)
          expect(isCovered(moved(proof, before, after), proof.sensitivity)).toBe(true)
      }),
      { numRuns: 60 },
    )
  })

  it('rejects every bound that is one less', () => {
    const proof = proofOf(people('row').covariance(['x', 'y', 'z']))
    const change = moved(proof, [{ x: 8, y: -8, z: 8 }], [])
    proof.vectors.forEach((_, at) => {
      const twin = {
        worstCases: proof.sensitivity.worstCases.map((one) =>
          one.map((norms, j) => (j === at ? { ...norms, l1: norms.l1 - 1n } : norms)),
        ),
      }
      expect(isCovered(change, twin)).toBe(false)
    })
  })

  it('rejects the bound of the sums by themselves where a product crosses its range', () => {
    const proof = proofOf(people('row', 5).covariance(['x', 'y', 'w']))
    const change = moved(proof, [{ x: 8, y: 8, w: 4 }], [{ x: -8, y: 8, w: 4 }])
    const twin = {
      worstCases: proof.sensitivity.worstCases.map((one) =>
        one.map((norms, j) => (j < 3 ? { ...norms, l1: norms.l1 / 2n } : norms)),
      ),
    }
    expect(isCovered(change, proof.sensitivity)).toBe(true)
    expect(isCovered(change, twin)).toBe(false)
  })
})

describe('the proof of a matrix', () => {
  it('takes everything from the rows where nothing is NULL', () => {
    const proof = proofOf(people('row').covariance(['x', 'z', 'y']))
    const rows = [
      { x: 3, z: 3, y: 1 },
      { x: 7, z: null, y: 1 },
      { x: -2, z: 'junk', y: 1 },
    ]
    // z is centred on 1
    expect(vectorsOf(proof, rows).flat()).toEqual([6n, 3n, 2n, 9n, 4n, 1n, 3n, 2n, 1n, 1n])
  })

  it('verifies, survives JSON, and shares its budget wholly', () => {
    for (const size of [undefined, 9])
      for (const kind of ['covariance', 'correlation'] as const) {
        const of = people('row', size)
        for (const asked of [
          of[kind](['x', 'y', 'z', 'w']),
          of[kind](
            { one: 'x', two: (row) => row.y.times(2) },
            { three: 'w' },
            { bounds: { two: { lower: -4, upper: 4 } } },
          ),
        ]) {
          const proof = proofOf(asked)
          expect(verifyProof(proof)).toBe(true)
          expect(planFromJson(planToJson(asked.question))).toEqual(asked.question)
          const parts = proof.shares.map((share) => share.split('/').map(BigInt))
          const bottom = parts[0]?.[1] ?? 0n
          expect(parts.every(([top = 0n, under]) => top > 0n && under === bottom)).toBe(true)
          expect(parts.reduce((sum, [top = 0n]) => sum + top, 0n)).toBe(bottom)
        }
      }
  })

  it('refuses lists that say nothing, twice the same, or too much', () => {
    const of = people('row')
    expect(() => of.covariance([])).toThrow(/empty/)
    expect(() => of.covariance(['x', 'x'])).toThrow(/two columns x/)
    expect(() => of.covariance(['x', 'y'], { bounds: { w: { lower: 0 } } })).toThrow(
      /options.bounds.w/,
    )
    const many = Object.fromEntries(Array.from({ length: 21 }, (_, i) => [`c${i}`, 'x' as const]))
    expect(() => of.covariance(many)).toThrow(/at most 20/)
    // @ts-expect-error a list with one column
    expect(() => of.covariance(['x'], 'y')).toThrow(/two, or one or two lists/)
    // @ts-expect-error a column with a list
    expect(() => of.covariance('x', ['y'])).toThrow(/two, or one or two lists/)
    // names that are options are options
    expect(() => of.covariance(['x'], { weight: 'x' })).toThrow(/weight/)
  })
})

describe('a released matrix', () => {
  const rows = Array.from({ length: 400 }, (_, i) => ({
    pid: i % 100,
    x: (i % 17) - 8,
    y: Math.round(((i % 17) - 8 + ((i * 7) % 5)) / 2),
    z: i % 3 === 0 ? null : 8 - (i % 13),
    w: (i % 9) / 2,
    g: i % 2 === 0 ? 'a' : 'b',
  }))
  const covariance = (of: readonly (readonly number[])[], i: number, j: number): number => {
    const mean = (f: (row: readonly number[]) => number) =>
      of.map(f).reduce((a, b) => a + b) / of.length
    return (
      mean((row) => (row[i] ?? 0) * (row[j] ?? 0)) -
      mean((row) => row[i] ?? 0) * mean((row) => row[j] ?? 0)
    )
  }
  const full = rows.map(({ x, y, w }) => [x, y, w])
  const wholeUnit = { column: 'pid', maxRows: 4, maxGroups: 2 } as const
  const farthest = (matrix: ReleasedMatrix, truth: (i: number, j: number) => number): number =>
    Math.max(
      ...matrix.values.flatMap((row, i) => row.map((value, j) => Math.abs(value - truth(i, j)))),
    )

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
          all: of.covariance(['x', 'y', 'w']),
          across: of.covariance(['x', 'z'], { u: 'w' }),
          correlations: of.correlation(['x', 'y', 'w']),
          grouped: of.groupBy('g').covariance(['x', 'y', 'w']),
        },
        budget,
      )
      expect(farthest(r.all, (i, j) => covariance(full, i, j))).toBeLessThan(0.1)
      expect(r.all.rows).toEqual(['x', 'y', 'w'])
      expect(r.across.columns).toEqual(['u'])
      const some = rows.flatMap(({ x, z, w }) => (z === null ? [] : [[x, z, w]]))
      expect(farthest(r.across, (i) => covariance(some, i, 2))).toBeLessThan(0.1)
      const root = (i: number) => Math.sqrt(covariance(full, i, i))
      expect(
        farthest(r.correlations, (i, j) => covariance(full, i, j) / root(i) / root(j)),
      ).toBeLessThan(0.02)
      const answer = r.grouped.rows[0]?.answer
      if (answer?.kind !== 'matrix') throw new Error('not a matrix')
      const even = rows.filter(({ g }) => g === 'a').map(({ x, y, w }) => [x, y, w])
      expect(farthest(answer, (i, j) => covariance(even, i, j))).toBeLessThan(0.2)
    }
  })

  it('is semi-definite however noisy, and its intervals hold its values and are wider all at once', async () => {
    const of = people('row', undefined, rows.slice(0, 30))
    const budget = { epsilon: 100 }
    await using session = await open(of, { budget })
    let negative = 0
    for (let i = 0; i < 16; i++) {
      const r = await session.release({
        all: of.covariance(['x', 'y', 'z', 'w'], { epsilon: 0.2 }),
        correlations: of.correlation(['x', 'y', 'w'], { epsilon: 1 }),
      })
      for (const matrix of [r.all, r.correlations]) {
        const largest = Math.max(...matrix.values.flat().map(Math.abs), 1)
        expect(symmetricEigen(matrix.values).values[0]).toBeGreaterThan(-1e-12 * largest)
        if ((symmetricEigen(matrix.raw).values[0] ?? 0) < -1e-6) negative++
        matrix.values.forEach((row, i) => {
          row.forEach((value, j) => {
            const [low, high] = matrix.interval(i, j, { confidence: 0.9 })
            expect(low).toBeLessThanOrEqual(value)
            expect(high).toBeGreaterThanOrEqual(value)
            const all = matrix.interval(i, j, { confidence: 0.9, simultaneous: true })
            expect(all[0]).toBeLessThanOrEqual(low)
            expect(all[1]).toBeGreaterThanOrEqual(high)
          })
        })
      }
      expect(r.correlations.values.map((row, i) => row[i])).toEqual([1, 1, 1])
    }
    expect(negative).toBeGreaterThan(0) // the raw one often is not
  })

  it('certifies, is written whole, and says its accuracy before', async () => {
    const of = people('row', undefined, rows)
    await using session = await open(of, { budget: { epsilon: 10 } })
    const plan = {
      m: of.covariance(['x', 'y'], { epsilon: 1 }),
      c: of.groupBy('g').correlation(['x'], { u: 'w' }, { epsilon: 1 }),
    }
    const [m, c] = (await session.explain(plan)).questions
    expect(m?.question).toContain('covarianceMatrix([x, y])')
    expect(c?.question).toContain('correlationMatrix([x], [u = w])')
    expect(m?.accuracy?.per).toBe('number of values')
    expect(m?.accuracy?.simultaneous ?? 0).toBeGreaterThan(m?.accuracy?.value ?? 0)
    const r = await session.release(plan)
    expect(verifyCertificate(JSON.parse(JSON.stringify(r.certificate())))).toMatchObject({
      valid: true,
    })
    const data = JSON.parse(JSON.stringify(r.m))
    expect(data).toMatchObject({
      kind: 'matrix',
      rows: ['x', 'y'],
      columns: ['x', 'y'],
      values: r.m.values,
    })
    expect(BigInt(data.exact.product)).toBe(r.m.exact['product'])
    expect(data.intervals[0][1]).toEqual(r.m.interval(0, 1, { confidence: 0.95 }))
    expect(String(r.m)).toMatch(/^x, x: .* ± .*\nx, y: .*\ny, y: .*$/)
    expect(String(r.c)).toMatch(/^g a\n {2}x, u: .* ± /)
    expect(() => r.m.interval(2, 0, { confidence: 0.95 })).toThrow(/row 2/)
  })
})
