import { describe, expect, test } from 'vitest'
import { memory } from '../engines/memory/index.ts'
import { planFromJson, planToJson } from '../plan/plan-json.ts'
import { printQuestion } from '../plan/print-question.ts'
import { prove } from '../proof/prove.ts'
import { open } from '../release/session.ts'
import type { Statistic } from '../release/statistic.ts'
import { defineSchema } from '../schema/define-schema.ts'
import { table } from './table.ts'

const columns = {
  pid: { type: 'text' },
  amount: { type: 'number', lower: 0, upper: 500 },
  city: { type: 'category', categories: ['Bern', 'Rome'] },
  day: { type: 'integer', lower: 1, upper: 31 },
} as const
const rows = Array.from({ length: 60 }, (_, i) => ({
  pid: `p${i % 20}`,
  amount: (i % 3) * 100,
  city: i % 2 === 0 ? 'Bern' : 'Rome',
  day: 1 + (i % 31),
}))
const visits = table(
  memory(rows),
  defineSchema({
    dataset: 'visits',
    privacyUnit: { column: 'pid', maxRows: 5, maxGroups: 3 },
    units: { public: 20 },
    columns,
  }),
)
const byRow = table(memory(rows), defineSchema({ dataset: 'rows', privacyUnit: 'row', columns }))
const proofOf = ({ question, schema }: Statistic) => prove(question, schema)

describe('perUnit', () => {
  const people = visits.perUnit({
    visits: (unit) => unit.count({ upper: 10 }),
    spend: (unit) => unit.sum('amount', { lower: 0, upper: 1000 }),
    home: (unit) => unit.only('city'),
    cities: (unit) => unit.countDistinct((row) => row.city, { upper: 2 }),
    first: (unit) => unit.min('day'),
    last: (unit) => unit.max((row) => row.day.plus(1)),
  })

  test('asks for what a customer spends: the mean of one sum a unit', async () => {
    const session = await open(people, { budget: { epsilon: 1_000_000 } })
    const released = await session.release({
      spend: people.mean('spend', { epsilon: 100_000 }),
      visits: people.mean('visits', { epsilon: 100_000 }),
      home: people.groupBy('home').mean('spend', { epsilon: 100_000 }),
      cities: people.mean('cities', { epsilon: 100_000 }),
      first: people.filter((row) => row.first.atMost(3)).count({ epsilon: 100_000 }),
      people: people.count(),
    })
    expect(released.spend.value).toBeCloseTo(300, 1) // 0 + 100 + 200, in some order
    expect(released.visits.value).toBeCloseTo(3, 1)
    expect(released.cities.value).toBeCloseTo(1, 1)
    expect(released.home.rows.map(({ keys }) => keys['home'])).toEqual(['Bern', 'Rome'])
    expect(released.people.value).toBe(20)
    const firsts = rows.slice(0, 20).filter((_row, i) => {
      const days = [i, i + 20, i + 40].map((at) => rows[at]?.day ?? 99)
      return Math.min(...days) <= 3
    })
    expect(released.first.value).toBe(firsts.length)
  })

  test('costs one row a unit, whatever R and L0 are: a mean over public units has one sum', () => {
    const proof = proofOf(people.mean('spend'))
    expect(proof.bounded.unit).toMatchObject({ maxRows: 1, maxGroups: 1 })
    expect(proof.vectors.map(({ what }) => what)).toEqual(['sum'])
    const [change] = proof.sensitivity.worstCases[0] ?? []
    const { low, high } = proof.bounded.columns[0]?.lattice ?? { low: 0, high: 0 }
    expect(change?.l1).toBe(BigInt(high - low))
    expect(proofOf(visits.mean('amount')).vectors).toHaveLength(2)
  })

  test('is refused where a row is the privacy unit, and says the way out', () => {
    expect(() => byRow.perUnit({ n: (unit) => unit.count() })).toThrow(/no id to gather/)
    expect(() => visits.perUnit({ pid: (unit) => unit.count() })).toThrow(/privacy unit/)
    expect(() => people.sum('visit' as 'visits')).toThrow(/visits/)
    expect(() => visits.perUnit({ x: (unit) => unit.sum('city', { lower: 0, upper: 1 }) })).toThrow(
      /number/,
    )
    for (const upper of [5e-324, 1e-292, -0.9e-290]) {
      const bounds = { lower: Math.min(-5e-324, upper), upper: Math.abs(upper) }
      expect(() => visits.perUnit({ x: (unit) => unit.sum('amount', bounds) })).toThrow(/too small/)
    }
    const open = visits.perUnit({ n: (unit) => unit.count() })
    expect(() => open.mean('n')).toThrow(/upper/)
  })

  test.each([
    [0, 0],
    [-0, 0],
    [0, 1e-290],
    [-1e-290, 5e-324],
    [5e-324, 1],
    [-Number.MAX_VALUE, Number.MAX_VALUE],
    [5, 5 + 2 ** -50],
  ])(
    'counts units with a sum within [%d, %d], or says before that it cannot',
    async (lower, upper) => {
      const whose = visits.perUnit({ x: (unit) => unit.sum('amount', { lower, upper }) })
      await using session = await open(visits, { budget: { epsilon: 1 } })
      const { n } = await session.release(
        { n: whose.filter((row) => row.x.atMost(upper)).count() },
        { epsilon: 1 },
      )
      expect(n.kind).toBe('scalar')
    },
  )

  test('is data that can be saved, printed and read again', () => {
    const { question } = people.groupBy('home').mean('spend', { epsilon: 1 })
    expect(planFromJson(planToJson(question))).toEqual(planFromJson(JSON.stringify(question)))
    expect(printQuestion(question)).toContain('per unit spend = sum(amount) within [0, 1000]')
  })
})

