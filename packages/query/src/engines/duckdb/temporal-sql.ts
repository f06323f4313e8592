/**
 * Dates, times and timestamps in DuckDB's SQL: from text and from its own types to DOUBLE, and what
 * expressions make of them. Values are whole, within the years 1 to 9999, or NULL, so that no step leaves
 * the range of its type.
 */

import { isOfDay } from '../../expression/date-part.ts'
import type { DatePart, TimeUnit } from '../../expression/expression.ts'
import { elapsedFactor } from '../../expression/moment.ts'
import { grammar } from '../../schema/grammar.ts'
import { microsecondsPerDay, type Temporal, temporalEnds } from '../../schema/temporal.ts'
import { sqlNumber, sqlText } from './sql.ts'

const day0 = "DATE '1970-01-01'"

/** The grammar; the text is written up to nine times. Casts are tried, and only where the pattern has matched. */
export function temporalFromTextSql(type: Temporal, text: string): string {
  const word = `trim(${text}, ' ')`
  const matches = `regexp_full_match(${text}, ${sqlText(` *(${grammar[type]}) *`)})`
  return `(CASE WHEN ${matches} THEN ${numberInSql(type, word)} END)`
}

function numberInSql(type: Temporal, word: string): string {
  switch (type) {
    case 'date':
      return daysSql(`TRY_CAST(${word} AS DATE)`)
    case 'time':
      return `CAST(epoch_us(TRY_CAST(${word} AS TIME)) AS DOUBLE)`
    case 'timestamp':
      return timestampInSql(word)
  }
}

/** The offset is cut off and applied here: DuckDB's cast would skip it. */
function timestampInSql(word: string): string {
  const local = `TRY_CAST(regexp_extract(${word}, '^.{10}([T ][0-9:.]+)?') AS TIMESTAMP)`
  const zone = `regexp_extract(${word}, '^.{16}[0-9:.]*([+-].+)$', 1)`
  const minutes = `((TRY_CAST(substr(${zone}, 2, 2) AS BIGINT) * 60) + (CASE WHEN (length(${zone}) > 3) THEN TRY_CAST(right(${zone}, 2) AS BIGINT) ELSE 0 END))`
  const offset = `(CASE WHEN (${zone} = '') THEN 0 WHEN starts_with(${zone}, '-') THEN (0 - ${minutes}) ELSE ${minutes} END)`
  return timestampDoubleSql(`(epoch_us(${local}) - (${offset} * 60000000))`)
}

/** Of a BIGINT: NULL outside the years 1 to 9999, and the last double before the year 10000 at most. */
function timestampDoubleSql(microseconds: string): string {
  const { first, last } = temporalEnds.timestamp
  return `(CASE WHEN (${microseconds} BETWEEN ${first} AND 253402300799999999) THEN LEAST(CAST(${microseconds} AS DOUBLE), ${sqlNumber(last)}) END)`
}

/** Of a DATE. */
function daysSql(date: string): string {
  return `CAST((${date} - ${day0}) AS DOUBLE)`
}

/** From a TIMESTAMP in UTC, which may be infinite. */
export function temporalFromTimestampSql(type: Temporal, timestamp: string): string {
  const readable = `(${timestamp} BETWEEN TIMESTAMP '0001-01-01 00:00:00' AND TIMESTAMP '9999-12-31 23:59:59.999999')`
  const number = {
    date: daysSql(`CAST(${timestamp} AS DATE)`),
    time: ofDaySql(`epoch_us(${timestamp})`),
    timestamp: timestampDoubleSql(`epoch_us(${timestamp})`),
  }[type]
  return `(CASE WHEN ${readable} THEN ${number} END)`
}

/** From a TIME; 24:00:00, which it may be, is none. */
export function timeFromClockSql(time: string): string {
  return `(CASE WHEN (${time} < TIME '24:00:00') THEN CAST(epoch_us(${time}) AS DOUBLE) END)`
}

/** Microseconds of the day, of a BIGINT. */
function ofDaySql(microseconds: string): string {
  const day = microsecondsPerDay
  return `CAST((((${microseconds} % ${day}) + ${day}) % ${day}) AS DOUBLE)`
}

const functionOfPart: Readonly<Record<DatePart, string>> = {
  year: 'year',
  quarter: 'quarter',
  month: 'month',
  isoWeek: 'week',
  day: 'day',
  weekday: 'isodow',
  dayOfYear: 'dayofyear',
  hour: 'hour',
  minute: 'minute',
  second: 'second',
}

/** How many microseconds, for units that a day is made of. */
const microseconds = { hour: 3_600_000_000, minute: 60_000_000, second: 1_000_000 }

export function datePartSql(part: DatePart, type: Temporal, x: string): string {
  if (type !== 'time') return `CAST(${functionOfPart[part]}(${nativeSql(type, x)}) AS DOUBLE)`
  const unit = isOfDay(part) ? part : 'hour' // a checked plan asks a time for nothing else
  const count = `(${wholeSql(x)} // ${microseconds[unit]})`
  return `CAST(${unit === 'hour' ? count : `(${count} % 60)`} AS DOUBLE)`
}

export function startOfSql(unit: TimeUnit, type: Temporal, x: string): string {
  if (type === 'time') {
    const width = isOfDay(unit) ? microseconds[unit] : microsecondsPerDay
    return `CAST(((${wholeSql(x)} // ${width}) * ${width}) AS DOUBLE)`
  }
  const start = `date_trunc(${sqlText(unit)}, ${nativeSql(type, x)})`
  return type === 'date' ? daysSql(`CAST(${start} AS DATE)`) : `CAST(epoch_us(${start}) AS DOUBLE)`
}

export function elapsedSql(
  unit: 'day' | 'hour' | 'minute' | 'second',
  type: Temporal,
  x: string,
  y: string,
): string {
  const { operator, factor } = elapsedFactor(unit, type)
  return `((${x} - ${y}) ${operator} ${sqlNumber(factor)})`
}

export function convertSql(from: Temporal, to: Temporal, x: string): string {
  if (from === to || from === 'time') return x
  if (from === 'date') return `(${x} * ${sqlNumber(microsecondsPerDay)})`
  return to === 'date' ? daysSql(`CAST(${nativeSql(from, x)} AS DATE)`) : ofDaySql(wholeSql(x))
}

function nativeSql(type: 'date' | 'timestamp', x: string): string {
  return type === 'date' ? `(${day0} + CAST(${x} AS INTEGER))` : `make_timestamp(${wholeSql(x)})`
}

function wholeSql(x: string): string {
  return `CAST(${x} AS BIGINT)`
}
