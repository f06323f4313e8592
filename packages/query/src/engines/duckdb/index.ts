/** CSV, Parquet and DuckDB files: `@dither/query/duckdb`, for Node, with the package `@duckdb/node-api`. */
export type { TextEncoding } from '../text-encoding.ts'
export { type DuckdbOptions, duckdb } from './duckdb.ts'
