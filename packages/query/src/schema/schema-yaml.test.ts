import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkSchema, defineSchema } from './define-schema.ts'
import { inputOf } from './input-of.ts'
import { readSchema } from './read-schema.ts'
import type { SchemaInput } from './schema-input.ts'
import { writeSchema } from './write-schema.ts'

const people = {
  dataset: 'people',
  privacyUnit: 'row',
  rows: { public: 1000 },
  columns: {
    age: { type: 'integer', lower: 0, upper: 101 },
    income: { type: 'number', lower: 0, upper: 500_000, origin: 20_000 },
    debt: { type: 'number' },
    wealth: { type: 'number', impute: -1 },
    educ: { type: 'category', categories: ['primary', 'secondary'] },
    married: { type: 'boolean', nullable: true },
    note: { type: 'text' },
  },
} as const satisfies SchemaInput

describe('a schema in YAML', () => {
  it('is read without surprises: texts stay as they were written', () => {
    const schema = readSchema(`
version: 1
dataset: 2024
privacyUnit: { rows: 3 }
columns:
  age: { type: integer, lower: 0, upper: 1e2 }
  answer:
    type: category
    categories: [no, yes, true, 1.0, 007, 'null']
    impute: 1.0
  0x1F: { type: boolean }
`)
    expect(schema.dataset).toBe('2024')
    expect(schema.columns['age']).toMatchObject({ upper: 100 })
    expect(schema.columns['answer']).toMatchObject({
      categories: ['no', 'yes', 'true', '1.0', '007', 'null'],
      impute: '1.0',
    })
    expect(schema.columns['0x1F']).toBeDefined()
  })

  const wrong: readonly (readonly [string, string])[] = [
    ['', 'schema is missing'],
    ['- 1', 'must be an object'],
    ['dataset: x', 'version is missing, must be 1. Add the line: version: 1'],
    ['version: 2\ndataset: x', 'version is 2, this Dither reads schemas up to version 1'],
    ['version: 1\nversion: 1', 'not well formed (duplicate key) at line 2, column 1'],
    ['version: 1\n---\nversion: 1', 'not well formed'],
    ['version: [1', 'not well formed'],
    ['version: !!set {1}', 'the YAML has a tag at line 1, column 16. Write it without'],
    ['version: &a 1\ndataset: *a', 'the YAML has an alias at line 2, column 10. Write it out'],
    ['{ [a]: 1 }', 'has a key that is not a word'],
    [
      'version: 1\ndataset: x\nprivacyUnit: row\ncolumns: { x: { type: number, lower: .nan, upper: 1 } }',
      'is NaN',
    ],
    [
      'version: 1\ndataset: x\nprivacyUnit: row\ncolumns: { x: { type: boolean, nullable: no } }',
      'nullable is "no"',
    ],
  ]
  it.each(wrong)('%j is refused: %s', (text, message) => {
    expect(() => readSchema(text)).toThrow(message)
  })

  it.each([
    'age,name\n1,zanzibar\n',
    'zanzibar: 1\nzanzibar: 2',
    'a: zanzibar: b',
    '"zanzibar',
    'zanzibar\n\t: x\n  y',
    '[zanzibar',
    'zanzibar: !zanzibar x',
    'zanzibar: *zanzibar',
    '- zanzibar',
    '%zanzibar\n---\nx',
    'zanzibar: &zanzibar 1',
  ])('%j is refused and not quoted: it may be the data', (text) => {
    let message = ''
    try {
      readSchema(text)
    } catch (error) {
      message = `${error}${JSON.stringify(error)}`
    }
    expect(message).toContain('DitherError')
    expect(message).not.toContain('zanzibar')
  })

  it('is text: an object is for defineSchema', () => {
    // @ts-expect-error an object is no text
    expect(() => readSchema(people)).toThrow(
      'readSchema takes YAML text. For an object use defineSchema',
    )
  })

  const name = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 8 })
    .filter((text) => !/[\p{Control}\p{Surrogate}\u2028\u2029]/u.test(text))
  const oddName = fc.oneof(
    name,
    fc.constantFrom('no', 'true', '1', '1.0', 'null', '~', 'a: b', ' x', '#', "'"),
  )
  const bounds = fc.tuple(fc.integer({ min: -1000, max: 0 }), fc.integer({ min: 0, max: 1000 }))
  const column = fc.oneof(
    bounds.map(([lower, upper]) => ({ type: 'integer' as const, lower, upper })),
    bounds.map(([lower, upper]) => ({
      type: 'number' as const,
      lower: lower / 7,
      upper,
      origin: 0,
    })),
    fc.constant({ type: 'number' as const }),
    fc
      .double({ noNaN: true, min: -1e9, max: 1e9 })
      .map((impute) => ({ type: 'number' as const, impute })),
    fc
      .uniqueArray(oddName, { minLength: 1, maxLength: 4 })
      .map((categories) => ({ type: 'category' as const, categories })),
    fc.constant({ type: 'boolean' as const, nullable: true }),
    fc.constant({ type: 'text' as const }),
  )
  const input = fc.record({
    dataset: fc.stringMatching(/^[A-Za-z0-9]{1,9}$/),
    privacyUnit: fc.oneof(
      fc.constant('row' as const),
      fc.record({ rows: fc.integer({ min: 1, max: 9 }) }),
    ),
    columns: fc
      .uniqueArray(fc.tuple(oddName, column), {
        minLength: 1,
        maxLength: 5,
        selector: ([name]) => name.toLowerCase(),
      })
      .map((columns) => Object.fromEntries(columns)),
  })

  it('comes back as it was written', () => {
    fc.assert(
      fc.property(input, (input) => {
        const schema = checkSchema(input)
        expect(readSchema(writeSchema(schema))).toEqual(schema)
        expect(readSchema(JSON.stringify(inputOf(schema)))).toEqual(schema)
      }),
      { numRuns: 120, seed: 1 },
    )
  })

  it('is written one column a line', () => {
    expect(writeSchema(defineSchema(people))).toBe(`version: 1
dataset: people
privacyUnit: row
rows: { public: 1000 }
columns:
  age: { type: integer, lower: 0, upper: 101, impute: 51 }
  income: { type: number, lower: 0, upper: 500000, origin: 20000, impute: 250000 }
  debt: { type: number, nullable: true }
  wealth: { type: number, impute: -1 }
  educ: { type: category, categories: [ primary, secondary ], impute: primary }
  married: { type: boolean, nullable: true }
  note: { type: text }
`)
  })
})
