import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { civilOf, dayNumber, dayOfYearOf, isoWeekOf, weekdayOf } from './calendar.ts'
import { parseCell, scanCell } from './cell.ts'
import { defineSchema } from './define-schema.ts'
import { readSchema } from './read-schema.ts'
import { temporalEnds, temporalFromText, temporals, temporalText } from './temporal.ts'
import { writeSchema } from './write-schema.ts'

describe('the calendar', () => {
  it('is the one of Date, on every seventh day of the years 1 to 9999', () => {
    const { first, last } = temporalEnds.date
    for (let day = first; day <= last; day += day % 2 === 0 ? 1 : 12) {
      const date = new Date(day * 86_400_000)
      const civil = civilOf(day)
      if (
        civil.year !== date.getUTCFullYear() ||
        civil.month !== date.getUTCMonth() + 1 ||
        civil.day !== date.getUTCDate() ||
        dayNumber(civil) !== day ||
        weekdayOf(day) % 7 !== date.getUTCDay()
      )
        throw new Error(`day ${day} is ${JSON.stringify(civil)}`)
    }
  })

  it('numbers days and weeks as ISO 8601 does', () => {
    const week = (text: string): number => isoWeekOf(temporalFromText('date', text) ?? 0)
    expect(
      ['2021-01-03', '2021-01-04', '2020-12-31', '2024-12-30', '2018-12-31'].map(week),
    ).toEqual([53, 1, 53, 1, 1])
    expect(dayOfYearOf(temporalFromText('date', '2024-12-31') ?? 0)).toBe(366)
    expect(dayOfYearOf(temporalFromText('date', '2023-12-31') ?? 0)).toBe(365)
  })
})

describe('the grammar of moments', () => {
  it('reads ISO 8601 and nothing else', () => {
    expect(temporalFromText('date', ' 1970-01-02 ')).toBe(1)
    expect(temporalFromText('date', '2023-02-29')).toBeNull()
    expect(temporalFromText('date', '0000-12-31')).toBeNull()
    expect(temporalFromText('date', '2024-02-29T00:00')).toBeNull()
    expect(temporalFromText('time', '00:00:01.2345678')).toBe(1_234_567)
    expect(temporalFromText('time', '24:00')).toBeNull()
    expect(temporalFromText('timestamp', '1970-01-01')).toBe(0)
    expect(temporalFromText('timestamp', '1970-01-01 01:00+01:00')).toBe(0)
    expect(temporalFromText('timestamp', '1970-01-01T00:00:00.000001-0130')).toBe(5_400_000_001)
    expect(temporalFromText('timestamp', '1969-12-31T23:59:59.999999Z')).toBe(-1)
    expect(temporalFromText('timestamp', '0001-01-01T00:00+00:01')).toBeNull()
    expect(temporalFromText('timestamp', '9999-12-31T23:59:59.999999Z')).toBe(
      temporalEnds.timestamp.last,
    )
  })

  it.each(temporals)('writes a %s that it reads back', (type) => {
    const { first, last } = temporalEnds[type]
    fc.assert(
      fc.property(fc.maxSafeInteger(), (any) => {
        const value = Math.min(Math.max(type === 'date' ? any % last : any, first), last)
        expect(temporalFromText(type, temporalText(type, value))).toBe(value)
      }),
      { numRuns: 2000, seed: 1 },
    )
    for (const end of [first, last])
      expect(temporalFromText(type, temporalText(type, end))).toBe(end)
  })
})

describe('a column of moments', () => {
  const schema = defineSchema({
    dataset: 'visits',
    privacyUnit: 'row',
    rows: { public: 10 },
    columns: {
      day: { type: 'date', lower: '2020-01-01', upper: '2024-12-31', origin: '2022-06-01' },
      at: {
        type: 'timestamp',
        lower: '2024-01-01',
        upper: '2024-12-31T23:59:59.5+01:00',
        nullable: true,
      },
      clock: { type: 'time', impute: '12:30' },
      free: { type: 'date' },
    },
  })
  const { day, at, clock, free } = schema.columns

  it('has its bounds as text, its middle where none is said, and clamps', () => {
    expect(day).toEqual({
      type: 'date',
      lower: 18_262,
      upper: 20_088,
      origin: 19_144,
      nullable: false,
      impute: 19_175,
    })
    expect(clock).toEqual({ type: 'time', nullable: false, impute: 45_000_000_000 })
    expect(free).toEqual({ type: 'date', nullable: true, impute: null })
    if (day === undefined || at === undefined || free === undefined) throw new Error('no column')
    expect(scanCell(day, '9999-12-31')).toBe(20_088)
    expect(scanCell(day, '0001-01-01')).toBe(18_262)
    expect(scanCell(day, 'yesterday')).toBe(19_175)
    expect(scanCell(at, 'yesterday')).toBeNull()
    expect(scanCell(at, '2025-01-01')).toBe(1_735_685_999_500_000)
  })

  it('is read from a Date, in UTC, and from no number', () => {
    if (day === undefined || at === undefined || clock === undefined) throw new Error('no column')
    const date = new Date('2024-02-29T23:59:59.123Z')
    expect(parseCell(day, date)).toBe(19_782)
    expect(parseCell(clock, date)).toBe(86_399_123_000)
    expect(parseCell(at, date)).toBe(1_709_251_199_123_000)
    expect(parseCell(at, new Date(Number.NaN))).toBeNull()
    expect(parseCell(at, new Date(-8.64e15))).toBeNull()
    expect(parseCell(at, Object.create(Date.prototype))).toBeNull()
    for (const raw of [5, 5n, true, null, {}]) expect(parseCell(day, raw)).toBeNull()
  })

  it('survives YAML', () => {
    expect(readSchema(writeSchema(schema))).toEqual(schema)
  })

  it.each([
    [{ lower: '2020-01-01' }, 'upper is missing'],
    [{ lower: '2020-01-02', upper: '2020-01-01' }, 'must be at most upper, which is 2020-01-01'],
    [{ lower: '2020', upper: '2021' }, 'must be a date as ISO 8601 text'],
    [{ lower: 5, upper: 6 }, 'must be a date as ISO 8601 text'],
    [{ impute: '2020-02-30' }, 'must be a date as ISO 8601 text'],
    [{ impute: '2020-02-20', nullable: true }, 'has no meaning in a nullable column'],
    [
      { lower: '2020-01-01', upper: '2020-12-31', impute: '2021-01-01' },
      'within the bounds [2020-01-01',
    ],
    [{ nullable: false }, 'must stand for NULL'],
  ])('is refused as %j: %s', (column, message) => {
    const columns = { x: { type: 'date', ...column } }
    expect(() =>
      // @ts-expect-error wrong on purpose
      defineSchema({ dataset: 'd', privacyUnit: 'row', columns }),
    ).toThrow(message)
  })
})
