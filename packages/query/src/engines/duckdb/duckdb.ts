import { DitherError } from '@dither/core'
import type { Source } from '../engine.ts'
import { type DataFile, dataFile, unreadable } from './data-file.ts'
import { duckdbEngine } from './duckdb-engine.ts'
import {
  type CheckedOptions,
  checkFiles,
  type DuckdbFiles,
  type DuckdbOptions,
  wrong,
} from './duckdb-options.ts'
import { hardenedDuckdb } from './hardened.ts'
import { nodeFiles } from './node.ts'
import type { SourceTable } from './relation-sql.ts'
import { checkSharedIds } from './shared-ids.ts'
import { sourceTable, unitedTable } from './source-table.ts'

/**
 * A file of rows, read by DuckDB in this process: CSV, Parquet, one table of a DuckDB database, or a copy
 * that `prepare` made for the schema.
 *
 * Several CSV and Parquet files are one table: `duckdb(['2023.parquet', '2024.csv'])`. An id is one unit wherever
 * it lies, unless `units: 'disjoint'` says that no unit is in two files. Text ids are compared letter for letter;
 * files whose types would write one id in two ways (text and dates, text and fractions) are refused on opening.
 *
 * DuckDB can reach that file and nothing else: no other file, no network, no extension. It takes
 * nothing from the file on opening but the names and types of its columns. A CSV's cells are text that
 * the schema reads. A line that is not UTF-8 is no row, whatever is asked of it: where names lack their
 * accents, state the `encoding`; in the others what cannot be read becomes U+FFFD. Needs Node and the package `@duckdb/node-api`.
 *
 * @throws DitherError "invalid_parameter"; on opening "unreadable_source", "unknown_column",
 *   "missing_driver"
 * @see memory, for rows in memory and for browsers
 */
export function duckdb(source: string | readonly string[] | DuckdbOptions | DuckdbFiles): Source {
  const { files, units, ...options } = checkFiles(source)
  return Object.freeze({
    engine: 'duckdb',
    async open(schema) {
      const node = nodeFiles()
      const found = files.map((name) => ({ name, ...dataFile(name, node) }))
      checkKinds(found, options)
      const [file, ...more] = found
      if (file === undefined) throw new RangeError('no file')
      try {
        const database = await hardenedDuckdb(file, { ...options, more }, node)
        try {
          const tables: SourceTable[] = []
          for (const [place, one] of found.entries()) {
            const path = database.paths[place] ?? ''
            const named = { table: options.table, file: one.name }
            tables.push(await sourceTable(one, named, schema, { ...database, path }, node))
          }
          if (units === 'shared') checkSharedIds(schema, tables)
          return duckdbEngine(database, unitedTable(tables, units === 'disjoint'))
        } catch (error) {
          database.close()
          throw error
        }
      } catch (error) {
        throw error instanceof DitherError ? error : unreadable(files.join(' or '))
      }
    },
  } satisfies Source)
}

/** @throws DitherError "invalid_parameter" for what does not go with the files' kinds */
function checkKinds(
  found: readonly (DataFile & { readonly name: string })[],
  { table, encoding }: Pick<CheckedOptions, 'table' | 'encoding'>,
): void {
  const [only, another] = found
  const database = found.find(({ kind }) => kind === 'database')
  if (another !== undefined && database !== undefined)
    throw wrong(
      'all',
      `${database.name} is a database, several files must be CSV or Parquet`,
      'Make a view of its tables there, or write them as Parquet',
    )
  if (table !== undefined && database === undefined)
    throw wrong('table', `table is ${table}, but ${only?.name} is no database`, 'Leave it out')
  if (encoding !== undefined && !found.some(({ kind }) => kind === 'csv'))
    throw wrong('encoding', `encoding is ${encoding}, but ${only?.name} is no CSV`, 'Leave it out')
}
