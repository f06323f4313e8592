/** Several sources as one table: the same integers as of their rows together, in both engines. */
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { checkSchema } from '../../schema/define-schema.ts'
import { duckdb } from '../duckdb/duckdb.ts'
import type { BoundedPlan, Source } from '../engine.ts'
import { memory } from '../memory/memory.ts'
import { csvOf, type RandomCase, randomCase } from './random-case.ts'
import { tableFiles } from './table-files.ts'

const files = tableFiles()
afterAll(() => files.remove())
const cases = fc.gen().map((value): RandomCase => randomCase((n) => value(fc.nat, { max: n - 1 })))

async function answer(source: Source, plan: BoundedPlan) {
  const engine = await source.open(plan.schema)
  try {
    return await engine.run(plan)
  } finally {
    await engine.close()
  }
}

const schema = checkSchema({
  dataset: 'd',
  privacyUnit: { column: 'id', maxRows: 1, maxGroups: 1 },
  units: { public: 9 },
  columns: { id: { type: 'integer' }, x: { type: 'number', lower: 0, upper: 9 } },
})
const plan: BoundedPlan = {
  schema,
  from: { kind: 'scan' },
  unit: { kind: 'id', column: 'id', maxRows: 1, maxGroups: 1, order: 'portable', orderKey: '0a' },
  axes: [],
  columns: [
    {
      of: { kind: 'column', name: 'x' },
      lattice: { origin: 0, exponent: 0, low: 0, high: 9 },
      square: false,
      nullable: false,
    },
  ],
}
const parts = ['id,x\n1,4\n2,5\n', 'x,id\n6,2\n7,3\n']

