import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseCell } from '../schema/cell.ts'
import type { Column } from '../schema/schema.ts'
import { unitIdOf } from './unit-id.ts'

const integer = { type: 'integer', nullable: true, impute: null } as const
const text = { type: 'text', nullable: true, impute: null } as const

/** Pairs of cells of two units, by the type of their column. */
const pairs: readonly (readonly [Column, unknown, unknown])[] = [
  [integer, '4503599627370497', '4503599627370498'],
  [integer, 4503599627370497, 4503599627370498],
  [integer, '9007199254740992', '9007199254740993'],
  [integer, 2n ** 53n, 2n ** 53n + 1n],
  [integer, 2n ** 64n, 2n ** 64n + 1n],
  [text, 2n ** 53n, 2n ** 53n + 1n],
  [text, 'a', ' a'],
  [text, 'é', 'e\u0301'],
  [text, '1', '1.0'],
]

describe('unitIdOf', () => {
  it.each(pairs)('keeps two units two: %#', (column, one, other) => {
    const ids = [unitIdOf(column, one), unitIdOf(column, other)]
    expect(ids).not.toContain(null)
    expect(new Set(ids).size).toBe(2)
  })

  it('would not be taken for the parsed cell, which merges units', () => {
    const merged = pairs.filter(
      ([column, one, other]) => parseCell(column, one) === parseCell(column, other),
    )
    expect(merged.length).toBeGreaterThan(2)
  })

  it('is the whole number that a text of an integer column says, and nothing else', () => {
    for (const raw of ['7', ' 007 ', '+7', '7.', '7.000', 7, 7n])
      expect(unitIdOf(integer, raw)).toBe('7')
    for (const raw of ['0', '-0', '+0.0', '-000', -0, 0n]) expect(unitIdOf(integer, raw)).toBe('0')
    expect(unitIdOf(integer, '-007')).toBe('-7')
    const none = [
      '',
      ' ',
      '.0',
      '1.1',
      '1.2',
      '1e3',
      'inf',
      '0x10',
      '1_000',
      '٣',
      '1\n',
      'x',
      '- 1',
    ]
    const noNumbers = [1.1, Number.NaN, Infinity, 2 ** 53, -(2 ** 53), true, new Date(0), null, {}]
    for (const raw of [...none, ...noNumbers]) expect(unitIdOf(integer, raw)).toBeNull()
    expect(unitIdOf(integer, Number.MAX_SAFE_INTEGER)).toBe('9007199254740991')
  })

  it('is one id for two texts of an integer column only where they say one number', () => {
    const written = fc
      .tuple(fc.constantFrom('', '+', '-'), fc.stringMatching(/^0{0,3}[0-9]{1,30}$/))
      .map(([sign, digits]) => ({
        raw: `${sign}${digits}`,
        exact: BigInt(`${sign === '-' ? '-' : ''}${digits}`.replace(/^-?0*$/, '0')),
      }))
    fc.assert(
      fc.property(written, fc.constantFrom(-1n, 0n, 1n), ({ raw, exact }, step) => {
        expect(unitIdOf(integer, raw)).toBe(String(exact))
        expect(unitIdOf(integer, exact + step) === unitIdOf(integer, raw)).toBe(step === 0n)
      }),
    )
  })

  it('is a text letter for letter, unless characters were lost on the way', () => {
    for (const raw of [' 01 ', 'a\0b', '\u{1f600}', 'é', ' ']) expect(unitIdOf(text, raw)).toBe(raw)
    for (const raw of [
      '',
      'a\ud83d',
      '\udc00',
      'a\ufffd',
      null,
      undefined,
      0.5,
      2 ** 53,
      {},
      ['a'],
    ])
      expect(unitIdOf(text, raw)).toBeNull()
    expect([12, -0, true, 2n ** 64n].map((raw) => unitIdOf(text, raw))).toEqual([
      '12',
      '0',
      'true',
      '18446744073709551616',
    ])
    expect(unitIdOf(text, new Date(1))).toBe('1970-01-01T00:00:00.001000Z')
    expect(unitIdOf(text, new Date(Number.NaN))).toBeNull()
  })

  it('never throws', () => {
    const hostile = new Proxy(new Date(0), {
      getPrototypeOf() {
        throw new Error('no')
      },
    })
    for (const column of [integer, text]) {
      expect(unitIdOf(column, hostile)).toBeNull()
      fc.assert(
        fc.property(fc.anything(), (raw) =>
          ['string', 'object'].includes(typeof unitIdOf(column, raw)),
        ),
      )
    }
  })
})
