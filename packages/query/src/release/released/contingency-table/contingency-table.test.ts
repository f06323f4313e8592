import { isCovered, vectorChange } from '@dither/core'
import { neighbours } from '@dither/testkit'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { memory } from '../../../engines/memory/index.ts'
import { interpreter } from '../../../engines/memory/interpreter.ts'
import { table } from '../../../fluent/table.ts'
import type { Proof } from '../../../proof/proof.ts'
import { prove } from '../../../proof/prove.ts'
import { verifyProof } from '../../../proof/verify-proof.ts'
import { defineSchema } from '../../../schema/define-schema.ts'
import type { UnitInput } from '../../../schema/schema-input.ts'
import { integersOf, ownPlaces } from '../../integers.ts'
import { open } from '../../session.ts'
import { coordinate, fittedCells, type Measured, product, subsets } from './fit.ts'
import { partsOfMargin } from './weights.ts'

const sizes = [2, 3, 2]
const all = [0, 1, 2]
const cells = product(sizes)
const number = fc.double({ min: -50, max: 50, noNaN: true })
/** The whole table, and any margins, with noisy counts and variances. */
const measured = fc.subarray(subsets(all).filter((some) => some.length < 3)).chain((margins) =>
  fc.tuple(
    ...[all, ...margins].map((axes) =>
      fc.record({
        axes: fc.constant(axes),
        counts: fc.array(number, {
          minLength: product(axes.map((i) => sizes[i] ?? 1)),
          maxLength: product(axes.map((i) => sizes[i] ?? 1)),
        }),
        variance: fc.double({ min: 0.5, max: 20, noNaN: true }),
      }),
    ),
  ),
)

function sumsOf(table: readonly number[], axes: readonly number[]): number[] {
  const sums = Array<number>(product(axes.map((i) => sizes[i] ?? 1))).fill(0)
  for (const [cell, value] of table.entries()) {
    const at = coordinate(cell, sizes, axes)
    sums[at] = (sums[at] ?? 0) + value
  }
  return sums
}

const loss = (margins: readonly Measured[], table: readonly number[]): number =>
  margins.reduce(
    (sum, { axes, counts, variance }) =>
      sum + sumsOf(table, axes).reduce((s, x, i) => s + (x - (counts[i] ?? 0)) ** 2, 0) / variance,
    0,
  )

describe('the fit', () => {
  test('is the least squares of the table and its margins: no step in any direction is better', () => {
    fc.assert(
      fc.property(
        measured,
        fc.array(number, { minLength: cells, maxLength: cells }),
        (given, way) => {
          const best = fittedCells(sizes, given)
          const least = loss(given, best)
          for (const step of [1e-3, -1e-3, 1]) {
            const other = best.map((x, i) => x + step * (way[i] ?? 0))
            expect(loss(given, other)).toBeGreaterThanOrEqual(least - 1e-9 * (1 + least))
          }
        },
      ),
    )
  })

  test('is what was measured where that is consistent', () => {
    const table = [3, 0, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5]
    const given = subsets(all).map((axes) => ({ axes, counts: sumsOf(table, axes), variance: 1 }))
    for (const [i, cell] of fittedCells(sizes, given).entries())
      expect(cell).toBeCloseTo(table[i] ?? 0, 10)
  })

  test('depends on each noise by the weights that its error is worked out from', () => {
    const margins = [all, [0], [1, 2], []].map((axes, j) => ({ axes, variance: j + 1 }))
    for (const kept of subsets(all)) {
      // The fit of a unit vector is the weight of that noise.
      const found = margins.map((_, j) => {
        const length = product((margins[j]?.axes ?? []).map((i) => sizes[i] ?? 1))
        return Array.from({ length }, (_, at) => {
          const given = margins.map(({ axes, variance }, k) => ({
            axes,
            variance,
            counts: Array.from({ length: product(axes.map((i) => sizes[i] ?? 1)) }, (_, i) =>
              k === j && i === at ? 1 : 0,
            ),
          }))
          return sumsOf(fittedCells(sizes, given), kept)[0] ?? 0
        })
      })
      const parts = partsOfMargin(kept, sizes, margins)
      for (const [j, weights] of found.entries()) {
        const listed = parts
          .filter(({ level }) => level === j)
          .flatMap(({ number: times, weight }) => Array<number>(times).fill(weight))
        expect(listed.length).toBe(weights.length)
        const sorted = (list: readonly number[]) => [...list].sort((a, b) => a - b)
        for (const [i, weight] of sorted(listed).entries())
          expect(weight).toBeCloseTo(sorted(weights)[i] ?? Number.NaN, 10)
      }
    }
  })

  test('makes a measured margin sharper; without it, its error is that of all its cells', () => {
    const variance = (given: readonly { axes: readonly number[]; variance: number }[]) =>
      partsOfMargin([0], sizes, given).reduce(
        (sum, { level, number: times, weight }) =>
          sum + times * weight * weight * (given[level]?.variance ?? 0),
        0,
      )
    expect(variance([{ axes: all, variance: 1 }])).toBeCloseTo(6, 10)
    const both = [
      { axes: all, variance: 1 },
      { axes: [0], variance: 1 },
    ]
    expect(variance(both)).toBeCloseTo(6 / 7, 10)
  })
})

