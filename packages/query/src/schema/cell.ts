/** From what a source holds to what a row holds, by the schema alone (S14). */
import {
  booleanFromNumber,
  booleanFromText,
  numberFromText,
  roundHalfUp,
  textFromNumber,
} from './grammar.ts'
import type { Column } from './schema.ts'
import { type Temporal, temporalFromMilliseconds, temporalFromText } from './temporal.ts'
import type { Value } from './value.ts'

/**
 * Reads one cell: a value of the column's kind, or NULL where it cannot be read. Never throws.
 *
 * Numbers are doubles; an integer column rounds half up. A category outside the list is NULL. Empty
 * text is NULL. Texts become numbers and booleans by `grammar`; true is 1 and false is 0; whole
 * numbers to 2^53, bigints, booleans and dates (ISO 8601, UTC, years 1 to 9999) have a text; all else
 * is NULL. A date, time or timestamp is read from text by `grammar`, or from a `Date` in UTC. Unpaired surrogates become U+FFFD, as in UTF-8.
 *
 * A value, never a unit's id: it rounds, and two cells may have one value.
 *
 * @see scanCell, which also clamps and imputes
 */
export function parseCell(column: Column, raw: unknown): Value {
  switch (column.type) {
    case 'number':
      return numberFrom(raw)
    case 'integer': {
      const value = numberFrom(raw)
      if (typeof raw === 'bigint') return value
      return value === null ? null : roundHalfUp(value)
    }
    case 'date':
    case 'time':
    case 'timestamp':
      return temporalFrom(column.type, raw)
    case 'boolean':
      return booleanFrom(raw)
    case 'text':
      return textFrom(raw)
    case 'category': {
      const value = textFrom(raw)
      return value !== null && column.categories.includes(value) ? value : null
    }
  }
}

/**
 * Reads one cell as every scan does: parsed, clamped to the column's bounds, and imputed where the
 * column is not nullable. Never throws.
 */
export function scanCell(column: Column, raw: unknown): Value {
  const value = parseCell(column, raw)
  if (value === null) return column.nullable ? null : column.impute
  if (typeof value !== 'number' || !('lower' in column || 'upper' in column)) return value
  if (column.lower !== undefined && value < column.lower) return column.lower
  if (column.upper !== undefined && value > column.upper) return column.upper
  return value
}

function numberFrom(raw: unknown): number | null {
  switch (typeof raw) {
    case 'number':
      return Number.isNaN(raw) ? null : raw + 0
    case 'string':
      return numberFromText(raw)
    case 'bigint':
      return Number(raw)
    case 'boolean':
      return raw ? 1 : 0
    default:
      return null
  }
}

function temporalFrom(type: Temporal, raw: unknown): number | null {
  if (typeof raw === 'string') return temporalFromText(type, raw)
  const milliseconds = millisecondsOf(raw)
  return milliseconds === null ? null : temporalFromMilliseconds(type, milliseconds)
}

/** Of a valid `Date`, and never throws. */
function millisecondsOf(raw: unknown): number | null {
  try {
    if (!(raw instanceof Date)) return null
    const milliseconds = Date.prototype.getTime.call(raw)
    return Number.isNaN(milliseconds) ? null : milliseconds
  } catch {
    return null
  }
}

function booleanFrom(raw: unknown): boolean | null {
  switch (typeof raw) {
    case 'boolean':
      return raw
    case 'string':
      return booleanFromText(raw)
    case 'number':
      return booleanFromNumber(raw)
    case 'bigint':
      return booleanFromNumber(Number(raw))
    default:
      return null
  }
}

function textFrom(raw: unknown): string | null {
  switch (typeof raw) {
    case 'string':
      return raw === '' ? null : raw.replace(/\p{Surrogate}/gu, '\uFFFD')
    case 'number':
      return textFromNumber(raw)
    case 'bigint':
    case 'boolean':
      return String(raw)
    default:
      return isoText(raw)
  }
}

/** ISO 8601 in UTC with milliseconds, for a date of the years 1 to 9999; all else is NULL. Never throws. */
export function isoText(raw: unknown): string | null {
  try {
    if (!(raw instanceof Date)) return null
    const text = raw.toISOString()
    return /^[0-9]{4}-/.test(text) && !text.startsWith('0000') ? text : null
  } catch {
    return null
  }
}
