/** A prepared copy gives the integers that the original gives, to the bit, and says when it is stale. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import type { BoundedPlan } from '../../../plan/bounded-plan.ts'
import { latticeFor } from '../../../proof/lattice/lattice.ts'
import { checkSchema } from '../../../schema/define-schema.ts'
import type { Schema } from '../../../schema/schema.ts'
import { engineConformance } from '../../conformance/engine-conformance.ts'
import {
  csvOf,
  type RandomCase,
  randomCase,
  type TextTable,
} from '../../conformance/random-case.ts'
import { tableFiles } from '../../conformance/table-files.ts'
import type { Source } from '../../engine.ts'
import { memory } from '../../memory/memory.ts'
import { duckdb } from '../duckdb.ts'
import type { DuckdbOptions } from '../duckdb-options.ts'
import { planSql } from '../plan-sql.ts'
import { prepare } from './prepare.ts'

const files = tableFiles()
afterAll(() => files.remove())
let made = 0
const fresh = (): string => `${files.directory}/copy-${made++}.dither.duckdb`

/** A source that is prepared for whatever schema opens it. */
function prepared(original: string | DuckdbOptions): Source {
  return {
    engine: 'duckdb',
    async open(schema) {
      const to = fresh()
      await prepare(original, schema, { to })
      return duckdb({ file: to, threads: 2 }).open(schema)
    },
  }
}

const preparedCsv = async (table: TextTable): Promise<Source> =>
  prepared(files.file('table.csv', csvOf(table)))

