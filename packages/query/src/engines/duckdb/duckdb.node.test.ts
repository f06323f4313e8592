import { afterAll, describe, expect, it } from 'vitest'
import type { Expression } from '../../expression/expression.ts'
import { checkSchema } from '../../schema/define-schema.ts'
import { engineConformance } from '../conformance/engine-conformance.ts'
import { csvOf } from '../conformance/random-case.ts'
import { tableFiles } from '../conformance/table-files.ts'
import type { BoundedPlan } from '../engine.ts'
import { memory } from '../memory/memory.ts'
import { duckdb } from './duckdb.ts'
import { nodeFiles } from './node.ts'

const files = tableFiles()
afterAll(() => files.remove())

describe('duckdb over CSV', () => {
  it.each(engineConformance())('$title', ({ run }) => run(files.csv))
})

describe('duckdb over Parquet', () => {
  it.each(engineConformance())('$title', ({ run }) => run((table) => files.parquet(table), 1))
})

describe('duckdb over a database', () => {
  it.each(engineConformance())('$title', ({ run }) => run((table) => files.database(table), 1))
})

const schema = checkSchema({
  dataset: 'd',
  privacyUnit: 'row',
  columns: {
    x: { type: 'number', lower: -5, upper: 9 },
    i: { type: 'integer', nullable: true },
    b: { type: 'boolean', nullable: true },
    t: { type: 'text' },
  },
})
const column = (name: string) => ({ kind: 'column', name }) as const
const plan: BoundedPlan = {
  schema,
  from: { kind: 'scan' },
  unit: { kind: 'row' },
  axes: [
    { kind: 'values', of: column('t'), values: ['a', '7', '2020-01-02T03:04:05.678Z'], rest: true },
  ],
  columns: [
    {
      of: column('x'),
      lattice: { origin: 0, exponent: 1, low: -100, high: 100 },
      square: true,
      nullable: true,
    },
    {
      of: column('i'),
      lattice: { origin: 3, exponent: 0, low: -50, high: 60 },
      square: false,
      nullable: true,
    },
    {
      of: { kind: 'cast', of: column('b'), to: 'number' },
      lattice: { origin: 0, exponent: 0, low: 0, high: 1 },
      square: false,
      nullable: true,
    },
  ],
}
const names = Object.keys(schema.columns)

describe('duckdb over typed columns', () => {
  const rows = [
    ['1.5', '7', 'true', 'a'],
    ['NaN', '9007199254740993', 'false', '7'],
    ['-inf', '-9223372036854775808', null, null],
    ['1e300', null, 'true', ''],
    ['-0.0', '-12', null, 'b'],
  ]
  const read = (cell: string | null, make: (text: string) => unknown) =>
    cell === null ? null : make(cell)
  const objects = rows.map(([x = null, i = null, b = null, t = null]) => ({
    x: read(x, (text) => (text === '-inf' ? -Infinity : Number(text))),
    i: read(i, BigInt),
    b: read(b, (text) => text === 'true'),
    t,
  }))

  it.each([
    ['DOUBLE', 'BIGINT', 'BOOLEAN', 'VARCHAR'],
    ['DOUBLE', 'HUGEINT', 'BOOLEAN', 'VARCHAR COLLATE NOCASE'],
  ])(
    'reads %s, %s, %s and %s as memory reads numbers, bigints, booleans and texts',
    async (...types) => {
      const wanted = await (await memory(objects).open(schema)).run(plan)
      for (const source of [
        await files.database({ names, rows }, types),
        await files.parquet({ names, rows }, types),
      ]) {
        const engine = await source.open(schema)
        expect(await engine.run(plan)).toEqual(wanted)
        await engine.close()
      }
    },
  )

  it('reads decimals, small and unsigned integers, enums, dates and identifiers, and takes all else for NULL', async () => {
    const table = {
      names,
      rows: [
        ['2.5', '7', '1', '2020-01-02 03:04:05.678'],
        ['-1.5', '200', '0', 'infinity'],
      ],
    }
    const engine = await (
      await files.database(table, ['DECIMAL(9,2)', 'UTINYINT', 'TINYINT', 'TIMESTAMP'])
    ).open(schema)
    const { cells } = await engine.run(plan)
    await engine.close()
    expect(cells[2]).toMatchObject({ rows: 1n, columns: [{ sum: 5n }, { sum: 4n }, { sum: 1n }] })
    expect(cells[3]).toMatchObject({
      rows: 1n,
      columns: [{ sum: -3n }, { sum: 60n }, { sum: 0n, count: 1n }],
    })
    const odd = { names, rows: [['1 day', '12:00:00', '[1]', 'a']] }
    const other = await (
      await files.database(odd, ['INTERVAL', 'TIME', 'INTEGER[]', "ENUM('a')"])
    ).open(schema)
    const answer = await other.run(plan)
    await other.close()
    // x is bounded, so that NULL becomes its midpoint 2
    expect(answer.cells[0]).toMatchObject({
      rows: 1n,
      columns: [{ sum: 4n }, { count: 0n }, { count: 0n }],
    })
  })
})

