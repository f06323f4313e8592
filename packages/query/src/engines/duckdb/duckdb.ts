import { DitherError } from '@dither/core'
import type { Source } from '../engine.ts'
import { checkEncoding, type TextEncoding } from '../text-encoding.ts'
import { dataFile, unreadable } from './data-file.ts'
import { duckdbEngine } from './duckdb-engine.ts'
import { hardenedDuckdb } from './hardened.ts'
import { nodeFiles } from './node.ts'
import { sourceTable } from './source-table.ts'

/** Which file DuckDB reads, and within what limits. */
export interface DuckdbOptions {
  /** A CSV, a Parquet file or a DuckDB database. */
  readonly file: string
  /** The table or view of a database, such as `people` or `sales.orders`. */
  readonly table?: string
  /** Of a CSV: 'utf-8' unless said. A file in another is copied into `tempDirectory` as UTF-8. */
  readonly encoding?: TextEncoding
  /** How much memory DuckDB may take before it spills to disk; '1GB' unless said. */
  readonly memoryLimit?: string
  /** As many as there are cores, unless said. */
  readonly threads?: number
  /**
   * Where a private directory is made, for spilling and for a CSV made UTF-8, and removed on closing; the
   * system's unless said.
   */
  readonly tempDirectory?: string
}

/**
 * A file of rows, read by DuckDB in this process: CSV, Parquet, or one table of a DuckDB database.
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
          const table = await sourceTable(file, options.table, schema, database, node)
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

interface CheckedOptions {
  readonly file: string
  readonly table: string | undefined
  readonly memoryLimit: string
  readonly threads: number | undefined
  readonly tempDirectory: string | undefined
  readonly encoding: TextEncoding | undefined
}

function checkOptions(options: DuckdbOptions): CheckedOptions {
  const { file, table, memoryLimit = '1GB', threads, tempDirectory, encoding } = options
  if (typeof file !== 'string' || file === '' || file.includes('\0'))
    throw wrong('file', 'the file is missing, must be a path', "Say duckdb('people.csv')")
  if (!/^[0-9]+(\.[0-9]+)? ?([KMGT]i?B)$/i.test(memoryLimit))
    throw wrong(
      'memoryLimit',
      `memoryLimit is ${memoryLimit}, must be a size`,
      "Say '512MB' or '2GB'",
    )
  if (threads !== undefined && !(Number.isInteger(threads) && threads >= 1 && threads <= 1024))
    throw wrong(
      'threads',
      `threads is ${threads}, must be an integer from 1 to 1024`,
      'Leave it out',
    )
  if (encoding !== undefined) checkEncoding(encoding)
  return { file, table, memoryLimit, threads, tempDirectory, encoding }
}

function wrong(parameter: string, message: string, wayOut: string): DitherError {
  return new DitherError('invalid_parameter', message, { parameter, wayOut })
}
