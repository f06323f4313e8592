/** One column of a source as the schema reads it: `parseCell` and `scanCell` in SQL (S14). */
import type { Column, NumericColumn } from '../../schema/schema.ts'
import type { Temporal } from '../../schema/temporal.ts'
import {
  booleanFromNumberSql,
  booleanFromTextSql,
  clampSql,
  notNanSql,
  numberFromBooleanSql,
  numberFromTextSql,
  roundHalfUpSql,
  textFromBooleanSql,
  textFromNumberSql,
} from './parse-sql.ts'
import { sqlNull, sqlText, sqlValue } from './sql.ts'
import { temporalFromTextSql, temporalFromTimestampSql, timeFromClockSql } from './temporal-sql.ts'

/** What lies in a source's column, as far as reading it goes; `wide` integers may not fit 64 bits. */
export type Physical =
  | 'text'
  | 'integer'
  | 'wide'
  | 'number'
  | 'boolean'
  | 'time'
  | 'clock'
  | 'other'

/** What DuckDB says of a column. */
export interface SourceType {
  readonly physical: Physical
  /** DuckDB's own name of the type. */
  readonly type: string
}

/** From the name that DuckDB gives a type. */
export function sourceTypeOf(type: string): SourceType {
  return { physical: physicalOf(type), type }
}

function physicalOf(type: string): Physical {
  if (/^(VARCHAR|ENUM|UUID|JSON)\b/.test(type) && !type.endsWith(']')) return 'text'
  if (/^(U?(TINY|SMALL)INT|U?INTEGER|BIGINT)$/.test(type)) return 'integer'
  if (/^(UBIGINT|U?HUGEINT)$/.test(type)) return 'wide'
  if (/^(FLOAT|DOUBLE|DECIMAL\([0-9]+,[0-9]+\))$/.test(type)) return 'number'
  if (type === 'BOOLEAN') return 'boolean'
  if (type === 'TIME') return 'clock'
  return /^(DATE|TIMESTAMP(_S|_MS|_NS| WITH TIME ZONE)?)$/.test(type) ? 'time' : 'other'
}

/**
 * What a source's column holds, under one alias for `scanSql`: text in binary order, DOUBLE, BOOLEAN,
 * BIGINT, or the wider integer type that it has; TIME, or TIMESTAMP in UTC.
 */
export function rawSql(reference: string, { physical, type }: SourceType): string {
  switch (physical) {
    case 'text':
      return `(CAST(${reference} AS VARCHAR) COLLATE C)`
    case 'number':
      return `TRY_CAST(${reference} AS DOUBLE)`
    case 'integer':
      return `CAST(${reference} AS BIGINT)`
    case 'wide':
    case 'boolean':
      return reference
    case 'time':
      return timestampSql(reference, type)
    case 'clock':
      return reference
    case 'other':
      return sqlNull.text
  }
}

/** The value as the schema reads it, neither rounded, clamped nor imputed; a number may still be NaN. */
export function parseSql(column: Column, raw: string, physical: Physical): string {
  switch (column.type) {
    case 'number':
    case 'integer':
      return numberSql(raw, physical)
    case 'date':
    case 'time':
    case 'timestamp':
      return temporalSql(column.type, raw, physical)
    case 'boolean':
      return booleanSql(raw, physical)
    case 'text':
      return textSql(raw, physical)
    case 'category': {
      const text = textSql(raw, physical)
      const list = column.categories.map(sqlText).join(', ')
      return `(CASE WHEN (${text} IN (${list})) THEN ${text} END)`
    }
  }
}

/** A number that is parsed, rounded where the column says so. */
export function roundedSql(column: Column, parsed: string, physical: Physical): string {
  const whole = physical === 'integer' || physical === 'wide' || physical === 'boolean'
  return column.type !== 'integer' || whole ? parsed : roundHalfUpSql(parsed)
}

/**
 * The value that a scan gives, of one that is parsed: without NaN, rounded, clamped and imputed. What
 * lies beyond whole bounds is not rounded first, which would end at the same bound.
 */
export function scanSql(column: Column, parsed: string, physical: Physical): string {
  const value = scannedSql(column, parsed, physical)
  return column.nullable || column.impute === null
    ? value
    : `COALESCE(${value}, ${sqlValue(column.impute)})`
}

function scannedSql(column: Column, parsed: string, physical: Physical): string {
  switch (column.type) {
    case 'number':
    case 'integer':
      return scannedNumberSql(column, physical === 'number' ? notNanSql(parsed) : parsed, physical)
    case 'date':
    case 'time':
    case 'timestamp':
      return clampSql(parsed, column.lower, column.upper)
    default:
      return parsed
  }
}

function scannedNumberSql(column: NumericColumn, number: string, physical: Physical): string {
  return clampSql(number, column.lower, column.upper, roundedSql(column, number, physical))
}

function numberSql(raw: string, physical: Physical): string {
  switch (physical) {
    case 'text':
      return numberFromTextSql(raw)
    case 'integer':
    case 'wide':
      return `CAST(${raw} AS DOUBLE)`
    case 'number':
      return raw
    case 'boolean':
      return numberFromBooleanSql(raw)
    case 'time':
    case 'clock':
    case 'other':
      return sqlNull.number
  }
}

function temporalSql(type: Temporal, raw: string, physical: Physical): string {
  if (physical === 'text') return temporalFromTextSql(type, raw)
  if (physical === 'time') return temporalFromTimestampSql(type, raw)
  return physical === 'clock' && type === 'time' ? timeFromClockSql(raw) : sqlNull.number
}

function booleanSql(raw: string, physical: Physical): string {
  switch (physical) {
    case 'text':
      return booleanFromTextSql(raw)
    case 'integer':
    case 'wide':
    case 'number':
      return booleanFromNumberSql(numberSql(raw, physical))
    case 'boolean':
      return raw
    case 'time':
    case 'clock':
    case 'other':
      return sqlNull.boolean
  }
}

/** Empty text is NULL. */
function textSql(raw: string, physical: Physical): string {
  switch (physical) {
    case 'text':
      return `(CASE WHEN (${raw} <> '') THEN ${raw} END)`
    case 'integer':
    case 'wide':
      return `CAST(${raw} AS VARCHAR)`
    case 'number':
      return textFromNumberSql(raw)
    case 'boolean':
      return textFromBooleanSql(raw)
    case 'time':
      return isoTextSql(raw, '%g')
    case 'clock':
    case 'other':
      return sqlNull.text
  }
}

/** A point in time as a TIMESTAMP in UTC, whatever the time zone of the session. */
export function timestampSql(reference: string, type: string): string {
  return type === 'TIMESTAMP WITH TIME ZONE'
    ? `make_timestamp(epoch_us(${reference}))`
    : `TRY_CAST(${reference} AS TIMESTAMP)`
}

/** ISO 8601 in UTC, for the years 1 to 9999. @param fraction %g for milliseconds, %f for microseconds */
export function isoTextSql(timestamp: string, fraction: '%g' | '%f'): string {
  const [first, last] = ['0001-01-01 00:00:00', '9999-12-31 23:59:59.999999']
  return `(CASE WHEN (${timestamp} BETWEEN TIMESTAMP '${first}' AND TIMESTAMP '${last}') THEN strftime(${timestamp}, '%Y-%m-%dT%H:%M:%S.${fraction}Z') END)`
}
