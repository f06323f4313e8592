import { expect, test } from 'vitest'
import { lostRows } from './lost-rows.ts'

const report = (columns: readonly string[], rows: Record<string, readonly (number | null)[]>) => ({
  tables: [
    {
      title: 'speed',
      columns,
      rows: Object.entries(rows).map(([name, cells]) => ({ name, cells })),
    },
  ],
})

test('rows and columns without a number are lost', () => {
  const kept = report(['ours', 'theirs'], { a: [1, 2], b: [3, null], c: [null, null] })
  expect(lostRows(kept, kept)).toEqual([])
  expect(lostRows(kept, report(['ours'], { a: [1], b: [3] }))).toEqual(['speed: theirs'])
  expect(lostRows(kept, report(['ours', 'theirs'], { a: [5, null], b: [6, null] }))).toEqual([
    'speed: theirs',
  ])
  expect(lostRows(kept, report(['ours', 'theirs'], { a: [1, 2], b: [null, null] }))).toEqual([
    'speed: b',
  ])
  expect(lostRows(kept, { tables: [] })).toHaveLength(4)
})

test('one number more or less in a row that both have is no loss', () => {
  const kept = report(['x', 'y'], { a: [1, 2], b: [3, 4] })
  expect(lostRows(kept, report(['x', 'y'], { a: [1, 2], b: [3, null], c: [5, 6] }))).toEqual([])
})
