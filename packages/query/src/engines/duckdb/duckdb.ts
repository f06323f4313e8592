import { DitherError } from '@dither/core'
import type { Source } from '../engine.ts'
import { dataFile, unreadable } from './data-file.ts'
import { duckdbEngine } from './duckdb-engine.ts'
import { checkOptions, type DuckdbOptions, wrong } from './duckdb-options.ts'
import { hardenedDuckdb } from './hardened.ts'
import { nodeFiles } from './node.ts'
import { sourceTable } from './source-table.ts'

/**
 * A file of rows, read by DuckDB in this process: CSV, Parquet, one table of a DuckDB database, or a copy
 * that `prepare` made for the schema.
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
export function duckdb(source: string | DuckdbOptions): Source {
  const options = checkOptions(typeof source === 'string' ? { file: source } : source)
  return Object.freeze({
    engine: 'duckdb',
    async open(schema) {
      const node = nodeFiles()
      const file = dataFile(options.file, node)
      if (options.table !== undefined && file.kind !== 'database')
        throw new DitherError(
          'invalid_parameter',
          `table is ${options.table}, but ${options.file} is no database`,
          {
            parameter: 'table',
            wayOut: 'Leave it out',
          },
        )
      if (options.encoding !== undefined && file.kind !== 'csv')
        throw wrong(
          'encoding',
          `encoding is ${options.encoding}, but ${options.file} is no CSV`,
          'Leave it out',
        )
      try {
        const database = await hardenedDuckdb(file, options, node)
        try {
          const table = await sourceTable(file, options, schema, database, node)
          return duckdbEngine(database, table)
        } catch (error) {
          database.close()
          throw error
        }
      } catch (error) {
        throw error instanceof DitherError ? error : unreadable(options.file)
      }
    },
  } satisfies Source)
}
