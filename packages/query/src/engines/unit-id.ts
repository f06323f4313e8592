/** The id of a row's unit, as the scan found it (S4). */
import { isoText } from '../schema/cell.ts'
import { wholeFromText } from '../schema/grammar.ts'
import type { Column } from '../schema/schema.ts'

/**
 * The canonical text of a unit's id, or null for a row without one, which every scan drops. Never throws.
 *
 * A unit is its canonical text; the number 1 and the text `1` are one unit. Two texts are never one: nothing is rounded, clamped, imputed or taken through a double.
 *
 * In an integer column an id is a whole number of any size: a text such as `007`, `+7` or `7.0` (spaces
 * around it do not count), a bigint, or a number that is a safe integer. In a text column it is a text,
 * letter for letter, a bigint, a safe integer, a boolean, or a date (ISO 8601 in UTC with microseconds,
 * years 1 to 9999).
 *
 * No id: an empty text; a fraction; a number of size 2^53 or more, which may stand for its neighbour; a
 * text with half a character (an unpaired surrogate) or with U+FFFD, which stands where characters were
 * lost; all else.
 */
export function unitIdOf(column: Column, raw: unknown): string | null {
  if (typeof raw === 'bigint') return String(raw)
  if (typeof raw === 'number') return Number.isSafeInteger(raw) ? String(raw + 0) : null
  if (column.type === 'integer') return typeof raw === 'string' ? wholeFromText(raw) : null
  if (typeof raw === 'string') return raw === '' || /[\uFFFD\p{Surrogate}]/u.test(raw) ? null : raw
  if (typeof raw === 'boolean') return String(raw)
  return isoText(raw)?.replace('Z', '000Z') ?? null
}