describe('several sources', () => {
  it('are their rows together, where ids are shared', async () => {
    await fc.assert(
      fc.asyncProperty(cases, fc.nat({ max: 25 }), async (any, cut) => {
        const halves = [any.rows.slice(0, cut), any.rows.slice(cut)]
        const texts = halves.map((rows) => csvOf({ names: any.names, rows }))
        const wanted = await answer(memory(csvOf(any)), any.plan)
        expect(await answer(memory({ all: texts }), any.plan)).toEqual(wanted)
        const paths = texts.map((text) => files.file('part.csv', text))
        expect(await answer(duckdb(paths), any.plan)).toEqual(wanted)
      }),
      { numRuns: 25, seed: 3 },
    )
  })

  it('have ids of their own where units are disjoint, also in the public number of units', async () => {
    const paths = parts.map((text) => files.file('part.csv', text))
    for (const [shared, disjoint] of [
      [memory({ all: parts }), memory({ all: parts, units: 'disjoint' })],
      [duckdb({ all: paths }), duckdb({ all: paths, units: 'disjoint' })],
    ] as const) {
      const one = await answer(shared, plan)
      expect(one.totalUnits).toBe(3n)
      expect(one.cells[0]).toMatchObject({ rows: 3n, units: 3n })
      expect(one.cells[0]?.columns[0]?.sum).toBe(4n + 7n + 5n) // of 5 and 6, trunc(11 / 2)
      const two = await answer(disjoint, plan)
      expect(two.totalUnits).toBe(4n)
      expect(two.cells[0]).toMatchObject({ rows: 4n, units: 4n, columns: [{ sum: 22n }] })
    }
  })

  it('may be of several kinds and types, and keep the order of a unit in both engines', async () => {
    const table = {
      names: ['id', 'x'],
      rows: [
        ['1', '4'],
        ['2', '5'],
      ],
    }
    const parquet = files.parquetFile(table, ['BIGINT', 'INTEGER'])
    const csv = files.file('part.csv', parts[1] ?? '')
    const keyed: BoundedPlan = {
      ...plan,
      axes: [
        { kind: 'values', of: { kind: 'column', name: 'x' }, values: [4, 5, 6, 7], rest: false },
      ],
    }
    for (const units of ['shared', 'disjoint'] as const)
      expect(await answer(duckdb({ all: [await parquet, csv], units }), keyed)).toEqual(
        await answer(memory({ all: parts, units }), keyed),
      )
  })

  /** Type and text of one person's id in two files. */
  const samePerson: readonly (readonly [string, string, string, string])[] = [
    ['BIGINT', '7', 'DECIMAL(5,2)', '7.00'],
    ['DOUBLE', '7', 'DECIMAL(10,2)', '7.00'],
    ['UBIGINT', '100', 'DECIMAL(10,1)', '100.0'],
    ['DECIMAL(10,2)', '-7.50', 'DECIMAL(10,3)', '-7.500'],
    ['DECIMAL(3,2)', '0.00', 'DECIMAL(9,0)', '0'],
    ['FLOAT', '1', 'DECIMAL(38,37)', '1'],
    ['TIMESTAMP', '2020-01-01 10:00', 'TIMESTAMP_NS', '2020-01-01 10:00'],
    ['TIMESTAMP_MS', '1969-01-01 10:00:00.5', 'TIMESTAMP_NS', '1969-01-01 10:00:00.5'],
    ['DATE', '2020-01-01', 'TIMESTAMP_NS', '2020-01-01 00:00'],
    ['TIMESTAMPTZ', '2020-01-01 00:00:00+00', 'TIMESTAMP_S', '2020-01-01 00:00'],
  ]

  it.each(samePerson)('have one person once: %s %s and %s %s', async (a, one, b, two) => {
    const paths2 = await idFiles([a, one], [b, two])
    expect(await unitsOf(duckdb(paths2))).toBe(1n)
    expect(await unitsOf(duckdb({ all: paths2, units: 'disjoint' }))).toBe(2n)
  })

  it.each([
    ['DECIMAL(10,2)', '7.50', 'DECIMAL(10,3)', '7.501'],
    ['DECIMAL(10,2)', '10.00', 'DECIMAL(10,3)', '1.000'],
    ['TIMESTAMP', '2020-01-01 10:00', 'TIMESTAMP_NS', '2020-01-01 10:00:00.000000001'],
    ['TIMESTAMP_NS', '2020-01-01 10:00:00.000001', 'TIMESTAMP_NS', '2020-01-01 10:00:00.000000001'],
    ['VARCHAR', '1.0', 'BIGINT', '1'], // letter for letter
  ])('have two persons twice: %s %s and %s %s', async (a, one, b, two) => {
    expect(await unitsOf(duckdb(await idFiles([a, one], [b, two])))).toBe(2n)
  })

  it.each([
    ['VARCHAR', '1.0', 'DOUBLE', '1'],
    ['VARCHAR', '7.00', 'DECIMAL(5,2)', '7.00'],
    ['VARCHAR', '2020-01-01', 'DATE', '2020-01-01'],
    ['BOOLEAN', 'true', 'INTEGER', '1'],
    ['TIMESTAMP', '1970-01-01 00:00', 'BIGINT', '0'],
  ])('are refused where ids cannot be compared: %s %s and %s %s', async (a, one, b, two) => {
    const paths2 = await idFiles([a, one], [b, two])
    await expect(unitsOf(duckdb(paths2))).rejects.toMatchObject({
      code: 'invalid_parameter',
      detail: { parameter: 'pid', rule: 'S17' },
    })
    expect(await unitsOf(duckdb({ all: paths2, units: 'disjoint' }))).toBe(2n)
    expect(await unitsOf(duckdb(paths2.slice(0, 1)))).toBe(1n)
  })

  it('are refused where a CSV has the ids as text, and not where the schema has them whole', async () => {
    const [parquet = ''] = await idFiles(['DOUBLE', '7'])
    const csv = files.file('part.csv', 'pid\n7.0\n')
    await expect(unitsOf(duckdb([csv, parquet]))).rejects.toThrow(/pid/)
    expect(await unitsOf(duckdb([csv, parquet]), 'integer')).toBe(1n)
  })

  function idFiles(...ids: readonly (readonly [string, string])[]): Promise<string[]> {
    return Promise.all(
      ids.map(([type, cell]) => files.parquetFile({ names: ['pid'], rows: [[cell]] }, [type])),
    )
  }

  async function unitsOf(source: Source, type: 'text' | 'integer' = 'text'): Promise<bigint> {
    const own = checkSchema({
      dataset: 'd',
      privacyUnit: { column: 'pid', maxRows: 1, maxGroups: 1 },
      columns: { pid: { type } },
    })
    const unit = { ...plan.unit, column: 'pid' }
    const { cells } = await answer(source, { ...plan, schema: own, unit, columns: [] })
    return cells[0]?.units ?? -1n
  }

  it('must each have the columns, and be files that can be read as one', async () => {
    const [one = '', other] = parts.map((text) => files.file('part.csv', text))
    const wrong = files.file('wrong.csv', 'id\n1\n')
    await expect(duckdb([one, wrong]).open(schema)).rejects.toMatchObject({
      code: 'unknown_column',
    })
    await expect(memory({ all: ['id,x\n', 'id\n'] }).open(schema)).rejects.toMatchObject({
      code: 'unknown_column',
    })
    expect(() => memory({ all: [] })).toThrow(/at least one/)
    expect(() => duckdb([])).toThrow(/at least one/)
    expect(() => Reflect.apply(duckdb, undefined, [{ all: [one], units: 'own' }])).toThrow(
      /disjoint/,
    )
    const database = await files.databaseFile({ names: ['id', 'x'], rows: [] })
    await expect(duckdb([one, other ?? '', database]).open(schema)).rejects.toThrow(/is a database/)
  })
})
