/** What SQL reads for a file: its FROM item and its columns, by name and type, never by value. */
import { DitherError } from '@dither/core'
import type { Schema } from '../../schema/schema.ts'
import { checkColumnNames } from '../missing-columns.ts'
import { csvHeader, type DataFile } from './data-file.ts'
import { type HardenedDuckdb, sourceCatalog } from './hardened.ts'
import type { NodeFiles } from './node.ts'
import { isPrepared, preparedTable } from './prepared/prepared-table.ts'
import type { SourceColumn, SourceTable } from './relation-sql.ts'
import { sourceTypeOf } from './scan-sql.ts'
import { sqlName, sqlText } from './sql.ts'

/** @throws DitherError "unknown_column", "invalid_parameter", "unreadable_source"; whatever DuckDB and Node throw */
export async function sourceTable(
  file: DataFile,
  { table, file: named }: { readonly table: string | undefined; readonly file: string },
  schema: Schema,
  { connection, path }: HardenedDuckdb,
  node: NodeFiles,
): Promise<SourceTable> {
  if (file.kind === 'csv') return csvTable(csvHeader(path, node), path, schema)
  const read = async (sql: string): Promise<(readonly string[])[]> => {
    const result = await connection.runAndReadAll(sql)
    return result.getRows().map((row) => row.map(String))
  }
  if (file.kind === 'parquet') {
    const from = `read_parquet(${sqlText(path)}, hive_partitioning = false)`
    const described = await read(`DESCRIBE SELECT * FROM ${from}`)
    return typedTable(
      from,
      described.map(([name = '', type = '']) => ({ name, type })),
      schema,
    )
  }
  if (table === undefined && (await isPrepared(sourceCatalog, read)))
    return preparedTable(named, sourceCatalog, schema, read)
  const columns = await read(
    `SELECT schema_name, table_name, column_name, data_type FROM duckdb_columns() WHERE (database_name = ${sqlText(sourceCatalog)}) ORDER BY ALL`,
  )
  const names = new Map(
    columns.map(([home = '', name = '']) => [`${home}.${name}`, { home, name }]),
  )
  const chosen = [...names].filter(
    ([full, { home, name }]) =>
      table === undefined || full === table || (home === 'main' && name === table),
  )
  const [only, another] = chosen
  if (only === undefined || another !== undefined)
    throw new DitherError(
      'invalid_parameter',
      table === undefined
        ? 'table is missing, must name one table of the database'
        : `table is ${table}, must name one table of the database`,
      { parameter: 'table', wayOut: "Say duckdb({ file, table: 'people' })" },
    )
  const { home, name } = only[1]
  const from = [sourceCatalog, home, name].map(sqlName).join('.')
  const own = columns.filter(([inHome, inTable]) => inHome === home && inTable === name)
  return typedTable(
    from,
    own.map(([, , column = '', type = '']) => ({ name: column, type })),
    schema,
  )
}

/**
 * Every column of a CSV as text, so that the schema's grammar reads it and nothing is guessed from rows.
 *
 * Total: short lines are padded with NULL, what is beyond the header is dropped (one column more is
 * read for it, since DuckDB 1.5.4 makes two rows of "a,b" under a header of one name), quotes that do
 * not fit are taken as they come. A line that is not UTF-8, or longer than 2 MiB, is no row; that too
 * depends on the line alone, whatever a question reads of it: DuckDB looks only at the cells that a
 * statement asks for, so every statement asks for all. (A million lines of 12 cells: 360 ms both ways.)
 *
 * One thread reads: the parallel reader refuses padding beside quoted line ends, and guesses where a
 * line begins. For files beyond a few gigabytes Parquet is the better form.
 */
function csvTable(header: readonly string[], path: string, schema: Schema): SourceTable {
  checkColumnNames(schema, header)
  const declared = [...header.keys(), header.length].map((i) => `'f${i}': 'VARCHAR'`).join(', ')
  const options = [
    'auto_detect = false',
    'header = true',
    "delim = ','",
    "quote = '\"'",
    "escape = '\"'",
    "compression = 'none'",
    'strict_mode = false',
    'null_padding = true',
    'ignore_errors = true',
    'parallel = false',
    `columns = {${declared}}`,
  ]
  const columns = new Map(
    header.map((name, index): [string, SourceColumn] => [
      name,
      { reference: sqlName(`f${index}`), ...sourceTypeOf('VARCHAR') },
    ]),
  )
  // An empty cell is NULL, so that every line passes, mostly by the cell beyond the header.
  const asked = [header.length, ...header.keys()].map((i) => `(f${i} IS DISTINCT FROM '')`)
  const lines = `read_csv(${sqlText(path)}, ${options.join(', ')})`
  return { from: `(SELECT * FROM ${lines} WHERE (${asked.join(' OR ')}))`, columns }
}

/** Tables of several files, as one. */
export function unitedTable(tables: readonly SourceTable[], disjoint: boolean): SourceTable {
  const [first, ...others] = tables
  if (first === undefined) throw new RangeError('a table has no parts')
  if (others.length === 0 && !disjoint) return first
  const columns = new Map(
    [...first.columns].map(([name, column]): [string, SourceColumn] => {
      const all = [column, ...others.flatMap(({ columns }) => columns.get(name) ?? [])]
      const whole = all.every(({ physical }) => physical === 'integer')
      const physical = whole ? 'integer' : 'other' // no other is read in a way of its own
      return [name, { reference: sqlName(name), physical, type: whole ? 'BIGINT' : '' }]
    }),
  )
  return { from: '', columns, parts: { tables, disjoint } }
}

function typedTable(
  from: string,
  described: readonly { readonly name: string; readonly type: string }[],
  schema: Schema,
): SourceTable {
  checkColumnNames(
    schema,
    described.map(({ name }) => name),
  )
  const columns = new Map(
    described.map(({ name, type }): [string, SourceColumn] => [
      name,
      { reference: sqlName(name), ...sourceTypeOf(type) },
    ]),
  )
  return { from, columns }
}
