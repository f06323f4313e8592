import { describe, expect, test } from 'vitest'
import { checkSchema } from '../schema/define-schema.ts'
import { unitText } from './unit-text.ts'

const of = (privacyUnit: unknown, type = 'text') =>
  unitText(
    checkSchema({
      dataset: 'people',
      privacyUnit,
      columns: { pid: { type }, '10 x': { type: 'text' }, age: { type: 'number' } },
    }),
  )

describe('the text of a privacy unit', () => {
  test('is the kind and what singles the unit out', () => {
    expect(of('row')).toBe('row')
    expect(of({ rows: 3 })).toBe('rows 3')
    expect(of({ column: 'pid', maxRows: 2, maxGroups: 1 })).toBe('id text pid')
    expect(of({ column: '10 x', maxRows: 2, maxGroups: 1 })).toBe('id text 10 x')
  })

  test('is the same for the same unit: any one row, and an id with other bounds', () => {
    expect(of({ rows: 1 })).toBe(of('row'))
    expect(of({ column: 'pid', maxRows: 9, maxGroups: 7 })).toBe(
      of({ column: 'pid', maxRows: 1, maxGroups: 1 }),
    )
  })

  test('differs between ids that are compared as text and as integers', () => {
    const unit = { column: 'pid', maxRows: 1, maxGroups: 1 }
    expect(of(unit, 'integer')).toBe('id integer pid')
    expect(of(unit, 'integer')).not.toBe(of(unit, 'text'))
  })
})