describe('duckdb on files', () => {
  const good = csvOf({ names, rows: [['1', '2', 't', 'a']] })
  const sum = async (file: string) => {
    const engine = await duckdb(file).open(schema)
    try {
      return (await engine.run(plan)).cells.reduce((rows, cell) => rows + cell.rows, 0n)
    } finally {
      await engine.close()
    }
  }

  it('reads the file that it is given, whatever its name, and no other', async () => {
    files.file('a1.csv', `${good}1,2,t,a\n`)
    const odd = [
      "it's.csv",
      'a[1].csv',
      'a*.csv',
      'a?.csv',
      '{a,b}.csv',
      'new\nline.csv',
      'é 😀',
      'a.csv.gz',
      'x.parquet',
    ]
    for (const name of odd) expect(await sum(files.file(name, good)), name).toBe(1n)
  })

  it('reads byte order marks, CRLF, quoted line ends, ragged and blank lines', async () => {
    const csv =
      '\ufeffx,i,b,t\r\n1,2,t,"l1\r\nl2, ""q"""\r\n\r\n1\r\n1,2,t,a,surplus\r\n1,2,t,a\n,,,\n1,2,t,a'
    expect(await sum(files.file('odd.csv', csv))).toBe(6n)
    const engine = await duckdb(files.file('odd.csv', csv)).open(schema)
    expect(await engine.run(plan)).toEqual(await (await memory(csv).open(schema)).run(plan))
    await engine.close()
  })

  it('drops a line that is not UTF-8 or endless, and no other line', async () => {
    const bytes = new Uint8Array([
      ...new TextEncoder().encode(`${good}1,2,t,`),
      0xff,
      0xfe,
      10,
      ...new TextEncoder().encode('1,2,t,b\n'),
    ])
    expect(await sum(files.file('bytes.csv', bytes))).toBe(2n)
    expect(
      await sum(files.file('long.csv', `${good}1,2,t,${'x'.repeat(3_000_000)}\n1,2,t,b\n`)),
    ).toBe(2n)
  })

  it.each([
    ['a missing file', () => '/no/such/file.csv', 'unreadable_source'],
    ['a directory', () => files.directory, 'unreadable_source'],
    [
      'a broken Parquet file',
      () => files.file('p', 'PAR1 the salary is 123456'),
      'unreadable_source',
    ],
    [
      'a broken database',
      () => files.file('p', '12345678DUCK the salary is 123456'),
      'unreadable_source',
    ],
    ['an empty file', () => files.file('p', ''), 'unknown_column'],
    [
      'a file without these columns',
      () => files.file('p', 'x,salary\n1,123456\n'),
      'unknown_column',
    ],
  ])('refuses %s at the door, and leaves nothing behind', async (_, file, code) => {
    const { fs, path } = nodeFiles()
    const tempDirectory = fs.mkdtempSync(path.join(files.directory, 'home-'))
    const failure = await duckdb({ file: file(), tempDirectory })
      .open(schema)
      .catch((error: unknown) => error)
    expect(failure).toMatchObject({ name: 'DitherError', code })
    expect(`${failure}`).not.toMatch(/123456|salary/)
    expect(fs.readdirSync(tempDirectory)).toEqual([])
  })

  it('asks which table of a database is meant, and refuses one for a file without tables', async () => {
    const file = await files.databaseFile({ names, rows: [] })
    for (const table of [undefined, 'nobody', 'main.nobody'])
      await expect(
        duckdb({ file, ...(table === undefined ? {} : { table }) }).open(schema),
      ).rejects.toMatchObject({
        code: 'invalid_parameter',
        detail: { parameter: 'table' },
      })
    const engine = await duckdb({ file, table: 'main.people' }).open(schema)
    await engine.close()
    await expect(
      duckdb({ file: files.file('x.csv', good), table: 't' }).open(schema),
    ).rejects.toMatchObject({
      code: 'invalid_parameter',
    })
  })

  it.each([
    [{ file: '' }, 'file'],
    [{ file: 'a\0b' }, 'file'],
    [{ file: 'a', memoryLimit: 'lots' }, 'memoryLimit'],
    [{ file: 'a', memoryLimit: "1GB'; SET x" }, 'memoryLimit'],
    [{ file: 'a', threads: 0 }, 'threads'],
    [{ file: 'a', threads: 1.5 }, 'threads'],
  ])('refuses %j', (options, parameter) => {
    expect(() => duckdb(options)).toThrow(
      expect.objectContaining({
        code: 'invalid_parameter',
        detail: expect.objectContaining({ parameter }),
      }),
    )
  })
})

