import { writeFileSync } from 'node:fs'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Ran, runCli, type Workplace, workplace } from '../testing.ts'

let place: Workplace
beforeAll(async () => {
  place = workplace()
  place.write(
    'visits.csv',
    'id,age,sex,on,note\na,12,f,yes,x\na,abc,m,no,\na,200,q,maybe,z\nb,,,,\n,-4,f,t,u\na,4,,1,\na,5,m,t,\n',
  )
  place.write('visits.yaml', yaml('{ column: id, maxRows: 2, maxGroups: 1 }'))
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  await connection.run(
    `COPY (SELECT * FROM (VALUES ('a', 12.5, 'f', true, 'x'), ('b', 300, 'q', NULL, NULL), ('b', NULL, 'm', false, 'y')) t(id, age, sex, "on", note)) TO '${place.path('visits.parquet')}' (FORMAT parquet)`,
  )
  connection.closeSync()
  instance.closeSync()
})
afterAll(() => place.remove())

const yaml = (unit: string): string => `version: 1
dataset: visits
privacyUnit: ${unit}
columns:
  id: { type: text }
  age: { type: integer, lower: 0, upper: 100 }
  sex: { type: category, categories: [f, m] }
  on: { type: boolean }
  note: { type: text }
`
const check = (file: string, ...more: string[]): Promise<Ran> =>
  runCli(['check', place.path(file), '--schema', place.path('visits.yaml'), ...more])

describe('dither check', () => {
  test('refuses without --as-owner, before it looks', async () => {
    const { code, out, err } = await check('visits.csv')
    expect([code, out]).toEqual([1, ''])
    expect(err).toMatch(
      /exact counts of the data, which are not private\. If the data are yours, say --as-owner/,
    )
  })

  test('counts what a release reads otherwise than it stands', async () => {
    const { code, out } = await check('visits.csv', '--as-owner', '--json')
    expect(code).toBe(0)
    expect(JSON.parse(out)).toEqual({
      private: false,
      dataset: 'visits',
      rows: 7,
      columns: {
        id: { missing: 1 },
        age: { missing: 1, unreadable: 1, belowLower: 1, aboveUpper: 1 },
        sex: { missing: 2, unlisted: 1 },
        on: { missing: 1, unreadable: 1 },
        note: { missing: 4 },
      },
      units: {
        column: 'id',
        units: 2,
        rowsWithout: 1,
        maxRows: 2,
        over: 1,
        rowsCut: 3,
        maxGroups: 1,
        pairsCut: { sex: 1, on: 1 },
      },
      lines: { notUtf8: { count: 0 }, tooLong: { count: 0 } },
    })
  })

  test('says loudly that the counts are not private', async () => {
    const { out } = await check('visits.csv', '--as-owner')
    expect(out).toMatch(/^NOT PRIVATE: /)
    expect(out).toMatch(/column +missing +unreadable +below lower +above upper +unlisted\n/)
    expect(out).toContain('units with more than maxRows = 2 rows: 1; rows cut from them: 3')
  })

  test('reads typed files, and compares a public size', async () => {
    place.write('public.yaml', yaml('row\nrows: { public: 5 }'))
    const { out } = await runCli([
      'check',
      '--as-owner',
      place.path('visits.parquet'),
      '--schema',
      place.path('public.yaml'),
      '--json',
    ])
    expect(JSON.parse(out)).toMatchObject({
      rows: 3,
      publicSize: { declared: 5, found: 3 },
      columns: {
        age: { missing: 1, belowLower: 0, aboveUpper: 1 },
        sex: { missing: 0, unlisted: 1 },
        on: { missing: 1 },
      },
    })
    const text = await runCli([
      'check',
      '--as-owner',
      place.path('visits.parquet'),
      '--schema',
      place.path('public.yaml'),
    ])
    expect(text.out).toContain('the public size is declared as 5, but is 3')
  })

  test('finds the lines that a release leaves out', async () => {
    const long = 'x'.repeat(2 << 20)
    const text = `id,age,sex,on,note\r\na,1,f,t,"two\r\nlines"\r\na,2,caf\u00e9,t,\r\na,3,m,t,${long}\r\na,4,m,t,n\u00e4\r\na,5,m,t,a"b\r\na,6,m,t, "x`
    writeFileSync(place.path('bad.csv'), Buffer.from(text, 'latin1'))
    const asJson = await check('bad.csv', '--as-owner', '--json')
    expect(JSON.parse(asJson.out).lines).toEqual({
      notUtf8: { count: 2, firstLine: 4 },
      tooLong: { count: 1, firstLine: 5 },
      unclosedQuote: 8,
    })
    const { out } = await check('bad.csv', '--as-owner')
    expect(out).toContain('not UTF-8, and left out: 2 lines, the first is line 4; text of older')
    expect(out).toContain('a quote is never closed, line 8')
  })

  test('reads text of older programs, with its encoding', async () => {
    writeFileSync(
      place.path('old.csv'),
      Buffer.from('id,age,sex,on,note\na,1,f,t,caf\u00e9\n', 'latin1'),
    )
    const found = await check('old.csv', '--as-owner', '--json')
    expect(JSON.parse(found.out).lines.notUtf8).toEqual({ count: 1, firstLine: 2 })
    expect((await check('old.csv', '--as-owner')).out).toContain('--encoding latin-1')
    const read = await check('old.csv', '--as-owner', '--encoding', 'latin-1', '--json')
    expect(JSON.parse(read.out)).toMatchObject({ rows: 1, columns: { note: { missing: 0 } } })
    expect(read.out).not.toContain('notUtf8')
  })

  test('tells its owner which columns there are', async () => {
    place.write('other.csv', 'id,alter,sex,on,note\n')
    place.write('semi.csv', 'id;age;sex;on;note\n')
    place.write('twice.csv', 'id,age,sex,on,note,age\n')
    const said = async (file: string): Promise<string> =>
      (await check(file, '--as-owner')).err.replaceAll(`${place.folder}/`, '')
    expect(await said('other.csv')).toContain(
      'no column age, which the schema names. Found in other.csv: id, alter, sex, on, note',
    )
    expect(await said('semi.csv')).toContain("separated by ';', Dither reads commas")
    expect(await said('twice.csv')).toContain('twice.csv has two columns named age')
  })

  test('refuses a file that is not there', async () => {
    expect(await check('none.csv', '--as-owner')).toMatchObject({ code: 2, out: '' })
  })
})
