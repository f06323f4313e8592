import { describe, expect, expectTypeOf, it } from 'vitest'
import type { Source } from '../engines/engine.ts'
import { memory } from '../engines/memory/memory.ts'
import {
  type BaseExpression,
  column,
  compile,
  type DateExpression,
  defineSchema,
  factsOf,
  moment,
  type NumberExpression,
  open,
  printExpression,
  type Row,
  type SchemaOf,
  table,
  when,
} from '../index.ts'
import { planFromJson, planToJson } from '../plan/plan-json.ts'
import { readSchema } from '../yaml.ts'

const untouched: Source = {
  engine: 'untouched',
  open: () => Promise.reject(new Error('a description opened its source')),
}
const schema = defineSchema({
  dataset: 'clinic',
  privacyUnit: 'row',
  columns: {
    signup: { type: 'date', lower: '2023-11-15', upper: '2024-02-10' },
    born: { type: 'date', lower: '1930-01-01', upper: '2010-12-31' },
    opens: { type: 'time' },
    seen: { type: 'timestamp', lower: '2024-01-01', upper: '2024-12-31T23:59:59.999999Z' },
    zip: { type: 'category', categories: ['10', '20', '30'] },
    name: { type: 'text' },
    age: { type: 'integer', lower: 0, upper: 100 },
  },
})
const people = table(untouched, schema)

type Kinds = typeof schema extends SchemaOf<infer Found> ? Found : never

/** What a row function makes of one row, as the reference engine has it. */
function valueIn(
  of: (row: Row<Kinds>) => BaseExpression,
  row: Readonly<Record<string, number | string | null>>,
): unknown {
  let found: unknown
  people.derive({
    value: (p) => {
      const made = of(p)
      found = compile(made.expression)(row)
      return made
    },
  })
  return found
}