const columns = {
  pid: { type: 'text' },
  g: { type: 'category', categories: ['a', 'b'] },
  x: { type: 'integer', lower: 0, upper: 9 },
  y: { type: 'number', lower: 0, upper: 1, nullable: true },
  h: { type: 'boolean' },
} as const
const people = (unit: UnitInput, size?: number, rows: readonly object[] = []) => {
  const id = typeof unit === 'object' && 'column' in unit
  const known = size === undefined ? {} : { [id ? 'units' : 'rows']: { public: size } }
  return table(
    memory(rows.map((row) => ({ ...row }))),
    defineSchema({ dataset: 'd', privacyUnit: unit, ...known, columns }),
  )
}
const axes = [
  'g',
  { of: 'x', edges: [0, 3, 9] },
  { name: 'half', of: 'y', edges: [0, 0.5, 0.9] },
] as const
const options = { margins: [['g'], ['x', 'half'], []], epsilon: 8 }

function vectorsOf(proof: Proof, rows: readonly object[]): bigint[][] {
  const steps = interpreter(proof.bounded)
  for (const row of rows) steps.take({ ...row })
  return integersOf(proof, ownPlaces(proof.bounded), steps.answer())
}
const row = fc.record({
  g: fc.constantFrom('a', 'b', 'c'),
  x: fc.integer({ min: -2, max: 12 }),
  y: fc.option(fc.constantFrom(0, 0.4, 0.5, 0.9, 1), { nil: null }),
  h: fc.boolean(),
})

