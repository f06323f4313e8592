/** The grammar of cells, in SQL and in JavaScript, to the last bit. */
import type { DuckDBConnection } from '@duckdb/node-api'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  booleanFromNumber,
  booleanFromText,
  numberFromText,
  roundHalfUp,
  textFromNumber,
  wholeFromText,
} from '../../schema/grammar.ts'
import { hostileCells } from '../conformance/hostile-cells.ts'
import {
  booleanFromNumberSql,
  booleanFromTextSql,
  numberFromTextSql,
  roundHalfUpSql,
  textFromNumberSql,
  wholeFromTextSql,
} from './parse-sql.ts'
import { sqlNumber, sqlText } from './sql.ts'

let connection: DuckDBConnection
let close: () => void

beforeAll(async () => {
  const { DuckDBInstance } = await import('@duckdb/node-api')
  const instance = await DuckDBInstance.create(':memory:')
  connection = await instance.connect()
  close = () => {
    connection.closeSync()
    instance.closeSync()
  }
})
afterAll(() => close())

/** An expression over the column "x", on every one of these literals. */
async function evaluated(sql: string, literals: readonly string[]): Promise<unknown[]> {
  const rows = literals.map((literal, index) => `(${index}, ${literal})`).join(', ')
  const result = await connection.runAndReadAll(
    `SELECT ${sql} FROM (VALUES ${rows}) AS t(i, x) ORDER BY i`,
  )
  return result.getRows().map(([value]) => (typeof value === 'number' ? value + 0 : value))
}

const digits = fc.oneof(
  fc.stringMatching(/^[0-9]{0,3}$/),
  fc.stringMatching(/^[0-9]{15,40}$/),
  fc.stringMatching(/^0{0,20}[0-9]{0,5}$/),
)
const numeric = fc
  .tuple(
    fc.constantFrom('', '-', '+'),
    digits,
    fc.constantFrom('', '.'),
    digits,
    fc.constantFrom('', 'e', 'E-', 'e+'),
    fc.stringMatching(/^[0-9]{0,3}$/),
  )
  .map((parts) => parts.join(''))
const halfway = fc.double({ noNaN: true, noDefaultInfinity: true }).map((x) => {
  const [digit = '', exponent = '0'] = x.toExponential(16).split('e')
  return `${digit}5e${exponent}`
})
const nearWords = fc
  .tuple(
    fc.constantFrom('', ' ', '  ', '\t', '\n', '\u00a0'),
    fc.constantFrom(
      'inf',
      '-Infinity',
      'nan',
      'TRUE',
      'f',
      'yes',
      'No',
      '1',
      '0',
      '1_0',
      'ye\u017f',
      '\u0131nf',
      'tru',
      '0x1',
      '1f',
      '1d',
    ),
    fc.constantFrom('', ' ', '\n', '\0', 's'),
  )
  .map((parts) => parts.join(''))
const anyText = fc.oneof(numeric, halfway, nearWords, fc.string({ unit: 'binary', maxLength: 8 }))

const wholeText = fc
  .tuple(
    fc.constantFrom('', ' ', '\n'),
    fc.constantFrom('', '-', '+', '--'),
    fc.stringMatching(/^0{0,3}[0-9]{0,40}$/),
    fc.constantFrom('', '.', '.0', '.000', '.1', 'e1'),
    fc.constantFrom('', '  ', '\n'),
  )
  .map((parts) => parts.join(''))

function hexOf(text: string): string {
  const bytes = Array.from(new TextEncoder().encode(text))
  return bytes.map((byte) => byte.toString(16).padStart(2, '0').toUpperCase()).join('')
}

function sample<T>(arbitrary: fc.Arbitrary<T>, count: number): T[] {
  return fc.sample(arbitrary, { numRuns: count, seed: 99 })
}

describe('the grammar in SQL', () => {
  const texts = [...hostileCells, ...sample(anyText, 3000)]

  it('reads numbers as JavaScript does, to the last bit', async () => {
    const wanted = texts.map(numberFromText)
    expect(await evaluated(numberFromTextSql('x'), texts.map(sqlText))).toEqual(wanted)
    const read = wanted.filter((value) => value !== null)
    expect(read.length).toBeGreaterThan(1000)
    expect(wanted.length - read.length).toBeGreaterThan(500)
  })

  it('reads whole numbers as JavaScript does, to the last digit', async () => {
    const ids = [...texts, ...sample(wholeText, 2000)]
    const wanted = ids.map(wholeFromText)
    expect(await evaluated(wholeFromTextSql('x'), ids.map(sqlText))).toEqual(wanted)
    const read = wanted.filter((value) => value !== null)
    expect(read.length).toBeGreaterThan(500)
    expect(wanted.length - read.length).toBeGreaterThan(1000)
    expect(wholeFromText(`${'0'.repeat(1_000_000)}x`)).toBeNull() // in linear time
  })

  it('reads booleans as JavaScript does', async () => {
    const wanted = texts.map(booleanFromText)
    expect(await evaluated(booleanFromTextSql('x'), texts.map(sqlText))).toEqual(wanted)
    for (const value of [true, false, null]) expect(wanted.includes(value)).toBe(true)
  })

  it('rounds, prints and judges numbers as JavaScript does', async () => {
    const edges = [
      0.49999999999999994,
      2 ** 51 + 0.5,
      2 ** 52 - 0.5,
      2 ** 52,
      2 ** 52 + 1,
      -(2 ** 52) - 1,
      0.5 - 2 ** 52,
      2 ** 53,
      -(2 ** 53),
      2 ** 53 + 2,
      Infinity,
      -Infinity,
      1e300,
    ]
    const numbers = [
      ...edges,
      1,
      0,
      -0.5,
      -1.5,
      2.5,
      ...sample(fc.double({ noNaN: true }), 1000),
      ...sample(fc.integer(), 1000),
    ]
    const literals = numbers.map(sqlNumber)
    expect(await evaluated('x', literals)).toEqual(numbers.map((value) => value + 0))
    expect(await evaluated(roundHalfUpSql('x'), literals)).toEqual(numbers.map(roundHalfUp))
    expect(await evaluated(textFromNumberSql('x'), literals)).toEqual(numbers.map(textFromNumber))
    expect(await evaluated(booleanFromNumberSql('x'), literals)).toEqual(
      numbers.map(booleanFromNumber),
    )
  })

  it('writes any text as a literal that reads back', async () => {
    const any = [...hostileCells, ...sample(fc.string({ unit: 'binary' }), 1000)]
    // As bytes, since the driver drops a leading byte order mark from what it reads.
    expect(await evaluated('hex(x)', any.map(sqlText))).toEqual(any.map(hexOf))
    expect(() => sqlText('half \ud800')).toThrow(/half a character/)
  })
})
