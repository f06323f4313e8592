import { isCovered, vectorChange } from '@dither/core'
import { rational } from '@dither/math'
import { neighbours, seededBits } from '@dither/testkit'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { memory } from '../../../engines/memory/index.ts'
import { interpreter } from '../../../engines/memory/interpreter.ts'
import { table } from '../../../fluent/table.ts'
import { mergeCells } from '../../../plan/merged.ts'
import type { Proof } from '../../../proof/proof.ts'
import { prove } from '../../../proof/prove.ts'
import { treeLevels } from '../../../proof/tree/tree.ts'
import { verifyProof } from '../../../proof/verify-proof.ts'
import { defineSchema } from '../../../schema/define-schema.ts'
import type { UnitInput } from '../../../schema/schema-input.ts'
import { integersOf, ownPlaces } from '../../integers.ts'
import { price } from '../../price.ts'
import { open } from '../../session.ts'
import { noiseOf } from '../noise.ts'
import { placeOf } from './ranks.ts'
import { splitAt, treeOf } from './tree.ts'

const columns = {
  pid: { type: 'text' },
  x: { type: 'integer', lower: 0, upper: 39, nullable: true },
  y: { type: 'integer', lower: 0, upper: 39 },
  g: { type: 'category', categories: ['a', 'b'] },
} as const

const people = (unit: UnitInput, size?: number, rows: readonly object[] = []) => {
  const id = typeof unit === 'object' && 'column' in unit
  const known = size === undefined ? {} : { [id ? 'units' : 'rows']: { public: size } }
  return table(
    memory(rows.map((row) => ({ ...row }))),
    defineSchema({ dataset: 'd', privacyUnit: unit, ...known, columns }),
  )
}

function vectorsOf(proof: Proof, rows: readonly object[]): bigint[][] {
  const steps = interpreter(proof.bounded)
  for (const row of rows) steps.take({ ...row })
  return integersOf(proof, ownPlaces(proof.bounded), steps.answer())
}

const units: [string, UnitInput][] = [
  ['a row', 'row'],
  ['two rows', { rows: 2 }],
  ['an id: 1 row, 1 cell', { column: 'pid', maxRows: 1, maxGroups: 1 }],
  ['an id: 2 rows, 3 cells', { column: 'pid', maxRows: 2, maxGroups: 3 }],
]
const cell = fc.record({
  x: fc.option(fc.integer({ min: -5, max: 45 }), { nil: null }),
  y: fc.integer({ min: 0, max: 39 }),
  g: fc.constantFrom('a', 'b', 'c'),
})

describe('the levels of a tree', () => {
  for (const [name, unit] of units)
    for (const size of [undefined, 5])
      for (const grouped of [false, true])
        test(`move no further than is priced: ${name}, ${size === undefined ? 'add-remove' : 'change-one'}, ${grouped ? 'grouped' : 'alone'}`, () => {
          const of = people(unit, size)
          const { question, schema } = (grouped ? of.groupBy('g') : of).quantiles('x', [0.5])
          const proof = prove(question, schema)
          expect(verifyProof(proof)).toBe(true)
          const pairs = neighbours({
            row: cell,
            relation: size === undefined ? 'add-remove' : 'change-one',
            unit:
              unit === 'row'
                ? 'row'
                : 'column' in unit
                  ? { column: unit.column }
                  : { rows: unit.rows },
          })
          fc.assert(
            fc.property(pairs, ({ left: before, right: after }) => {
              const other = vectorsOf(proof, after)
              const change = vectorsOf(proof, before).map((vector, j) =>
                vectorChange(vector.map((value, i) => value - (other[j]?.[i] ?? 0n))),
              )
              expect(isCovered(change, proof.sensitivity)).toBe(true)
            }),
            { numRuns: 60 },
          )
        })

  test('of a unit with rows in several cells gather in one block: the norms of cells would not do', () => {
    const { question, schema } = people({ column: 'pid', maxRows: 2, maxGroups: 3 }).quantiles(
      'x',
      [0.5],
    )
    const proof = prove(question, schema)
    const rows = [1, 1, 2, 2, 3, 3].map((x) => ({ pid: 'a', x }))
    const change = vectorsOf(proof, rows).map(vectorChange)
    expect(change.map(({ l2Squared }) => l2Squared)).toEqual([12n, 36n, 36n])
    expect(isCovered(change, proof.sensitivity)).toBe(true)
    const [leaf = []] = proof.sensitivity.worstCases.map(([first]) =>
      proof.vectors.map(() => first),
    )
    const twin = leaf.flatMap((one) => (one === undefined ? [] : [one]))
    expect(isCovered(change, { worstCases: [twin] })).toBe(false)
  })

  test('leave out the total where it is public, and only there', () => {
    const lengths = (of: ReturnType<typeof people>, name: 'x' | 'y') => {
      const { question, schema } = of.quantiles(name, [0.5])
      return price(prove(question, schema), { epsilon: 1 }).lengths
    }
    expect(lengths(people('row'), 'y')).toEqual([40, 3, 1])
    expect(lengths(people('row', 9), 'y')).toEqual([40, 3])
    expect(lengths(people('row', 9), 'x')).toEqual([40, 3, 1]) // NULL is private
    expect(lengths(people({ column: 'pid', maxRows: 2, maxGroups: 1 }, 9), 'y')).toEqual([40, 3, 1])
    const { question, schema } = people('row', 9)
      .filter((p) => p.y.above(3))
      .quantiles('y', [0.5])
    expect(prove(question, schema).vectors).toHaveLength(3)
  })

  test('are made of whole blocks of the level before', () => {
    expect(treeLevels(1024, false)).toEqual([1, 16, 256, 1024])
    expect(treeLevels(1024, true)).toEqual([1, 16, 256])
    expect(treeLevels(16, false)).toEqual([1, 16])
    expect(treeLevels(3, true)).toEqual([1])
  })
})

