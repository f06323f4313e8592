import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkSchema } from '../../schema/define-schema.ts'
import { tableFiles } from '../conformance/table-files.ts'
import type { BoundedPlan } from '../engine.ts'
import { dataFile } from './data-file.ts'
import { duckdb } from './duckdb.ts'
import { type HardenedDuckdb, hardenedDuckdb } from './hardened.ts'
import { nodeFiles } from './node.ts'
import { sqlText } from './sql.ts'

const node = nodeFiles()
const { fs, path } = node
const files = tableFiles()
afterAll(() => files.remove())

const limits = { memoryLimit: '1GB', threads: 2, tempDirectory: files.directory }
const ownFile = files.file('own.csv', 'a\n1\n')
const otherFile = files.file('other.csv', 'a\nthe salary is 123456\n')
const otherDatabase = path.join(files.directory, 'other.duckdb')

describe.each(['csv', 'database'] as const)('a DuckDB hardened around a %s', (kind) => {
  let hardened: HardenedDuckdb
  const run = (sql: string) => hardened.connection.runAndReadAll(sql)

  beforeAll(async () => {
    const file =
      kind === 'csv' ? ownFile : await files.databaseFile({ names: ['a'], rows: [['1']] })
    hardened = await hardenedDuckdb(dataFile(file, node), limits, node)
  })
  afterAll(() => hardened.close())

  it('reads its file', async () => {
    const from = kind === 'csv' ? `read_csv(${sqlText(hardened.path)})` : 'source.main.people'
    expect((await run(`SELECT count(*) FROM ${from}`)).getRows()).toEqual([[1n]])
  })

  it.each([
    `SELECT * FROM read_csv(${sqlText(otherFile)})`,
    `SELECT * FROM ${sqlText(otherFile)}`,
    `SELECT * FROM read_text(${sqlText(otherFile)})`,
    `SELECT * FROM read_blob('/etc/hostname')`,
    `SELECT * FROM read_text(${sqlText(path.join(files.directory, 'x/../0-own.csv/../1-other.csv'))})`,
    `SELECT * FROM glob('/etc/*')`,
    `COPY (SELECT 1) TO ${sqlText(path.join(files.directory, 'out.csv'))}`,
    `COPY (SELECT 1) TO 'dither-out.csv'`,
    `EXPORT DATABASE ${sqlText(path.join(files.directory, 'out'))}`,
    `ATTACH ${sqlText(otherDatabase)}`,
    'INSTALL httpfs',
    'LOAD httpfs',
    `SELECT * FROM 'https://example.com/x.csv'`,
    `SET memory_limit = '20GB'`,
    'SET threads = 64',
    'SET enable_external_access = true',
    'SET lock_configuration = false',
    "SET allowed_paths = ['/etc/passwd']",
    "SET allowed_directories = ['/']",
    'SET allow_community_extensions = true',
    'RESET memory_limit',
    'PRAGMA threads = 8',
    `SET temp_directory = '/'`,
  ])('refuses %s', async (sql) => {
    await expect(run(sql)).rejects.toThrow()
  })

  it('writes nothing into its file', async () => {
    const write =
      kind === 'csv'
        ? `COPY (SELECT 2) TO ${sqlText(hardened.path)}`
        : 'CREATE TABLE source.main.x (a INTEGER)'
    if (kind === 'database') await expect(run(write)).rejects.toThrow()
    expect(fs.statSync(ownFile).size).toBe(4)
  })
})

const schema = checkSchema({
  dataset: 'd',
  privacyUnit: { column: 'pid', maxRows: 2, maxGroups: 1 },
  columns: { pid: { type: 'text' }, x: { type: 'integer', lower: 0, upper: 9 } },
})
const plan: BoundedPlan = {
  schema,
  from: { kind: 'scan' },
  unit: { kind: 'id', column: 'pid', maxRows: 2, maxGroups: 1, order: 'native', orderKey: 'ab' },
  axes: [{ kind: 'values', of: { kind: 'column', name: 'x' }, values: [1, 2, 3], rest: true }],
  columns: [
    {
      of: { kind: 'column', name: 'x' },
      lattice: { origin: 0, exponent: 0, low: 0, high: 9 },
      square: true,
      nullable: true,
    },
  ],
}

describe('a run', () => {
  const units = 1_000_000
  const large = path.join(files.directory, 'large.duckdb')
  const home = path.join(files.directory, 'spill here')

  beforeAll(async () => {
    const { DuckDBInstance } = await import('@duckdb/node-api')
    const instance = await DuckDBInstance.create(large)
    const connection = await instance.connect()
    await connection.run(
      `CREATE TABLE people AS SELECT 'unit number ' || range AS pid, range % 10 AS x FROM range(${units})`,
    )
    connection.closeSync()
    instance.closeSync()
    fs.mkdirSync(home)
  })

  it('that needs more memory than it may take spills into a private directory, which closing removes', async () => {
    const engine = await duckdb({
      file: large,
      memoryLimit: '100MB',
      threads: 2,
      tempDirectory: home,
    }).open(schema)
    const spill = path.join(home, fs.readdirSync(home)[0] ?? '', 'spill')
    let spilled = false
    const watch = setInterval(() => {
      spilled ||= fs.existsSync(spill) && fs.readdirSync(spill).length > 0
    }, 5)
    const { cells } = await engine.run(plan)
    clearInterval(watch)
    expect(cells.reduce((sum, cell) => sum + cell.units, 0n)).toBe(BigInt(units))
    expect(cells.map((cell) => cell.columns[0]?.sum)).toEqual([
      100_000n,
      200_000n,
      300_000n,
      3_900_000n,
    ])
    expect(spilled).toBe(true)
    await engine.close()
    await engine.close()
    expect(fs.readdirSync(home)).toEqual([])
  })

  it('stops when its signal fires, and the engine answers the next question', async () => {
    const engine = await duckdb({ file: large, threads: 2 }).open(schema)
    const controller = new AbortController()
    const run = engine.run(plan, { signal: controller.signal })
    setTimeout(() => controller.abort(), 30)
    await expect(run).rejects.toMatchObject({ code: 'aborted' })
    await expect(engine.run(plan, { signal: controller.signal })).rejects.toMatchObject({
      code: 'aborted',
    })
    expect((await engine.run(plan)).cells[0]?.rows).toBe(100_000n)
    await engine.close()
  })

  it('fails with one constant error, whatever went wrong, that holds no cell and no cause', async () => {
    const tiny = await duckdb({
      file: large,
      memoryLimit: '2MB',
      threads: 1,
      tempDirectory: home,
    }).open(schema)
    const gone = files.file('gone.csv', 'pid,x\nthe salary is 123456,1\n')
    const vanished = await duckdb(gone).open(schema)
    fs.rmSync(gone, { recursive: true, force: true })
    const closing = await duckdb({ file: large, threads: 2 }).open(schema)
    const failures = await Promise.all(
      [tiny.run(plan), vanished.run(plan), Promise.all([closing.run(plan), closing.close()])].map(
        (run) => run.catch((error: unknown) => error),
      ),
    )
    await Promise.all([tiny.close(), vanished.close()])
    failures.push(await closing.run(plan).catch((error: unknown) => error))
    for (const failure of failures) {
      expect(failure).toMatchObject({ code: 'engine_failed' })
      expect(Reflect.get(Object(failure), 'cause')).toBeUndefined()
    }
    expect(new Set(failures.map(String)).size).toBe(1)
    expect(String(failures[0])).not.toMatch(/123456|unit number|gone|large/)
  })
})
