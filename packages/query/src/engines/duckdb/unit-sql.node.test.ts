/** Ids of every type that DuckDB has: two ids stay two units, and memory says the same. */
import { afterAll, describe, expect, it } from 'vitest'
import { checkSchema } from '../../schema/define-schema.ts'
import { tableFiles } from '../conformance/table-files.ts'
import type { BoundedPlan, Source } from '../engine.ts'
import { memory } from '../memory/memory.ts'

const files = tableFiles()
afterAll(() => files.remove())

function planFor(type: 'integer' | 'text'): BoundedPlan {
  const schema = checkSchema({
    dataset: 'd',
    privacyUnit: { column: 'id', maxRows: 1, maxGroups: 1 },
    units: { public: 9 },
    columns: { id: { type } },
  })
  const values = ['a', '7', 'true', '12.30']
  return {
    schema,
    from: { kind: 'scan' },
    unit: { kind: 'id', column: 'id', maxRows: 1, maxGroups: 1, order: 'portable', orderKey: '0' },
    axes: [
      {
        kind: 'values',
        of: { kind: 'column', name: 'id' },
        values: type === 'text' ? values : [7, 9],
        rest: true,
      },
    ],
    columns: [],
  }
}

/** The units that a source has, twice: all of them, and those that the question keeps. */
async function unitsIn(source: Source, type: 'integer' | 'text'): Promise<bigint> {
  const plan = planFor(type)
  const engine = await source.open(plan.schema)
  try {
    const { cells, totalUnits } = await engine.run(plan)
    expect(cells.reduce((sum, { units }) => sum + units, 0n)).toBe(totalUnits)
    return totalUnits
  } finally {
    await engine.close()
  }
}

/** Type in DuckDB; cells; how many units an integer column and a text column have. */
const typed: readonly (readonly [string, readonly (string | null)[], number, number])[] = [
  ['TINYINT', ['1', '1', '-1', '0', null], 3, 3],
  [
    'BIGINT',
    ['4503599627370497', '4503599627370498', '9007199254740992', '9007199254740993'],
    4,
    4,
  ],
  ['BIGINT', ['-9223372036854775808', '-9223372036854775807'], 2, 2],
  ['UBIGINT', ['18446744073709551615', '18446744073709551614', '9007199254740993'], 3, 3],
  [
    'HUGEINT',
    ['170141183460469231731687303715884105727', '170141183460469231731687303715884105726'],
    2,
    2,
  ],
  [
    'UHUGEINT',
    ['340282366920938463463374607431768211455', '340282366920938463463374607431768211454'],
    2,
    2,
  ],
  ['DECIMAL(18,0)', ['900719925474099300', '900719925474099301'], 2, 2],
  ['DECIMAL(38,0)', ['9'.repeat(38), `${'9'.repeat(37)}8`, '-1', '0'], 4, 4],
  ['DECIMAL(38,2)', ['900719925474099300.01', '900719925474099300.02', '12', '12.00', '-0'], 2, 4],
  [
    'DOUBLE',
    ['1', '1.1', '1.2', '-0.0', '0', '9007199254740991', '9007199254740992', 'NaN', 'inf'],
    3,
    3,
  ],
  ['FLOAT', ['1', '0.5', '16777215', '16777216'], 2, 2],
  ['BOOLEAN', ['true', 'false'], 0, 2],
  ['VARCHAR', ['1.1', '1.2', '01', '1', '+1', '', 'x'], 1, 6],
  ['VARCHAR COLLATE NOCASE', ['a', 'A'], 0, 2],
  ['UUID', ['00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000002'], 0, 2],
  ["ENUM('a', 'A')", ['a', 'A', 'a'], 0, 2],
  ['DATE', ['2020-01-01', '2020-01-02', 'infinity', '0001-01-01 (BC)'], 0, 2],
  ['TIMESTAMP', ['2020-01-01 00:00:00.000001', '2020-01-01 00:00:00.000002', 'infinity'], 0, 2],
  ['TIMESTAMP_S', ['2020-01-01 00:00:01', '2020-01-01 00:00:02'], 0, 2],
  ['TIMESTAMP_MS', ['2020-01-01 00:00:00.001', '2020-01-01 00:00:00.002'], 0, 2],
  [
    'TIMESTAMP_NS',
    ['2020-01-01 00:00:00.000000001', '2020-01-01 00:00:00.000000002', 'infinity'],
    0,
    2,
  ],
  // Nanoseconds that differ in one digit each.
  [
    'TIMESTAMP_NS',
    [...Array(9).keys()].map((i) => `2020-01-01 00:00:00.${'0'.repeat(i)}1${'0'.repeat(8 - i)}`),
    0,
    9,
  ],
  // One wall clock reading in Berlin, an hour apart.
  ['TIMESTAMPTZ', ['2020-10-25 00:30:00+00', '2020-10-25 01:30:00+00', 'infinity'], 0, 2],
  ['TIME', ['10:00:00', '11:00:00'], 0, 0],
  ['INTEGER[]', ['[1]', '[2]'], 0, 0],
]

