/** The id of a row's unit in SQL: `unitIdOf`, for every type that a column can have in DuckDB (S4). */
import type { Column } from '../../schema/schema.ts'
import { textFromBooleanSql, wholeFromNumberSql, wholeFromTextSql } from './parse-sql.ts'
import { isoTextSql, type SourceType, timestampSql } from './scan-sql.ts'
import { sqlNull } from './sql.ts'

/** What lies in the source, under one alias for `unitSql`; two different values stay different. */
export function unitRawSql(reference: string, { type, physical }: SourceType): string {
  if (physical === 'text') return `(CAST(${reference} AS VARCHAR) COLLATE C)`
  if (hasFraction(type)) return shortestSql(reference) // (1)
  if (isFloating(type)) return `CAST(${reference} AS DOUBLE)`
  if (type === 'TIMESTAMP_NS') return nanosecondsSql(reference) // (1)
  if (physical === 'time') return isoTextSql(timestampSql(reference, type), '%f')
  return physical === 'other' || physical === 'clock' ? sqlNull.text : reference
}

/**
 * The id, or NULL for none: a text in canonical form, or a whole number of the type that it has in the
 * source, whose digits are that text. No value passes through a double that was none.
 */
export function unitSql(column: Column, raw: string, { type, physical }: SourceType): string {
  if (isFloating(type)) return wholeFromNumberSql(raw, type === 'FLOAT' ? 2 ** 24 - 1 : 2 ** 53 - 1)
  if (column.type === 'integer') {
    if (physical === 'text' || hasFraction(type)) return wholeFromTextSql(raw)
    return isInteger(type, physical) ? raw : sqlNull.text
  }
  if (physical === 'text')
    return `(CASE WHEN ((${raw} <> '') AND (NOT contains(${raw}, chr(65533)))) THEN ${raw} END)`
  return physical === 'boolean' ? textFromBooleanSql(raw) : raw
}

function isFloating(type: string): boolean {
  return type === 'FLOAT' || type === 'DOUBLE'
}

function hasFraction(type: string): boolean {
  return type.startsWith('DECIMAL') && !type.endsWith(',0)')
}

/** Without the zeros that only the scale of its type writes: 7 of 7.00, 7.5 of 7.500; there always is a point. */
function shortestSql(reference: string): string {
  return `regexp_replace(CAST(${reference} AS VARCHAR), '[.]?0+$', '')`
}

function isInteger(type: string, physical: SourceType['physical']): boolean {
  return physical === 'integer' || physical === 'wide' || type.startsWith('DECIMAL')
}

/**
 * All of a TIMESTAMP_NS, of whole microseconds six digits, as of any other; it lies within the years 1677 to 2262.
 * The nanoseconds by themselves: beside other fields, DuckDB 1.5.4 loses one of their digits.
 */
function nanosecondsSql(reference: string): string {
  const seconds = `strftime(${reference}, '%Y-%m-%dT%H:%M:%S.')`
  const digits = `regexp_replace(strftime(${reference}, '%n'), '000$', '')`
  return `(CASE WHEN isfinite(${reference}) THEN (${seconds} || ${digits} || 'Z') END)`
}
