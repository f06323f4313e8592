/** Tables of tests as files: CSV, Parquet and DuckDB databases in a directory of their own. */
import type { DuckDBConnection } from '@duckdb/node-api'
import { duckdb } from '../duckdb/duckdb.ts'
import { nodeFiles } from '../duckdb/node.ts'
import { sqlName, sqlText } from '../duckdb/sql.ts'
import type { Source } from '../engine.ts'
import { csvOf, type TextTable } from './random-case.ts'

export interface TableFiles {
  readonly directory: string
  /** The path of a new file with this content. */
  file(name: string, content: string | Uint8Array): string
  csv(table: TextTable): Promise<Source>
  /** Columns are VARCHAR, unless `types` says otherwise; every cell is cast from its text. */
  parquet(table: TextTable, types?: readonly string[]): Promise<Source>
  /** The path of such a file. */
  parquetFile(table: TextTable, types?: readonly string[]): Promise<string>
  database(table: TextTable, types?: readonly string[]): Promise<Source>
  /** The path of a database whose tables are `people` and `other`. */
  databaseFile(table: TextTable, types?: readonly string[]): Promise<string>
  remove(): void
}

export function tableFiles(): TableFiles {
  const { fs, path, os } = nodeFiles()
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'dither-test-'))
  let count = 0
  const fresh = (name: string): string => path.join(directory, `${count++}-${name}`)

  function file(name: string, content: string | Uint8Array): string {
    const full = fresh(name)
    fs.writeFileSync(full, content)
    return full
  }

  async function databaseFile(table: TextTable, types?: readonly string[]): Promise<string> {
    const full = fresh('table.duckdb')
    await write(full, table, types, 'CHECKPOINT')
    return full
  }

  async function parquetFile(table: TextTable, types?: readonly string[]): Promise<string> {
    const full = fresh('table.parquet')
    await write(':memory:', table, types, `COPY "people" TO ${sqlText(full)} (FORMAT parquet)`)
    return full
  }

  return {
    directory,
    file,
    csv: async (table) => duckdb({ file: file('table.csv', csvOf(table)), threads: 2 }),
    async parquet(table, types) {
      return duckdb({ file: await parquetFile(table, types), threads: 2 })
    },
    parquetFile,
    async database(table, types) {
      return duckdb({ file: await databaseFile(table, types), threads: 2, table: 'people' })
    },
    databaseFile,
    remove: () => fs.rmSync(directory, { recursive: true, force: true }),
  }
}

async function write(
  path: string,
  table: TextTable,
  types: readonly string[] | undefined,
  last: string,
): Promise<void> {
  const { DuckDBInstance } = await import('@duckdb/node-api')
  const instance = await DuckDBInstance.create(path)
  const connection = await instance.connect()
  await fill(connection, table, types)
  await connection.run(last)
  connection.closeSync()
  instance.closeSync()
}

async function fill(
  connection: DuckDBConnection,
  { names, rows }: TextTable,
  types: readonly string[] | undefined,
): Promise<void> {
  const typeOf = (index: number): string => types?.[index] ?? 'VARCHAR'
  const columns = names.map((name, index) => `${sqlName(name)} ${typeOf(index)}`)
  await connection.run('CREATE TABLE "other" ("z" INTEGER)')
  await connection.run(`CREATE TABLE "people" (${columns.join(', ')})`)
  if (rows.length === 0) return
  const values = rows.map((row) => {
    const cells = row.map((cell, index) =>
      cell === null
        ? 'NULL'
        : `CAST(${sqlText(cell)} AS ${typeOf(index).replace(/ COLLATE .*/, '')})`,
    )
    return `(${cells.join(', ')})`
  })
  await connection.run(`INSERT INTO "people" VALUES ${values.join(', ')}`)
}
