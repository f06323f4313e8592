/** Adversarial whole-unit changes, and what a selection promises about ranks. */
import { type Rational, rational } from '@dither/math'
import { neighbours, seededBits } from '@dither/testkit'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { memory } from '../engines/memory/index.ts'
import { interpreter } from '../engines/memory/interpreter.ts'
import { type Table, table } from '../fluent/table.ts'
import { axisSize } from '../plan/cells.ts'
import type { Proof } from '../proof/proof.ts'
import { prove } from '../proof/prove.ts'
import { candidateCounts } from '../proof/quantile/quantile.ts'
import { quantileScores, scoreSlack, wholeScores } from '../proof/quantile/scores.ts'
import { defineSchema } from '../schema/define-schema.ts'
import type { UnitInput } from '../schema/schema-input.ts'
import { integersOf } from './integers.ts'
import { price } from './price.ts'
import { selected } from './select-quantile.ts'
import type { Statistic } from './statistic.ts'

const columns = {
  pid: { type: 'text' },
  x: { type: 'integer', lower: 0, upper: 6, nullable: true },
  g: { type: 'category', categories: ['a', 'b', 'c'], nullable: true },
} as const
type Columns = { pid: 'text'; x: 'integer'; g: 'category' }

const units: [string, UnitInput][] = [
  ['a row', 'row'],
  ['two rows', { rows: 2 }],
  ['an id: 1 row, 1 cell', { column: 'pid', maxRows: 1, maxGroups: 1 }],
  ['an id: 3 rows, 2 cells', { column: 'pid', maxRows: 3, maxGroups: 2 }],
  ['an id: 2 rows, 99 cells', { column: 'pid', maxRows: 2, maxGroups: 99 }],
]
const sizes: [string, number | undefined][] = [
  ['add-remove', undefined],
  ['a public 4', 4],
  ['a public 1000', 1000],
]

function tableFor(unit: UnitInput, size: number | undefined): Table<Columns> {
  const known =
    size === undefined
      ? {}
      : { [typeof unit === 'object' && 'column' in unit ? 'units' : 'rows']: { public: size } }
  return table(memory([]), defineSchema({ dataset: 'd', privacyUnit: unit, ...known, columns }))
}

function statistics(of: Table<Columns>): Record<string, Statistic> {
  return {
    median: of.median('x'),
    min: of.min('x'),
    max: of.filter((r) => r.x.atLeast(2)).max('x'),
    fewer: of.quantile('x', 0.3, { candidates: [1, 3, 5] }),
    most: of.quantile('x', 0.9),
    medians: of.groupBy('g').median('x'),
    minima: of.groupBy('g').min('x'),
    quantiles: of.groupBy('g').quantile('x', 0.9, { candidates: [1, 2, 5] }),
  }
}

/** The scores of every group. */
function scoresOf(proof: Proof, rows: readonly object[], slack = 0n): bigint[][] {
  const { unit, axes } = proof.bounded
  const steps = interpreter({
    ...proof.bounded,
    unit: unit.kind === 'id' ? { ...unit, orderKey: 'a key' } : unit,
  })
  for (const one of rows) steps.take({ ...one })
  const [counts = []] = integersOf(proof, { columns: [], products: [] }, steps.answer())
  const last = axes.at(-1)
  const size = last === undefined ? 1 : axisSize(last)
  return Array.from({ length: counts.length / size }, (_, group) =>
    quantileScores(
      candidateCounts(counts.slice(group * size, (group + 1) * size)),
      rational(proof.selection?.at ?? '0'),
      slack,
    ),
  )
}

interface Move {
  /** The largest change of a sum of scores, one of each group. */
  readonly most: bigint
  readonly oneWay: boolean
}

function move(a: readonly bigint[][], b: readonly bigint[][]): Move {
  const moved = a.map((scores, g) => scores.map((score, i) => score - (b[g]?.[i] ?? 0n)))
  const sizes = moved.map((group) =>
    group.map((by) => (by < 0n ? -by : by)).reduce((x, y) => (x > y ? x : y), 0n),
  )
  const all = moved.flat()
  return {
    most: sizes.reduce((x, y) => x + y, 0n),
    oneWay: all.every((by) => by >= 0n) || all.every((by) => by <= 0n),
  }
}