describe('a table and its margins', () => {
  const units: [string, UnitInput][] = [
    ['a row', 'row'],
    ['two rows', { rows: 2 }],
    ['an id', { column: 'pid', maxRows: 2, maxGroups: 3 }],
  ]
  for (const [name, unit] of units)
    for (const size of [undefined, 4])
      test(`move no further than is priced: ${name}, ${size === undefined ? 'add-remove' : 'change-one'}`, () => {
        for (const grouped of [false, true]) {
          const of = people(unit, size)
          const { question, schema } = grouped
            ? of.groupBy('h').contingencyTable(axes, options)
            : of.contingencyTable(axes, options)
          const proof = prove(question, schema)
          expect(verifyProof(proof)).toBe(true)
          const pairs = neighbours({
            row,
            relation: size === undefined ? 'add-remove' : 'change-one',
            unit:
              unit === 'row'
                ? 'row'
                : 'column' in unit
                  ? { column: unit.column }
                  : { rows: unit.rows },
          })
          fc.assert(
            fc.property(pairs, ({ left, right }) => {
              const other = vectorsOf(proof, right)
              const change = vectorsOf(proof, left).map((vector, j) =>
                vectorChange(vector.map((value, i) => value - (other[j]?.[i] ?? 0n))),
              )
              expect(isCovered(change, proof.sensitivity)).toBe(true)
            }),
            { numRuns: 60 },
          )
        }
      })

  const rows = Array.from({ length: 3000 }, (_, i) => ({
    pid: String(i),
    g: i % 3 === 0 ? 'a' : 'b',
    x: i % 10,
    y: i % 4 === 0 ? null : (i % 8) / 8,
    h: i % 2 === 0,
  }))

  test('are released with labels, errors and margins that add up', async () => {
    const of = people('row', undefined, rows)
    await using session = await open(of, { budget: { epsilon: 20 } })
    const { t } = await session.release({ t: of.contingencyTable(axes, options) })
    expect(t.axes).toEqual([
      { name: 'g', labels: ['a', 'b'] },
      { name: 'x', labels: ['[0, 3)', '[3, 9]'] },
      { name: 'half', labels: ['[0, 0.5)', '[0.5, 0.9]', 'above 0.9', 'null'] },
    ])
    expect(t.bins).toHaveLength(16)
    expect(t.bins[0]?.parts).toEqual(['a', '[0, 3)', '[0, 0.5)'])
    const sum = (list: readonly { readonly value: number }[]) =>
      list.reduce((total, { value }) => total + value, 0)
    const whole = sum(t.bins)
    for (const names of [['g'], ['x', 'half'], ['half', 'g'], []])
      expect(sum(t.margin(names).bins)).toBeCloseTo(whole, 6)
    const g = t.margin(['g'])
    for (const [i, wanted] of [1000, 2000].entries()) {
      const [low, high] = g.interval(i, { confidence: 1 - 1e-12 })
      expect(low).toBeLessThanOrEqual(wanted)
      expect(high).toBeGreaterThanOrEqual(wanted)
    }
    expect(g.accuracy({ confidence: 0.95 })).toBeLessThan(
      t.margin(['half']).accuracy({ confidence: 0.95 }) * 2,
    )
    expect(t.margin([]).bins.map(({ label }) => label)).toEqual(['all'])
    expect(() => t.margin(['g', 'g'])).toThrow('an axis is named twice')
    expect(() => g.margin(['x'])).toThrow('x is no axis of the table')
    expect(JSON.parse(JSON.stringify(t)).bins).toHaveLength(16)
    expect(String(t)).toContain('a, [0, 3), null: ')
  })

  test('alone are a histogram of several dimensions, whose counts are whole', async () => {
    const of = people('row', 3000, rows)
    await using session = await open(of, { budget: { epsilon: 20 } })
    const { t, h } = await session.release({
      t: of.contingencyTable(['g', 'h'], { epsilon: 5 }),
      h: of.groupBy('h').contingencyTable(['g', 'x'], { epsilon: 5 }),
    })
    expect(t.bins.map(({ exact, value }) => exact === BigInt(value))).toEqual([
      true,
      true,
      true,
      true,
    ])
    expect(t.bins.map(({ label }) => label)).toEqual(['a, false', 'a, true', 'b, false', 'b, true'])
    expect(h.rows).toHaveLength(2)
    const [first] = h.rows
    if (first?.answer.kind !== 'bins') throw new Error('a group has bins')
    expect(first.answer.bins).toHaveLength(20)
  })

  test('are refused with wrong axes or margins', () => {
    const of = people('row')
    expect(() => of.contingencyTable([])).toThrow('axes are 0')
    expect(() => of.contingencyTable(['g', 'g'])).toThrow('axes has g twice')
    expect(() => of.contingencyTable(['g', 'h'], { margins: [['gg']] })).toThrow('Did you mean g?')
    expect(() => of.contingencyTable(['g', 'h'], { margins: [['g', 'h']] })).toThrow(
      'but not of all',
    )
    expect(() => of.contingencyTable(['g', 'h'], { margins: [['g'], ['g']] })).toThrow('twice')
    // @ts-expect-error a number has no list of values
    expect(() => of.contingencyTable(['y'])).toThrow('not public')
  })
})