describe('a prepared copy', () => {
  it.each(engineConformance())('$title', async ({ run }) => {
    await run(preparedCsv, 1)
  })

  it('agrees with the reference on whatever schema, table and plan', async () => {
    const cases = fc
      .gen()
      .map((value): RandomCase => randomCase((n) => value(fc.nat, { max: n - 1 })))
    await fc.assert(
      fc.asyncProperty(cases, async (any) => {
        const wanted = await (await memory(csvOf(any)).open(any.plan.schema)).run(any.plan)
        const engine = await (await preparedCsv(any)).open(any.plan.schema)
        expect(await engine.run(any.plan)).toEqual(wanted)
        await engine.close()
      }),
      { numRuns: 25, seed: 20_261_124 },
    )
  })

  const columns = {
    id: { type: 'integer' },
    whole: { type: 'integer', lower: 3, upper: 9 },
    wide: { type: 'integer', lower: 0, upper: 70_000, nullable: true },
    real: { type: 'number', lower: -1, upper: 1 },
    origin: { type: 'number', lower: 0, upper: 10, origin: 1, nullable: true },
    big: { type: 'integer', lower: 0, upper: 2 ** 40 },
  } as const
  const schema = checkSchema({
    dataset: 'd',
    privacyUnit: { column: 'id', maxRows: 2, maxGroups: 2 },
    columns,
  })
  const cells = [
    [null, '5', '1', '0.5', '3', '7'],
    ['18446744073709551617', '2.5', '70001', 'NaN', 'inf', '1099511627777'],
    ['007', '9.5', '-4', '-inf', '', '-1'],
    ['7', '', '', '', '9.999999999', ''],
    ['1', '1e300', '33', '0.1', '1e-9', '549755813889'],
  ]
  const table: TextTable = { names: Object.keys(columns), rows: cells }
  const bare = (): BoundedPlan => ({
    schema,
    from: { kind: 'scan' },
    unit: { kind: 'id', column: 'id', maxRows: 2, maxGroups: 2, order: 'portable', orderKey: 'ab' },
    axes: [
      { kind: 'values', of: { kind: 'column', name: 'whole' }, values: [3, 4, 5, 6], rest: true },
    ],
    columns: (['whole', 'wide', 'real', 'origin', 'big'] as const).map((name) => {
      const { type, lower, upper } = columns[name]
      return {
        of: { kind: 'column', name },
        lattice: latticeFor(lower, upper, type === 'integer', name === 'origin' ? 1 : undefined),
        square: true,
        nullable: name === 'wide',
      }
    }),
  })

  it('reads bare columns on their lattice as the steps that it stores', async () => {
    const to = fresh()
    await prepare(files.file('t.csv', csvOf(table)), schema, { to })
    const engine = await duckdb(to).open(schema)
    const wanted = await (await memory(csvOf(table)).open(schema)).run(bare())
    expect(await engine.run(bare())).toEqual(wanted)
    await engine.close()
    const stored = await columnsOf(to)
    expect(stored).toMatchObject({
      s0: 'INTEGER', // big
      s2: 'INTEGER', // origin
      s3: 'INTEGER', // real
      s4: 'TINYINT', // whole
      s5: 'INTEGER', // wide: whole numbers from 0 to 70,000 around 35,000
      u: 'VARCHAR',
    })
  })

  it('is read for another lattice, a clamp and an expression by its originals', async () => {
    const engine = await (await preparedCsv(table)).open(schema)
    const reference = await memory(csvOf(table)).open(schema)
    const real = { kind: 'column', name: 'real' } as const
    const { columns: asked, ...plan } = bare()
    const others = {
      ...plan,
      columns: [
        { of: real, lattice: latticeFor(-0.5, 0.5, false), square: true, nullable: true },
        {
          of: { kind: 'clamp', of: real, lower: -0.1, upper: 0.3 },
          lattice: latticeFor(-1, 1, false),
          square: true,
          nullable: true,
        },
        {
          of: { kind: 'arithmetic', operator: '*', left: real, right: real },
          lattice: latticeFor(-1, 1, false),
          square: true,
          nullable: true,
        },
      ],
    } as const
    expect(asked).toHaveLength(5)
    expect(await engine.run(others)).toEqual(await reference.run(others))
    await engine.close()
  })

  it('keeps the same cells and values of a unit in native order', async () => {
    const rows = Array.from({ length: 60 }, (_, i) => [`${i % 7}`, `${i % 4}`])
    const many = checkSchema({
      dataset: 'd',
      privacyUnit: { column: 'id', maxRows: 2, maxGroups: 1 },
      columns: { id: { type: 'integer' }, g: { type: 'integer', lower: 0, upper: 3 } },
    })
    const path = files.file('native.csv', csvOf({ names: ['id', 'g'], rows }))
    const g = { kind: 'column', name: 'g' } as const
    const [original, copy] = [await duckdb(path).open(many), await prepared(path).open(many)]
    for (const more of [{}, { maxRowsTotal: 1 }]) {
      const unit = { kind: 'id', column: 'id', maxRows: 2, maxGroups: 1, ...more } as const
      const plan: BoundedPlan = {
        schema: many,
        from: { kind: 'scan' },
        unit: { ...unit, order: 'native', orderKey: 'ab' },
        axes: [{ kind: 'values', of: g, values: [0, 1, 2, 3], rest: false }],
        columns: [],
      }
      for (const asked of [plan, { ...plan, distinct: { of: g, maxValues: 2 } }])
        expect(await copy.run(asked)).toEqual(await original.run(asked))
    }
    await original.close()
    await copy.close()
  })

  it('notices a step of another lattice', async () => {
    // The twin takes every step of the column for the one that is asked.
    const to = fresh()
    await prepare(files.file('t.csv', csvOf(table)), schema, { to })
    const asked = latticeFor(-0.5, 0.5, false)
    const { columns: _, ...plan } = bare()
    const other: BoundedPlan = {
      ...plan,
      columns: [
        { of: { kind: 'column', name: 'real' }, lattice: asked, square: false, nullable: true },
      ],
    }
    const source = {
      from: '"source"."main"."rows"',
      columns: new Map(
        Object.keys(columns).map((name, index) => [
          name,
          {
            reference: `"o${index}"`,
            physical: 'text',
            type: 'VARCHAR',
            step: { ...asked, reference: '"s3"' },
          } as const,
        ]),
      ),
      unit: { column: 'id', reference: '"u"' },
    }
    const twin = await answersOf(to, planSql(other, source))
    const engine = await duckdb(to).open(schema)
    const right = (await engine.run(other)).cells.map(({ columns: [sum] }) => sum?.sum ?? 0n)
    await engine.close()
    expect(twin).not.toEqual(right.filter((sum) => sum !== 0n))
  })

  it('is of one schema: another is told, and how to prepare again', async () => {
    const to = fresh()
    await prepare(files.file('t.csv', csvOf(table)), schema, { to })
    const change = (more: object): Schema =>
      checkSchema({ dataset: 'd', privacyUnit: 'row', columns, ...more })
    const narrower = { ...columns, real: { type: 'number', lower: 0, upper: 1 } }
    for (const changed of [change({}), change({ columns: narrower })])
      await expect(duckdb(to).open(changed)).rejects.toMatchObject({
        code: 'unreadable_source',
        message: `${to} was prepared for another schema: this one has changed since. Prepare it again: dither prepare FILE --schema SCHEMA -o ${to}`,
      })
    await expect(duckdb(to).open(change({ dataset: 'e' }))).rejects.toMatchObject({
      code: 'unreadable_source',
      detail: { rule: 'S22' },
    })
  })

  it('does not depend on the order in which a schema lists its columns', async () => {
    const to = fresh()
    await prepare(files.file('t.csv', csvOf(table)), schema, { to })
    const backwards = checkSchema({
      dataset: 'd',
      privacyUnit: { column: 'id', maxRows: 2, maxGroups: 2 },
      columns: Object.fromEntries(Object.entries(columns).toReversed()),
    })
    const engine = await duckdb(to).open(backwards)
    const wanted = await (await memory(csvOf(table)).open(schema)).run(bare())
    expect(await engine.run({ ...bare(), schema: backwards })).toEqual(wanted)
    await engine.close()
  })

  it('of a newer version is refused', async () => {
    const to = fresh()
    await prepare(files.file('t.csv', csvOf(table)), schema, { to })
    await change(to, 'UPDATE dither_prepared SET version = 2')
    await expect(duckdb(to).open(schema)).rejects.toMatchObject({ code: 'unsupported' })
  })
})

