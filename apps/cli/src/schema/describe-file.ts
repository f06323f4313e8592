/** The names and types of a file's columns. Looking is an owner's act (S19). */

import { DitherError } from '@dither/core'
import { type CsvRecord, parseCell, type Temporal, temporalFromText } from '@dither/query'
import { sourceKind, unreadable } from '../source-file.ts'
import { checkHeader } from './check-header.ts'
import { csvSample } from './csv-sample.ts'
import type { Encoding } from './separators.ts'

type GuessedType = 'integer' | 'number' | 'boolean' | Temporal | 'text'

export interface FileColumn {
  readonly name: string
  readonly type: GuessedType
}

/**
 * A CSV is read by the rules of a release, and its types are those of its first records; a Parquet file
 * and a database say theirs. A column without a name, which no schema can name, is left out.
 *
 * @param table of a DuckDB database
 * @throws DitherError "unreadable_source", "missing_driver", "invalid_parameter"
 */
export async function describeFile(
  path: string,
  table?: string,
  encoding?: Encoding,
): Promise<FileColumn[]> {
  const kind = await sourceKind(path)
  if (table !== undefined && kind !== 'database') {
    throw new DitherError('invalid_parameter', `--table is ${table}, but ${path} is no database`, {
      parameter: '--table',
      wayOut: 'Leave it out',
    })
  }
  if (kind !== 'csv') return describeTyped(path, kind, table)
  const { header, records } = await csvSample(path, encoding)
  checkHeader(header, path)
  if (header.length === 1 && !/\.csv$/i.test(path))
    throw unreadable(
      path,
      'its first line has no commas, so it may be no table',
      'A table of one column has a name that ends in .csv',
    )
  return header.flatMap((name, index) =>
    name === '' ? [] : [{ name, ...guess(records.map((record) => record[index] ?? null)) }],
  )
}

/** What every cell that is there can be read as. */
function guess(cells: CsvRecord): Omit<FileColumn, 'name'> {
  const there = cells.filter((cell) => cell !== null)
  if (there.length === 0) return { type: 'text' }
  if (there.every((cell) => /^[ \t]*[+-]?\d+[ \t]*$/.test(cell))) return { type: 'integer' }
  if (there.every((cell) => parseCell(anyNumber, cell) !== null)) return { type: 'number' }
  if (there.every((cell) => parseCell(anyBoolean, cell) !== null)) return { type: 'boolean' }
  const moment = (['date', 'time', 'timestamp'] as const).find((type) =>
    there.every((cell) => temporalFromText(type, cell) !== null),
  )
  return { type: moment ?? 'text' }
}

const anyNumber = { type: 'number', nullable: true, impute: null } as const
const anyBoolean = { type: 'boolean', nullable: true, impute: null } as const

async function describeTyped(
  path: string,
  kind: 'parquet' | 'database',
  table: string | undefined,
): Promise<FileColumn[]> {
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
    const from =
      kind === 'parquet'
        ? `read_parquet(${text(path)}, hive_partitioning = false)`
        : await tableOf(path, table, read)
    const described = await read(`DESCRIBE SELECT * FROM ${from}`)
    return described.map(([name = '', type = '']) => ({
      name,
      type: guessType(type),
    }))
  } catch (error) {
    if (error instanceof DitherError) throw error
    throw unreadable(path, `as ${kind === 'parquet' ? 'Parquet' : 'DuckDB'} it is broken`)
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}

/** The schema's type for a type of DuckDB. */
function guessType(type: string): GuessedType {
  if (/^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER)$/.test(type)) return 'integer'
  if (/^(FLOAT|DOUBLE|DECIMAL\b.*)$/.test(type)) return 'number'
  if (type === 'DATE') return 'date'
  if (type === 'TIME') return 'time'
  if (/^TIMESTAMP/.test(type)) return 'timestamp'
  return type === 'BOOLEAN' ? 'boolean' : 'text'
}

async function tableOf(
  path: string,
  table: string | undefined,
  read: (sql: string) => Promise<string[][]>,
): Promise<string> {
  await read(`ATTACH ${text(path)} AS source (READ_ONLY)`)
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

function text(value: string): string {
  return `'${value.replaceAll("'", "''")}'`
}