describe('a large plan', () => {
  const narrow = checkSchema({
    dataset: 'd',
    privacyUnit: 'row',
    columns: { x: { type: 'number' } },
  })
  const csv = 'x\n1\n2\ninf\n'
  const x = column('x')
  const nested = (levels: number, wrap: (inner: Expression) => Expression): Expression =>
    levels === 0 ? x : wrap(nested(levels - 1, wrap))
  const planFor = (of: Expression): BoundedPlan => ({
    ...plan,
    schema: narrow,
    axes: [],
    columns: [
      {
        of,
        lattice: { origin: 0, exponent: 0, low: -1000, high: 1000 },
        square: false,
        nullable: true,
      },
    ],
  })
  const clamped = (of: Expression): Expression => ({ kind: 'clamp', of, lower: 0, upper: 9 })

  it.each([
    [
      'a sum of a hundred columns',
      nested(100, (left) => ({ kind: 'arithmetic', operator: '+', left, right: x })),
    ],
    ['190 casts', nested(190, (of) => ({ kind: 'cast', of, to: 'integer' }))],
    ['a hundred clamps', nested(100, clamped)],
    [
      'a list of 9,000',
      {
        kind: 'cast',
        of: { kind: 'isIn', of: x, values: Array.from({ length: 9000 }, (_, i) => i) },
        to: 'number',
      },
    ],
  ] satisfies [string, Expression][])('is answered: %s', async (_, of) => {
    const engine = await duckdb(files.file('narrow.csv', csv)).open(narrow)
    expect(await engine.run(planFor(of))).toEqual(
      await (await memory(csv).open(narrow)).run(planFor(of)),
    )
    await engine.close()
  })

  it('is refused by the plan alone where its statement would grow beyond bounds', async () => {
    const engine = await duckdb(files.file('narrow.csv', csv)).open(narrow)
    const negated = (right: Expression): Expression => ({
      kind: 'arithmetic',
      operator: '-',
      left: { kind: 'literal', value: 9 },
      right,
    })
    for (const of of [
      nested(40, (inner) => negated(clamped(inner))),
      nested(40, (right) => ({ kind: 'arithmetic', operator: '/', left: x, right })),
    ]) {
      expect(() => engine.check?.(planFor(of))).toThrow(
        expect.objectContaining({ code: 'unsupported' }),
      )
      await expect(engine.run(planFor(of))).rejects.toMatchObject({ code: 'unsupported' })
    }
    await engine.close()
  })
})
