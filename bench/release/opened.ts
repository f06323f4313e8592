/** The files of one table, each opened once and when it is first asked, so that each is cached once. */

import { type Engine, open, type Source, table } from '@dither/query'
import { duckdb } from '@dither/query/duckdb'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { type Files, idSchema, memoryLimit, rowSchema, settings } from './rows.ts'

export type Format = 'DuckDB' | 'Parquet'

type EngineName = 'row' | 'id' | 'preparedRow' | 'preparedId'

export interface Opened {
  readonly plain: DuckDBConnection
  /** What plain SQL reads. */
  readonly from: string
  engine(name: EngineName): Promise<Engine>
  /** A whole release, with noise. */
  release(): Promise<unknown>
  close(): Promise<void>
}

export async function openFiles(files: Files, folder: string, format: Format): Promise<Opened> {
  const instance = await DuckDBInstance.create(':memory:', settings(folder))
  const plain = await instance.connect()
  await plain.run(`ATTACH '${files.database}' AS source (READ_ONLY)`)
  const at = (file: string): Source => duckdb({ file, memoryLimit, tempDirectory: folder })
  const original = format === 'DuckDB' ? files.database : files.parquet
  const engines = new Map<EngineName, Promise<Engine>>()
  function engine(name: EngineName): Promise<Engine> {
    const prepared = name === 'preparedRow' || name === 'preparedId'
    const schema = name === 'row' || name === 'preparedRow' ? rowSchema : idSchema
    const found = engines.get(name) ?? at(prepared ? files[name] : original).open(schema)
    engines.set(name, found)
    return found
  }
  const people = table(at(files.preparedRow), rowSchema)
  const groups = people.groupBy('g')
  const asked = { count: groups.count(), sum: groups.sum('x'), mean: groups.mean('x') }
  let session: ReturnType<typeof open> | undefined
  return {
    plain,
    from: format === 'DuckDB' ? 'source.rows' : `read_parquet('${files.parquet}')`,
    engine,
    async release() {
      session ??= open(people, { budget: { epsilon: 1_000_000 } })
      return (await session).release(asked, { epsilon: 1 })
    },
    async close() {
      for (const one of engines.values()) await (await one).close()
      await (await session)?.close()
      plain.closeSync()
      instance.closeSync()
    },
  }
}
