/** The id of a row's unit, as the scan found it (S4). */
import { parseCell } from '../schema/cell.ts'
import { textFromNumber } from '../schema/grammar.ts'
import type { Column } from '../schema/schema.ts'

/**
 * The canonical text of a unit's id, or null for a row without one, which every scan drops.
 *
 * Neither clamped nor imputed, which would make one unit out of several; for the same reason a number
 * beyond 2^53, where doubles merge neighbours, is no id.
 */
export function unitIdOf(column: Column, raw: unknown): string | null {
  const value = parseCell(column, raw)
  return typeof value === 'number' ? textFromNumber(value) : value === null ? null : String(value)
}