const row = fc.record({
  x: fc.constantFrom<number | string | null>(0, 6, 1, 2, 3, 4, 5, 99, -99, null, 'junk'),
  g: fc.constantFrom('a', 'a', 'b', 'c', null),
})
const kindOf = (unit: UnitInput) =>
  unit === 'row' ? 'row' : 'column' in unit ? { column: unit.column } : { rows: unit.rows }

for (const [unitName, unit] of units)
  for (const [sizeName, size] of sizes)
    describe(`${unitName}, ${sizeName}`, () => {
      const relation = size === undefined ? 'add-remove' : 'change-one'
      const pairs = neighbours({
        row,
        unit: kindOf(unit),
        relation,
        maxUnits: 8,
        maxRowsPerUnit: 7,
      })
      const proofs = Object.entries(statistics(tableFor(unit, size))).map(
        ([name, { question, schema }]): [string, Proof] => [name, prove(question, schema)],
      )

      test('no whole-unit change moves the scores by more, or another way, than is proved', () => {
        fc.assert(
          fc.property(pairs, fc.bigInt(0n, 40n), ({ left, right }, scale) => {
            for (const [name, proof] of proofs) {
              const slack = scoreSlack(rational(proof.selection?.at ?? '0'), rational(scale))
              const { most, oneWay } = move(
                scoresOf(proof, left, slack),
                scoresOf(proof, right, slack),
              )
              const { sensitivity = '0', monotone = false } = proof.selection ?? {}
              if (most > BigInt(sensitivity)) throw new Error(`${name} moves by ${most}`)
              if (monotone && !oneWay) throw new Error(`${name} moves both ways`)
            }
          }),
          { numRuns: 80 },
        )
        expect(proofs.every(([, { selection }]) => selection !== undefined)).toBe(true)
      })
    })

describe('a sensitivity', () => {
  const at = (...xs: [string, number | null, string?][]) =>
    xs.map(([pid, x, g = 'a']) => ({ pid, x, g }))
  const row = tableFor('row', undefined)
  const fixed = tableFor('row', 3)
  const id = tableFor({ column: 'pid', maxRows: 2, maxGroups: 2 }, undefined)
  const fixedId = tableFor({ column: 'pid', maxRows: 2, maxGroups: 1 }, 2)
  const two = tableFor({ rows: 2 }, undefined)
  // A table whose scores move as far as is proved, and what a broken twin would have said.
  const some = at(['1', 3], ['2', 3])
  test.each<[string, Statistic, object[], object[], bigint, string]>([
    ['of a row', row.quantile('x', 0.9), some, [...some, ...at(['3', 5])], 9n, '1/10 of it'],
    ['of two rows', two.median('x'), some, [...some, ...at(['3', 6], ['4', 6])], 2n, 'one row'],
    [
      'of a row that is replaced',
      fixed.quantile('x', 0.3),
      at(['1', 3], ['2', 3], ['3', 0]),
      at(['1', 3], ['2', 3], ['3', 6]),
      10n,
      'a row that appears',
    ],
    [
      'of a row that goes from group to group',
      fixed.groupBy('g').quantile('x', 0.9),
      at(['1', 3], ['2', 3], ['3', 6, 'b']),
      at(['1', 3], ['2', 3], ['3', 6, 'a']),
      18n,
      'one group',
    ],
    [
      'of an id',
      id.median('x'),
      some,
      [...some, ...at(['3', 6], ['3', 6], ['3', 5], ['3', 5])],
      4n,
      'its rows in one cell',
    ],
    [
      'of an id that changes',
      fixedId.median('x'),
      at(['1', 0], ['1', 0], ['2', 0], ['2', 0]),
      at(['1', 0], ['1', 0], ['2', 6], ['2', 6]),
      4n,
      'its rows before',
    ],
  ])('%s is attained', (_name, { question, schema }, left, right, wanted) => {
    const proof = prove(question, schema)
    expect(proof.selection?.sensitivity).toBe(String(wanted))
    for (const slack of [0n, 3n, 100n])
      expect(move(scoresOf(proof, left, slack), scoresOf(proof, right, slack)).most).toBe(wanted)
  })

  test.each<[string, Statistic, object[], object[]]>([
    [
      'the median',
      row.median('x'),
      at(['1', 3], ['2', 3], ['3', 5]),
      at(['1', 3], ['2', 3], ['3', 5], ['4', 5]),
    ],
    ['a replaced row', fixed.groupBy('g').min('x'), at(['1', 1, 'a']), at(['1', 1, 'b'])],
    ['two rows', two.min('x'), at(['1', 5], ['2', 2]), at(['3', 3], ['4', 3], ['1', 5])],
  ])('of %s is two-sided, and said to be', (_name, { question, schema }, left, right) => {
    const proof = prove(question, schema)
    expect(proof.selection?.monotone).toBe(false)
    expect(move(scoresOf(proof, left), scoresOf(proof, right)).oneWay).toBe(false)
  })
  test('of the least and the greatest of rows that come and go is one-sided', () => {
    for (const { question, schema } of [row.min('x'), row.max('x'), id.groupBy('g').max('x')])
      expect(prove(question, schema).selection?.monotone).toBe(true)
  })
})

