/** The names and types of a file's columns, as DuckDB guesses them. Looking is an owner's act (S19). */

import { stat } from 'node:fs/promises'
import { DitherError } from '@dither/core'
import { reasonOf } from './read-schema-file.ts'

export interface FileColumn {
  readonly name: string
  /** As DuckDB prints it: BIGINT, VARCHAR, … */
  readonly type: string
}

/**
 * @param table of a DuckDB database
 * @throws DitherError "unreadable_source", "missing_driver", "invalid_parameter"
 */
export async function describeFile(path: string, table?: string): Promise<FileColumn[]> {
  await stat(path).catch((error: unknown) => {
    throw unreadable(path, reasonOf(error))
  })
  const { DuckDBInstance } = await import('@duckdb/node-api').catch(() => {
    throw new DitherError('missing_driver', 'the package @duckdb/node-api is not installed', {
      wayOut: 'npm install @duckdb/node-api@1.5.4-r.1',
    })
  })
  const instance = await DuckDBInstance.create(':memory:', {
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  })
  const connection = await instance.connect()
  try {
    const read = async (sql: string): Promise<string[][]> =>
      (await connection.runAndReadAll(sql)).getRows().map((row) => row.map(String))
    const from = await fromItem(path, table, read)
    const described = await read(`DESCRIBE SELECT * FROM ${from}`)
    return described.map(([name = '', type = '']) => ({ name, type }))
  } catch (error) {
    if (error instanceof DitherError) throw error
    throw unreadable(path, 'it is neither CSV, nor Parquet, nor a DuckDB database')
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}

async function fromItem(
  path: string,
  table: string | undefined,
  read: (sql: string) => Promise<string[][]>,
): Promise<string> {
  try {
    await read(`ATTACH ${text(path)} AS source (READ_ONLY)`)
  } catch {
    if (table !== undefined) {
      throw new DitherError(
        'invalid_parameter',
        `--table is ${table}, but ${path} is no database`,
        {
          parameter: '--table',
          wayOut: 'Leave it out',
        },
      )
    }
    return /\.(parquet|pq)$/i.test(path)
      ? `read_parquet(${text(path)})`
      : `read_csv(${text(path)}, header = true)`
  }
  const tables = await read(
    "SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = 'source' UNION ALL SELECT schema_name, view_name FROM duckdb_views() WHERE database_name = 'source' AND NOT internal ORDER BY ALL",
  )
  const chosen = tables.filter(
    ([home, name]) =>
      table === undefined || table === `${home}.${name}` || (home === 'main' && table === name),
  )
  const [only, another] = chosen
  if (only === undefined || another !== undefined) {
    throw new DitherError(
      'invalid_parameter',
      table === undefined
        ? '--table is missing'
        : `--table is ${table}, which the database does not have`,
      {
        parameter: '--table',
        wayOut: `Name one table: ${tables.map(([home, name]) => `${home}.${name}`).join(', ')}`,
      },
    )
  }
  return ['source', ...only].map((part) => `"${part.replaceAll('"', '""')}"`).join('.')
}

function unreadable(path: string, reason: string): DitherError {
  return new DitherError('unreadable_source', `${path} cannot be read (${reason})`, {
    parameter: 'FILE',
  })
}

function text(value: string): string {
  return `'${value.replaceAll("'", "''")}'`
}
