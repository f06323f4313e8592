/** CSV to Parquet, by DuckDB. */

import { DuckDBInstance } from '@duckdb/node-api'

/** Writes the rows of a CSV file to a Parquet file (zstd), with the types that DuckDB reads. */
export async function csvToParquet(csvPath: string, parquetPath: string): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  try {
    await connection.run(
      `COPY (FROM read_csv(${quote(csvPath)}, header = true)) TO ${quote(parquetPath)} (FORMAT parquet, COMPRESSION zstd)`,
    )
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}
