/** CSV in other encodings, and in none, over both engines. */
import { DitherError } from '@dither/core'
import { afterAll, describe, expect, it } from 'vitest'
import type { Expression } from '../../expression/expression.ts'
import { checkSchema } from '../../schema/define-schema.ts'
import { tableFiles } from '../conformance/table-files.ts'
import type { BoundedPlan, Source } from '../engine.ts'
import { memory } from '../memory/memory.ts'
import type { TextEncoding } from '../text-encoding.ts'
import { duckdb } from './duckdb.ts'

const files = tableFiles()
afterAll(() => files.remove())

const words = ['Zoë', 'Ångström', 'ÿ', 'it’s', '5 €', 'plain', 'a, b']
const schema = checkSchema({
  dataset: 'd',
  privacyUnit: 'row',
  columns: {
    naïve: { type: 'category', categories: words, nullable: true },
    age: { type: 'integer', lower: 0, upper: 100 },
    b: { type: 'text' },
  },
})
const lines = words.map((word, i) => `"${word}",${i},x`)
const csv = `naïve,age,b\n${lines.join('\n')}\n`
const column = (name: string): Expression => ({ kind: 'column', name })

/** How many rows there are, as seen from one column, and by its values. */
async function rowsOf(
  source: Source,
  of: string,
  values: readonly (string | number)[] = [],
): Promise<bigint[]> {
  const plan: BoundedPlan = {
    schema,
    from: { kind: 'scan' },
    unit: { kind: 'row' },
    axes: [{ kind: 'values', of: column(of), values, rest: true }],
    columns: [],
  }
  const engine = await source.open(schema)
  try {
    return (await engine.run(plan)).cells.map(({ rows }) => rows)
  } finally {
    await engine.close()
  }
}

const latin1 = (text: string) =>
  Uint8Array.from([...text].map((one) => ({ '’': 0x92, '€': 0x80 })[one] ?? one.charCodeAt(0)))
const utf16 = (text: string, isBig: boolean) =>
  Uint8Array.from(
    [...text].flatMap((one) => {
      const code = one.charCodeAt(0)
      return isBig ? [code >> 8, code & 255] : [code & 255, code >> 8]
    }),
  )
const encoded: readonly [string, TextEncoding, Uint8Array][] = [
  ['Latin-1', 'latin-1', latin1(csv)],
  ['UTF-8', 'utf-8', new TextEncoder().encode(csv)],
  ['UTF-16', 'utf-16', utf16(csv, false)],
  ['UTF-16 with its mark', 'utf-16', utf16(`\ufeff${csv}`, false)],
  ['UTF-16, the other end first', 'utf-16', utf16(`\ufeff${csv}`, true)],
]
const fileOf = (bytes: Uint8Array) => files.file('encoded.csv', bytes)
const blobOf = (bytes: Uint8Array) => new Blob([new Uint8Array(bytes)])

describe.each(encoded)('a CSV in %s', (_, encoding, bytes) => {
  it.each([
    ['duckdb', () => duckdb({ file: fileOf(bytes), encoding })],
    ['memory', () => memory(blobOf(bytes), { encoding })],
  ])('has all its rows and names in %s', async (_engine, source) => {
    expect(await rowsOf(source(), 'naïve', words)).toEqual([...words.map(() => 1n), 0n])
  })
})

describe('what is not in its encoding', () => {
  const schemaless = 'x,age,naïve,b\n'
  const mixed = Uint8Array.from([
    ...new TextEncoder().encode(`${schemaless}1,1,plain,y\n`),
    ...latin1('2,2,Zoë,y\n3,3,plain,é\n'),
    ...new TextEncoder().encode('4,4,Zoë,y\n"","","","",""\n'),
  ])

  it.each([
    ['age', 3n],
    ['naïve', 3n],
    ['b', 3n],
  ])('is no row in duckdb, also where a question reads %s alone', async (name, rows) => {
    expect(await rowsOf(duckdb(fileOf(mixed)), name)).toEqual([rows])
  })

  it('is a row in memory, with U+FFFD', async () => {
    expect(await rowsOf(memory(blobOf(mixed)), 'naïve', ['plain', 'Zoë'])).toEqual([2n, 1n, 2n])
    expect(await rowsOf(memory(blobOf(mixed)), 'b', ['\ufffd'])).toEqual([1n, 4n])
  })

  it('is U+FFFD where half a character is left, in both engines', async () => {
    const bytes = utf16(`naïve,age,b\n\ud800,1,\udc00x\nplain,2,\n`, false)
    for (const cut of [bytes, bytes.subarray(0, -1)])
      for (const source of [
        duckdb({ file: fileOf(cut), encoding: 'utf-16' }),
        memory(blobOf(cut), { encoding: 'utf-16' }),
      ])
        expect(await rowsOf(source, 'b', ['\ufffdx'])).toEqual([1n, 1n])
  })
})

describe('an encoding', () => {
  const refused = async (make: () => Source): Promise<string> => {
    try {
      await make().open(schema)
    } catch (error) {
      if (error instanceof DitherError) return error.message
      throw error
    }
    throw new Error('it was accepted')
  }

  it('that is not known, or of what has none, is refused', async () => {
    const encoding = 'ebcdic' as never
    expect(await refused(() => duckdb({ file: 'a.csv', encoding }))).toContain(
      'encoding is ebcdic, must be one of utf-8, latin-1, utf-16',
    )
    expect(await refused(() => memory(blobOf(latin1(csv)), { encoding }))).toContain('ebcdic')
    expect(await refused(() => memory(csv, { encoding: 'latin-1' }))).toContain('is no Blob')
    const names = Object.keys(schema.columns)
    const file = await files.databaseFile({ names, rows: [] })
    expect(await refused(() => duckdb({ file, encoding: 'latin-1' }))).toContain('is no CSV')
  })
})
