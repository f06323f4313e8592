/** The table that every peer is asked about, and the exact answers. */
import { DuckDBInstance } from '@duckdb/node-api'
import { type Asked, edges, groups, lower, maxGroups, maxRows, upper } from './asked.ts'

/** The exact answers, by the name of the question. */
export type Exact = ReadonlyMap<string, readonly number[]>

/**
 * Writes a Parquet file of `rows` rows: an id, a group and a value, in an order that tells nothing.
 *
 * An id has four rows, two in each of two groups, so that no bounding of the id unit drops a row: every
 * peer that bounds does its work, and all have the same exact answer. The value leaves its bounds at times.
 */
export async function writeData(file: string, rows: number): Promise<void> {
  const perId = maxGroups * maxRows
  // 1 000 003 is prime and no divisor of rows, so multiplying by it permutes them
  await run(`COPY (
    WITH numbered AS (SELECT (i * 1000003) % ${rows} AS j FROM range(${rows}) t(i)),
    placed AS (
      SELECT j, j // ${perId} AS id,
        ((hash(5 * (j // ${perId})) % ${groups / maxGroups}) * ${maxGroups} + (j % ${perId}) // ${maxRows})::BIGINT AS g
      FROM numbered)
    SELECT id::BIGINT AS id, g::INTEGER AS g,
      round(15 + g % 50 + 50 * (${uniform(1)} + ${uniform(2)} + ${uniform(3)} - 1.5) + ${uniform(4)} * 10, 6)::DOUBLE AS x
    FROM placed) TO '${file}' (FORMAT parquet, ROW_GROUP_SIZE 122880)`)
}

function uniform(draw: number): string {
  return `(hash(5 * j + ${draw})::DOUBLE / 18446744073709551616)`
}

/** The answers without noise: against clamped values, as every peer clamps them. */
export async function exactAnswers(file: string, questions: readonly Asked[]): Promise<Exact> {
  const exact = new Map<string, readonly number[]>()
  for (const { name, statistic } of questions)
    exact.set(
      name,
      await run(`WITH t AS (SELECT g, least(greatest(x, ${lower}), ${upper}) AS x,
        x BETWEEN ${lower} AND ${upper} AS inside FROM read_parquet('${file}')) ${exactSql(statistic)}`),
    )
  return exact
}

function exactSql(statistic: Asked['statistic']): string {
  const each = { count: 'count(*)', sum: 'sum(x)', mean: 'avg(x)', median: 'quantile_disc(x, 0.5)' }
  if (statistic !== 'histogram') return `SELECT ${each[statistic]} FROM t GROUP BY g ORDER BY g`
  const width = (edges[1] ?? 0) - (edges[0] ?? 0)
  const bin = `least(floor(x / ${width}), ${edges.length - 2})`
  return `SELECT count(*) FROM t WHERE inside GROUP BY ${bin} ORDER BY ${bin}`
}

/** The first column of a result. */
async function run(sql: string): Promise<number[]> {
  const instance = await DuckDBInstance.create(':memory:', { memory_limit: '3GB' })
  const connection = await instance.connect()
  try {
    const reader = await connection.runAndReadAll(sql)
    return reader.getRows().map(([value]) => Number(value))
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}
