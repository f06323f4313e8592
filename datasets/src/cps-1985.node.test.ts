import { describe, expect, test } from 'vitest'
import { cpsColumns, cpsRows, cpsSchema } from './cps-1985.ts'
import { csvChunks } from './csv.ts'

describe('the CPS 1985 wage sample', () => {
  const rows = cpsRows()

  test('holds 534 workers with the published counts', () => {
    expect(rows).toHaveLength(534)
    expect(rows.filter((row) => row.gender === 'female')).toHaveLength(245)
    expect(rows.filter((row) => row.south)).toHaveLength(156)
  })

  test('has union and married the right way round', () => {
    expect(rows.filter((row) => row.union)).toHaveLength(96)
    expect(rows.filter((row) => row.married)).toHaveLength(350)
  })

  test('lies inside its public bounds and lists', () => {
    const { columns } = cpsSchema()
    expect(Object.keys(columns)).toEqual([...cpsColumns])
    for (const [name, column] of Object.entries(columns)) {
      for (const row of rows) {
        const cell = new Map<string, unknown>(Object.entries(row)).get(name)
        if (column.type === 'category') expect(column.categories).toContain(cell)
        if (column.type === 'boolean') expect(typeof cell).toBe('boolean')
        if (column.type === 'integer' || column.type === 'number') {
          expect(cell).toBeGreaterThanOrEqual(column.lower ?? Number.NaN)
          expect(cell).toBeLessThanOrEqual(column.upper ?? Number.NaN)
        }
      }
    }
  })

  test('is written as CSV', () => {
    expect([...csvChunks(cpsColumns, rows)].join('').split('\n').slice(0, 2)).toEqual([
      cpsColumns.join(','),
      '8,false,female,21,false,5.1,35,hispanic,other,manufacturing,true',
    ])
  })
})