describe('ids in DuckDB', () => {
  it.each(typed)('of type %s stay two units where they are two', async (type, cells, ...wanted) => {
    const table = { names: ['id'], rows: cells.map((cell) => [cell]) }
    for (const [column, units] of [
      ['integer', wanted[0]],
      ['text', wanted[1]],
    ] as const) {
      expect(await unitsIn(await files.database(table, [type]), column), column).toBe(BigInt(units))
      // Parquet has no 128-bit integers and no collations: DuckDB writes doubles and plain texts.
      if (/HUGEINT|COLLATE/.test(type)) continue
      expect(await unitsIn(await files.parquet(table, [type]), column), column).toBe(BigInt(units))
    }
  })

  it.each([
    ['BIGINT', ['4503599627370497', '9007199254740993', null], BigInt],
    ['DECIMAL(38,0)', ['9'.repeat(38), '-5'], BigInt],
    ['DOUBLE', ['1', '1.5', '9007199254740992', '-3', 'NaN'], Number],
    ['DECIMAL(9,2)', ['7.00', '-30.00', '0.00'], Number],
    ['BOOLEAN', ['true', 'false'], (cell) => cell === 'true'],
    [
      'TIMESTAMP',
      ['2020-01-01 00:00:00.001', '2020-01-01 00:00:00.002'],
      (cell) => new Date(`${cell}Z`),
    ],
    [
      'TIMESTAMP_NS',
      ['2020-01-01 00:00:00.001', '1969-01-01 00:00:00.002'],
      (cell) => new Date(`${cell}Z`),
    ],
    ['VARCHAR', [' 1', 'a', 'é', '12.0', ''], (cell) => cell],
  ] satisfies [string, (string | null)[], (cell: string) => unknown][])(
    'of type %s are ids in the order of memory too',
    async (type, cells, make) => {
      for (const column of ['integer', 'text'] as const) {
        const plan: BoundedPlan = {
          ...planFor(column),
          // Each unit in each of three cells, one of which its order keeps.
          axes: [
            {
              kind: 'values',
              of: { kind: 'column', name: 'group' },
              values: [1, 2, 3],
              rest: false,
            },
          ],
        }
        const schema = checkSchema({
          ...JSON.parse('{}'),
          dataset: 'd',
          privacyUnit: { column: 'id', maxRows: 1, maxGroups: 1 },
          columns: { id: { type: column }, group: { type: 'integer', lower: 1, upper: 3 } },
        })
        const rows = cells.flatMap((cell) => ['1', '2', '3'].map((group) => ({ cell, group })))
        const own = { ...plan, schema }
        const objects = rows.map(({ cell, group }) => ({
          id: cell === null ? null : make(cell),
          group,
        }))
        const wanted = await (await memory(objects).open(schema)).run(own)
        const table = { names: ['id', 'group'], rows: rows.map(({ cell, group }) => [cell, group]) }
        const engine = await (await files.database(table, [type, 'INTEGER'])).open(schema)
        expect(await engine.run(own)).toEqual(wanted)
        await engine.close()
      }
    },
  )
})
