import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { censusColumns, censusRows } from './census.ts'
import { csvChunks, writeCsv } from './csv.ts'
import { csvToParquet } from './parquet.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dither-datasets-'))
})
afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
})

describe('a CSV file', () => {
  test('holds the rows, and quotes what needs it', async () => {
    const path = join(folder, 'cells.csv')
    await writeCsv(
      path,
      ['name', 'value'],
      [
        { name: 'plain', value: 1.5 },
        { name: 'a "quoted", one', value: null },
        { name: '', value: true },
      ],
    )
    expect(await readFile(path, 'utf8')).toBe(
      'name,value\nplain,1.5\n"a ""quoted"", one",\n"",true\n',
    )
  })

  test('is written as it is made: never more than a few pieces ahead of the disk', async () => {
    let made = 0
    function* counted(): Generator<{ n: number }> {
      for (; made < 200_000; made += 1) yield { n: made }
    }
    const chunks = csvChunks(['n'], counted())
    chunks.next()
    expect(made).toBeLessThan(20_000)
    await writeCsv(join(folder, 'many.csv'), ['n'], counted())
    expect(made).toBe(200_000)
  })

  test('that cannot be finished is removed', async () => {
    const path = join(folder, 'half.csv')
    function* broken(): Generator<{ n: number }> {
      for (let n = 0; n < 50_000; n += 1) yield { n }
      throw new Error('the source broke')
    }
    await expect(writeCsv(path, ['n'], broken())).rejects.toThrow('the source broke')
    expect(await readdir(folder)).not.toContain('half.csv')
    await expect(
      writeCsv(path, ['n'], [{ n: 1 }], { signal: AbortSignal.abort() }),
    ).rejects.toThrow()
    expect(await readdir(folder)).not.toContain('half.csv')
  })
})

describe('a Parquet file', () => {
  test('holds the rows of the CSV, typed', async () => {
    const csv = join(folder, "it's.csv")
    const parquet = join(folder, "it's.parquet")
    await writeCsv(csv, censusColumns, censusRows({ rows: 3000 }))
    await csvToParquet(csv, parquet)
    const instance = await DuckDBInstance.create(':memory:')
    const connection = await instance.connect()
    const reader = await connection.runAndReadAll(
      `SELECT count(*)::INTEGER, sum(age)::INTEGER, max(income)::INTEGER FROM '${parquet.replaceAll("'", "''")}'`,
    )
    const rows = [...censusRows({ rows: 3000 })]
    expect(reader.getRows()).toEqual([
      [
        3000,
        rows.reduce((sum, row) => sum + row.age, 0),
        Math.max(...rows.map((row) => row.income)),
      ],
    ])
    connection.closeSync()
    instance.closeSync()
  })
})