describe('union', () => {
  const bern = byRow.filter((row) => row.city.equals('Bern'))
  const late = byRow.filter((row) => row.day.above(15))

  test('holds the rows of both views, those in both twice', async () => {
    const both = bern.union(late)
    const session = await open(both, { budget: { epsilon: 3000 } })
    const { n, byCity } = await session.release({
      n: both.count({ epsilon: 1000 }),
      byCity: both.groupBy('city').sum('day', { epsilon: 1000 }),
    })
    const [inBern, isLate] = [
      rows.filter(({ city }) => city === 'Bern'),
      rows.filter(({ day }) => day > 15),
    ]
    expect(n.value).toBe(inBern.length + isLate.length)
    const sum = (list: typeof rows) => list.reduce((all, { day }) => all + day, 0)
    expect(byCity.rows[0]?.answer).toMatchObject({
      value: sum(inBern) + sum(isLate.filter(({ city }) => city === 'Bern')),
    })
  })

  test('costs a row as often as it can be there, and an id no more than before', () => {
    const l1 = (asked: Statistic) => proofOf(asked).sensitivity.worstCases[0]?.[0]?.l1
    expect(l1(bern.union(late).count())).toBe(2n)
    expect(l1(bern.union(late).union(byRow).count())).toBe(3n)
    expect(l1(visits.union(visits).groupBy('city').count())).toBe(
      l1(visits.groupBy('city').count()),
    )
    const ones = visits.perUnit({ n: (unit) => unit.count() })
    expect(
      proofOf(
        ones
          .union(ones)
          .groupBy({ name: 'n', of: 'n', values: [1, 2] })
          .count(),
      ).bounded.unit,
    ).toMatchObject({
      maxRows: 2,
      maxRowsTotal: 2,
    })
  })

  test('is of views of one table, and of the columns that both have', () => {
    expect(() => byRow.union(visits)).toThrow(/views of one table/)
    const wider = byRow.derive({ twice: (row) => row.amount.times(2) })
    const both = wider.union(byRow)
    expect(() => both.mean('twice' as 'amount')).toThrow(/twice/)
    const shifted = byRow.derive({ amount: (row) => row.amount.plus(1000) })
    const { bounded } = proofOf(byRow.union(shifted).sum('amount'))
    expect(bounded.columns[0]?.lattice.origin).toBe(750) // of [0, 1500]
    const { question } = both.count({ epsilon: 1 })
    expect(planFromJson(planToJson(question))).toEqual(planFromJson(JSON.stringify(question)))
    expect(printQuestion(question)).toContain('all rows')
  })
})
