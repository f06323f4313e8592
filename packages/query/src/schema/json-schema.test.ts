import { describe, expect, it } from 'vitest'
import { fromJSONSchema } from 'zod'
import { checkSchema } from './define-schema.ts'
import { schemaJsonSchema } from './json-schema.ts'

/** As the formatter writes JSON: lists of plain things on one line. */
function written(value: unknown): string {
  const text = JSON.stringify(value, null, 2)
  return `${text.replace(/\[\s+([^[\]{}]*?)\s+\]/g, (_, items: string) => `[${items.replace(/\s+/g, ' ')}]`)}\n`
}

describe('the JSON Schema of a schema file', () => {
  it('is the one in the package, or run: npx vitest run --project unit -u json-schema', async () => {
    await expect(written(schemaJsonSchema())).toMatchFileSnapshot('../../schema.json')
  })

  const base = { version: 1, dataset: 'd', privacyUnit: 'row' }
  // Zod does not know dependentRequired, by which a bound asks for the other one.
  const known = JSON.parse(
    JSON.stringify(schemaJsonSchema(), (key, value) =>
      key === 'dependentRequired' ? undefined : value,
    ),
  )
  const accepts = (value: unknown): boolean => fromJSONSchema(known).safeParse(value).success
  const isChecked = (value: unknown): boolean => {
    try {
      checkSchema(value)
      return true
    } catch {
      return false
    }
  }
  const columns: readonly object[] = [
    { type: 'integer', lower: 0, upper: 100 },
    { type: 'number', lower: 0.5, upper: 1, origin: 0.75, impute: 0.5 },
    { type: 'number', nullable: true },
    { type: 'category', categories: ['a', 'b'], impute: 'b' },
    { type: 'boolean', impute: true },
    { type: 'text', nullable: true },
  ]
  const wrongColumns: readonly object[] = [
    { type: 'int' },
    { type: 'integer', lower: 0.5, upper: 1 },
    { type: 'number', lowr: 1 },
    { type: 'category' },
    { type: 'category', categories: [] },
    { type: 'boolean', lower: 0 },
    { type: 'text', nullable: false },
    {},
  ]

  it.each(columns)('takes the column %j, as the checker does', (column) => {
    const schema = { ...base, columns: { x: column } }
    expect([accepts(schema), isChecked(schema)]).toEqual([true, true])
  })

  it.each(wrongColumns)('refuses the column %j, as the checker does', (column) => {
    const schema = { ...base, columns: { x: column } }
    expect([accepts(schema), isChecked(schema)]).toEqual([false, false])
  })

  it('takes and refuses what stands around the columns, as the checker does', () => {
    const columns = { pid: { type: 'text' } }
    for (const privacyUnit of ['row', { rows: 3 }, { column: 'pid', maxRows: 1, maxGroups: 2 }]) {
      const schema = { ...base, privacyUnit, columns }
      expect([accepts(schema), isChecked(schema)]).toEqual([true, true])
    }
    for (const wrong of [
      { version: 2 },
      { privacyUnit: 'person' },
      { privacyUnit: { rows: 0 } },
      { privacyUnit: { column: 'pid' } },
      { rows: { public: 0 } },
      { rows: 5 },
      { dataset: '-' },
      { columns: {} },
      { extra: 1 },
    ]) {
      const schema = { ...base, columns, ...wrong }
      expect([accepts(schema), isChecked(schema)], JSON.stringify(wrong)).toEqual([false, false])
    }
  })
})
