/** Parts of dates, times and timestamps, and starts of units of time: exact on whole numbers. */
import { DitherError } from '@dither/core'
import {
  civilOf,
  dayNumber,
  dayOfYearOf,
  isoWeekOf,
  modulo,
  weekdayOf,
} from '../schema/calendar.ts'
import { microsecondsPerDay, type Temporal, temporalEnds } from '../schema/temporal.ts'
import type { Value } from '../schema/value.ts'
import type { DatePart, Expression, TimeUnit } from './expression.ts'
import { isEmpty, type NumberFacts, noNumber } from './facts.ts'
import { asTemporal, type Meaning } from './meaning.ts'

/** Every part: its values, the unit it counts within, and whether it is part of a time of day. */
const parts: Readonly<
  Record<DatePart, { readonly range: readonly [number, number]; readonly within?: TimeUnit }>
> = Object.freeze({
  year: { range: [1, 9999] },
  quarter: { range: [1, 4], within: 'year' },
  month: { range: [1, 12], within: 'year' },
  isoWeek: { range: [1, 53] },
  day: { range: [1, 31], within: 'month' },
  weekday: { range: [1, 7], within: 'week' },
  dayOfYear: { range: [1, 366], within: 'year' },
  hour: { range: [0, 23], within: 'day' },
  minute: { range: [0, 59], within: 'hour' },
  second: { range: [0, 59], within: 'minute' },
})

/** All parts. */
export const dateParts: readonly DatePart[] = Object.freeze(Object.keys(parts) as DatePart[])

const microseconds = { hour: 3_600_000_000, minute: 60_000_000, second: 1_000_000 }

/** All units that a moment can be cut to the start of. */
export const timeUnits: readonly TimeUnit[] = Object.freeze([
  'year',
  'quarter',
  'month',
  'week',
  'day',
  'hour',
  'minute',
  'second',
])

/** Whether it belongs to the day rather than the calendar. */
export function isOfDay(unit: DatePart | TimeUnit): unit is 'hour' | 'minute' | 'second' {
  return unit === 'hour' || unit === 'minute' || unit === 'second'
}

export function datePart({ part, of, type }: Extract<Expression, { kind: 'datePart' }>): Meaning {
  return {
    operands: [of],
    facts: (x) => {
      checkUnit(part, type, x.text())
      const facts = asTemporal(x, type)
      return isEmpty(facts) ? noNumber : factsOfPart(part, type, facts)
    },
    value: (x) => (isMoment(type, x) ? partOf(part, type, x) : null),
    print: (x) => `${part}(${type} ${x})`,
  }
}

export function startOf({ unit, of, type }: Extract<Expression, { kind: 'startOf' }>): Meaning {
  return {
    operands: [of],
    facts: (x) => {
      checkUnit(unit, type, x.text())
      const facts = asTemporal(x, type)
      if (isEmpty(facts)) return facts
      const cut = (end: number): number => (Number.isFinite(end) ? start(unit, type, end) : end)
      return { ...facts, lower: cut(facts.lower), upper: cut(facts.upper) }
    },
    value: (x) => (isMoment(type, x) ? start(unit, type, x) : null),
    print: (x) => `start_of_${unit}(${type} ${x})`,
  }
}

/** @throws DitherError "invalid_parameter": a date has no hours, a time no year */
function checkUnit(unit: DatePart | TimeUnit, type: Temporal, text: string): void {
  if (type === 'timestamp' || isOfDay(unit) === (type === 'time')) return
  throw new DitherError('invalid_parameter', `${text} is a ${type}, and has no ${unit}`, {
    parameter: text,
    wayOut: type === 'date' ? 'Dates have days, months and years' : 'Times have hours to seconds',
  })
}

/** A part counts upward while the unit around it stays the same; else it may be anything. */
function factsOfPart(part: DatePart, type: Temporal, facts: NumberFacts): NumberFacts {
  const { range, within } = parts[part]
  const { first, last } = temporalEnds[type]
  const lower = Math.max(facts.lower, first)
  const upper = Math.min(facts.upper, last)
  const counts =
    part === 'year' ||
    (part === 'hour' && type === 'time') ||
    (within !== undefined && start(within, type, lower) === start(within, type, upper))
  return {
    type: 'number',
    lower: counts ? partOf(part, type, lower) : range[0],
    upper: counts ? partOf(part, type, upper) : range[1],
    nullable: facts.nullable,
    integral: true,
  }
}

function partOf(part: DatePart, type: Temporal, x: number): number {
  if (isOfDay(part)) {
    const ofDay = modulo(x, microsecondsPerDay)
    const count = Math.floor(ofDay / microseconds[part])
    return part === 'hour' ? count : count % 60
  }
  const day = dayOf(type, x)
  switch (part) {
    case 'year':
      return civilOf(day).year
    case 'quarter':
      return Math.ceil(civilOf(day).month / 3)
    case 'month':
      return civilOf(day).month
    case 'day':
      return civilOf(day).day
    case 'isoWeek':
      return isoWeekOf(day)
    case 'weekday':
      return weekdayOf(day)
    case 'dayOfYear':
      return dayOfYearOf(day)
  }
}

/** Whether a value is one that a column of the type can hold; every checked expression's is. */
export function isMoment(type: Temporal, x: Value): x is number {
  const { first, last } = temporalEnds[type]
  return typeof x === 'number' && x >= first && x <= last
}

/** The number of the day. */
export function dayOf(type: Temporal, x: number): number {
  return type === 'date' ? x : (x - modulo(x, microsecondsPerDay)) / microsecondsPerDay
}

/** Exact: a timestamp's microseconds of the day are. */
function start(unit: TimeUnit, type: Temporal, x: number): number {
  if (isOfDay(unit)) return x - modulo(x, microseconds[unit])
  if (type === 'time') return 0
  const day = startDay(unit, dayOf(type, x))
  return type === 'date' ? day : day * microsecondsPerDay
}

function startDay(unit: Exclude<TimeUnit, 'hour' | 'minute' | 'second'>, day: number): number {
  const { year, month } = civilOf(day)
  switch (unit) {
    case 'day':
      return day
    case 'week':
      return day - weekdayOf(day) + 1
    case 'month':
      return dayNumber({ year, month, day: 1 })
    case 'quarter':
      return dayNumber({ year, month: month - ((month - 1) % 3), day: 1 })
    case 'year':
      return dayNumber({ year, month: 1, day: 1 })
  }
}
