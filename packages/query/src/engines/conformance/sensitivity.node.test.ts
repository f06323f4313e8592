/**
 * What one unit can move, measured on both engines: random neighbouring tables, exact integers, and the
 * boxes of S6 for the whole vector of cells. A bound that holds must also be attained.
 */
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { scansOf } from '../../plan/relation-rows.ts'
import { checkSchema } from '../../schema/define-schema.ts'
import type { CellIntegers, Engine, EngineAnswer, Source } from '../engine.ts'
import { memory } from '../memory/memory.ts'
import { unitIdOf } from '../unit-id.ts'
import { csvOf, type RandomCase, randomCase, type TextTable } from './random-case.ts'
import { tableFiles } from './table-files.ts'

const files = tableFiles()
afterAll(() => files.remove())

const cases = fc.gen().map((value): RandomCase => randomCase((n) => value(fc.nat, { max: n - 1 })))
const inMemory = async (table: TextTable): Promise<Source> => memory(csvOf(table))

/** The rows of the unit to which the row at `index` belongs; that row alone for a row unit. */
function unitRows({ plan, names, rows }: RandomCase, index: number): ReadonlySet<number> {
  const { unit, schema } = plan
  if (unit.kind === 'row') return new Set([index])
  const column = schema.columns[unit.column]
  const id = (row: readonly (string | null)[] | undefined) =>
    column === undefined ? null : unitIdOf(column, row?.[names.indexOf(unit.column)] ?? null)
  const own = id(rows[index])
  return new Set(rows.flatMap((row, i) => (id(row) === own ? [i] : [])))
}

async function answerOn(
  table: RandomCase,
  makeSource: (table: TextTable) => Promise<Source>,
): Promise<EngineAnswer> {
  const engine: Engine = await (await makeSource(table)).open(table.plan.schema)
  try {
    return await engine.run(table.plan)
  } finally {
    await engine.close()
  }
}

const smallest = (values: readonly bigint[]) => values.reduce((a, b) => (a < b ? a : b))

/** What removing one unit moved, against R, L0 and the steps' range. */
function mustBeBounded({ plan }: RandomCase, before: EngineAnswer, after: EngineAnswer): number {
  // One row of the table can be in the relation as often as it is scanned there.
  const scans = scansOf(plan.from)
  const R = plan.unit.kind === 'row' ? 1n : BigInt(plan.unit.maxRows)
  const L0 = plan.unit.kind === 'row' ? scans : plan.unit.maxGroups
  const most = plan.unit.kind === 'row' ? BigInt(scans) : 1n
  let touched = 0
  let moved = 0n
  if (plan.distinct !== undefined) return mustKeepValues(plan, before, after)
  for (const [index, cell] of before.cells.entries()) {
    const other: CellIntegers | undefined = after.cells[index]
    if (other === undefined) throw new Error('a cell is missing')
    const rows = cell.rows - other.rows
    const units = cell.units - other.units
    // Removing rows only takes away: at least one row of a kept pair, at most R.
    expect(units >= 0n && units <= most).toBe(true)
    expect(units <= rows && rows <= R * units).toBe(true)
    for (const [place, { lattice, lattices, square, nullable }] of plan.columns.entries()) {
      const [mine, its] = [cell.columns[place], other.columns[place]]
      if (mine === undefined || its === undefined) throw new Error('a column is missing')
      const { low, high } = lattices?.[index] ?? lattice
      const M = BigInt(Math.max(-low, high))
      const count = mine.count - its.count
      expect(count >= 0n && count <= rows).toBe(true)
      if (!nullable) expect(count).toBe(rows)
      const sum = mine.sum - its.sum
      // In the box of the values that count, which is what a sum can be re-centred with.
      expect(sum <= count * BigInt(high) && sum >= count * BigInt(low)).toBe(true)
      const squares = mine.square - its.square
      expect(squares >= 0n && squares <= count * M * M).toBe(true)
      if (!square) expect(mine.square).toBe(0n)
    }
    for (const [place, { left, right }] of (plan.products ?? []).entries()) {
      const [mine, its] = [cell.products?.[place], other.products?.[place]]
      const [a, b] = [left, right].map((one) => {
        const factor = plan.columns[one]
        return factor?.lattices?.[index] ?? factor?.lattice
      })
      if (mine === undefined || its === undefined || a === undefined || b === undefined)
        throw new Error('a product is missing')
      const corners = [a.low, a.high].flatMap((x) => [
        BigInt(x) * BigInt(b.low),
        BigInt(x) * BigInt(b.high),
      ])
      const count = mine.count - its.count
      expect(count >= 0n && count <= rows).toBe(true)
      const sum = mine.sum - its.sum
      const [low, high] = [smallest(corners), -smallest(corners.map((x) => -x))]
      expect(sum <= count * high && sum >= count * low).toBe(true)
    }
    if (units > 0n) touched += 1
    moved += rows
  }
  if (plan.unit.kind === 'id' && plan.unit.maxRowsTotal !== undefined)
    expect(moved <= BigInt(plan.unit.maxRowsTotal)).toBe(true)
  expect(touched).toBeLessThanOrEqual(L0)
  return touched
}

/** Removing a unit takes away at most its own values, wherever they are. */
function mustKeepValues(
  { distinct, unit, from }: RandomCase['plan'],
  before: EngineAnswer,
  after: EngineAnswer,
): number {
  const lost = before.cells.map(
    ({ distinct = 0n }, i) => distinct - (after.cells[i]?.distinct ?? 0n),
  )
  expect(lost.every((values) => values >= 0n)).toBe(true)
  const most = unit.kind === 'row' ? BigInt(scansOf(from)) : BigInt(distinct?.maxValues ?? 0)
  expect(lost.reduce((sum, values) => sum + values, 0n) <= most).toBe(true)
  return lost.filter((values) => values > 0n).length
}

