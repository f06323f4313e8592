/** Dates, times and timestamps as people write them. Public ones are ISO 8601 text. */
import type { BaseExpression, BooleanExpression, NumberExpression, typed } from './terms.ts'

/** What dates, times and timestamps have in common; each is compared with its own type alone. */
export interface MomentExpression<Self, Other> extends BaseExpression {
  /** Whether the two are equal. */
  equals(other: Other): BooleanExpression
  /** Whether the two differ. */
  notEquals(other: Other): BooleanExpression
  /** Whether this is before the other. */
  below(other: Other): BooleanExpression
  /** Whether this is the other or before it. */
  atMost(other: Other): BooleanExpression
  /** Whether this is after the other. */
  above(other: Other): BooleanExpression
  /** Whether this is the other or after it. */
  atLeast(other: Other): BooleanExpression
  /** Whether it lies between two ends, which belong to it. */
  between(lower: Other, upper: Other): BooleanExpression
  /** Whether it is one of a list of public values. */
  isIn(values: readonly string[]): BooleanExpression
  /** The nearest value in [lower, upper]. */
  clamp(lower: string, upper: string): Self
  /** Puts a public value in the place of NULL. */
  impute(value: string): Self
  /** The first of this and the others that is not NULL. */
  coalesce(...others: readonly Other[]): Self
  /** NULL where it equals the other. */
  nullIf(other: Other): Self
  /** The first in time of this and the others; NULL if one is NULL. */
  least(...others: readonly Other[]): Self
  /** The last in time of this and the others; NULL if one is NULL. */
  greatest(...others: readonly Other[]): Self
}

/** What has a day of the calendar: the proleptic Gregorian one, in UTC. */
export interface CalendarExpression {
  /** 1 to 9999. */
  year(): NumberExpression
  /** 1 to 4. */
  quarter(): NumberExpression
  /** 1 to 12. */
  month(): NumberExpression
  /** 1 to 53, the week of ISO 8601, whose year may be the one before or after. */
  isoWeek(): NumberExpression
  /** The day of the month, 1 to 31. */
  day(): NumberExpression
  /** 1 for Monday to 7 for Sunday. */
  weekday(): NumberExpression
  /** 1 to 366. */
  dayOfYear(): NumberExpression
}

/** What has a time of day, in UTC. */
export interface ClockExpression<Other> {
  /** 0 to 23. */
  hour(): NumberExpression
  /** 0 to 59. */
  minute(): NumberExpression
  /** 0 to 59, without fractions. */
  second(): NumberExpression
  /** Hours from the other to this, with fractions. */
  hoursSince(other: Other): NumberExpression
  /** Minutes from the other to this, with fractions. */
  minutesSince(other: Other): NumberExpression
  /** Seconds from the other to this, with fractions. */
  secondsSince(other: Other): NumberExpression
}

/** A date, or NULL; in questions it counts as days since 1970-01-01, and options and answers say it in ISO 8601. */
export interface DateExpression
  extends MomentExpression<DateExpression, DateTerm>,
    CalendarExpression {
  readonly [typed]?: { readonly date: true }
  /** The first day of the unit that it lies in; weeks start on Monday. */
  truncateTo(unit: 'year' | 'quarter' | 'month' | 'week' | 'day'): DateExpression
  /** Days from the other to this, a whole number. */
  daysSince(other: DateTerm): NumberExpression
  /** Its midnight in UTC. */
  toTimestamp(): TimestampExpression
}

/** A time of day, or NULL; in questions it counts as microseconds of the day. */
export interface TimeExpression
  extends MomentExpression<TimeExpression, TimeTerm>,
    ClockExpression<TimeTerm> {
  readonly [typed]?: { readonly time: true }
  /** The start of the unit that it lies in. */
  truncateTo(unit: 'hour' | 'minute' | 'second'): TimeExpression
}

/** A point in time, or NULL; in questions it counts as microseconds since 1970-01-01 in UTC. */
export interface TimestampExpression
  extends MomentExpression<TimestampExpression, TimestampTerm>,
    CalendarExpression,
    ClockExpression<TimestampTerm> {
  readonly [typed]?: { readonly timestamp: true }
  /** The start of the unit that it lies in; weeks start on Monday. */
  truncateTo(
    unit: 'year' | 'quarter' | 'month' | 'week' | 'day' | 'hour' | 'minute' | 'second',
  ): TimestampExpression
  /** Days from the other to this, with fractions. */
  daysSince(other: TimestampTerm): NumberExpression
  /** Its day in UTC. */
  toDate(): DateExpression
  /** Its time of day in UTC. */
  toTime(): TimeExpression
}

/** A date: as text, `2024-02-29`, or an expression. */
export type DateTerm = string | DateExpression
/** A time of day: as text, `23:59:59`, or an expression. */
export type TimeTerm = string | TimeExpression
/** A point in time: as text, `2024-02-29T23:59:59Z`, or an expression. */
export type TimestampTerm = string | TimestampExpression