describe('prepare', () => {
  const schema = checkSchema({
    dataset: 'd',
    privacyUnit: 'row',
    columns: { x: { type: 'number', lower: 0, upper: 1 } },
  })
  const small = (): string => files.file('small.csv', 'x\n0.5\n2\n')

  it('replaces an older copy, and nothing else', async () => {
    const to = fresh()
    await prepare(small(), schema, { to })
    await prepare(small(), schema, { to })
    const other = files.file('other.duckdb', 'precious')
    const database = await files.databaseFile({ names: ['x'], rows: [] })
    for (const path of [other, database])
      await expect(prepare(small(), schema, { to: path })).rejects.toThrow(/is no prepared copy/)
    expect(readFileSync(other, 'utf8')).toBe('precious')
    const source = small()
    await expect(prepare(source, schema, { to: source })).rejects.toThrow(/the table itself/)
    await expect(prepare(small(), schema, { to: `${to}/no/where` })).rejects.toThrow(
      /cannot be written/,
    )
  })

  it('leaves nothing behind when it is stopped or fails, and the older copy as it was', async () => {
    const to = fresh()
    await prepare(small(), schema, { to })
    const before = readFileSync(to)
    const big = files.file('big.csv', `x\n${'0.123456\n'.repeat(2_000_000)}`)
    const stop = new AbortController()
    setTimeout(() => stop.abort(), 150)
    await expect(prepare(big, schema, { to, signal: stop.signal })).rejects.toMatchObject({
      code: 'aborted',
    })
    const missing = checkSchema({
      dataset: 'd',
      privacyUnit: 'row',
      columns: { y: { type: 'text' } },
    })
    await expect(prepare(big, missing, { to })).rejects.toMatchObject({ code: 'unknown_column' })
    expect(readFileSync(to).equals(before)).toBe(true)
    expect(readdirSync(dirname(to)).filter((name) => name.includes('.part'))).toEqual([])
  })

  it('tells how far it is', async () => {
    const big = files.file('more.csv', `x\n${'0.123456\n'.repeat(1_000_000)}`)
    const shares: number[] = []
    await prepare(big, schema, { to: fresh(), onProgress: (share) => shares.push(share) })
    for (const share of shares) expect(share >= 0 && share <= 1).toBe(true)
    expect(shares.length).toBeGreaterThan(0)
  })

  it('keeps the copy when the table changes: it is a version of its own', async () => {
    const source = small()
    const to = fresh()
    await prepare(source, schema, { to })
    writeFileSync(source, 'x\n')
    const engine = await duckdb(to).open(schema)
    const plan: BoundedPlan = {
      schema,
      from: { kind: 'scan' },
      unit: { kind: 'row' },
      axes: [],
      columns: [],
    }
    expect((await engine.run(plan)).cells[0]?.rows).toBe(2n)
    await engine.close()
  })
})

async function answersOf(path: string, sql: string): Promise<bigint[]> {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  await connection.run(`ATTACH '${path}' AS source (READ_ONLY)`)
  const rows = (await connection.runAndReadAll(sql)).getRows()
  connection.closeSync()
  instance.closeSync()
  return rows.map((row) => BigInt(String(row[4] ?? 0)))
}

async function columnsOf(path: string): Promise<Record<string, string>> {
  const instance = await DuckDBInstance.create(path)
  const connection = await instance.connect()
  const rows = (await connection.runAndReadAll('DESCRIBE rows')).getRows()
  connection.closeSync()
  instance.closeSync()
  return Object.fromEntries(rows.map(([name, type]) => [String(name), String(type)]))
}

async function change(path: string, sql: string): Promise<void> {
  const instance = await DuckDBInstance.create(path)
  const connection = await instance.connect()
  await connection.run(sql)
  connection.closeSync()
  instance.closeSync()
}
