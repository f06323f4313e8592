import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { csvReader } from './csv.ts'

function read(pieces: readonly string[]): (string | null)[][] {
  const reader = csvReader()
  return [...pieces.flatMap((piece) => reader.push(piece)), ...reader.end()].map((record) => [
    ...record,
  ])
}

describe('csvReader', () => {
  it.each([
    [
      'a,b\n1,2\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      '\ufeffa,b\r\n1,2',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    ['a\rb\r\nc\nd', [['a'], ['b'], ['c'], ['d']]],
    ['\n\na\n\r\n\r\rb\n', [['a'], ['b']]],
    [
      ',\n"",\n',
      [
        [null, null],
        [null, null],
      ],
    ],
    ['""\n', [[null]]],
    ['"a,b","l\r\nm","say ""hi"""\n', [['a,b', 'l\r\nm', 'say "hi"']]],
    [' a , b', [[' a ', ' b']]],
    [' "a" ,"b"\n', [['a', 'b']]],
    ['x"y,z', [['x"y', 'z']]],
    ['"never closed\n1,2', [['never closed\n1,2']]],
    ['"a"junk,b', [['a', 'b']]],
    ['', []],
    ['\ufeff', []],
  ])('reads %j', (text, records) => {
    expect(read([text])).toEqual(records)
  })

  it('reads the same however the text is cut', () => {
    const token = fc.constantFrom('a', 'é😀', ',', '"', '""', '\n', '\r\n', '\r', ' ', '\ufeff')
    fc.assert(
      fc.property(fc.array(token, { maxLength: 30 }), (tokens) => {
        const text = tokens.join('')
        expect(read([...text])).toEqual(read([text]))
        expect(read(tokens)).toEqual(read([text]))
      }),
    )
  })

  it('gives back what was written', () => {
    const cell = fc.oneof(fc.constant(null), fc.string({ unit: 'binary', minLength: 1 }))
    fc.assert(
      fc.property(fc.array(fc.array(cell, { minLength: 2, maxLength: 4 })), (records) => {
        const text = records
          .map((record) =>
            record.map((c) => (c === null ? '' : `"${c.replaceAll('"', '""')}"`)).join(','),
          )
          .join('\n')
        expect(read([text])).toEqual(records)
      }),
    )
  })
})