describe('a date', () => {
  it('has parts, and values that are public by their bounds', () => {
    const row = { signup: 19_782 } // 2024-02-29
    expect(valueIn((p) => p.signup.year(), row)).toBe(2024)
    expect(valueIn((p) => p.signup.quarter(), row)).toBe(1)
    expect(valueIn((p) => p.signup.month(), row)).toBe(2)
    expect(valueIn((p) => p.signup.isoWeek(), row)).toBe(9)
    expect(valueIn((p) => p.signup.day(), row)).toBe(29)
    expect(valueIn((p) => p.signup.weekday(), row)).toBe(4)
    expect(valueIn((p) => p.signup.dayOfYear(), row)).toBe(60)
    const byYear = people.derive({ year: (p) => p.signup.year(), month: (p) => p.signup.month() })
    expect(byYear.groupBy('year').keys[0]?.values).toEqual([2023, 2024])
    expect(byYear.groupBy('month').keys[0]?.values).toHaveLength(12)
    const winter = people.derive({ m: (p) => p.seen.truncateTo('month').month() })
    expect(winter.groupBy('m').keys[0]?.values).toHaveLength(12)
  })

  it('is compared with ISO 8601 text, and with its own type alone', () => {
    expect(valueIn((p) => p.signup.atLeast('2024-01-01'), { signup: 19_722 })).toBe(false)
    expect(valueIn((p) => p.signup.atLeast('2024-01-01'), { signup: 19_723 })).toBe(true)
    expect(valueIn((p) => p.signup.isIn(['2024-01-01', '2024-02-01']), { signup: 19_723 })).toBe(
      true,
    )
    expect(() => people.filter((p) => p.signup.atLeast('01.02.2024'))).toThrow(/is no date/)
    // @ts-expect-error a date is no timestamp
    expect(() => people.filter((p) => p.signup.below(p.seen)).count()).toThrow(/is a timestamp/)
    // @ts-expect-error nor a number
    expect(() => people.filter((p) => p.signup.below(5)).count()).toThrow(/is a number/)
    // @ts-expect-error and is not added to
    expect(() => people.derive({ x: (p) => p.signup.plus(1) }).count()).toThrow(/signup is a date/)
    // @ts-expect-error a date has no hour
    expect(() => people.derive({ x: (p) => p.signup.hour() }).count()).toThrow(/has no hour/)
  })

  it('counts the days since another, whole and within what the bounds give', () => {
    expect(valueIn((p) => p.signup.daysSince('2024-02-28'), { signup: 19_782 })).toBe(1)
    expect(people.mean((p) => p.signup.daysSince(p.born)).question.aggregate.kind).toBe('mean')
    expect(people.median('signup').question.aggregate.kind).toBe('quantile')
  })

  it('takes the place of NULL, is clamped, and chosen by condition', () => {
    const none = { signup: null }
    expect(valueIn((p) => p.signup.impute('2024-01-01').year(), none)).toBe(2024)
    expect(
      valueIn((p) => p.signup.clamp('2024-01-01', '2024-01-31').day(), { signup: 19_782 }),
    ).toBe(31)
    expect(valueIn((p) => p.signup.least('2024-01-05').day(), { signup: 19_782 })).toBe(5)
    const chosen = people.derive({
      from: (p) => when(p.age.below(18)).then(p.signup).otherwise('2024-01-01'),
    })
    expectTypeOf(chosen.filter((p) => p.from.below('2024-01-01'))).toEqualTypeOf(chosen)
    expect(chosen.groupBy({ name: 'm', of: (p) => p.from.month() }).keys[0]?.values).toHaveLength(
      12,
    )
  })

  it('is known by its row, or by what is said of a name', () => {
    expectTypeOf(column('signup', 'date')).toEqualTypeOf<DateExpression>()
    expectTypeOf(column('signup', 'date').year()).toEqualTypeOf<NumberExpression>()
    expect(() => column('signup').year()).toThrow(/row\.signup/)
    expect(people.filter(column('signup', 'date').year().equals(2024)).count().kind).toBe(
      'statistic',
    )
    expect(() => people.filter(column('seen', 'date').year().equals(2024)).count()).toThrow(
      /seen is a timestamp, must be a date/,
    )
    const loose = table(
      untouched,
      readSchema(
        'version: 1\ndataset: d\nprivacyUnit: row\ncolumns:\n  day: { type: date, lower: 2020-01-01, upper: 2024-12-31 }\n',
      ),
    )
    expect(
      loose.groupBy({ name: 'y', of: (p) => p['day']?.year() ?? column('none') }).keys[0]?.values,
    ).toHaveLength(5)
    expect(moment('date', '2024-02-29').expression).toEqual({
      kind: 'moment',
      type: 'date',
      text: '2024-02-29',
    })
  })
})

describe('a timestamp', () => {
  it('is in UTC, to the microsecond', () => {
    const row = { seen: 1_709_164_799_999_999 } // 2024-02-28T23:59:59.999999Z
    expect(valueIn((p) => p.seen.day(), row)).toBe(28)
    expect(valueIn((p) => p.seen.hour(), row)).toBe(23)
    expect(valueIn((p) => p.seen.toDate().weekday(), row)).toBe(3)
    expect(valueIn((p) => p.seen.toTime().second(), row)).toBe(59)
    expect(valueIn((p) => p.seen.secondsSince('2024-02-29T00:59:59+01:00'), row)).toBe(0.999999)
    expect(valueIn((p) => p.seen.truncateTo('hour').toNumber(), row)).toBe(1_709_161_200_000_000)
    expect(valueIn((p) => p.signup.toTimestamp().toNumber(), { signup: 1 })).toBe(86_400_000_000)
  })

  it('is counted on a lattice: dates by the day, timestamps as finely as 2^31 steps allow', async () => {
    const rows = ['2024-01-01', '2024-01-02', '2024-01-06'].map((signup) => ({
      signup,
      seen: `${signup}T12:00:00Z`,
    }))
    const real = table(memory(rows), schema)
    const session = await open(real, { budget: { epsilon: 1e6 } })
    const { day, at, since } = await session.release({
      day: real.mean('signup', { epsilon: 3e5 }),
      at: real.mean('seen', { epsilon: 3e5 }),
      since: real.mean((p) => p.seen.daysSince('2024-01-01'), { epsilon: 3e5 }),
    })
    expect(day.value).toBe(19_725)
    expect(Math.abs(at.value - (1_704_110_400e6 + 2 * 86_400e6))).toBeLessThan(2e9)
    expect(Math.abs(since.value - 2.5)).toBeLessThan(0.1)
    await session.close()
  })

  it('survives a plan as JSON', () => {
    const question = people
      .filter((p) => p.seen.atLeast('2024-03-01T00:00Z').and(p.opens.hour().below(9)))
      .derive({
        week: (p) => p.seen.truncateTo('week'),
        since: (p) => p.seen.daysSince('2024-01-01'),
        initial: (p) => p.name.trim().substring(1, 1).upper(),
        band: (p) => p.age.digitise([0, 18, 65, 100], { otherwise: -1 }),
        zone: (p) => when(p.name.like('a%')).then(p.name.concat('!')).otherwise(''),
      })
      .groupBy({ name: 'band', of: (p) => p.band })
      .mean('since', { epsilon: 1 }).question
    expect(planFromJson(planToJson(question))).toEqual(question)
  })
})