function ordered(any: RandomCase, order: 'native' | 'portable'): RandomCase {
  const { unit } = any.plan
  return unit.kind === 'row' ? any : { ...any, plan: { ...any.plan, unit: { ...unit, order } } }
}

describe.each([
  ['memory', 'portable', inMemory, 400],
  ['duckdb', 'portable', files.csv, 60],
  ['duckdb', 'native', files.csv, 60],
] as const)('one unit, in %s with its %s order,', (_, order, makeSource, numRuns) => {
  it('moves at most maxGroups cells, each within the boxes of S6', async () => {
    let moved = 0
    let most = 0
    await fc.assert(
      fc.asyncProperty(cases, fc.nat(), async (drawn, at) => {
        const any = ordered(drawn, order)
        if (any.rows.length === 0) return
        const gone = [0, 1, 2, 3]
          .map((next) => unitRows(any, (at + next) % any.rows.length))
          .reduce((most, rows) => (rows.size > most.size ? rows : most))
        const without = { ...any, rows: any.rows.filter((_row, index) => !gone.has(index)) }
        const touched = mustBeBounded(
          any,
          await answerOn(any, makeSource),
          await answerOn(without, makeSource),
        )
        moved += touched > 0 ? 1 : 0
        most = Math.max(most, touched)
      }),
      { numRuns, seed: 7 },
    )
    expect(moved).toBeGreaterThan(numRuns / 10)
    expect(most).toBeGreaterThan(numRuns < 200 ? 0 : 1)
  })
})

describe('a broken bound', () => {
  it('is noticed: one row more, one group more, a sum that is not cut', () => {
    const answer = (...rows: [bigint, bigint, bigint][]): EngineAnswer => ({
      cells: rows.map(([count, units, sum]) => ({
        rows: count,
        units,
        columns: [{ count, sum, square: 0n }],
      })),
      totalUnits: 0n,
    })
    const none = answer([0n, 0n, 0n], [0n, 0n, 0n])
    const table = {
      plan: {
        ...randomCase(() => 0).plan,
        unit: {
          kind: 'id',
          column: 'id',
          maxRows: 2,
          maxGroups: 1,
          order: 'portable',
          orderKey: '',
        },
        columns: [
          {
            of: { kind: 'literal', value: 0 },
            lattice: { origin: 0, exponent: 0, low: -5, high: 5 },
            square: false,
            nullable: true,
          },
        ],
      },
      names: [],
      rows: [],
    } satisfies RandomCase
    expect(mustBeBounded(table, answer([2n, 1n, -10n], [0n, 0n, 0n]), none)).toBe(1)
    for (const broken of [
      answer([3n, 1n, 0n], [0n, 0n, 0n]),
      answer([1n, 1n, 0n], [1n, 1n, 0n]),
      answer([2n, 1n, 11n], [0n, 0n, 0n]),
      answer([2n, 1n, -11n], [0n, 0n, 0n]),
      answer([2n, 2n, 0n], [0n, 0n, 0n]),
      answer([0n, 1n, 0n], [0n, 0n, 0n]),
    ])
      expect(() => mustBeBounded(table, broken, none)).toThrow()
  })

  it.each([
    ['memory', 'portable', inMemory],
    ['duckdb', 'portable', files.csv],
    ['duckdb', 'native', files.csv],
  ] as const)(
    'is attained in %s, %s: more rows in more cells than may count move exactly L0 R M',
    async (_, order, makeSource) => {
      const column = (name: string) => ({ kind: 'column', name }) as const
      const plan = (maxRowsTotal?: number): RandomCase['plan'] => ({
        schema: checkSchema({
          dataset: 'd',
          privacyUnit: { column: 'id', maxRows: 2, maxGroups: 2 },
          columns: { id: { type: 'text' }, x: { type: 'number' } },
        }),
        unit: {
          kind: 'id',
          column: 'id',
          maxRows: 2,
          maxGroups: 2,
          ...(maxRowsTotal === undefined ? {} : { maxRowsTotal }),
          order,
          orderKey: 'ab',
        },
        from: { kind: 'scan' },
        axes: [{ kind: 'values', of: column('x'), values: [1, 2, 3], rest: false }],
        columns: [
          {
            of: { kind: 'literal', value: -9 },
            lattice: { origin: 0, exponent: 0, low: -5, high: 5 },
            square: true,
            nullable: true,
          },
        ],
      })
      const names = ['id', 'x']
      const rows = Array.from({ length: 21 }, (_row, i) => ['u', String(1 + (i % 3))])
      const moved = async (maxRowsTotal?: number): Promise<bigint[]> => {
        const { cells } = await answerOn({ plan: plan(maxRowsTotal), names, rows }, makeSource)
        return cells.flatMap(({ columns: [one] }) => (one === undefined ? [] : [one.sum])).sort()
      }
      expect(await moved()).toEqual([-10n, -10n, 0n])
      expect(await moved(3)).toEqual([-10n, -5n, 0n])
      expect(await moved(1)).toEqual([-5n, 0n, 0n])
      const { columns: _columns, ...bare } = plan()
      for (const maxValues of [1, 2]) {
        const distinct = { of: column('x'), maxValues }
        const counted = { ...bare, columns: [], distinct }
        const { cells } = await answerOn({ plan: counted, names, rows }, makeSource)
        const values = cells.reduce((sum, { distinct: one = 0n }) => sum + one, 0n)
        expect(values).toBe(BigInt(maxValues))
      }
    },
  )
})
