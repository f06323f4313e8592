/**
 * Writes a table to a file:
 *
 *     npm run data -- census people.csv --rows 1000000
 *     npm run data -- visits visits.parquet --people 1000 --seed 7
 *     npm run data -- cps wages.csv
 */

import { rm } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { censusColumns, censusRows, censusVisits } from './census.ts'
import { cpsColumns, cpsRows } from './cps-1985.ts'
import { writeCsv } from './csv.ts'
import { csvToParquet } from './parquet.ts'

const usage = `usage: npm run data -- census|visits|cps FILE.csv|FILE.parquet [--rows N] [--people N] [--seed N]
census: one row a person (--rows, 1000 unless said); visits: one to four rows a person (--people,
1000 unless said); cps: the 534 workers of the CPS 1985 wage sample. The first two are simulated: no
real person is in them.`

async function writeTable(table: string, path: string, size: number, seed: number): Promise<void> {
  const csv = path.endsWith('.parquet') ? `${path}.csv` : path
  if (table === 'census') await writeCsv(csv, censusColumns, censusRows({ rows: size, seed }))
  else if (table === 'visits') {
    await writeCsv(csv, censusColumns, censusVisits({ people: size, seed }))
  } else await writeCsv(csv, cpsColumns, cpsRows())
  if (csv === path) return
  try {
    await csvToParquet(csv, path)
  } finally {
    await rm(csv, { force: true })
  }
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rows: { type: 'string' }, people: { type: 'string' }, seed: { type: 'string' } },
})
const [table = '', path] = positionals
const size = Number(values.rows ?? values.people ?? 1000)
const seed = Number(values.seed ?? 1)
if (
  path === undefined ||
  !['census', 'visits', 'cps'].includes(table) ||
  !/\.(csv|parquet)$/.test(path) ||
  !Number.isSafeInteger(size) ||
  size < 0 ||
  !Number.isSafeInteger(seed)
) {
  process.stderr.write(`${usage}\n`)
  process.exitCode = 2
} else {
  await writeTable(table, path, size, seed)
  process.stdout.write(`wrote ${path}\n`)
}
