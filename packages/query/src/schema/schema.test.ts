import fc from 'fast-check'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { checkSchema, defineSchema } from './define-schema.ts'
import { inputOf } from './input-of.ts'
import { neighboursOf } from './neighbours-of.ts'
import type { Schema } from './schema.ts'
import type { SchemaInput, SchemaOf } from './schema-input.ts'

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

/** The input with one thing changed, whose types the compiler is not asked about. */
const changed = (change: object): unknown => ({ ...people, ...change })
const withColumn = (name: string, column: unknown): unknown =>
  changed({ columns: { ...people.columns, [name]: column } })

describe('a defined schema', () => {
  it('is frozen and complete: every default is filled in', () => {
    const schema = defineSchema(people)
    expect(schema).toEqual({
      version: 1,
      dataset: 'people',
      privacyUnit: { kind: 'row' },
      publicSize: 1000,
      columns: {
        age: { type: 'integer', lower: 0, upper: 101, nullable: false, impute: 51 },
        income: {
          type: 'number',
          lower: 0,
          upper: 500_000,
          nullable: false,
          origin: 20_000,
          impute: 250_000,
        },
        debt: { type: 'number', nullable: true, impute: null },
        wealth: { type: 'number', nullable: false, impute: -1 },
        educ: {
          type: 'category',
          categories: ['primary', 'secondary'],
          nullable: false,
          impute: 'primary',
        },
        married: { type: 'boolean', nullable: true, impute: null },
        note: { type: 'text', nullable: true, impute: null },
      },
    })
    const parts = [schema, schema.columns, schema.privacyUnit, ...Object.values(schema.columns)]
    expect(parts.every(Object.isFrozen)).toBe(true)
  })

  it('tells the compiler the names and kinds of its columns', () => {
    const schema = defineSchema({
      dataset: 'd',
      privacyUnit: 'row',
      columns: { age: { type: 'integer', lower: 0, upper: 1 }, sex: { type: 'boolean' } },
    })
    expectTypeOf(schema).toEqualTypeOf<
      SchemaOf<{ readonly age: 'integer'; readonly sex: 'boolean' }>
    >()
    // @ts-expect-error nothing but a checker makes a schema
    const made: Schema = { version: 1, dataset: 'd', privacyUnit: { kind: 'row' }, columns: {} }
    expect(made).toBeDefined()
  })

  it('has the relation that its public size says', () => {
    expect(neighboursOf(defineSchema(people))).toBe('change-one')
    expect(neighboursOf(checkSchema(changed({ rows: undefined })))).toBe('add-remove')
  })

  it('takes the id of a unit as it is', () => {
    const schema = defineSchema({
      dataset: 'visits',
      privacyUnit: { column: 'pid', maxRows: 3, maxGroups: 5 },
      units: { public: 20 },
      columns: { pid: { type: 'integer' }, cost: { type: 'number', lower: 0, upper: 9 } },
    })
    expect(schema.privacyUnit).toEqual({ kind: 'id', column: 'pid', maxRows: 3, maxGroups: 5 })
    const capped = { column: 'pid', maxRows: 3, maxGroups: 5, maxRowsTotal: 7 }
    const total = checkSchema({ ...inputOf(schema), privacyUnit: capped })
    expect(total.privacyUnit).toEqual({ kind: 'id', ...capped })
    expect(inputOf(total).privacyUnit).toEqual(capped)
    expect(schema.columns['pid']).toEqual({ type: 'integer', nullable: true, impute: null })
  })

  it('looks columns up by their own names alone', () => {
    const schema = checkSchema(withColumn('toString', { type: 'text' }))
    expect(Object.keys(schema.columns)).toContain('toString')
    expect(schema.columns['constructor']).toBeUndefined()
  })

  it('keeps the midpoint of an integer whole and inside its bounds', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.maxSafeInteger(), (a, b) => {
        const [lower, upper] = [Math.min(a, b), Math.max(a, b)]
        const { columns } = defineSchema({
          dataset: 'd',
          privacyUnit: 'row',
          columns: { x: { type: 'integer', lower, upper } },
        })
        const impute = columns['x']?.impute
        return (
          typeof impute === 'number' &&
          Number.isInteger(impute) &&
          impute >= lower &&
          impute <= upper
        )
      }),
      { seed: 1 },
    )
  })
})

