/** Which file DuckDB reads, and within what limits: what a person may say, and what it comes to. */
import { DitherError } from '@dither/core'
import { checkSeveral, type Several } from '../several-sources.ts'
import { checkEncoding, type TextEncoding } from '../text-encoding.ts'

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

/** Several CSV and Parquet files as one table, and within what limits. */
export type DuckdbFiles = Several<string> & Omit<DuckdbOptions, 'file' | 'table'>

/** Options that make sense. */
export interface CheckedOptions {
  readonly file: string
  readonly table: string | undefined
  readonly memoryLimit: string
  readonly threads: number | undefined
  readonly tempDirectory: string | undefined
  readonly encoding: TextEncoding | undefined
}

/** @throws DitherError "invalid_parameter" */
export function checkFiles(
  source: string | readonly string[] | DuckdbOptions | DuckdbFiles,
): CheckedOptions & { readonly files: readonly string[]; readonly units: 'shared' | 'disjoint' } {
  if (typeof source === 'string' || 'file' in source) {
    const options = checkOptions(typeof source === 'string' ? { file: source } : source)
    return { ...options, files: [options.file], units: 'shared' }
  }
  const { all, units, ...limits } = 'all' in source ? source : { all: source }
  const checked = checkSeveral({ all, ...(units === undefined ? {} : { units }) })
  const options = checked.all.map((file) => checkOptions({ ...limits, file }))
  const [first] = options
  if (first === undefined) throw new RangeError('no file')
  return { ...first, files: options.map(({ file }) => file), units: checked.units }
}

/** @throws DitherError "invalid_parameter" */
export function checkOptions(options: DuckdbOptions): CheckedOptions {
  const { file, table, memoryLimit = '1GB', threads, tempDirectory, encoding } = options
  if (!isPath(file))
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

function isPath(file: unknown): file is string {
  return typeof file === 'string' && file !== '' && !file.includes('\0')
}

/** A parameter that is wrong. */
export function wrong(parameter: string, message: string, wayOut: string): DitherError {
  return new DitherError('invalid_parameter', message, { parameter, wayOut })
}
