import { DitherError } from '@dither/core'
import { describe, expect, test } from 'vitest'
import { cellCount } from '../plan/cells.ts'
import type { Aggregate, GroupKey, Question, Relation } from '../plan/plan.ts'
import { defineSchema } from '../schema/define-schema.ts'
import type { Schema } from '../schema/schema.ts'
import { canonicalText } from './canonical-data.ts'
import { prove } from './prove.ts'
import { verifyProof } from './verify-proof.ts'

const columns = {
  pid: { type: 'text' },
  age: { type: 'integer', lower: 0, upper: 100 },
  wage: { type: 'number', lower: 0, upper: 100 },
  bonus: { type: 'number', lower: -10, upper: 30, nullable: true },
  free: { type: 'number' },
  job: { type: 'category', categories: ['c', 'a', 'b'] },
  married: { type: 'boolean' },
} as const
const open = defineSchema({ dataset: 'people', privacyUnit: 'row', columns })
const closed = defineSchema({
  dataset: 'people',
  privacyUnit: 'row',
  rows: { public: 1000 },
  columns,
})
const byId = (maxRows: number, maxGroups: number, size?: number): Schema =>
  defineSchema({
    dataset: 'people',
    privacyUnit: { column: 'pid', maxRows, maxGroups },
    ...(size === undefined ? {} : { units: { public: size } }),
    columns,
  })

const of = (name: string) => ({ kind: 'column', name }) as const
const scan: Relation = { kind: 'scan' }
const old: Relation = {
  kind: 'filter',
  input: scan,
  condition: {
    kind: 'compare',
    operator: '>',
    left: of('age'),
    right: { kind: 'literal', value: 65 },
  },
}
const ask = (aggregate: Aggregate, from: Relation = scan, groupBy: GroupKey[] = []): Question => ({
  version: 1,
  kind: 'question',
  from,
  groupBy,
  aggregate,
})
const rows: Aggregate = { kind: 'count', what: 'rows' }
const byJob: GroupKey = { name: 'job', of: of('job'), values: ['c', 'a'] }

/** The largest L1 of each vector, in steps. */
const largest = (question: Question, schema: Schema): (bigint | undefined)[] => {
  const { vectors, sensitivity } = prove(question, schema)
  return vectors.map((_, j) =>
    sensitivity.worstCases.map((one) => one[j]?.l1 ?? 0n).reduce((a, b) => (a > b ? a : b), 0n),
  )
}
const needs = (question: Question, schema: Schema) =>
  prove(question, schema).vectors.map(({ what }) => what)