describe('text and numbers', () => {
  it('are cut, joined and matched by code point', () => {
    const row = { name: ' \u{1f600}bc%É ', age: 65 }
    expect(valueIn((p) => p.name.trim().length(), row)).toBe(5)
    expect(valueIn((p) => p.name.trim().substring(2, 2), row)).toBe('bc')
    expect(valueIn((p) => p.name.trim().upper(), row)).toBe('\u{1f600}BC%É')
    expect(valueIn((p) => p.name.trim().lower(), row)).toBe('\u{1f600}bc%É')
    expect(valueIn((p) => p.name.trim().like('_bc\\%_'), row)).toBe(true)
    expect(valueIn((p) => p.name.trim().like('_bc\\_%'), row)).toBe(false)
    expect(valueIn((p) => p.name.replace('c%', '$&'), row)).toBe(' \u{1f600}b$&É ')
    expect(valueIn((p) => p.age.digitise([0, 18, 65]), row)).toBe(1)
    expect(valueIn((p) => p.age.digitise([0, 18, 65]), { age: 66 })).toBeNull()
    expect(valueIn((p) => p.age.modulo(0), row)).toBeNull()
    expect(valueIn((p) => p.age.minus(70).sqrt(), row)).toBeNull()
    expect(valueIn((p) => p.age.minus(70).truncate().abs(), row)).toBe(5)
    expect(valueIn((p) => p.age.minus(70).power(3), row)).toBe(-125)
    expect(() => people.derive({ x: (p) => p.age.power(0.5) }).count()).toThrow(/from 0 to 64/)
    const square = column('age').minus(50).power(2).expression
    expect(factsOf(square, schema.columns)).toMatchObject({ lower: 0, upper: 2500, integral: true })
  })

  it('keep their public values', () => {
    const derived = people.derive({
      band: (p) => p.age.digitise([0, 18, 65, 100]),
      first: (p) => p.zip.substring(1, 1),
      label: (p) => p.zip.concat('-', p.zip.length().toText()),
    })
    expect(derived.groupBy('band').keys[0]?.values).toEqual([0, 1, 2])
    expect(derived.groupBy('first').keys[0]?.values).toEqual(['1', '2', '3'])
    expect(() => derived.groupBy('label')).toThrow(/not public/)
    const { columns } = schema
    expect(factsOf(column('zip').concat('!').expression, columns)).toEqual({
      type: 'text',
      values: ['10!', '20!', '30!'],
      nullable: false,
    })
  })

  it('refuse what no engine could do safely', () => {
    expect(() => people.derive({ x: (p) => p.name.replace('a', 'b'.repeat(101)) }).count()).toThrow(
      /at most 100/,
    )
    expect(() => people.filter((p) => p.name.like('a\\')).count()).toThrow(/backslash/)
    expect(() => people.filter((p) => p.name.like('%'.repeat(11))).count()).toThrow(/10 times/)
    expect(() => people.derive({ x: (p) => p.age.digitise([1]) }).count()).toThrow(/from 2/)
    expect(() => people.derive({ x: (p) => p.age.digitise([2, 1]) }).count()).toThrow(/increase/)
    expect(() => people.derive({ x: (p) => p.name.substring(0) }).count()).toThrow(/from 1/)
  })
})

