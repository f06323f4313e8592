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
  age: { type: 'integer', lower: 0, upper: 100, nullable: true },
  wage: { type: 'number', lower: 0, upper: 5000, nullable: true },
  sex: { type: 'category', categories: ['f', 'm'], nullable: true },
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

const gaps = {
  pid: { type: 'text' },
  age: { type: 'integer', lower: 0, upper: 100 },
  day: { type: 'date', lower: '2026-01-01', upper: '2026-01-03' },
  married: { type: 'boolean' },
  town: { type: 'category', categories: ['Ulm', 'Bonn'] },
  school: { type: 'category', categories: ['low', 'high'], impute: 'high' },
  pay: { type: 'number', lower: 0, upper: 10, nullable: true },
} as const
const full = table(rows, defineSchema({ dataset: 'd', privacyUnit: 'row', columns: gaps }))
const people = table(rows, defineSchema({ dataset: 'd', privacyUnit: unit, columns: gaps }))
const age = 'a missing or unreadable age counts as 50'
const married = 'a missing or unreadable married counts as false'
const school = 'a missing or unlisted school counts as high'

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

  it.each<[string, Statistic, ...string[]]>([
    ['none of a count of rows', full.count()],
    ['none of a count of units', people.countUnits()],
    ['none of a nullable column', full.mean('pay'), but('pay clamped to [0, 10]')],
    ['a number', full.count('age'), all, 'a missing or unreadable age counts as 50'],
    ['a date', full.count('day'), all, 'a missing or unreadable day counts as 2026-01-02'],
    [
      'a boolean',
      full.histogram('married'),
      all,
      'a missing or unreadable married counts as false',
    ],
    ['the first category', full.histogram('town'), all, 'a missing or unlisted town counts as Ulm'],
    ['what the schema says', full.topValues('school', 1), all, school],
    ['a key', full.groupBy('school').count(), all, school],
    ['a filter', full.filter((p) => p.married).count(), all, married],
    [
      'two columns, in the order of the schema, each once',
      full.filter((p) => p.age.above(5)).contingencyTable(['school', 'married']),
      all,
      age,
      married,
      school,
    ],
    [
      'what a derived column is made of, under its own name too',
      full.derive({ age: (p) => p.pay.plus(1), old: (p) => p.age.above(60) }).count('old'),
      all,
      age,
    ],
    ['none of a column that is replaced', full.derive({ age: (p) => p.pay }).count('age'), all],
    ['none of what nobody asks for', full.derive({ old: (p) => p.age.above(60) }).count(), all],
    [
      'tables that are joined in one',
      full.union(full.filter((p) => p.married)).count(),
      all,
      married,
    ],
    [
      'one row a unit',
      people.perUnit({ n: (p) => p.count({ upper: 9 }), top: (p) => p.max('age') }).count('top'),
      all,
      age,
    ],
    [
      'a pair',
      full.covariance('age', 'pay'),
      but('age clamped to [0, 100]', 'pay clamped to [0, 10]'),
      age,
    ],
    ['different values', full.countDistinct('school'), all, school],
    [
      'a matrix',
      full.correlation(['age', 'pay']),
      but('age clamped to [0, 100]', 'pay clamped to [0, 10]'),
      age,
    ],
    [
      'a line',
      full.linearRegression('pay', ['age']),
      but('pay clamped to [0, 10]', 'age clamped to [0, 100]'),
      age,
    ],
  ])('names what missing cells count as: %s', (_, statistic, ...words) => {
    expect(said(statistic)).toBe((words.length === 0 ? [all] : words).join('; '))
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