describe('scores', () => {
  const counts = fc.array(fc.bigInt(0n, 9n), { minLength: 3, maxLength: 9 })
  const ranks = fc
    .tuple(fc.bigInt(0n, 12n), fc.bigInt(1n, 12n))
    .map(([a, b]): Rational => (a < b ? rational(a, b) : rational(b, a)))

  test('fall with the distance of ranks from the middle, and from the nearest by the slack at most', () => {
    fc.assert(
      fc.property(counts, ranks, fc.bigInt(0n, 30n), (h, at, slack) => {
        const { numerator: p, denominator: d } = at
        const n = h.reduce((a, b) => a + b, 0n)
        const scores = quantileScores(h, at, slack)
        expect(scores).toHaveLength(h.length)
        // One of them has the rank, and so is off by no more than the slack.
        expect(scores.some((score) => -score <= slack)).toBe(true)
        scores.forEach((score, c) => {
          const below = h.slice(0, c).reduce((a, b) => a + b, 0n)
          const above = h.slice(c + 1).reduce((a, b) => a + b, 0n)
          const terms = [0n, d * below - p * n, d * above - (d - p) * n]
          const off = terms.reduce((a, b) => (a > b ? a : b))
          const tilt = (d - p) * below - p * above
          const middle = tilt < 0n ? -tilt : tilt
          expect(middle).toBeGreaterThanOrEqual(off)
          expect(score).toBe(-(middle < off + slack ? middle : off + slack))
        })
      }),
    )
  })

  test('of the least and the greatest have no slack; others one scale, in whole scores', () => {
    expect(scoreSlack(rational(0), rational(9))).toBe(0n)
    expect(scoreSlack(rational(1), rational(9))).toBe(0n)
    expect(scoreSlack(rational('1/2'), rational('19/2'))).toBe(9n)
  })

  test('are the same as doubles, or none where these could be inexact', () => {
    const large = fc.array(fc.oneof(fc.bigInt(0n, 9n), fc.bigInt(0n, 1n << 54n)), { minLength: 1 })
    let refused = 0
    fc.assert(
      fc.property(fc.oneof(counts, large), ranks, fc.bigInt(0n, 9n), (h, at, slack) => {
        const whole = wholeScores(h, at, slack)
        if (whole === undefined) {
          refused++
          expect(at.denominator * h.reduce((a, b) => a + b, 0n)).toBeGreaterThanOrEqual(1n << 51n)
        } else expect(Array.from(whole, BigInt)).toEqual(quantileScores(h, at, slack))
      }),
    )
    expect(refused).toBeGreaterThan(5)
    expect(wholeScores([1n], rational(1n, 10n ** 400n), 0n)).toBeUndefined()
    expect(wholeScores([(1n << 50n) - 1n], rational('1/2'), 0n)).toEqual(new Float64Array(1))
    expect(wholeScores([1n << 50n], rational('1/2'), 0n)).toBeUndefined()
    expect(wholeScores([1n], rational('1/2'), 1n << 51n)).toBeUndefined()
  })

  test('of an empty table are all alike', () => {
    expect(quantileScores([0n, 0n, 0n], rational('1/2'), 5n)).toEqual([0n, 0n, 0n])
  })
})

describe('a choice', () => {
  const { question, schema } = tableFor('row', undefined).groupBy('g').median('x')
  const priced = price(prove(question, schema), { epsilon: 1 })

  test('is drawn anew for every group', () => {
    const cells = priced.lengths[0] ?? 0
    const nothing = [Array.from({ length: cells }, () => 0n)]
    const bits = seededBits('groups')
    const seen = new Set(
      Array.from({ length: 200 }, () => selected(priced, nothing, bits)[0]?.join(' ')),
    )
    // 7^3 = 343 equally likely tuples; were the groups to share a draw, 7.
    expect(seen.size).toBeGreaterThan(80)
  })
})