describe('a public table', () => {
  const regions = [
    { zip: '10', region: 'north', people: 1200, since: '1990-10-03' },
    { zip: '20', region: 'south', people: 800, since: '1871-01-18' },
    { zip: '40', region: 'south', people: null, since: null },
  ]

  it('is joined by a key, and brings its bounds and lists along', () => {
    const joined = people.join(regions, { on: 'zip' })
    expect(joined.groupBy('region').keys[0]?.values).toEqual(['north', 'south'])
    expect(joined.sum('people').question.aggregate.kind).toBe('sum')
    expectTypeOf(
      joined.filter((p) => p.region.equals('north').and(p.people.above(1))),
    ).toEqualTypeOf(joined)
    const some = people.join(regions, {
      on: { column: 'zip', key: 'zip' },
      columns: { since: 'date', people: 'integer' },
      keep: 'matched',
    })
    expect(some.groupBy({ name: 'y', of: (p) => p.since.year() }).keys[0]?.values).toHaveLength(120)
    // @ts-expect-error it was not asked for
    expect(() => some.groupBy('region')).toThrow(/no column region/)
  })

  it('leaves NULL where it says nothing, or drops the row', async () => {
    const rows = ['10', '20', '30', '20'].map((zip) => ({ zip, age: 1 }))
    const real = table(memory(rows), schema)
    const session = await open(real, { budget: { epsilon: 1e6 } })
    const all = real.join(regions, { on: 'zip' })
    const matched = real.join(regions, { on: 'zip', keep: 'matched' })
    const release = await session.release({
      regions: all.histogram('region', { epsilon: 1e5 }),
      matched: matched.count({ epsilon: 1e5 }),
      people: matched.sum('people', { epsilon: 1e5 }),
    })
    expect(release.regions.bins.map((bin) => bin.value)).toEqual([1, 2, 1])
    expect(release.matched.value).toBe(3)
    expect(release.people.value).toBeCloseTo(2800, 0)
    await session.close()
  })

  it('is refused where a key stands twice, or is missing', () => {
    const twice = [...regions, { zip: '10', region: 'east', people: 1, since: null }]
    expect(() => people.join(twice, { on: 'zip' }).count()).toThrow(/'10' twice/)
    expect(() => people.join([{ zip: null, x: 1 }], { on: 'zip' })).toThrow(/rows\[0\]\.zip/)
    expect(() => people.join([{ zip: 10, x: 1 }], { on: 'zip' }).count()).toThrow(/10 is a number/)
    expect(() =>
      people.join([{ zip: '1', age: 1 }], { on: 'zip', columns: { age: 'number' } }),
    ).toThrow(/column of both/)
    expect(() =>
      people.join([{ zip: '1', x: 1.5 }], { on: 'zip', columns: { x: 'integer' } }),
    ).toThrow(/not as the column is declared/)
  })

  it('prints a long list by its digest, another for another list', () => {
    const list = Array.from({ length: 50 }, (_, i) => ({ zip: `${i}`, x: i }))
    const text = (rows: typeof list): string => {
      const { from } = people.join(rows, { on: 'zip' })
      return from.kind === 'derive' && from.columns['x'] ? printExpression(from.columns['x']) : ''
    }
    const other = list.with(7, { zip: '7', x: 70 })
    expect(text(list)).toMatch(/^lookup\(zip, 50 keys [0-9a-f]{64}\)$/)
    expect(text(other)).not.toBe(text(list))
    expect(() =>
      people
        .join(
          Array.from({ length: 100_001 }, (_, i) => ({ zip: `${i}`, x: i })),
          { on: 'zip' },
        )
        .count(),
    ).toThrow(/100000/)
  })
})
