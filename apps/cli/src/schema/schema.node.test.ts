import { readSchema } from '@dither/query'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runCli, type Workplace, workplace } from '../testing.ts'

let place: Workplace
beforeAll(() => {
  place = workplace()
})
afterAll(() => place.remove())

describe('dither schema', () => {
  test('writes names and types, leaves bounds to a person, and says that it looked', async () => {
    const file = place.write(
      'wide: table.csv',
      'person_id,age,"pay, gross",note,on,born\n1,30,1.5,x,true,2000-01-01\n2,31,2,y z,false,2001-01-01\n',
    )
    const { code, out, err } = await runCli(['schema', file])
    expect(code).toBe(0)
    expect(err).toMatch(/looked at .* for its owner, and not private/)
    expect(out).toContain('Dither LOOKED AT THE FILE')
    expect(out).toContain('    type: integer\n    # lower: ?\n    # upper: ?')
    expect(out).not.toMatch(/lower: \d|upper: \d|y z|2000/)
    expect(readSchema(out)).toMatchObject({
      dataset: 'wide-table',
      privacyUnit: { kind: 'row' },
      columns: {
        person_id: { type: 'integer' },
        age: { type: 'integer' },
        'pay, gross': { type: 'number' },
        note: { type: 'text' },
        on: { type: 'boolean' },
        born: { type: 'text' },
      },
    })
    expect(out).toContain('# privacyUnit: { column: person_id, maxRows: 3, maxGroups: 5 }')
  })

  test('prints JSON, marked as not private', async () => {
    const { out } = await runCli(['schema', place.path('people.csv'), '--json'])
    expect(JSON.parse(out)).toEqual({
      private: false,
      columns: [
        { name: 'age', type: 'integer' },
        { name: 'income', type: 'integer' },
        { name: 'educ', type: 'text' },
        { name: 'married', type: 'boolean' },
      ],
    })
  })

  test('describes one table of a database', async () => {
    const file = place.path('shop.duckdb')
    const instance = await DuckDBInstance.create(file)
    const connection = await instance.connect()
    await connection.run(
      "CREATE TABLE a AS SELECT 1.5 AS x; CREATE TABLE b AS SELECT DATE '2000-01-01' AS y",
    )
    connection.closeSync()
    instance.closeSync()
    const { code, out } = await runCli(['schema', file, '--table', 'b'])
    expect(code).toBe(0)
    expect(out).toContain('  y:\n    type: text\n    # a date or time; read as text')
    expect((await runCli(['schema', file])).err).toContain('Name one table: main.a, main.b')
    const csv = await runCli(['schema', place.path('people.csv'), '--table', 'b'])
    expect(csv.err).toContain('--table is b, but')
  })

  test('prints the JSON Schema', async () => {
    const { code, out } = await runCli(['schema', '--json-schema'])
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ $schema: expect.stringContaining('json-schema.org') })
  })

  test("converts SmartNoise's metadata, and refuses what turns protection off", async () => {
    const metadata = (more: string): string => `
'':
  PUMS:
    PUMS:
      row_privacy: True
${more}      age: { type: int, lower: 0, upper: 100 }
`
    const good = await runCli([
      'schema',
      '--from-smartnoise',
      place.write('meta.yaml', metadata('')),
    ])
    expect(good.code).toBe(0)
    expect(readSchema(good.out)).toMatchObject({
      privacyUnit: { kind: 'row' },
      columns: { age: { upper: 100 } },
    })
    const trusting = place.write('trust.yaml', metadata('      clamp_columns: False\n'))
    expect(await runCli(['schema', '--from-smartnoise', trusting])).toMatchObject({
      code: 1,
      out: '',
    })
    expect(
      await runCli(['schema', '--from-smartnoise', trusting, '--trust-curator']),
    ).toMatchObject({ code: 0 })
  })

  test.each([
    ['nothing', ['schema'], 'needs a FILE, --json-schema or --from-smartnoise'],
    ['two things', ['schema', 'x.csv', '--json-schema'], 'one of them'],
    [
      'a missing file',
      ['schema', '/no/such/file.csv'],
      '/no/such/file.csv cannot be read (there is no such file)',
    ],
    [
      'a missing metadata file',
      ['schema', '--from-smartnoise', '/no/such.yaml'],
      'the metadata file /no/such.yaml cannot be read',
    ],
  ])('refuses %s', async (_, argv, message) => {
    const { code, err } = await runCli(argv)
    expect(code).toBe(2)
    expect(err).toContain(message)
  })
})
