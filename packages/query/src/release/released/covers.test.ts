import { describe, expect, it } from 'vitest'
import { memory } from '../../engines/memory/memory.ts'
import { table } from '../../fluent/table.ts'
import { prove } from '../../proof/prove.ts'
import { defineSchema } from '../../schema/define-schema.ts'
import { dividedBy } from '../arithmetic/arithmetic.ts'
import { open } from '../session.ts'
import type { Statistic } from '../statistic.ts'
import { coversOf } from './covers.ts'

const columns = {
  pid: { type: 'text' },
  age: { type: 'integer', lower: 0, upper: 100 },
  wage: { type: 'number', lower: 0, upper: 5000 },
  sex: { type: 'category', categories: ['f', 'm'] },
} as const
const rows = memory([{ pid: 'a', age: 40, wage: 100, sex: 'f' }])
const byRow = table(rows, defineSchema({ dataset: 'd', privacyUnit: 'row', columns }))
const known = table(
  rows,
  defineSchema({ dataset: 'd', privacyUnit: 'row', rows: { public: 7 }, columns }),
)
const unit = { column: 'pid', maxRows: 3, maxGroups: 2 } as const
const byId = table(rows, defineSchema({ dataset: 'd', privacyUnit: unit, columns }))
const capped = table(
  rows,
  defineSchema({ dataset: 'd', privacyUnit: { ...unit, maxRowsTotal: 4 }, columns }),
)

const said = ({ question, schema }: Statistic, group?: number): string =>
  coversOf(prove(question, schema))(group)
const all = 'the noise; no bound leaves anything out'
const but = (...limits: string[]): string =>
  `the noise; not what is left out by these: ${limits.join('; ')}`

describe('what an interval is about', () => {
  it.each<[string, Statistic, string]>([
    ['a count of rows', byRow.count(), all],
    ['a histogram', byRow.histogram('age', { edges: [0, 50, 100] }), all],
    ['a sum', byRow.sum('age'), but('age clamped to [0, 100]')],
    ['bounds of its own', byRow.mean('age', { upper: 80 }), but('age clamped to [0, 80]')],
    ['a public size', known.mean('age'), but('age clamped to [0, 100]', '7 rows, as declared')],
    ['one group', byId.count(), but('at most 3 rows of a pid')],
    [
      'groups',
      byId.groupBy('sex').mean('age'),
      but('age clamped to [0, 100]', 'at most 3 rows of a pid in each of at most 2 groups'),
    ],
    ['units in groups', byId.groupBy('sex').countUnits(), but('a pid in at most 2 groups')],
    [
      'bins and a cap on all rows',
      capped.histogram('sex'),
      but('at most 3 rows of a pid in each of at most 2 bins, 4 in all'),
    ],
    ['one row a unit', byId.perUnit({ visits: (one) => one.count({ upper: 9 }) }).count(), all],
    [
      'different values',
      byId.countDistinct('sex', { maxValues: 2 }),
      but('at most 2 different values of a pid'),
    ],
    [
      'candidates',
      byRow.median('age', { candidates: [0, 20, 40] }),
      but('age taken to the nearest of 3 candidates, 0 to 40'),
    ],
    [
      'two columns',
      byRow.covariance('age', 'wage'),
      but('age clamped to [0, 100]', 'wage clamped to [0, 5000]'),
    ],
  ])('names what is left out: %s', (_, statistic, words) => {
    expect(said(statistic)).toBe(words)
  })

  it('names the bounds of each group', () => {
    const asked = byRow
      .groupBy('sex')
      .sum('age', { bounds: [{ keys: { sex: 'm' }, lower: 0, upper: 60 }] })
    expect(said(asked)).toBe(but('age clamped to the bounds of its group'))
    expect(said(asked, 0)).toBe(but('age clamped to [0, 100]'))
    expect(said(asked, 1)).toBe(but('age clamped to [0, 60]'))
  })

  it('stands in every answer, in its data, in its margins and in what is computed from it', async () => {
    await using session = await open(byRow, { budget: { epsilon: 100 } })
    const { sum, n, cells } = await session.release(
      {
        sum: byRow.groupBy('sex').sum('age'),
        n: byRow.groupBy('sex').count(),
        cells: byRow.contingencyTable(['sex', { of: 'age', edges: [0, 50, 100] }]),
      },
      { epsilon: 3 },
    )
    const clamped = but('age clamped to [0, 100]')
    expect(sum.covers).toBe(clamped)
    expect(sum.rows[0]?.answer.covers).toBe(clamped)
    expect(sum.toJSON().covers).toBe(clamped)
    expect(cells.covers).toBe(all)
    expect(cells.margin(['sex']).margin([]).covers).toBe(all)
    expect(dividedBy(sum, n).covers).toBe(`${clamped}; and ${all}`)
    expect(dividedBy(sum, sum).toJSON().covers).toBe(clamped)
  })
})
