/** Rows that DuckDB makes by itself from their number and a seed: 1,000 groups, 20 rows a unit in 5 groups. */

import { defineSchema, type SchemaOf } from '@dither/query'
import { prepare } from '@dither/query/duckdb'
import { DuckDBInstance } from '@duckdb/node-api'
import type { BoundedPlan, UnitBound } from '../../packages/query/src/plan/bounded-plan.ts'

export const memoryLimit = '4GB'
export const maxGroups = 3

export interface Files {
  readonly database: string
  readonly parquet: string
  /** By what the schema says of the unit. */
  readonly preparedRow: string
  readonly preparedId: string
}

const columns = {
  pid: { type: 'integer' },
  g: { type: 'integer', lower: 0, upper: 999 },
  x: { type: 'number', lower: 0, upper: 100 },
} as const

type Rows = SchemaOf<{ pid: 'integer'; g: 'integer'; x: 'number' }>

export const rowSchema: Rows = defineSchema({ dataset: 'bench', privacyUnit: 'row', columns })

export const idSchema: Rows = defineSchema({
  dataset: 'bench',
  privacyUnit: { column: 'pid', maxRows: 10, maxGroups },
  columns,
})

/** Count, sum and mean of x in each group: all three are made of these integers. */
export function planOf(unit: 'row' | 'id' | 'id, L0'): BoundedPlan {
  const bound: UnitBound =
    unit === 'row'
      ? { kind: 'row' }
      : {
          kind: 'id',
          column: 'pid',
          maxRows: 10,
          maxGroups: unit === 'id' ? 1000 : maxGroups,
          order: 'native',
          orderKey: '5eed',
        }
  return {
    schema: unit === 'row' ? rowSchema : idSchema,
    from: { kind: 'scan' },
    unit: bound,
    axes: [
      {
        kind: 'values',
        of: { kind: 'column', name: 'g' },
        values: Array.from({ length: 1000 }, (_, i) => i),
        rest: false,
      },
    ],
    columns: [
      {
        of: { kind: 'column', name: 'x' },
        lattice: { origin: 50, exponent: 25, low: -50 * 2 ** 25, high: 50 * 2 ** 25 },
        square: false,
        nullable: false,
      },
    ],
  }
}

/** A twelfth of the values lies below 0, a twelfth above 100. */
export async function makeFiles(folder: string, rows: number, copies: boolean): Promise<Files> {
  const files = {
    database: `${folder}/rows.duckdb`,
    parquet: `${folder}/rows.parquet`,
    preparedRow: `${folder}/row.dither.duckdb`,
    preparedId: `${folder}/id.dither.duckdb`,
  }
  const instance = await DuckDBInstance.create(files.database, settings(folder))
  const connection = await instance.connect()
  const unit = `(hash(i, 1) % ${rows / 20})`
  const group = `((hash(${unit}, 2) + (hash(i, 3) % 5) * 197) % 1000)`
  await connection.run(
    `CREATE TABLE rows AS SELECT CAST(${unit} AS BIGINT) AS pid, CAST(${group} AS INTEGER) AS g, (hash(i, 4) % 1200000) / 10000 - 10 AS x FROM range(${rows}) AS t(i)`,
  )
  await connection.run('CHECKPOINT')
  await connection.run(`COPY rows TO '${files.parquet}' (FORMAT parquet, COMPRESSION zstd)`)
  connection.closeSync()
  instance.closeSync()
  if (!copies) return files
  const source = { file: files.database, memoryLimit, tempDirectory: folder }
  await prepare(source, rowSchema, { to: files.preparedRow })
  await prepare(source, idSchema, { to: files.preparedId })
  return files
}

export function settings(folder: string): Record<string, string> {
  return {
    memory_limit: memoryLimit,
    temp_directory: `${folder}/spill`,
    preserve_insertion_order: 'false',
  }
}
