import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseCell, scanCell } from './cell.ts'
import { defineSchema } from './define-schema.ts'
import type { Column } from './schema.ts'

const { columns } = defineSchema({
  dataset: 'd',
  privacyUnit: 'row',
  columns: {
    number: { type: 'number' },
    integer: { type: 'integer', nullable: true },
    bounded: { type: 'integer', lower: -5, upper: 5, impute: 3 },
    boolean: { type: 'boolean', nullable: true },
    sure: { type: 'boolean', impute: true },
    category: { type: 'category', categories: ['a', '1', 'true'], nullable: true },
    text: { type: 'text' },
  },
})
const columnOf = (name: string): Column => {
  const column = columns[name]
  if (column === undefined) throw new Error(name)
  return column
}
const parse = (name: string, raw: unknown) => parseCell(columnOf(name), raw)
const scan = (name: string, raw: unknown) => scanCell(columnOf(name), raw)

describe('the text of a number', () => {
  it.each([
    ['0', 0],
    ['-0', 0],
    ['+5', 5],
    ['5.', 5],
    ['.5', 0.5],
    ['-.5e-1', -0.05],
    ['1E3', 1000],
    ['  7  ', 7],
    ['1e400', Number.POSITIVE_INFINITY],
    ['-1e400', Number.NEGATIVE_INFINITY],
    ['1e-400', 0],
    ['9007199254740993', 9007199254740992],
    ['inf', Number.POSITIVE_INFINITY],
    ['+Infinity', Number.POSITIVE_INFINITY],
    [' -INF ', Number.NEGATIVE_INFINITY],
  ])('%j is %d', (text, value) => {
    expect(parse('number', text)).toBe(value)
  })

  it.each([
    '',
    ' ',
    '.',
    '+',
    '-',
    'e5',
    '1e',
    '1e+',
    '1.2.3',
    '1 2',
    '1_000',
    '1,000',
    '0x10',
    '1n',
    '٣',
    '$1',
    '--1',
    '\t1',
    '1\n',
    'nan',
    'NaN',
    'infinit',
    'ınf',
    'true',
    'null',
  ])('%j is NULL', (text) => {
    expect(parse('number', text)).toBeNull()
  })

  it('reads back every double from its shortest decimal, exactly', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), (value) =>
        Object.is(parse('number', String(value)), value + 0),
      ),
      { numRuns: 2000, seed: 1 },
    )
  })
})

describe('a cell', () => {
  it('rounds an integer half up, and never gives -0', () => {
    expect([2.5, -2.5, -0.5, -0.4, '1.5', '1e400'].map((raw) => parse('integer', raw))).toEqual([
      3,
      -2,
      0,
      0,
      2,
      Number.POSITIVE_INFINITY,
    ])
    expect(Object.is(parse('integer', -0.4), 0)).toBe(true)
    for (const whole of [2 ** 52 - 1, 2 ** 52 + 1, -(2 ** 52) - 1, 2 ** 53 - 1, 2 ** 53 + 2, 1e300])
      for (const raw of [whole, BigInt(whole), String(whole)])
        expect(parse('integer', raw)).toBe(whole)
    expect(parse('integer', 2 ** 51 + 0.5)).toBe(2 ** 51 + 1)
    const brokenTwin = (x: number) => Math.floor(x + 0.5)
    expect(brokenTwin(2 ** 52 + 1)).not.toBe(2 ** 52 + 1)
  })

  it('reads booleans of any case, 1 and 0', () => {
    for (const raw of ['true', 'T', 'YES', '1', ' yes ', true, 1, 1n])
      expect(parse('boolean', raw)).toBe(true)
    for (const raw of ['FALSE', 'f', 'no', '0', false, 0, -0, 0n])
      expect(parse('boolean', raw)).toBe(false)
    for (const raw of ['', 'on', 'falſe', 'y', 2, 0.5, null, {}])
      expect(parse('boolean', raw)).toBeNull()
  })

  it('is one of its categories, or NULL', () => {
    expect(
      ['a', 1, 1n, true, 'b', 'A', ' a', '', null].map((raw) => parse('category', raw)),
    ).toEqual(['a', '1', '1', 'true', null, null, null, null, null])
  })

  it('keeps text as it is; empty text is NULL, and only whole numbers have a text', () => {
    expect(parse('text', ' a ')).toBe(' a ')
    expect(parse('text', '')).toBeNull()
    expect(parse('text', 'x\uD800y')).toBe('x\uFFFDy')
    expect(parse('text', 12)).toBe('12')
    expect(parse('text', 0.5)).toBeNull()
    expect(parse('text', 2n ** 64n)).toBe('18446744073709551616')
    expect(parse('text', new Date(0))).toBe('1970-01-01T00:00:00.000Z')
    for (const time of [Number.NaN, 8.64e15, -62_167_219_200_001, -62_135_596_800_001])
      expect(parse('text', new Date(time))).toBeNull()
    expect(parse('text', new Date(-62_135_596_800_000))).toBe('0001-01-01T00:00:00.000Z')
  })

  it('is clamped and imputed by a scan, in this order', () => {
    expect(scan('bounded', '1e400')).toBe(5)
    expect(scan('bounded', -99)).toBe(-5)
    expect(scan('bounded', 'what')).toBe(3)
    expect(scan('bounded', Number.NaN)).toBe(3)
    expect(scan('sure', 'maybe')).toBe(true)
    expect(scan('boolean', 'maybe')).toBeNull()
    expect(scan('number', Number.NEGATIVE_INFINITY)).toBe(Number.NEGATIVE_INFINITY)
  })

  it('never throws, whatever it holds, and stays what a scan made of it', () => {
    const odd = fc.constantFrom<unknown>(
      undefined,
      Symbol('x'),
      () => 1,
      Object.create(null),
      Object.create(Date.prototype),
      new Proxy(new Date(0), {
        getPrototypeOf() {
          throw new Error('no prototype')
        },
      }),
      { valueOf: () => 1, toString: () => '1' },
      new Date(Number.NaN),
      [1],
    )
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.keys(columns)),
        fc.oneof(odd, fc.anything(), fc.double(), fc.string()),
        (name, raw) => {
          const value = scan(name, raw)
          expect(['number', 'string', 'boolean'].includes(typeof value) || value === null).toBe(
            true,
          )
          expect(Object.is(value, -0) || Number.isNaN(value)).toBe(false)
          expect(value === null && !columnOf(name).nullable).toBe(false)
          expect(scan(name, value)).toBe(value)
        },
      ),
      { numRuns: 3000, seed: 1 },
    )
  })
})