describe('prove', () => {
  test('counts cost 1 where rows appear or vanish, and 2 where one moves between cells', () => {
    expect(largest(ask(rows), open)).toEqual([1n])
    expect(largest(ask(rows, old), closed)).toEqual([1n])
    expect(largest(ask(rows, scan, [byJob]), closed)).toEqual([2n])
  })

  test('what is public is free: the size, but not the rows that a filter leaves', () => {
    expect(needs(ask(rows), closed)).toEqual([])
    expect(needs(ask({ kind: 'countValues', of: of('age') }), closed)).toEqual([])
    expect(needs(ask({ kind: 'countValues', of: of('bonus') }), closed)).toEqual(['count'])
    expect(needs(ask(rows, old), closed)).toEqual(['rows'])
    expect(needs(ask({ kind: 'count', what: 'units' }), byId(3, 2, 50))).toEqual([])
    expect(needs(ask(rows), byId(3, 2, 50))).toEqual(['rows'])
    expect(needs(ask(rows), byId(1, 2, 50))).toEqual([])
    expect(needs(ask(rows), open)).toEqual(['rows'])
  })

  test('a mean with a public size needs one vector, and the whole width of the column', () => {
    const question = ask({ kind: 'mean', of: of('wage') })
    expect(needs(question, closed)).toEqual(['sum'])
    expect(largest(question, closed)).toEqual([100n * 2n ** 25n])
    expect(needs(question, open)).toEqual(['sum', 'rows'])
    expect(largest(question, open)).toEqual([50n * 2n ** 25n, 1n])
    expect(needs(ask({ kind: 'mean', of: of('bonus') }), closed)).toEqual(['sum', 'count'])
    expect(needs(ask({ kind: 'mean', of: of('wage') }, old), closed)).toEqual(['sum', 'rows'])
    expect(needs(question, byId(2, 1, 50))).toEqual(['sum', 'rows'])
    expect(needs(question, byId(1, 1, 50))).toEqual(['sum'])
  })

  test('a sum is re-centred: its sensitivity is the distance from 0, or the width', () => {
    const question = ask({ kind: 'sum', of: of('age') })
    expect(largest(question, open)).toEqual([100n])
    expect(largest(question, closed)).toEqual([100n])
    const narrow = ask({ kind: 'sum', of: of('age'), lower: 90, upper: 100 })
    expect(largest(narrow, open)).toEqual([100n])
    expect(largest(narrow, closed)).toEqual([10n])
    expect(prove(narrow, open).vectors).toEqual([{ what: 'sum', column: 0, recentre: '95' }])
  })

  test('bounds that a question states are tightened to what the schema allows', () => {
    const lattice = (lower: number, upper: number) =>
      prove(ask({ kind: 'sum', of: of('age'), lower, upper }), open).bounded.columns[0]?.lattice
    expect(lattice(0, 500)).toEqual({ origin: 50, exponent: 0, low: -50, high: 50 })
    expect(lattice(20, 30)).toEqual({ origin: 25, exponent: 0, low: -5, high: 5 })
    expect(lattice(0.5, 30)?.exponent).toBeGreaterThan(20)
  })

  test('an id costs its rows in each of its cells', () => {
    expect(largest(ask(rows, scan, [byJob]), byId(3, 5))).toEqual([6n])
    expect(largest(ask(rows, scan, [byJob]), byId(3, 1))).toEqual([3n])
    expect(largest(ask(rows, scan, [byJob]), byId(3, 1, 40))).toEqual([6n])
    const { bounded } = prove(ask(rows, scan, [byJob]), byId(3, 5))
    expect(bounded.unit).toEqual({
      kind: 'id',
      column: 'pid',
      maxRows: 3,
      maxGroups: 5,
      order: 'native',
      orderKey: '',
    })
  })

  test('a histogram has bins beyond its edges only where values can lie there', () => {
    const axis = (name: string, edges: number[]) =>
      prove(ask({ kind: 'histogram', of: of(name), bins: { kind: 'edges', edges } }), open).bounded
        .axes[0]
    expect(axis('wage', [0, 50, 100])).toMatchObject({ underflow: false, overflow: false })
    expect(axis('wage', [10, 50])).toMatchObject({ underflow: true, overflow: true })
    expect(axis('free', [10, 50])).toMatchObject({ underflow: true, overflow: true })
    const values = (name: string, list: (string | number | boolean)[]) =>
      prove(ask({ kind: 'histogram', of: of(name), bins: { kind: 'values', values: list } }), open)
        .bounded.axes[0]
    expect(values('job', ['a', 'b', 'c'])).toMatchObject({ rest: false, values: ['a', 'b', 'c'] })
    expect(values('job', ['a', 'b'])).toMatchObject({ rest: true })
    expect(values('married', [true, false])).toMatchObject({ rest: false })
    expect(values('age', [...Array(101).keys()])).toMatchObject({ rest: false })
    expect(values('age', [...Array(100).keys()])).toMatchObject({ rest: true })
  })

  test('a histogram says which of its bins no value can be in', () => {
    const told = (name: string, edges: number[]) =>
      prove(ask({ kind: 'histogram', of: of(name), bins: { kind: 'edges', edges } }), open)
        .steps.map(({ text }) => text)
        .filter((text) => text.includes('noise'))
    const above = 'Bins above 100, where values of wage end, can only hold noise'
    const below = 'Bins below 0, where values of wage begin, can only hold noise'
    expect(told('wage', [0, 50, 100])).toEqual([])
    expect(told('wage', [0, 100, 200])).toEqual([]) // the second bin holds 100
    expect(told('wage', [0, 101, 200])).toEqual([above])
    expect(told('wage', [-10, 0, 50, 150, 200])).toEqual([below, above])
    expect(told('wage', [-10, 0])).toEqual([]) // the last bin is closed
    expect(told('wage', [-10, -5])).toEqual([below])
    expect(told('free', [-1e9, 1e9])).toEqual([])
  })

  test('the number of cells is the one that engines count', () => {
    for (const bins of [
      { kind: 'edges', edges: [10, 20, 30] },
      { kind: 'values', values: [1, 2] },
    ] as const) {
      const proof = prove(
        ask({ kind: 'histogram', of: of('free'), bins }, scan, [byJob]),
        byId(1, 100),
      )
      const cells = cellCount(proof.bounded.axes)
      expect(proof.sensitivity.worstCases[0]?.[0]?.l1).toBe(BigInt(cells))
    }
  })

  test('keys are in order, whatever order they are given in', () => {
    const { axes } = prove(ask(rows, scan, [byJob]), open).bounded
    expect(axes).toEqual([{ kind: 'values', of: of('job'), values: ['a', 'c'], rest: false }])
  })

  test('a column without bounds is refused with the way out', () => {
    const refusal = () => prove(ask({ kind: 'sum', of: of('free') }), open)
    expect(refusal).toThrow(DitherError)
    expect(refusal).toThrow(/free has no lower bound.*Give \{ lower \}/)
  })

  test('names the rules that it used', () => {
    const { steps } = prove(ask({ kind: 'mean', of: of('wage') }, old, [byJob]), byId(2, 2, 9))
    expect(steps.map(({ rule }) => rule)).toEqual([
      'S1',
      'S4',
      'S3',
      'S12',
      'S5',
      'S6',
      'S8',
      'S9',
      'S2',
    ])
  })

  test('shares add up to 1', () => {
    for (const schema of [open, closed])
      for (const kind of ['sum', 'mean', 'variance'] as const) {
        const { shares } = prove(ask({ kind, of: of('wage') }), schema)
        const total = shares.map((share) => {
          const [top = 0, bottom = 1] = share.split('/').map(Number)
          return top / bottom
        })
        expect(total.reduce((a, b) => a + b)).toBeCloseTo(1, 14)
      }
  })
})