describe('merged cells', () => {
  const axes = [
    { kind: 'values', of: { kind: 'column', name: 'g' }, values: ['a', 'b'], rest: true },
    {
      kind: 'edges',
      of: { kind: 'column', name: 'x' },
      edges: [0, 1, 2],
      underflow: true,
      overflow: true,
    },
  ] as const
  // Each row: two bins, below, above, NULL.
  const cells = [1n, 2n, 3n, 4n, 5n, 10n, 20n, 30n, 40n, 50n, 100n, 200n, 300n, 400n, 500n]

  test('follow the order of an axis, below first and NULL left out', () => {
    expect(mergeCells(cells, axes, ['each', { blocks: 1 }])).toEqual([
      3n,
      1n,
      2n,
      4n,
      30n,
      10n,
      20n,
      40n,
      300n,
      100n,
      200n,
      400n,
    ])
    expect(mergeCells(cells, axes, ['each', { blocks: 3 }])).toEqual([6n, 4n, 60n, 40n, 600n, 400n])
    expect(mergeCells(cells, axes, ['each', { blocks: 4 }])).toEqual([10n, 100n, 1000n])
  })

  test('sum an axis out, NULL and all', () => {
    expect(mergeCells(cells, axes, ['all', 'each'])).toEqual([111n, 222n, 333n, 444n, 555n])
    expect(mergeCells(cells, axes, ['each', 'all'])).toEqual([15n, 150n, 1500n])
    expect(mergeCells(cells, axes, ['all', 'all'])).toEqual([1665n])
    expect(mergeCells(cells, axes, ['each', 'each'])).toEqual(cells)
  })
})

describe('a split', () => {
  test('has every candidate on one side, once', () => {
    for (const length of [3, 16, 17, 40, 300]) {
      const levels = treeLevels(length, false)
      const counts = levels.map((blocks) =>
        Array.from({ length: Math.ceil(length / blocks) }, (_, at) =>
          Math.min(blocks, length - at * blocks),
        ),
      )
      const shape = {
        candidates: Array.from({ length }, (_, i) => i),
        levels,
        noises: levels.map(() => noiseOf('laplace', rational(1))),
      }
      for (let size = 0; size <= length; size++) {
        const { left, right } = splitAt({ shape, counts, below: [] }, size)
        expect([left.count, right.count]).toEqual([size, length - size])
        for (const number of [...left.blocks, ...right.blocks])
          expect(number).toBeLessThanOrEqual(16)
      }
    }
  })
})

