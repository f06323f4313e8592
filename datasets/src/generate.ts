/**
 * Writes a table to a file:
 *
 *     npm run data -- census people.csv --rows 1000000
 *     npm run data -- visits visits.parquet --people 1000 --seed 7
 *     npm run data -- cps wages.csv
 */

import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { censusColumns, censusRows, censusVisits } from './census.ts'
import { cpsColumns, cpsRows } from './cps-1985.ts'
import { writeCsv } from './csv.ts'
import { csvToParquet } from './parquet.ts'

const usage = `usage: npm run data -- census|visits|cps FILE.csv|FILE.parquet [--rows N] [--people N] [--seed N] [--force]
census: one row a person (--rows, 1000 unless said); visits: one to four rows a person (--people,
1000 unless said); cps: the 534 workers of the CPS 1985 wage sample. The first two are simulated: no
real person is in them. A file that is there already is kept, unless --force is said.
`

interface Asked {
  readonly table: string
  readonly path: string
  readonly size: number
  readonly seed: number
  readonly force: boolean
}

/** What the words ask for: a table, help, or nothing that makes sense. */
function asked(): Asked | 'help' | 'nonsense' {
  let parsed: ReturnType<typeof parsedWords>
  try {
    parsed = parsedWords()
  } catch {
    return 'nonsense' // an unknown option, or one without its value
  }
  const { values, positionals } = parsed
  if (values.help) return 'help'
  const [table = '', path = '', ...more] = positionals
  const size = Number(values.rows ?? values.people ?? 1000)
  const seed = Number(values.seed ?? 1)
  if (!['census', 'visits', 'cps'].includes(table) || !/\.(csv|parquet)$/.test(path))
    return 'nonsense'
  if (!Number.isSafeInteger(size) || size < 0 || !Number.isSafeInteger(seed)) return 'nonsense'
  return more.length > 0 ? 'nonsense' : { table, path, size, seed, force: values.force ?? false }
}

function parsedWords() {
  return parseArgs({
    allowPositionals: true,
    options: {
      rows: { type: 'string' },
      people: { type: 'string' },
      seed: { type: 'string' },
      force: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  })
}

/** A Parquet file is made by way of a CSV beside it. */
function written(path: string): string[] {
  return path.endsWith('.parquet') ? [path, `${path}.csv`] : [path]
}

async function writeTable({ table, path, size, seed }: Asked): Promise<void> {
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

function fail(text: string, code: number): void {
  process.stderr.write(text)
  process.exitCode = code
}

// `npm run` moves to the root of the repository; the paths that a person writes are from elsewhere.
const { npm_lifecycle_event: script, INIT_CWD: folder } = process.env
if (script === 'data' && folder) process.chdir(folder)

const what = asked()
if (what === 'help') process.stdout.write(usage)
else if (what === 'nonsense') fail(usage, 2)
else if (!what.force && written(what.path).some((path) => existsSync(path))) {
  fail(`${what.path} is there already. Choose another place, or say --force\n`, 2)
} else {
  try {
    await writeTable(what)
    process.stdout.write(`wrote ${what.path}\n`)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : ''
    fail(`${what.path} could not be written${code}\n`, 1)
  }
}