describe('verifyProof', () => {
  const proof = prove(ask({ kind: 'mean', of: of('wage') }), open)

  test('accepts a proof that was made here', () => {
    expect(verifyProof(proof)).toBe(true)
  })

  test('rejects a proof in which anything was changed', () => {
    const [column] = proof.bounded.columns
    const [change] = proof.sensitivity.worstCases
    if (column === undefined || change === undefined) throw new Error('no column')
    const smaller = change.map((one) => ({ ...one, l1: one.l1 - 1n }))
    const twins = [
      { ...proof, sensitivity: { worstCases: [smaller] } },
      { ...proof, shares: ['1/3', '2/3'] },
      { ...proof, neighbours: 'change-one' } as const,
      { ...proof, vectors: proof.vectors.slice(1) },
      { ...proof, steps: [] },
      { ...proof, bounded: { ...proof.bounded, from: old } },
      {
        ...proof,
        bounded: {
          ...proof.bounded,
          columns: [{ ...column, lattice: { ...column.lattice, high: column.lattice.high + 1 } }],
        },
      },
      { ...proof, question: { ...proof.question, from: old } },
      { ...proof, bounded: { ...proof.bounded, schema: closed } },
    ]
    for (const twin of twins) expect(verifyProof(twin)).toBe(false)
  })

  test('does not mind the order of fields', () => {
    const { version, ...rest } = proof
    expect(canonicalText({ ...rest, version })).toBe(canonicalText(proof))
  })
})