describe('released quantiles', () => {
  const rows = Array.from({ length: 5000 }, (_, i) => ({
    pid: String(i),
    x: i % 7 === 0 ? null : Math.floor(((i * 7919) % 5000) / 125),
    y: Math.floor(((i * 7919) % 5000) / 125),
    g: i % 2 === 0 ? 'a' : 'b',
  }))
  const release = async (of: ReturnType<typeof people>) => {
    await using session = await open(of, { budget: { epsilon: 1000 } })
    return await session.release({
      ranks: of.quantiles('x', [0, 0.1, 0.25, 0.5, 0.75, 0.9, 1], { epsilon: 5 }),
      range: of.interquartileRange('y', { epsilon: 5 }),
      cdf: of.cumulativeDistribution('y', { epsilon: 5 }),
      groups: of.groupBy('g').quantiles('y', [0.25, 0.75], { epsilon: 5 }),
    })
  }

  for (const size of [undefined, 5000])
    test(`are near, in order and within their intervals; the size is ${size === undefined ? 'private' : 'public'}`, async () => {
      const { ranks, range, cdf, groups } = await release(people('row', size, rows))
      const values = ranks.entries.map(({ value }) => value)
      expect([...values].sort((a, b) => a - b)).toEqual(values)
      for (const [i, wanted] of [0, 4, 10, 20, 30, 36, 39].entries()) {
        expect(Math.abs((values[i] ?? -9) - wanted)).toBeLessThanOrEqual(1)
        const [low, high] = ranks.interval(i, { confidence: 1 - 1e-12 })
        expect(low).toBeLessThanOrEqual(wanted)
        expect(high).toBeGreaterThanOrEqual(wanted - 1)
      }
      expect(Math.abs(range.value - 20)).toBeLessThanOrEqual(2)
      expect(cdf.points.map(({ x }) => x)).toEqual(Array.from({ length: 40 }, (_, i) => i))
      expect(cdf.points.at(-1)?.value).toBe(1)
      for (const [i, { value }] of cdf.points.entries()) {
        expect(value).toBeGreaterThanOrEqual(cdf.points[i - 1]?.value ?? 0)
        expect(Math.abs(value - (i + 1) / 40)).toBeLessThan(0.02)
      }
      expect(groups.rows).toHaveLength(2)
      for (const { answer } of groups.rows) {
        if (answer.kind !== 'vector') throw new Error('a group has a vector')
        expect(answer.entries.map(({ label }) => label)).toEqual(['0.25', '0.75'])
      }
    })

  test('of an empty table are released too', async () => {
    const { ranks, cdf } = await release(people('row', undefined, []))
    for (const [i, { value }] of ranks.entries.entries()) {
      expect(value).toBeGreaterThanOrEqual(0)
      expect(ranks.interval(i, { confidence: 0.95 })[1]).toBeLessThanOrEqual(39)
    }
    expect(cdf.accuracy({ confidence: 0.95 })).toBeLessThanOrEqual(1)
  })

  test('say what they are and cost, as data and as text', async () => {
    const { ranks, cdf } = await release(people('row', undefined, rows))
    expect(JSON.parse(JSON.stringify(ranks))).toMatchObject({
      kind: 'vector',
      entries: ranks.entries.map((entry) => ({ ...entry })),
      cost: { epsilon: '5' },
    })
    expect(String(ranks).split('\n')).toHaveLength(7)
    expect(JSON.parse(JSON.stringify(cdf)).points).toHaveLength(40)
    expect(String(cdf)).toContain('at most 39: 1 ± 0')
  })

  test('take the least candidate that a share of the values reaches', () => {
    const shape = {
      candidates: [10, 20, 30, 40],
      levels: [1, 4],
      noises: [noiseOf('laplace', rational(0)), noiseOf('laplace', rational(0))],
    }
    const tree = treeOf(shape, [[0n, 5n, 0n, 5n], [10n]])
    expect([0, 0.1, 0.5, 0.51, 1].map((at) => placeOf(tree, at))).toEqual([1, 1, 1, 3, 3])
  })

  test('are drawn afresh each time', async () => {
    const of = people('row', undefined, rows)
    const [one, two] = [await release(of), await release(of)]
    expect(one.cdf.points).not.toEqual(two.cdf.points)
    expect(seededBits(1).kind).toBe('seeded')
  })
})
