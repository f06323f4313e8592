/** CSV, Parquet and DuckDB files: `@dither/query/duckdb`, for Node, with the package `@duckdb/node-api`. */
export type { Several } from '../several-sources.ts'
export type { TextEncoding } from '../text-encoding.ts'
export { duckdb } from './duckdb.ts'
export type { DuckdbFiles, DuckdbOptions } from './duckdb-options.ts'
export { type PrepareOptions, prepare } from './prepared/prepare.ts'