describe('a wrong schema', () => {
  const idOf = (change: object): unknown => ({
    dataset: 'visits',
    privacyUnit: { column: 'pid', maxRows: 3, maxGroups: 5 },
    columns: { pid: { type: 'text' } },
    ...change,
  })
  const cases: readonly (readonly [unknown, string])[] = [
    [7, 'schema is 7, must be an object'],
    [changed({ version: 2 }), 'version is 2, this Dither reads schemas up to version 1. Update'],
    [changed({ version: '1' }), 'version is "1", must be 1'],
    [changed({ dataset: undefined }), 'dataset is missing, must be 1 to 100 letters'],
    [changed({ dataset: 'a b' }), 'dataset is "a b", must be 1 to 100 letters'],
    [changed({ dataset: '../x' }), 'dataset is "../x"'],
    [changed({ colums: {} }), 'colums is not a known field. Did you mean columns?'],
    [changed({ columns: {} }), 'columns is {}, must hold at least one column'],
    [changed({ columns: [] }), 'columns is [], must be an object'],
    [changed({ privacyUnit: 'person' }), 'privacyUnit is "person", must say whose presence'],
    [changed({ privacyUnit: { rows: 0 } }), 'privacyUnit.rows is 0, must be a whole number of at'],
    [changed({ privacyUnit: { rows: 1.5 } }), 'privacyUnit.rows is 1.5'],
    [changed({ privacyUnit: { column: 'pid' } }), 'privacyUnit.maxRows is missing'],
    [
      changed({ privacyUnit: { column: 'pid', maxRows: 1 } }),
      'maxGroups is missing, must be a whole number of at least 1. How many groups one id may count in; 1 if you never group',
    ],
    [
      changed({ privacyUnit: 'note' }),
      'Write privacyUnit: { column: note, maxRows: 3, maxGroups: 5 }',
    ],
    [
      withColumn('x', 'integer'),
      'columns.x is "integer", must be an object. Write x: { type: integer }',
    ],
    [withColumn('x', 'Float'), 'Write x: { type: number }'],
    [withColumn('x', 'enum'), 'Write x: { type: category, categories: [a, b] }'],
    [withColumn('x', 'duration'), 'Write { type: … }'],
    [changed({ rows: { public: 0 } }), 'rows.public is 0, must be a whole number of at least 1'],
    [changed({ rows: 1000 }), 'rows is 1000, must be an object. Write rows: { public: 1000 }'],
    [
      changed({ units: { public: 5 } }),
      'units is {"public":5}, but the privacy unit is made of rows',
    ],
    [idOf({ rows: { public: 5 } }), 'the number of ids. Say units: { public: n }'],
    [idOf({ privacyUnit: { column: 'pdi', maxRows: 1, maxGroups: 1 } }), 'Did you mean pid?'],
    [
      idOf({ privacyUnit: { column: 'pid', maxRows: 1, maxGroups: 0 } }),
      'privacyUnit.maxGroups is 0',
    ],
    [
      idOf({ privacyUnit: { column: 'pid', maxRows: 1, maxGroups: 1, maxRowsTotal: 0 } }),
      'privacyUnit.maxRowsTotal is 0',
    ],
    [idOf({ columns: { pid: { type: 'number' } } }), 'must be of type text or integer'],
    [
      idOf({ columns: { pid: { type: 'integer', lower: 0, upper: 9 } } }),
      'one unit out of several',
    ],
    [
      idOf({ columns: { pid: { type: 'integer', impute: 0 } } }),
      'columns.pid.impute is 0, cannot be',
    ],
    [idOf({ columns: { pid: { type: 'integer', nullable: false } } }), 'rows without the id'],
    [withColumn('x', { type: 'int' }), 'columns.x.type is "int", must be one of number, integer'],
    [withColumn('x', { type: 'int' }), 'Did you mean integer?'],
    [withColumn('x', { type: 'txet' }), 'Did you mean text?'],
    [withColumn('x', {}), 'columns.x.type is missing'],
    [withColumn('x', null), 'columns.x is null, must be an object'],
    [withColumn('x', { type: 'number', lower: 1 }), 'columns.x.upper is missing'],
    [withColumn('x', { type: 'number', upper: 1 }), 'columns.x.lower is missing'],
    [
      withColumn('x', { type: 'number', lower: 2, upper: 1 }),
      'lower is 2, must be at most upper, which is 1',
    ],
    [
      withColumn('x', { type: 'number', lower: Number.NaN, upper: 1 }),
      'lower is NaN, must be a finite',
    ],
    [
      withColumn('x', { type: 'number', lower: 0, upper: Number.POSITIVE_INFINITY }),
      'upper is Infinity',
    ],
    [
      withColumn('x', { type: 'number', lower: '0', upper: 1 }),
      'lower is "0", must be a finite number',
    ],
    [withColumn('x', { type: 'number', lower: 0, upper: 2 ** 53 }), 'must be within 2^53 of zero'],
    [
      withColumn('x', { type: 'integer', lower: 0.5, upper: 2 }),
      'lower is 0.5, must be a whole number',
    ],
    [withColumn('x', { type: 'number', lower: 0, uper: 2 }), 'columns.x.uper is not a known field'],
    [
      withColumn('x', { type: 'number', lower: 0, upper: 1, origin: 2 }),
      'origin is 2, must be within',
    ],
    [withColumn('x', { type: 'number', origin: 2 }), 'has no meaning without lower and upper'],
    [
      withColumn('x', { type: 'number', lower: 0, upper: 1, impute: 2 }),
      'impute is 2, must be within',
    ],
    [
      withColumn('x', { type: 'number', nullable: false }),
      'impute is missing, must stand for NULL',
    ],
    [withColumn('x', { type: 'number', nullable: true, impute: 1 }), 'no meaning in a nullable'],
    [withColumn('x', { type: 'number', nullable: 1 }), 'nullable is 1, must be true or false'],
    [withColumn('x', { type: 'category' }), 'categories is missing, must be a list'],
    [withColumn('x', { type: 'category', categories: [] }), 'categories is [], must be a list'],
    [
      withColumn('x', { type: 'category', categories: [1] }),
      'categories[0] is 1, must be a non-empty text',
    ],
    [
      withColumn('x', { type: 'category', categories: [''] }),
      'categories[0] is "", must be a non-empty',
    ],
    [
      withColumn('x', { type: 'category', categories: ['a', 'a'] }),
      'categories[1] is "a", must not be listed twice',
    ],
    [
      withColumn('x', { type: 'category', categories: ['a\u001b[1m'] }),
      'must not hold control characters',
    ],
    [
      withColumn('x', { type: 'category', categories: ['abc'], impute: 'abd' }),
      'Did you mean abc?',
    ],
    [withColumn('x', { type: 'boolean', impute: 'no' }), 'impute is "no", must be true or false'],
    [withColumn('x', { type: 'text', nullable: false }), 'nullable is false, cannot be'],
    [withColumn('AGE', { type: 'text' }), 'must differ from age in more than letter case'],
    [withColumn('', { type: 'text' }), 'must be a non-empty text'],
  ]

  it.each(cases)('%j is refused: %s', (input, message) => {
    expect(() => checkSchema(input)).toThrow(message)
    expect(() => checkSchema(input)).toThrow(
      expect.objectContaining({
        name: 'DitherError',
        detail: expect.objectContaining({ parameter: expect.any(String) }),
      }),
    )
  })
})
