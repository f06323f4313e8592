import { writeFileSync } from 'node:fs'
import { checkSchema } from '@dither/query'
import { memory } from '@dither/query/memory'
import { readSchema } from '@dither/query/yaml'
import { DuckDBInstance } from '@duckdb/node-api'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { peopleYaml, type Ran, runCli, type Workplace, workplace } from '../testing.ts'
import { csvRecords } from './csv-sample.ts'

let place: Workplace
beforeAll(() => {
  place = workplace()
})
afterAll(() => place.remove())

describe('a CSV', () => {
  const said = async (text: string | Uint8Array): Promise<Ran> => {
    writeFileSync(place.path('odd.csv'), text)
    const ran = await runCli(['schema', place.path('odd.csv'), '--json'])
    return { ...ran, err: ran.err.replaceAll(place.folder, '') }
  }

  test.each([
    ['of ragged lines', 'age,name\n1\n2,b,c,d\nzanzibar,3,4,5,6,7\n', ['age', 'name']],
    [
      'with quotes, CRLF, a byte order mark and empty lines',
      '\ufeff\r\n"a ""b""", "c"\r\n\r\n1,2\r\n',
      ['a "b"', 'c'],
    ],
    ['with an index that has no name', ',age\n0,1\n', ['age']],
    ['of years', 'country,1990,1991\nNZ,1,2\n', ['country', '1990', '1991']],
    ['without rows', 'age,name', ['age', 'name']],
  ])('%s is read as a release reads it', async (_, text, names) => {
    const { code, out } = await said(text)
    expect(code).toBe(0)
    expect(JSON.parse(out).columns.map(({ name }: { name: string }) => name)).toEqual(names)
  })

  test('that may be no table makes no schema, unless its name says that it is one', async () => {
    const text = '# Dither\n\nAnswers, with noise.\n'
    const prose = await runCli(['schema', place.write('prose.md', text)])
    expect([prose.code, prose.out]).toEqual([2, ''])
    expect(prose.err).toMatch(/no commas, so it may be no table\)\. A table of one column .*\.csv/)
    expect(prose.err).not.toContain('# Dither')
    expect((await runCli(['schema', place.write('names.CSV', 'name\nx\n')])).code).toBe(0)
    expect((await runCli(['schema', place.write('table.txt', 'a,b\n1,2\n')])).code).toBe(0)
  })

  test.each<[what: string, text: string | Uint8Array, message: string]>([
    ['separated by semicolons', 'age;name\n1;zanzibar\n', "separated by ';', Dither reads commas"],
    ['separated by tabs', 'age\tname\n1\tzanzibar\n', 'separated by tabs'],
    ['that is empty', '', 'it is empty'],
    ['without a header', '34,zanzibar\n35,x\n', 'holds values where names should be'],
    ['with a name twice', 'age,Age\n1,2\n', 'has two columns named age'],
    [
      'that is not UTF-8',
      Buffer.from('zanzibar,caf\u00e9\n1,2\n', 'latin1'),
      'not UTF-8). Say --encoding latin-1',
    ],
    ['that is no text', Buffer.from('PK\u0003\u0004\u0000zanzibar'), 'it is neither CSV, nor'],
  ])('%s is refused, and not quoted', async (_, text, message) => {
    const { code, out, err } = await said(text)
    expect([code, out]).toEqual([2, ''])
    expect(err).toContain(message)
    expect(err).not.toContain('zanzibar')
  })

  test('has the records that a release sees, whatever the text', async () => {
    const schema = checkSchema({
      dataset: 'd',
      privacyUnit: 'row',
      columns: { a: { type: 'text' }, b: { type: 'text' } },
    })
    const piece = fc.constantFrom('a', ',', ',', '"', '"', ' ', '\n', '\r', '\r\n', '\ufeff', 'x y')
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 30 }), async (pieces) => {
        const text = `\ufeffa,b\n${pieces.join('')}`
        const [header, ...records] = csvRecords(text)
        expect(header).toEqual(['a', 'b'])
        const engine = await memory(text).open(schema)
        for (const [place, name] of ['a', 'b'].entries()) {
          const cells = records.map((record) => record[place] ?? null)
          const values = [...new Set(cells)].filter((cell) => cell !== null)
          const { cells: counted } = await engine.run({
            schema,
            from: { kind: 'scan' },
            unit: { kind: 'row' },
            axes: [{ kind: 'values', of: { kind: 'column', name }, values, rest: true }],
            columns: [],
          })
          expect(counted.map(({ rows }) => Number(rows))).toEqual(
            [...values, null].map((value) => cells.filter((cell) => cell === value).length),
          )
        }
      }),
      { seed: 5, numRuns: 1000 },
    )
  })
})

