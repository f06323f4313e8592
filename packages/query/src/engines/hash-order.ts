/** The order in which a unit's cells are kept (S5), the same in every engine that is asked for it. */
import { md5 } from '@noble/hashes/legacy.js'

/**
 * A unit's rank of a cell in the portable order: the first 64 bits, as 16 hex digits, of MD5 over
 * `key`, unit and cell, joined by U+001F, in UTF-8. Ties go to the smaller cell.
 *
 * A cell of keys that are not listed is the text of those (`keyText`): its number would depend on what other units have.
 * With a value, its rank of that value in that cell: the value's text (`valueText`) is joined too.
 *
 * It looks at nothing but the key and the unit's own: not at other units, nor at how often.
 * MD5 serves because every engine has it; privacy needs a fixed order per unit, not a strong hash.
 */
export function portableRank(
  key: string,
  unit: string,
  cell: number | string,
  value?: string,
): string {
  const parts = value === undefined ? [key, unit, cell] : [key, unit, cell, value]
  const digest = md5(new TextEncoder().encode(parts.join('\u001f')))
  return Array.from(digest.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/**
 * The text of a value, for its rank and to tell it from others: of a number the 64 bits of its double as a
 * signed integer, 0 for -0. Values of one type are equal if and only if their texts are.
 */
export function valueText(value: number | string | boolean): string {
  if (typeof value !== 'number') return String(value)
  return String(new BigInt64Array(new Float64Array([value + 0]).buffer)[0] ?? 0n)
}
