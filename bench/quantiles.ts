/** Medians of many groups, in fresh processes: time, peak memory, and how far they are off. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DuckDBInstance } from '@duckdb/node-api'
import { median } from './interleave.ts'
import type { Report, ReportRow } from './report.ts'

const rows = 1_000_000
const rounds = 5
const cases = [
  { groups: 1000, candidates: 990 },
  { groups: 1000, candidates: 501 },
  { groups: 1, candidates: 990 },
]
const asker = fileURLToPath(new URL('quantiles/ask.ts', import.meta.url))

interface Said {
  readonly seconds: number
  readonly cpu: number
  readonly megabytes: number
  readonly values: readonly number[]
}

export async function bench(): Promise<Report> {
  const folder = mkdtempSync(join(tmpdir(), 'dither-bench-'))
  try {
    const table: ReportRow[] = []
    for (const { groups, candidates } of cases) {
      const file = join(folder, `${groups}.parquet`)
      const exact = await write(file, groups)
      const said = Array.from({ length: rounds }, () => ask(file, groups, candidates))
      const off = said.map(({ values }) =>
        rootMeanSquare(values.map((v, g) => v - (exact[g] ?? 0))),
      )
      table.push({
        name: `${groups} groups, ${candidates} candidates`,
        cells: [
          median(said.map(({ seconds }) => seconds)),
          median(said.map(({ cpu }) => cpu)),
          median(said.map(({ megabytes }) => megabytes)),
          rootMeanSquare(off),
        ],
      })
    }
    return {
      title: 'Medians of many groups',
      tables: [
        {
          title: `${rows} rows, epsilon 1`,
          columns: ['s', 'processor s', 'peak MB', 'error'],
          rows: table,
        },
      ],
      notes: [
        `Medians of ${rounds} processes, each of which opens a Parquet file, releases once and ends. Times are from opening to the answer; peak memory is that of the process, with Node and DuckDB.`,
        'Values are the sum of three uniforms, from 0 to 100; the error is the root mean square distance to the exact median.',
      ],
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function ask(file: string, groups: number, candidates: number): Said {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [...process.execArgv, asker, file, String(groups), String(candidates)],
    { encoding: 'utf8' },
  )
  if (status !== 0) throw new Error(stderr)
  return JSON.parse(stdout)
}

/** Writes the table; the exact medians of its groups. */
async function write(file: string, groups: number): Promise<number[]> {
  const database = await DuckDBInstance.create()
  const connection = await database.connect()
  const uniform = (k: number): string => `(hash(5 * i + ${k})::DOUBLE / 18446744073709551616)`
  await connection.run(`COPY (
    SELECT (hash(5 * i) % ${groups})::INTEGER AS g,
      round((${[1, 2, 3].map(uniform).join(' + ')}) * 100 / 3, 6)::DOUBLE AS x
    FROM range(${rows}) t(i)) TO '${file}' (FORMAT parquet)`)
  const reader = await connection.runAndReadAll(
    `SELECT quantile_disc(x, 0.5) FROM '${file}' GROUP BY g ORDER BY g`,
  )
  const exact = reader.getRows().map(([value]) => Number(value))
  connection.closeSync()
  database.closeSync()
  return exact
}

function rootMeanSquare(values: readonly number[]): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length)
}