describe('a schema that is wrong', () => {
  const refused = async (text: string): Promise<string> => {
    const ran = await runCli([
      ...['release', place.path('people.csv'), '--stats', 'count()', '--epsilon', '1'],
      ...['--schema', place.write('wrong.yaml', text)],
    ])
    expect([ran.code, ran.out]).toEqual([2, ''])
    return ran.err.replaceAll(`${place.folder}/`, '')
  }

  test.each([
    [
      'age: { type: integer, lower: 0, upper: 100 }',
      'age: integer',
      'line 5: columns.age is "integer", must be an object. Write age: { type: integer }',
    ],
    [
      'privacyUnit: row',
      'privacyUnit: row\nrows: 7',
      'line 4: rows is 7, must be an object. Write rows: { public: 7 }',
    ],
    [
      'privacyUnit: row',
      'privacyUnit: id',
      'line 3: privacyUnit is "id", must say whose presence is protected. Write privacyUnit: row, or privacyUnit: { column: id, maxRows: 3, maxGroups: 5 }',
    ],
    ['upper: 100000 }', 'upper: -1 }', 'line 6: columns.income.lower is 0, must be at most upper'],
    ['[low, middle, high]', '[low, low]', 'line 7: columns.educ.categories[1] is "low"'],
    ['columns:', 'columns', 'line 4: the YAML is not well formed'],
  ])('%s -> %s: is told with file, line and way out', async (from, to, message) => {
    expect(await refused(peopleYaml.replace(from, to))).toContain(`dither: wrong.yaml, ${message}`)
  })

  test('is not quoted where it is no schema: it may be the data', async () => {
    for (const text of ['age,name\n1,zanzibar\n', 'a: zanzibar: b\n', '"zanzibar\n', '']) {
      expect(await refused(text)).toMatch(
        /^dither: wrong.yaml is not a schema\. Make one: dither schema FILE > people.yaml\n$/,
      )
    }
  })
})

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
    expect(out).toMatch(
      / {4}type: integer\n {4}nullable: true\n {4}# lower: 0 .*public bounds.*\n {4}# upper: 100/,
    )
    expect(out).not.toMatch(/^ *(lower|upper)|y z|2000/m)
    expect(out).toContain('# nullable: a missing or unreadable cell is NULL. Leave it out, and a')
    expect(out).toMatch(/ {2}person_id:\n {4}type: integer\n {4}#/)
    const filled = readSchema(
      out.replace(/# (lower|upper|categories)/g, '$1').replaceAll('type: text', 'type: category'),
    )
    expect(filled.columns['age']).toMatchObject({ lower: 0, upper: 100 })
    for (const name of ['age', 'pay, gross', 'note', 'on', 'born'])
      expect(filled.columns[name]).toMatchObject({ nullable: true, impute: null })
    expect(readSchema(out)).toMatchObject({
      dataset: 'wide-table',
      privacyUnit: { kind: 'row' },
      columns: {
        person_id: { type: 'integer' },
        age: { type: 'integer' },
        'pay, gross': { type: 'number' },
        note: { type: 'text' },
        on: { type: 'boolean' },
        born: { type: 'date' },
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
    expect(out).toContain('  y:\n    type: date\n    nullable: true\n    # lower: 1990-01-01')
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
