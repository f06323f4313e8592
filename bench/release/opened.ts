/** The files of one table, each opened once, so that each is cached once. */

import { type Engine, open, table } from '@dither/query'
import { duckdb } from '@dither/query/duckdb'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { type Files, idSchema, memoryLimit, rowSchema, settings } from './rows.ts'

export type Format = 'DuckDB' | 'Parquet'

export interface Opened {
  readonly plain: DuckDBConnection
  /** What plain SQL reads. */
  readonly from: string
  readonly engines: Readonly<Record<'row' | 'id' | 'preparedRow' | 'preparedId', Engine>>
  /** A whole release, with noise. */
  release(): Promise<unknown>
  close(): Promise<void>
}

export async function openFiles(files: Files, folder: string, format: Format): Promise<Opened> {
  const instance = await DuckDBInstance.create(':memory:', settings(folder))
  const plain = await instance.connect()
  await plain.run(`ATTACH '${files.database}' AS source (READ_ONLY)`)
  const at = (file: string) => duckdb({ file, memoryLimit, tempDirectory: folder })
  const original = at(format === 'DuckDB' ? files.database : files.parquet)
  const engines = {
    row: await original.open(rowSchema),
    id: await original.open(idSchema),
    preparedRow: await at(files.preparedRow).open(rowSchema),
    preparedId: await at(files.preparedId).open(idSchema),
  }
  const people = table(at(files.preparedRow), rowSchema)
  const session = await open(people, { budget: { epsilon: 1_000_000 } })
  const groups = people.groupBy('g')
  const asked = { count: groups.count(), sum: groups.sum('x'), mean: groups.mean('x') }
  return {
    plain,
    from: format === 'DuckDB' ? 'source.rows' : `read_parquet('${files.parquet}')`,
    engines,
    release: () => session.release(asked, { epsilon: 1 }),
    async close() {
      for (const engine of Object.values(engines)) await engine.close()
      await session.close()
      plain.closeSync()
      instance.closeSync()
    },
  }
}
